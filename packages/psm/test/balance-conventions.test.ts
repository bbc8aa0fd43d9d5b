import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type Balance,
  type BalanceFigures,
  type BalanceSpec,
  balance,
  balancingWeights,
  fullMatching,
  matchPairs,
  propensityScore,
} from "../src/index.js";
import { type LalondeRow, lalonde, lalondeCovariates } from "./lalonde.js";

type Numbers = readonly (number | null)[];
type BySample<Value> = Readonly<Record<"before" | "caliper" | "nearest" | "ate", Value>>;
interface Reference {
  readonly names: readonly string[];
  readonly pairs: Readonly<Record<"caliper" | "nearest", { readonly treated: number[]; readonly control: number[] }>>;
  readonly ate: number[];
  readonly standardized: Readonly<Record<"before" | "each", Readonly<Record<string, BySample<Numbers>>>>>;
  readonly weighted: BySample<{ readonly before: Numbers; readonly after: Numbers }>;
  readonly cobalt: BySample<Numbers>;
  readonly tableone: BySample<Numbers>;
  readonly yangDalton: Readonly<Record<"before" | "each", BySample<readonly [number]>>>;
  readonly summary: BySample<
    Readonly<Record<"treated" | "control" | "varianceRatio" | "ecdfMean" | "ecdfMax", Numbers>>
  >;
  readonly pairDistance: Readonly<Record<"caliper" | "nearest", Numbers>>;
  readonly products: BySample<Numbers> & { readonly names: readonly string[] };
  readonly interval: BySample<{ readonly lower: Numbers; readonly upper: Numbers }>;
}
const reference: Reference = JSON.parse(
  readFileSync(new URL("../../../validation/psm-balance.json", import.meta.url), "utf8"),
);

/** The pairs of the reference as the result of a matching. */
function matched(name: "caliper" | "nearest") {
  const { treated, control } = reference.pairs[name];
  const pairs = treated.map((row, i) => Object.freeze({ treated: row, control: control[i]!, distance: 0 }));
  const weights = Float64Array.from(lalonde, (_, i) => (treated.includes(i) || control.includes(i) ? 1 : 0));
  return Object.freeze({ weights, pairs: Object.freeze(pairs) });
}
const caliper = matched("caliper");
const samples = Object.freeze({
  caliper: Object.freeze({ matching: caliper }),
  nearest: Object.freeze({ matching: matched("nearest") }),
  ate: Object.freeze({ weights: Float64Array.from(reference.ate) }),
});
const covariates = Object.freeze([...lalondeCovariates]);
const lalondeBalance = (spec: Partial<BalanceSpec<LalondeRow>> = {}): Balance =>
  balance(lalonde, { treatment: "treat", covariates, samples, ...spec });

const SAMPLES = ["before", "caliper", "nearest", "ate"] as const;
type Figure = (figures: BalanceFigures) => number | null | undefined;

function expectFigures(result: Balance, expected: BySample<Numbers>, figure: Figure, names = reference.names): void {
  const rows = names.map((name) => result.rows.find((row) => row.name === name)!);
  for (const sample of SAMPLES) {
    if (expected[sample] === undefined) continue;
    rows.forEach((row, j) => {
      const found = figure(sample === "before" ? row.before : row.samples[sample]!);
      const r = expected[sample][j]!;
      if (r === null) expect(found).toBeNull();
      else
        expect(Math.abs(found! - r), `${row.name}, ${sample}: ${found}, R ${r}`).toBeLessThan(
          1e-9 * Math.max(1, Math.abs(r)),
        );
    });
  }
}

