import { factor, type Interval, log2Term } from "@hcc/data";
import { expectTypeOf, test } from "vitest";
import {
  type BalanceFigures,
  balance,
  balancingWeights,
  coarsenedExactMatching,
  eValue,
  exactMatching,
  fullMatching,
  leaveOneCovariateOut,
  type Matching,
  matchedRows,
  matchPairs,
  propensityScore,
  rosenbaumBounds,
  type Stratification,
  subclassification,
  tippingPoint,
} from "../src/index.js";

interface Patient {
  readonly id: string;
  readonly arm: "TKI" | "TKI-I";
  readonly tki: 0 | 1;
  readonly age: number | null;
  readonly ps: number;
}
declare const patients: Patient[];
declare const columns: { tki: Uint8Array; ps: Float64Array; sex: string[] };

test("treatment is boolean, 0/1 or a named group; covariates are fields or terms", () => {
  propensityScore(patients, { treatment: "tki", covariates: ["age", factor("arm")] });
  propensityScore(patients, { treatment: (d) => d.arm === "TKI-I", covariates: [{ decade: (d) => d.ps / 10 }] });
  propensityScore(patients, { treatment: "arm", treated: "TKI-I", covariates: ["age"] });
  propensityScore(columns, { treatment: "tki", covariates: ["sex"] });
  // @ts-expect-error misspelt covariate
  propensityScore(patients, { treatment: "tki", covariates: ["agee"] });
});

test("the score is a number, a caliper says width, scale and unit", () => {
  const matching = matchPairs(patients, { treatment: "tki", score: "ps", exact: "arm" });
  matchPairs(columns, { treatment: "tki", score: columns.ps, exact: { sex: "sex" } });
  // @ts-expect-error text is no score
  matchPairs(patients, { treatment: "tki", score: "id" });
  // @ts-expect-error the scale is missing
  matchPairs(patients, { treatment: "tki", score: "ps", caliper: { width: 0.2, unit: "sd" } });
  expectTypeOf(matching).toEqualTypeOf<Matching>();
  expectTypeOf(matchedRows(patients, matching)).toEqualTypeOf<Patient[]>();
  balance(patients, { treatment: "tki", covariates: ["age"], matching });
});

test("samples are matchings or weights by name, and keep nothing else", () => {
  const matching = matchPairs(patients, { treatment: "tki", score: "ps" });
  const sets = fullMatching(patients, { treatment: "tki", score: "ps" });
  const spec = { treatment: "tki", covariates: ["age"] } as const;
  const { rows } = balance(patients, { ...spec, samples: { matching: { matching }, full: { matching: sets } } });
  expectTypeOf(rows[0]!.samples).toEqualTypeOf<Readonly<Record<string, BalanceFigures>>>();
  balance(patients, {
    ...spec,
    samples: { weights: { weights: "ps" } },
    interactions: "squares",
    thresholds: { smd: 0.05 },
  });
  // @ts-expect-error one of the two
  balance(patients, { ...spec, samples: { both: { matching, weights: "ps" } } });
  // @ts-expect-error text is no weight
  balance(patients, { ...spec, samples: { text: { weights: "id" } } });
});

test("weights need an estimand, and a trim its action", () => {
  const { weights } = balancingWeights(patients, { treatment: "tki", covariates: ["age"], estimand: "overlap" });
  balance(patients, { treatment: "tki", covariates: ["age"], weights });
  balancingWeights(columns, { treatment: "tki", score: columns.ps, estimand: "ATE" });
  // @ts-expect-error no estimand
  balancingWeights(patients, { treatment: "tki", score: "ps" });
  // @ts-expect-error winsorized or dropped?
  balancingWeights(patients, { treatment: "tki", score: "ps", estimand: "ATE", trim: { quantile: 0.99 } });
});

test("the outcome of pairs is one channel, or one of each member", () => {
  const { pairs } = matchPairs(patients, { treatment: "tki", score: "ps" });
  rosenbaumBounds(patients, { pairs, value: "age", zeros: "pratt" });
  rosenbaumBounds(columns, { event: { treated: "tki", control: (row) => row.tki } });
  // @ts-expect-error text is no outcome
  rosenbaumBounds(patients, { pairs, value: "id" });
  // @ts-expect-error the member is called control
  rosenbaumBounds(columns, { event: { treated: "tki", controls: "tki" } });
});

test("an interval is an effect, and the estimate sees the rows as they are", () => {
  const interval: Interval = { estimate: 0.5, lower: 0.3, upper: null, level: 0.95, method: "wald" };
  eValue(interval, { measure: "hazard-ratio", outcome: "common" });
  tippingPoint(interval, { ratio: 2, prevalenceControl: 0.3 });
  leaveOneCovariateOut(patients, {
    treatment: "tki",
    covariates: ["age", factor("arm")],
    estimate: (rows, matching) => (rows[0]?.age ?? 0) + matching.pairs.length,
  });
});

test("strata come of a score, of values, or of bins and groups of levels", () => {
  const classes = subclassification(patients, { treatment: "tki", score: "ps", classes: 5, estimand: "ATE" });
  expectTypeOf(classes).toEqualTypeOf<Stratification>();
  expectTypeOf(matchedRows(patients, classes)).toEqualTypeOf<Patient[]>();
  balance(patients, { treatment: "tki", covariates: ["age"], matching: classes });
  exactMatching(columns, { treatment: "tki", covariates: ["sex", { high: (d) => d.ps > 0.5 }] });
  coarsenedExactMatching(patients, {
    treatment: "tki",
    covariates: ["age", factor("arm")],
    cutpoints: { age: [40, 60] },
    grouping: { arm: [["TKI", "TKI-I"]] },
  });
  // @ts-expect-error text is no score
  subclassification(patients, { treatment: "tki", score: "id" });
  // @ts-expect-error a logarithm is cut in an accessor
  coarsenedExactMatching(patients, { treatment: "tki", covariates: [log2Term("age")] });
});
