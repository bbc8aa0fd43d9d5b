import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { balance, balancingWeights, propensityScore, type WeightEstimand, type WeightTrim } from "../src/index.js";
import { lalonde, lalondeCovariates } from "./lalonde.js";
import { expectDigest, near, reference } from "./weights-reference.js";

const channels = { treatment: "treat", covariates: [...lalondeCovariates] } as const;
const { score } = propensityScore(lalonde, channels);
const estimands = ["ATE", "ATT", "ATC", "overlap", "matching"] as const;

describe("equals the formulas on glm(binomial) taken to the end of its convergence", () => {
  test.each(reference.score)("$estimand: plain, stabilized and normalized", (expected) => {
    const { estimand } = expected;
    expectDigest(balancingWeights(lalonde, { ...channels, estimand }), expected.plain);
    expectDigest(balancingWeights(lalonde, { ...channels, estimand, stabilized: true }), expected.stabilized);
    const normalized = balancingWeights(lalonde, { ...channels, estimand, normalized: true });
    expectDigest(normalized, expected.normalized);
    near(normalized.groups.treated.sum, 185);
    near(normalized.groups.control.sum, 429);
  });

  test.each(reference.trimmed)("trimmed: $estimand $quantile $score $lower $action", (expected) => {
    const { estimand, action, quantile, lower, score } = expected;
    const trim = (quantile === undefined ? { score, action } : { quantile, lower, action }) as WeightTrim;
    const result = balancingWeights(lalonde, { ...channels, estimand, trim });
    expectDigest(result, expected);
    const { treated, control, ...bounds } = result.trimmed!;
    expect([treated, control]).toEqual(expected.counts);
    if (quantile === undefined) expect([bounds.lower, bounds.upper]).toEqual(score);
    else {
      near(bounds.upper, expected.bounds![1]!);
      if (lower === true) near(bounds.lower!, expected.bounds![0]!);
      else expect(bounds.lower).toBe(null);
    }
  });
});

test("overlap weights of a logistic model balance the means of its covariates exactly", () => {
  const { weights } = balancingWeights(lalonde, { ...channels, estimand: "overlap" });
  const { rows } = balance(lalonde, { ...channels, weights });
  for (const { after, before } of rows) {
    expect(Math.abs(after!.smd)).toBeLessThan(1e-12);
    expect(before.smd).not.toBe(0);
  }
});

test("the score of a model and the terms of that model give the same weights", () => {
  for (const estimand of estimands) {
    const model = balancingWeights(lalonde, { ...channels, estimand });
    const given = balancingWeights(lalonde, { treatment: "treat", score, estimand });
    expect(given).toEqual(model);
  }
});

const patient = fc.record({ tki: fc.boolean(), ps: fc.double({ min: 0.001, max: 0.999, noNaN: true }) });
const cohort = fc.array(patient, { minLength: 2, maxLength: 40 }).filter((rows) => {
  const treated = rows.filter(({ tki }) => tki).length;
  return treated > 0 && treated < rows.length;
});
const estimand = fc.constantFrom(...estimands);

/** Share of a stratum of score e that the weighted sample keeps. */
const kept = (e: number, estimand: WeightEstimand): number =>
  ({ ATE: 1, ATT: e, ATC: 1 - e, overlap: e * (1 - e), matching: Math.min(e, 1 - e) })[estimand];

test("a weight times the probability of its group is the part of the stratum that the estimand keeps", () => {
  fc.assert(
    fc.property(cohort, estimand, (rows, estimand) => {
      const { weights } = balancingWeights(rows, { treatment: "tki", score: "ps", estimand });
      const off = rows.map(({ tki, ps }, i) => Math.abs(weights[i]! * (tki ? ps : 1 - ps) - kept(ps, estimand)));
      expect(Math.max(...off)).toBeLessThanOrEqual(1e-12);
    }),
    { numRuns: 300 },
  );
});

test("swapping the groups swaps ATT and ATC and leaves the other weights", () => {
  const mirror = { ATE: "ATE", ATT: "ATC", ATC: "ATT", overlap: "overlap", matching: "matching" } as const;
  fc.assert(
    fc.property(cohort, estimand, (rows, estimand) => {
      const plain = balancingWeights(rows, { treatment: "tki", score: "ps", estimand });
      const other = balancingWeights(rows, {
        treatment: (d) => !d.tki,
        score: (d) => 1 - d.ps,
        estimand: mirror[estimand],
      });
      const off = Array.from(plain.weights, (weight, i) => Math.abs(other.weights[i]! - weight) / Math.max(1, weight));
      expect(Math.max(...off)).toBeLessThanOrEqual(1e-9);
      near(other.groups.control.effectiveSampleSize, plain.groups.treated.effectiveSampleSize);
    }),
    { numRuns: 300 },
  );
});

