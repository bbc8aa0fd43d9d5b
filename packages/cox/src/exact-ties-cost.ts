import { encodeTerms, type RowOf } from "@hcc/data";
import { type ExactTie, exactCost } from "./internal/exact-cost.js";
import { checkTerms, resolveOptions } from "./internal/options.js";
import { readRows } from "./internal/read-rows.js";
import type { CoxSpec } from "./types.js";

export type { ExactTie } from "./internal/exact-cost.js";

/** What a Cox model with exact ties would take. */
export interface ExactTiesCost {
  readonly kind: "cox-exact-ties-cost";
  readonly version: 1;
  /**
   * About how many multiplications one evaluation of the likelihood takes, beside those of its untied times. A fit takes
   * some six evaluations; an infinite coefficient, whose finite limit is searched for, a hundred.
   */
  readonly operations: number;
  /** The event time that takes most on its own; null where no event times are tied. */
  readonly largest: ExactTie | null;
}

/**
 * What `coxph(data, { ...spec, ties: "exact" })` would take, without fitting.
 *
 * With p columns an evaluation takes 3 + 2 p + 3 p (p + 1) / 2 operations for each row and each number of deaths up to
 * that of the event time: n d where one recursion serves all times of a stratum, else the sum of d (n - d) over times.
 * The cheaper way is taken, stratum by stratum. 1e9 operations are some two seconds of one processor.
 *
 * @throws InputError as `coxph` does, except "too-costly".
 *
 * @example
 * ```ts
 * import { exactTiesCost } from "@hcc/cox";
 * const rows = Array.from({ length: 400 }, (_, i) => ({ months: 1 + (i % 8), dead: i % 3 > 0, age: 40 + ((i * 7) % 30) }));
 * const { largest } = exactTiesCost(rows, { time: "months", event: "dead", covariates: ["age"] });
 * [largest.time, largest.deaths, largest.atRisk]; // => [1, 33, 400]
 * ```
 *
 * @see Gail MH, Lubin JH, Rubinstein LV. Likelihood calculations for matched case-control studies and survival studies
 * with tied death times. Biometrika 1981;68:703-707. doi:10.1093/biomet/68.3.703
 */
export function exactTiesCost<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: CoxSpec<RowOf<Data>>,
): ExactTiesCost {
  resolveOptions("exactTiesCost", spec, ["covariates", "tests"]);
  checkTerms("covariates", spec.covariates);
  const rows = readRows(data, spec, spec.covariates);
  const { p } = encodeTerms(rows.frame.terms, rows.frame.n);
  return { kind: "cox-exact-ties-cost", version: 1, ...exactCost(rows, p) };
}
