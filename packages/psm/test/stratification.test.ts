import { readFileSync } from "node:fs";
import { factor } from "@hcc/data";
import { describe, expect, test } from "vitest";
import {
  balance,
  coarsenedExactMatching,
  exactMatching,
  matchedRows,
  propensityScore,
  type Stratification,
  type StratumEstimand,
  subclassification,
} from "../src/index.js";
import { lalonde, lalondeCovariates } from "./lalonde.js";
import { near } from "./weights-reference.js";

interface StrataReference {
  readonly estimand: StratumEstimand;
  readonly treated: readonly number[];
  readonly control: readonly number[];
  /** Weights of every fifth row. */
  readonly some: readonly number[];
  readonly subclass: readonly number[];
  /** Means standardized to the sizes of the strata: age, educ, re74, black, score. */
  readonly means: { readonly treated: readonly number[]; readonly control: readonly number[] };
  /** Control, treated. */
  readonly effective: readonly number[];
}

const reference: {
  readonly score: readonly number[];
  readonly sturges: readonly number[];
  readonly subclassification: readonly (StrataReference & {
    readonly classes: number;
    readonly minimum: number;
    readonly cuts: readonly number[];
    readonly moved: readonly number[];
  })[];
  readonly exact: readonly StrataReference[];
  readonly coarsened: Readonly<Record<"default" | "three" | "given", readonly StrataReference[]>>;
} = JSON.parse(readFileSync(new URL("../../../validation/psm-strata.json", import.meta.url), "utf8"));

const score = Float64Array.from(reference.score);
const compared = [
  "age",
  "educ",
  "re74",
  { black: (_: unknown, row: number) => (lalonde[row]!.race === "black" ? 1 : 0) },
  { score },
] as const;

function expectStrata(result: Stratification, expected: StrataReference): void {
  expect(Array.from(result.subclass)).toEqual(expected.subclass);
  expect(result.strata.map(({ treated }) => treated)).toEqual(expected.treated);
  expect(result.strata.map(({ control }) => control)).toEqual(expected.control);
  expected.some.forEach((weight, i) => {
    near(result.weights[5 * i]!, weight);
  });
  near(result.effectiveSampleSize.control, expected.effective[0]!);
  near(result.effectiveSampleSize.treated, expected.effective[1]!);
  balance(lalonde, { treatment: "treat", covariates: [...compared], matching: result }).rows.forEach(
    ({ after }, row) => {
      near(after!.meanTreated, expected.means.treated[row]!);
      near(after!.meanControl, expected.means.control[row]!);
    },
  );
  const kept = matchedRows(lalonde, result);
  expect(kept).toEqual(lalonde.filter((_, row) => expected.subclass[row]! >= 0));
  expect(result.dropped.map(({ row }) => row)).toEqual(
    expected.subclass.flatMap((stratum, row) => (stratum < 0 ? [row] : [])),
  );
}

describe("equals quantiles of type 7, findInterval and the weights computed in R, on lalonde", () => {
  test.each(reference.subclassification)("$estimand, $classes classes of at least $minimum", (expected) => {
    const { estimand, classes, minimum, cuts, moved } = expected;
    const result = subclassification(lalonde, { treatment: "treat", score, estimand, classes, minimum });
    expectStrata(result, expected);
    expect(result.moved).toEqual({ treated: moved[0], control: moved[1] });
    expect(result.warnings.map(({ code }) => code)).toEqual([
      ...(result.strata.length < classes ? ["fewer-classes"] : []),
      ...(moved.some((count) => count > 0) ? ["moved-rows"] : []),
    ]);
    if (result.strata.length < classes) return;
    const bounds = result.strata.map(({ values }) => values.score as { lower: number; upper: number });
    [0, ...cuts].forEach((cut, j) => {
      near(bounds[j]!.lower, cut);
    });
    expect(bounds.map(({ lower }) => lower).slice(1)).toEqual(bounds.map(({ upper }) => upper).slice(0, -1));
    expect(bounds.at(-1)!.upper).toBe(1);
  });
});