test("weights follow their rows, whatever the order", () => {
  fc.assert(
    fc.property(
      cohort,
      estimand,
      fc.option(fc.double({ min: 0.51, max: 0.99, noNaN: true }), { nil: undefined }),
      (rows, estimand, quantile) => {
        const trim = quantile === undefined ? {} : { trim: { quantile, lower: true, action: "winsorize" } as const };
        const weights = (data: typeof rows) =>
          balancingWeights(data, { treatment: "tki", score: "ps", estimand, ...trim }).weights;
        expect(Array.from(weights(rows.slice().reverse())).reverse()).toEqual(Array.from(weights(rows)));
      },
    ),
    { numRuns: 300 },
  );
});

test("winsorized weights keep their order, and no weight is beyond the bounds", () => {
  fc.assert(
    fc.property(cohort, fc.double({ min: 0.51, max: 0.99, noNaN: true }), (rows, quantile) => {
      const spec = { treatment: "tki", score: "ps", estimand: "ATE" } as const;
      const plain = balancingWeights(rows, spec).weights;
      const { weights, trimmed } = balancingWeights(rows, {
        ...spec,
        trim: { quantile, lower: true, action: "winsorize" },
      });
      const { lower, upper, treated, control } = trimmed!;
      const changed = plain.filter((weight, i) => weight !== weights[i]);
      expect(treated + control).toBe(changed.length);
      expect(weights).toEqual(plain.map((weight) => Math.min(Math.max(weight, lower!), upper)));
    }),
    { numRuns: 300 },
  );
});

describe("rows not in use have weight 0, ready as a channel", () => {
  const rows = Object.freeze([
    { tki: 1, ps: 0.4, ok: true },
    { tki: 0, ps: 0.4, ok: true },
    { tki: 1, ps: null, ok: true },
    { tki: 0, ps: 0.8, ok: false },
    { tki: 0, ps: 0.05, ok: true },
  ]);
  test("left out by where, for a missing value, and dropped", () => {
    const result = balancingWeights(rows, {
      treatment: "tki",
      score: "ps",
      estimand: "ATE",
      where: "ok",
      missing: "omit",
      trim: { score: [0.1, 0.9], action: "drop" },
    });
    expect(Array.from(result.weights)).toEqual([2.5, 1 / 0.6, 0, 0, 0]);
    expect(Array.from(result.score!)).toEqual([0.4, 0.4, Number.NaN, Number.NaN, 0.05]);
    expect(result.omitted).toEqual({ count: 1, rows: [2] });
    expect(result.excluded).toBe(1);
    expect(result.trimmed).toEqual({
      by: "score",
      action: "drop",
      lower: 0.1,
      upper: 0.9,
      treated: 0,
      control: 1,
    });
    expect(result.groups.control).toEqual({
      rows: 1,
      sum: 1 / 0.6,
      effectiveSampleSize: 1,
      largest: 1 / 0.6,
      largestRow: 1,
    });
  });
});

test("scores of 0 and 1 have finite weights where their own group is certain", () => {
  const data = { tki: [1, 1, 0, 0], ps: [1, 0.5, 0, 0.5] };
  const weights = (estimand: WeightEstimand) =>
    Array.from(balancingWeights(data, { treatment: "tki", score: "ps", estimand }).weights);
  expect(weights("ATE")).toEqual([1, 2, 1, 2]);
  expect(weights("ATT")).toEqual([1, 1, 0, 1]);
  expect(weights("ATC")).toEqual([0, 1, 1, 1]);
  expect(weights("overlap")).toEqual([0, 0.5, 0, 0.5]);
  expect(weights("matching")).toEqual([0, 1, 0, 1]);
});

test("a treated row with score 0 is named, unless the estimand or a bound makes its weight finite", () => {
  const data = { tki: [1, 1, 0], ps: [0.5, 0, 0.5] };
  const call = (estimand: WeightEstimand, trim?: WeightTrim) =>
    balancingWeights(data, { treatment: "tki", score: "ps", estimand, ...(trim && { trim }) }).weights[1];
  const infinite = expect.objectContaining({ code: "not-finite", column: "ps", row: 1 });
  expect(() => call("ATE")).toThrow(infinite);
  expect(() => call("ATC")).toThrow(infinite);
  expect(["ATT", "overlap", "matching"].map((estimand) => call(estimand as WeightEstimand))).toEqual([1, 1, 1]);
  expect(call("ATE", { score: [0.01, 0.99], action: "winsorize" })).toBe(100);
  expect(call("ATE", { score: [0.01, 0.99], action: "drop" })).toBe(0);
});

