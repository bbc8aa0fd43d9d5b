import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Balance, type BalanceFigures, type BalanceSpec, balance } from "../src/index.js";
import { shuffle } from "../src/internal/shuffle.js";
import { generator } from "./lalonde.js";

interface Row {
  readonly t: number;
  readonly x: number;
  readonly y: number;
  readonly level: string;
  readonly w: number;
}

const row = fc.record({
  t: fc.integer({ min: 0, max: 1 }),
  x: fc.integer({ min: -20, max: 20 }),
  y: fc.double({ min: -100, max: 100, noNaN: true }),
  level: fc.constantFrom("a", "b", "c"),
  w: fc.integer({ min: 1, max: 4 }),
});
/** At least two rows in each group, so that every group has a variance, and two values of each variable in each. */
const problem = fc
  .array(row, { minLength: 0, maxLength: 12 })
  .map((rows): readonly Row[] => [
    { t: 1, x: 1, y: 0.5, level: "a", w: 1 },
    { t: 1, x: 4, y: 3, level: "b", w: 2 },
    { t: 0, x: 2, y: -7, level: "a", w: 3 },
    { t: 0, x: 7, y: 11, level: "b", w: 1 },
    ...rows,
  ])
  .map((rows) => Object.freeze(rows.map((one) => Object.freeze(one))));
const denominator = fc.constantFrom("treated", "control", "pooled", "all", "weighted", "hedges" as const);
const options = fc.record({
  denominator,
  deviationOf: fc.constantFrom("before", "each" as const),
  binary: fc.constantFrom("std", "raw" as const),
});
type Options = Pick<BalanceSpec<Row>, "denominator" | "deviationOf" | "binary">;

const spec = { treatment: "t", covariates: ["x", "y", "level"] } as const;
const weighted = (rows: readonly Row[], more: Partial<BalanceSpec<Row>> = {}): Balance =>
  balance(rows, { ...spec, weights: "w", ...more });

const FIGURES = ["meanTreated", "meanControl", "difference", "standardized", "smd", "varianceRatio", "ks"] as const;
type Name = (typeof FIGURES)[number] | "ecdfMean" | "standardDeviation" | "pairDistance";

/** Equal but for rounding; without an `expect` for each of a million figures. */
function close(a: number | null, b: number | null, scale = 1): void {
  const equal = a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(scale, Math.abs(b)));
  if (!equal) throw new Error(`${a} is not ${b}`);
}
function same(
  a: BalanceFigures,
  b: BalanceFigures,
  names: readonly Name[] = [...FIGURES, "ecdfMean", "standardDeviation"],
): void {
  for (const name of names) close(a[name], b[name], 100);
  if (a.formula !== b.formula) throw new Error(`${a.formula} is not ${b.formula}`);
}
const RUNS = { numRuns: 1000 };