describe("equals the full cross of the values and the weights computed in R, on lalonde", () => {
  test.each(reference.exact)("exact matching, $estimand", (expected) => {
    const covariates = ["race", "educ", "married", "nodegree"] as const;
    expectStrata(exactMatching(lalonde, { treatment: "treat", covariates, estimand: expected.estimand }), expected);
  });

  test.each(reference.coarsened.default)("Sturges' bins, $estimand", (expected) => {
    const channels = { treatment: "treat", covariates: lalondeCovariates, estimand: expected.estimand } as const;
    expectStrata(coarsenedExactMatching(lalonde, channels), expected);
  });

  test.each(reference.coarsened.three)("three bins, $estimand", (expected) => {
    const result = coarsenedExactMatching(lalonde, {
      treatment: "treat",
      covariates: lalondeCovariates,
      cutpoints: { age: 3, educ: 3, married: 3, nodegree: 3, re74: 3, re75: 3 },
      estimand: expected.estimand,
    });
    expectStrata(result, expected);
  });

  test.each(reference.coarsened.given)("given boundaries and groups of levels, $estimand", (expected) => {
    const result = coarsenedExactMatching(lalonde, {
      treatment: "treat",
      covariates: ["age", "re74", "race"],
      cutpoints: { age: [20, 25, 30, 40], re74: [1, 5000] },
      grouping: { race: [["white", "hispan"]] },
      estimand: expected.estimand,
    });
    expectStrata(result, expected);
    expect(result.strata[0]!.values).toEqual({
      age: { lower: Number.NEGATIVE_INFINITY, upper: 20 },
      re74: { lower: Number.NEGATIVE_INFINITY, upper: 1 },
      race: "black",
    });
    expect(result.strata[1]!.values.race).toEqual(["hispan", "white"]);
  });

  test("bins without cutpoints are as many as R's nclass.Sturges", () => {
    [...Array.from({ length: 69 }, (_, i) => i + 2), 614, 100000].forEach((n, i) => {
      const data = { tki: new Uint8Array(n).map((_, row) => row % 2), x: new Float64Array(n).fill(1) };
      data.x[0] = data.x[1] = 0;
      const { values } = coarsenedExactMatching(data, { treatment: "tki", covariates: ["x"] }).strata[0]!;
      const { upper } = values.x as { upper: number };
      if (n > 2) near(upper, 1 / reference.sturges[i]!);
    });
  });
});

describe("what MatchIt's own tests record of lalonde", () => {
  const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
  const weightsOf = ({ strata }: Stratification, controls: number) => {
    const treated = strata.reduce((sum, stratum) => sum + stratum.treated, 0);
    return strata.map((stratum) => (((stratum.treated / stratum.control) * controls) / treated).toFixed(8));
  };

  test("method = subclass: cut points and weights of the controls, 6 and 10 classes", () => {
    const six = subclassification(lalonde, { treatment: "treat", score });
    expect(six.strata.slice(1).map(({ values }) => (values.score as { lower: number }).lower.toFixed(8))).toEqual(
      // MatchIt's scores end where glm stops.
      ["0.37880697", "0.59108514", "0.65368426", "0.70845495", "0.75461888"],
    );
    expect(weightsOf(six, 429)).toEqual([
      "0.20776441",
      "2.99527027",
      "3.95580286",
      "3.53359073",
      "3.99369369",
      "23.96216216",
    ]);
    const ten = subclassification(lalonde, { treatment: "treat", score, classes: 10 });
    expect(weightsOf(ten, 429)).toEqual([
      "0.14493243",
      "0.80270270",
      "3.14710425",
      "8.34810811",
      "3.28513514",
      "3.56756757",
      "3.37297297",
      "6.95675676",
      "4.38018018",
      "23.18918919",
    ]);
    expect([...ten.subclass.subarray(0, 12), ...ten.subclass.subarray(602)].map((s) => s + 1)).toEqual([
      5, 2, 6, 10, 7, 7, 6, 10, 10, 1, 7, 6, 1, 5, 2, 1, 1, 9, 1, 1, 1, 2, 2, 1,
    ]);
  });

  test("method = cem: strata, rows kept and weights, Sturges' bins and three bins", () => {
    const channels = { treatment: "treat", covariates: lalondeCovariates } as const;
    const plain = coarsenedExactMatching(lalonde, channels);
    expect(plain.strata.length).toBe(25);
    expect(plain.counts).toEqual({ treated: 185, control: 429, matchedTreated: 65, matchedControl: 75 });
    expect([...new Set(weightsOf(plain, 75))].sort()).toEqual([
      "0.12820513",
      "0.19230769",
      "0.28846154",
      "0.38461538",
      "0.57692308",
      "0.98901099",
      "1.07142857",
      "1.15384615",
      "1.44230769",
      "2.30769231",
      "2.59615385",
      "2.88461538",
      "5.76923077",
    ]);
    const cutpoints = { age: 3, educ: 3, married: 3, nodegree: 3, re74: 3, re75: 3 };
    const three = coarsenedExactMatching(lalonde, { ...channels, cutpoints });
    expect(three.strata.length).toBe(30);
    // Rows 214 to 222 of the data; with boundaries in the bin below none of them has these.
    expect(Array.from(three.weights.subarray(214, 223), (w) => w.toFixed(8))).toEqual([
      "0.14337662",
      "0.26285714",
      "0.00000000",
      "0.00000000",
      "0.00000000",
      "0.08300752",
      "0.08300752",
      "0.00000000",
      "0.08300752",
    ]);
  });
});