test("weights near the largest number keep their effective sample size", () => {
  const data = { tki: [1, 1, 0], ps: [1e-300, 1e-300, 0.5] };
  const { treated } = balancingWeights(data, { treatment: "tki", score: "ps", estimand: "ATE" }).groups;
  expect([treated.effectiveSampleSize, treated.largestRow]).toEqual([2, 0]);
});

test("a row with more than ten times the mean weight of its group is named", () => {
  const data = { tki: [...Array<number>(30).fill(1), 0], ps: [0.001, ...Array<number>(30).fill(0.5)] };
  const { warnings } = balancingWeights(data, { treatment: "tki", score: "ps", estimand: "ATE" });
  expect(warnings).toMatchObject([{ code: "large-weight" }]);
  expect(warnings[0]!.message).toContain("row 0 has");
});

test("a completely separated model names the covariate; a quasi-separated one warns", () => {
  const data = { tki: [1, 1, 1, 0, 0, 0], age: [60, 61, 62, 50, 51, 52], b: [1, 1, 0, 0, 0, 0], c: [1, 2, 3, 2, 1, 3] };
  expect(() => balancingWeights(data, { treatment: "tki", covariates: ["age"], estimand: "ATE" })).toThrow(
    expect.objectContaining({ code: "option", column: "age" }),
  );
  const { warnings, weights } = balancingWeights(data, { treatment: "tki", covariates: ["b"], estimand: "ATE" });
  expect(warnings.map(({ code }) => code)).toContain("quasi-separation");
  expect(weights.every(Number.isFinite)).toBe(true);
});

describe("options that say nothing or exclude each other are refused", () => {
  const rows = Object.freeze(Array.from({ length: 12 }, (_, i) => ({ tki: i % 2, x: (i * 5) % 11, ps: 0.3 + i / 30 })));
  const call = (spec: object): unknown => balancingWeights(rows, { treatment: "tki", ...spec } as never);
  test.each([
    [{ score: "ps" }, "estimand"],
    [{ score: "ps", estimand: "ATO" }, "estimand"],
    [{ estimand: "ATE" }, "score"],
    [{ estimand: "ATE", score: "ps", covariates: ["x"] }, "score"],
    [{ estimand: "ATE", covariates: [] }, "covariates"],
    [{ estimand: "ATE", score: "ps", method: "ebal" }, "method"],
    [{ estimand: "ATE", score: "ps", moments: 2 }, "moments"],
    [{ estimand: "ATE", score: "ps", stabilized: 1 }, "stabilized"],
    [{ estimand: "ATE", score: "ps", normalize: true }, "normalize"],
    [{ estimand: "ATE", score: "x" }, "x"],
    [{ estimand: "ATE", score: "ps", trim: 0.9 }, undefined],
    [{ estimand: "ATE", score: "ps", trim: { quantile: 0.9 } }, "action"],
    [{ estimand: "ATE", score: "ps", trim: { quantile: 0.4, action: "drop" } }, "trim"],
    [{ estimand: "ATE", score: "ps", trim: { quantile: 0.9, lower: 1, action: "drop" } }, "trim"],
    [{ estimand: "ATE", score: "ps", trim: { quantile: 0.9, score: [0, 1], action: "drop" } }, "trim"],
    [{ estimand: "ATE", score: "ps", trim: { score: [0.9, 0.1], action: "drop" } }, "trim"],
    [{ estimand: "ATE", score: "ps", trim: { score: 0.1, action: "drop" } }, "trim"],
    [{ estimand: "ATE", score: "ps", trim: { score: [0.1, 0.9], lower: true, action: "drop" } }, "trim"],
    [{ estimand: "overlap", method: "entropy", covariates: ["x"] }, "estimand"],
    [{ estimand: "ATE", method: "entropy" }, "covariates"],
    [{ estimand: "ATE", method: "entropy", covariates: ["x"], score: "ps" }, "score"],
    [{ estimand: "ATE", method: "entropy", covariates: ["x"], stabilized: true }, "stabilized"],
    [{ estimand: "ATE", method: "entropy", covariates: ["x"], moments: 4 }, "moments"],
    [{ estimand: "ATE", method: "entropy", covariates: ["x"], trim: { score: [0.1, 0.9], action: "drop" } }, "trim"],
  ])("%j", (spec, column) => {
    expect(() => call(spec)).toThrow(
      expect.objectContaining({ code: "option", ...(column !== undefined && { column }) }),
    );
  });
  test("bounds that leave no treated row", () => {
    const spec = { score: (d: { tki: number }) => 0.1 + d.tki / 2, estimand: "ATE" };
    expect(() => call({ ...spec, trim: { score: [0, 0.5], action: "drop" } })).toThrow(
      expect.objectContaining({ code: "weight" }),
    );
  });
});