describe("conventions of balance on lalonde equal their formulas in R: before, 110 pairs, 185 pairs, ATE weights", () => {
  test.each(["treated", "control", "pooled", "all", "hedges"] as const)(
    "MatchIt's summary and cobalt, s.d.denom = %s: the standard deviation before adjustment",
    (denominator) => {
      const result = lalondeBalance({ denominator });
      expectFigures(result, reference.standardized.before[denominator]!, ({ smd }) => smd);
      for (const row of result.rows) {
        const cells = [row.before, ...Object.values(row.samples)];
        expect(cells.map(({ formula }) => formula)).toEqual(Array(4).fill(`${denominator}-sd`));
        expect(new Set(cells.map(({ standardDeviation }) => standardDeviation)).size).toBe(1);
      }
    },
  );

  test.each(["treated", "control", "pooled", "all", "hedges"] as const)(
    "Austin, SPSS users: the standard deviation of the adjusted sample, %s",
    (denominator) => {
      const result = lalondeBalance({ denominator, deviationOf: "each" });
      expectFigures(result, reference.standardized.each[denominator]!, ({ smd }) => smd);
      const formulas = Object.values(result.rows[0]!.samples).map(({ formula }) => formula);
      expect(formulas).toEqual(Array(3).fill(`adjusted-${denominator}-sd`));
      expect(result.rows[0]!.before.formula).toBe(`${denominator}-sd`);
    },
  );

  test.each(["caliper", "nearest", "ate"] as const)(
    "cobalt, s.d.denom = weighted: all rows under the weights, %s",
    (name) => {
      const { before, after } = reference.weighted[name];
      const result = lalondeBalance({ denominator: "weighted", samples: { [name]: samples[name] } });
      expectFigures(result, { before, [name]: after } as unknown as BySample<Numbers>, ({ smd }) => smd);
      expect(result.rows[0]!.samples[name]!.formula).toBe("weighted-sd");
    },
  );

  test("cobalt's default: proportions raw; both differences of a proportion stand side by side", () => {
    const result = lalondeBalance({ binary: "raw" });
    expectFigures(result, reference.cobalt, ({ smd }) => smd);
    expectFigures(result, reference.standardized.before.treated!, ({ standardized }) => standardized);
    expect(result.rows.map(({ before }) => before.formula)).toEqual(
      result.rows.map(({ type }) => (type === "binary" ? "raw" : "treated-sd")),
    );
  });

  test("tableone: pooled in the rows of the sample, one distance over the levels of a factor", () => {
    const result = lalondeBalance({ denominator: "pooled", deviationOf: "each" });
    const names = ["age", "educ", "race", "married", "nodegree", "re74", "re75"];
    for (const sample of ["before", "caliper", "nearest"] as const) {
      const found = names.map((name) => {
        const row = result.rows.find((one) => one.name === name);
        const factor = result.factors[0]!;
        if (row === undefined) return sample === "before" ? factor.before : factor.samples[sample]!;
        return Math.abs((sample === "before" ? row.before : row.samples[sample]!).smd);
      });
      for (const [j, value] of found.entries()) expect(value).toBeCloseTo(reference.tableone[sample][j]!, 10);
    }
  });

  test.each(["before", "each"] as const)("Yang and Dalton with the covariance of %s", (deviationOf) => {
    const [race] = lalondeBalance({ deviationOf }).factors;
    for (const sample of SAMPLES) {
      const found = sample === "before" ? race!.before : race!.samples[sample]!;
      expect(found).toBeCloseTo(reference.yangDalton[deviationOf][sample][0]!, 10);
    }
  });

  test("MatchIt's summary: means, variance ratio, mean and largest distance of the distributions", () => {
    const result = lalondeBalance();
    const { summary } = reference;
    const column = (key: keyof Reference["summary"]["before"]): BySample<Numbers> =>
      Object.fromEntries(SAMPLES.map((sample) => [sample, summary[sample][key]])) as BySample<Numbers>;
    expectFigures(result, column("treated"), ({ meanTreated }) => meanTreated);
    expectFigures(result, column("control"), ({ meanControl }) => meanControl);
    expectFigures(result, column("varianceRatio"), ({ varianceRatio }) => varianceRatio);
    expectFigures(result, column("ecdfMean"), ({ ecdfMean }) => ecdfMean);
    expectFigures(result, column("ecdfMax"), ({ ks }) => ks);
  });

  test("MatchIt's summary: distance within pairs, null without pairs", () => {
    const result = lalondeBalance();
    expectFigures(result, reference.pairDistance as BySample<Numbers>, ({ pairDistance }) => pairDistance);
    expect(
      result.rows.every(({ before, samples }) => before.pairDistance === null && samples.ate!.pairDistance === null),
    ).toBe(true);
  });

  test("cobalt, int and poly: squares of numbers and products of two variables", () => {
    const result = lalondeBalance({ interactions: true });
    expect(result.rows.slice(9).map(({ name }) => name)).toEqual(reference.products.names);
    expectFigures(result, reference.products, ({ smd }) => smd, reference.products.names);
    const squares = lalondeBalance({ interactions: "squares" }).rows.slice(9);
    expect(squares.map(({ name }) => name)).toEqual(["age^2", "educ^2", "re74^2", "re75^2"]);
    const products = lalondeBalance({ interactions: "products" }).rows.slice(9);
    expect([...squares, ...products]).toEqual(result.rows.slice(9));
    expect(products.find(({ name }) => name === "age x race=black")).toMatchObject({
      term: "age x race",
      level: "black",
    });
  });

  test("95% intervals of Hedges and Olkin with effective sizes", () => {
    const result = lalondeBalance({ denominator: "pooled", level: 0.95 });
    const limit = (key: "lower" | "upper"): BySample<Numbers> =>
      Object.fromEntries(SAMPLES.map((sample) => [sample, reference.interval[sample][key]])) as BySample<Numbers>;
    expectFigures(result, limit("lower"), ({ interval }) => interval!.lower);
    expectFigures(result, limit("upper"), ({ interval }) => interval!.upper);
    expect(result.rows[0]!.before.interval).toMatchObject({ level: 0.95, method: "hedges-olkin" });
    expect(lalondeBalance().rows[0]!.before.interval).toBeNull();
  });

  test("the weights of balancingWeights are those of the reference", () => {
    const { weights } = balancingWeights(lalonde, { treatment: "treat", covariates, estimand: "ATE" });
    const result = lalondeBalance({ denominator: "pooled", samples: { ate: { weights } } });
    const { ate } = reference.standardized.before.pooled!;
    expectFigures(result, { ate } as BySample<Numbers>, ({ smd }) => smd);
  });

  // As printed by summary() of MatchIt 4 on its reference page of nearest-neighbor matching: matchit(treat ~ age + educ + race +
  // nodegree + married + re74 + re75, lalonde): means, standardized difference, variance ratio, mean and largest distance.
  test("figures that MatchIt printed, before and after its default matching", () => {
    const { score } = propensityScore(lalonde, { treatment: "treat", covariates });
    const matching = matchPairs(lalonde, { treatment: "treat", score });
    const result = balance(lalonde, { treatment: "treat", covariates, matching });
    const printed: Record<string, readonly [readonly (number | null)[], readonly (number | null)[]]> = {
      age: [
        [25.8162, 28.0303, -0.3094, 0.44, 0.0813, 0.1577],
        [25.8162, 25.3027, 0.0718, 0.4568, 0.0847, 0.2541, 1.3938],
      ],
      educ: [
        [10.3459, 10.2354, 0.055, 0.4959, 0.0347, 0.1114],
        [10.3459, 10.6054, -0.129, 0.5721, 0.0239, 0.0757, 1.2474],
      ],
      "race=black": [
        [0.8432, 0.2028, 1.7615, null, 0.6404, 0.6404],
        [0.8432, 0.4703, 1.0259, null, 0.373, 0.373, 1.0259],
      ],
      "race=hispan": [
        [0.0595, 0.1422, -0.3498, null, 0.0827, 0.0827],
        [0.0595, 0.2162, -0.6629, null, 0.1568, 0.1568, 1.0743],
      ],
      "race=white": [
        [0.0973, 0.655, -1.8819, null, 0.5577, 0.5577],
        [0.0973, 0.3135, -0.7296, null, 0.2162, 0.2162, 0.839],
      ],
      nodegree: [
        [0.7081, 0.5967, 0.245, null, 0.1114, 0.1114],
        [0.7081, 0.6378, 0.1546, null, 0.0703, 0.0703, 1.0106],
      ],
      married: [
        [0.1892, 0.5128, -0.8263, null, 0.3236, 0.3236],
        [0.1892, 0.2108, -0.0552, null, 0.0216, 0.0216, 0.8281],
      ],
      re74: [
        [2095.5737, 5619.2365, -0.7211, 0.5181, 0.2248, 0.447],
        [2095.5737, 2342.1076, -0.0505, 1.3289, 0.0469, 0.2757, 0.7965],
      ],
      re75: [
        [1532.0553, 2466.4844, -0.2903, 0.9563, 0.1342, 0.2876],
        [1532.0553, 1614.7451, -0.0257, 1.4956, 0.0452, 0.2054, 0.7381],
      ],
    };
    const shown = (one: BalanceFigures): (number | null)[] =>
      [one.meanTreated, one.meanControl, one.smd, one.varianceRatio, one.ecdfMean, one.ks, one.pairDistance].map(
        (value) => (value === null ? null : Number(value.toFixed(4))),
      );
    for (const { name, before, after } of result.rows) {
      expect([name, shown(before).slice(0, 6), shown(after!)]).toEqual([name, ...printed[name]!]);
    }
  });

  test("figures that MatchIt printed for the ATE: pooled before matching", () => {
    const { rows } = lalondeBalance({ denominator: "pooled" });
    const smd = rows.map(({ before }) => Number(before.smd.toFixed(4)));
    expect(smd).toEqual([-0.2419, 0.0448, 1.6708, -0.2774, -1.408, -0.7208, 0.2355, -0.5958, -0.287]);
  });

  test("the distance within the sets of full matching is that of all their pairs of rows", () => {
    const { score } = propensityScore(lalonde, { treatment: "treat", covariates });
    const matching = fullMatching(lalonde, { treatment: "treat", score });
    const { rows } = balance(lalonde, { treatment: "treat", covariates: ["age", "re75", "married"], matching });
    (["age", "re75", "married"] as const).forEach((name, j) => {
      let sum = 0;
      let count = 0;
      for (let i = 0; i < 185; i++) {
        for (let k = 185; k < 614; k++) {
          if (matching.subclass[i] !== matching.subclass[k]) continue;
          sum += Math.abs(lalonde[i]![name] - lalonde[k]![name]);
          count++;
        }
      }
      const row = rows[j]!;
      expect(row.after!.pairDistance).toBeCloseTo(sum / count / row.standardDeviation!, 12);
    });
  });
});