describe("strata", () => {
  const patients = Object.freeze({
    tki: [1, 0, 0, 1, 1, 0, null, 0],
    ecog: [1, 1, 0, 0, 2, 0, 1, null],
    sex: ["m", "m", "m", "m", "f", "m", "f", "f"],
    ps: [0.4, 0.2, 0.3, 0.7, 0.9, 0.5, 0.5, 0.5],
  });

  test("every row that is in none has a reason", () => {
    const result = exactMatching(patients, { treatment: "tki", covariates: ["ecog"], missing: "omit" });
    expect(result.dropped).toEqual([
      { row: 4, reason: "no-control-in-stratum" },
      { row: 6, reason: "missing-value" },
      { row: 7, reason: "missing-value" },
    ]);
    expect(result.omitted).toEqual({ count: 2, rows: [6, 7] });
    expect(result.subclass).toEqual(Int32Array.of(1, 1, 0, 0, -1, 0, -1, -1));
    expect(result.moved).toBe(null);
  });

  test("none with both groups is an answer with a warning", () => {
    const result = exactMatching(patients, { treatment: "tki", covariates: ["ps"], missing: "omit" });
    expect(result.strata).toEqual([]);
    expect(result.weights).toEqual(new Float64Array(8));
    expect(result.effectiveSampleSize).toEqual({ treated: 0, control: 0 });
    expect(result.warnings.map(({ code }) => code)).toEqual(["no-strata"]);
  });

  test("numbers in factor() are not coarsened, numbers of bins are", () => {
    const few = { tki: [1, 0, 1, 0], age: [1, 2, 9, 9] };
    const spec = { treatment: "tki", cutpoints: { age: 2 } } as const;
    expect(coarsenedExactMatching(few, { ...spec, covariates: ["age"] }).strata).toEqual([
      { treated: 1, control: 1, values: { age: { lower: 1, upper: 5 } } },
      { treated: 1, control: 1, values: { age: { lower: 5, upper: 9 } } },
    ]);
    const { strata } = coarsenedExactMatching(few, { treatment: "tki", covariates: [factor("age")] });
    expect(strata).toEqual([{ treated: 1, control: 1, values: { age: "9" } }]);
  });

  test("the largest and smallest numbers have bins", () => {
    const far = { tki: [1, 0, 1, 0], x: [-1.7e308, -1e308, 1e308, 1.7e308] };
    const { strata } = coarsenedExactMatching(far, { treatment: "tki", covariates: ["x"], cutpoints: { x: 2 } });
    expect(strata.map(({ values }) => values.x)).toEqual([
      { lower: -1.7e308, upper: 0 },
      { lower: 0, upper: 1.7e308 },
    ]);
    const near = { tki: [1, 0, 1, 0], x: [0, 5e-324, 1e-323, 1e-323] };
    expect(exactMatching(near, { treatment: "tki", covariates: ["x"] }).subclass).toEqual(Int32Array.of(-1, -1, 0, 0));
    expect(coarsenedExactMatching(near, { treatment: "tki", covariates: ["x"] }).strata.length).toBe(1);
  });

  test("classes of tied scores are fewer than asked for", () => {
    const tied = { tki: [1, 1, 1, 1, 0, 0, 0], ps: [0.2, 0.2, 0.2, 0.6, 0.1, 0.3, 0.7] };
    const result = subclassification(tied, { treatment: "tki", score: "ps", classes: 4 });
    expect(result.warnings).toEqual([
      { code: "fewer-classes", message: "rows fall into 3 of 4 classes: scores are tied or few" },
      {
        code: "moved-rows",
        message:
          "1 treated rows and 0 controls are in another class than that of their score, because classes had less than 1 of a group",
      },
    ]);
  });

  test("with minimum 0 classes without a group drop out", () => {
    const data = { tki: [1, 1, 1, 1, 0, 0], ps: [0.1, 0.2, 0.6, 0.8, 0.05, 0.15] };
    const { subclass, dropped, moved } = subclassification(data, {
      treatment: "tki",
      score: "ps",
      classes: 2,
      minimum: 0,
    });
    expect(subclass).toEqual(Int32Array.of(0, 0, -1, -1, 0, 0));
    expect(dropped.map(({ reason }) => reason)).toEqual(["no-control-in-stratum", "no-control-in-stratum"]);
    expect(moved).toEqual({ treated: 0, control: 0 });
  });
});