describe("balance on 1000 random problems", () => {
  test("the order of the rows has no influence", () => {
    fc.assert(
      fc.property(problem, options, fc.nat(), (rows, chosen, seed) => {
        const order = [...rows.keys()];
        shuffle(order, generator(seed));
        const shuffled = order.map((i) => rows[i]!);
        const a = weighted(rows, chosen as Options);
        const b = weighted(shuffled, chosen as Options);
        for (const row of b.rows) {
          const other = a.rows.find(({ name }) => name === row.name)!;
          same(row.before, other.before);
          same(row.after!, other.after!);
        }
        for (const [i, factor] of a.factors.entries()) close(b.factors[i]!.after, factor.after, 10);
      }),
      RUNS,
    );
  });

  // The variance with weights that sum to 1 is that of reliability weights, not that of repetition.
  test("whole weights are repetitions in everything but the variance", () => {
    fc.assert(
      fc.property(problem, (rows) => {
        const repeated = rows.flatMap((one) => Array<Row>(one.w).fill(one));
        const a = weighted(rows);
        const b = balance(repeated, spec);
        for (const [j, { after, standardDeviation }] of a.rows.entries()) {
          same(after!, { ...b.rows[j]!.before, formula: after!.formula }, [
            "meanTreated",
            "meanControl",
            "difference",
            "ks",
            "ecdfMean",
          ]);
          close(after!.smd, b.rows[j]!.before.difference / standardDeviation!);
        }
        const each = weighted(rows, { deviationOf: "each" });
        for (const [j, factor] of each.factors.entries()) close(factor.after, b.factors[j]!.before, 10);
        for (const [j, one] of each.rows.entries()) {
          if (one.type === "binary") close(one.after!.smd, b.rows[j]!.before.smd);
        }
      }),
      RUNS,
    );
  });

  test("equal weights and weights in another unit are none", () => {
    fc.assert(
      fc.property(problem, options, fc.integer({ min: -60, max: 60 }), (rows, chosen, power) => {
        const a = weighted(rows, chosen as Options);
        const scaled = weighted(rows, { ...(chosen as Options), weights: (d) => d.w * 2 ** power });
        for (const [j, one] of a.rows.entries()) same(scaled.rows[j]!.after!, one.after!);
        const equal = weighted(rows, { ...(chosen as Options), weights: () => 2 ** power });
        for (const { before, after } of equal.rows) same({ ...after!, formula: before.formula }, before);
      }),
      RUNS,
    );
  });

  test("origin and unit of a variable change nothing, a change of sign only the sign", () => {
    fc.assert(
      fc.property(
        problem,
        options,
        fc.constantFrom(-3, -1, 0.25, 12),
        fc.integer({ min: -50, max: 50 }),
        (rows, chosen, unit, origin) => {
          const more = { ...(chosen as Options), covariates: [{ x: (d: Row) => unit * d.x + origin }] };
          const a = weighted(rows, { ...(chosen as Options), covariates: ["x"] }).rows[0]!;
          const b = weighted(rows, more).rows[0]!;
          if (a.type === "binary" || b.type === "binary") return;
          for (const when of ["before", "after"] as const) {
            close(b[when]!.smd, Math.sign(unit) * a[when]!.smd);
            same(b[when]!, a[when]!, ["varianceRatio", "ks"]);
            // At the largest value both distributions are 1: it counts once from either side.
            close(b[when]!.ecdfMean, a[when]!.ecdfMean);
            close(b[when]!.standardDeviation, Math.abs(unit) * a[when]!.standardDeviation);
          }
        },
      ),
      RUNS,
    );
  });

  test("swapping the groups changes the signs, inverts variance ratios and exchanges treated and control", () => {
    fc.assert(
      fc.property(problem, options, (rows, chosen) => {
        const other = { treated: "control", control: "treated" } as const;
        const swap = chosen.denominator as NonNullable<Options["denominator"]>;
        const swapped = weighted(rows, {
          ...(chosen as Options),
          treatment: (d) => d.t === 0,
          denominator: swap === "treated" || swap === "control" ? other[swap] : swap,
        });
        const a = weighted(rows, chosen as Options);
        for (const [j, one] of a.rows.entries()) {
          for (const when of ["before", "after"] as const) {
            const [x, y] = [one[when]!, swapped.rows[j]![when]!];
            close(y.smd, -x.smd);
            close(y.ks, x.ks);
            close(y.ecdfMean, x.ecdfMean);
            close(y.varianceRatio, x.varianceRatio === null ? null : 1 / x.varianceRatio);
          }
        }
        for (const [j, factor] of a.factors.entries()) close(swapped.factors[j]!.after, factor.after, 10);
      }),
      RUNS,
    );
  });

  test("no figure is NaN, and the tally counts what it shows", () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 6, maxLength: 12 }).filter((rows) => new Set(rows.map(({ t }) => t)).size === 2),
        options,
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        (rows, chosen, smd) => {
          const result = balance(rows, {
            ...spec,
            ...(chosen as Options),
            // A single row that carries all the weight has no variance to be pooled by degrees of freedom.
            ...(chosen.denominator === "hedges" && { deviationOf: "before" as const }),
            interactions: true,
            thresholds: { smd },
            // A weight beside which others vanish.
            samples: { w: { weights: "w" }, steep: { weights: (d) => 10 ** (-40 * d.w) } },
            level: 0.9,
          });
          expect(JSON.stringify(result, (_, value) => (Number.isNaN(value) ? "NaN" : value))).not.toContain("NaN");
          const cells = result.rows.map(({ samples }) => samples.w!);
          const { balanced, unbalanced, worst } = result.tally.samples.w!.smd!;
          expect(balanced).toBe(cells.filter((one) => Math.abs(one.smd) < smd).length);
          expect(balanced + unbalanced).toBe(cells.length);
          expect(worst!.value).toBe(Math.max(...cells.map((one) => Math.abs(one.smd))));
          const ratios = cells.flatMap(({ varianceRatio }) => (varianceRatio === null ? [] : [varianceRatio]));
          const { varianceRatio } = result.tally.samples.w!;
          expect(varianceRatio!.balanced).toBe(ratios.filter((ratio) => ratio < 2 && ratio > 0.5).length);
          expect(varianceRatio!.balanced + varianceRatio!.unbalanced).toBe(ratios.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("thresholds", () => {
  const data = Object.freeze({ t: [1, 1, 0, 0], x: [3, 5, 4, 4], y: [1, 9, 2, 2.5] });

  test("the default counts |SMD| below 0.1 and variance ratios below 2, strictly, and names the worst variable", () => {
    const { tally } = balance(data, { treatment: "t", covariates: ["x", "y"] });
    expect(tally.before.smd).toMatchObject({ threshold: 0.1, balanced: 1, unbalanced: 1, worst: { name: "y" } });
    expect(tally.before.varianceRatio).toMatchObject({
      threshold: 2,
      balanced: 0,
      unbalanced: 1,
      worst: { name: "y" },
    });
    expect(tally).toMatchObject({ after: null, samples: {} });
  });

  test("a threshold itself is not kept, null counts nothing", () => {
    const { rows } = balance(data, { treatment: "t", covariates: ["y"] });
    const thresholds = { smd: rows[0]!.before.smd, varianceRatio: null };
    const { before } = balance(data, { treatment: "t", covariates: ["y"], thresholds }).tally;
    expect(before).toMatchObject({ smd: { balanced: 0, unbalanced: 1 }, varianceRatio: null });
  });
});
