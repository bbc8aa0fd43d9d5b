import { InputError, type Interval } from "@hcc/data";
import { proportionInterval } from "../proportion-interval.js";
import type { Margins } from "./contingency-margins.js";
import { fisherExact } from "./fisher-exact.js";
import { fisherMonteCarlo } from "./fisher-monte-carlo.js";
import { fisherTwoByTwo, type TwoByTwo } from "./fisher-two-by-two.js";

/** Fisher's test of any table. One-sided values of a table larger than 2 x 2 are those of the two-sided test: they are not asked for. */
export interface FisherTest {
  readonly method: "fisher" | "fisher-monte-carlo";
  readonly exact: TwoByTwo;
  readonly mid: TwoByTwo;
  readonly monteCarlo: { readonly resamples: number; readonly seed: number; readonly interval: Interval } | null;
  /** What the reason of the result ends with. */
  readonly remark: string;
}

/** Fisher's test by all tables with the margins, or where they are too many by random ones. */
export function fisherTest(
  table: readonly (readonly number[])[],
  { rows, columns }: Margins,
  options: { readonly resamples?: number; readonly seed?: number },
): FisherTest {
  const resamples = wholeNumber("resamples", options.resamples ?? (rows.length * columns.length > 200 ? 1e4 : 1e5), 1);
  const seed = wholeNumber("seed", options.seed ?? 1, 0);
  if (rows.length === 2 && columns.length === 2) {
    return { method: "fisher", ...fisherTwoByTwo(table), monteCarlo: null, remark: "" };
  }
  const same = (p: number): TwoByTwo => ({ "two-sided": p, less: p, greater: p });
  const exact = fisherExact(table, rows, columns);
  if (exact !== null) {
    return { method: "fisher", exact: same(exact.pValue), mid: same(exact.midPValue), monteCarlo: null, remark: "" };
  }
  const { less, equal } = fisherMonteCarlo(table, rows, columns, resamples, seed);
  const interval = proportionInterval(less + equal, resamples, { level: 0.99 });
  const limits = [interval.lower!, interval.upper!].map((limit) => String(Number(limit.toPrecision(3))));
  return {
    method: "fisher-monte-carlo",
    exact: same((less + equal + 1) / (resamples + 1)),
    mid: same((less + (equal + 1) / 2) / (resamples + 1)),
    monteCarlo: { resamples, seed, interval },
    remark: `, but the tables with these margins are too many to enumerate: ${resamples} random ones, seed ${seed}; the 99 % interval of P is ${limits.join(" to ")}`,
  };
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= 4_294_967_295) return value;
  throw new InputError("option", `${name} is ${value}: give a whole number from ${least} to 4294967295`, {
    column: name,
  });
}
