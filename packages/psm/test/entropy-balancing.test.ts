import { factor, interaction } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { balance, balancingWeights } from "../src/index.js";
import { generator, lalonde, lalondeCovariates } from "./lalonde.js";
import { expectDigest, near, reference } from "./weights-reference.js";

const channels = { treatment: "treat", covariates: [...lalondeCovariates] } as const;
const entropy = { method: "entropy" } as const;

test.each(reference.entropy)("equals Newton's method in R on lalonde: $estimand, $moments moments", (expected) => {
  const { estimand, moments } = expected;
  const result = balancingWeights(lalonde, { ...channels, ...entropy, estimand, moments });
  expectDigest(result, expected);
  expect(result.entropy).toMatchObject({ moments, status: "balanced", ruledOut: 0 });
  expect(result.entropy!.largestDifference).toBeLessThan(1e-12);
  expect(result.score).toBe(null);
});

test("means, and with two moments variances, are those of the treated to 1e-10", () => {
  const { weights } = balancingWeights(lalonde, { ...channels, ...entropy, estimand: "ATT", moments: 2 });
  for (const { after, type } of balance(lalonde, { ...channels, weights }).rows) {
    expect(Math.abs(after!.smd)).toBeLessThan(1e-10);
    expect(type).toMatch(/binary|continuous/);
  }
  for (const name of ["age", "re74"] as const) {
    const moment = (group: number): number => {
      const rows = lalonde.flatMap((row, i) => (row.treat === group ? [[row[name], weights[i]!] as const] : []));
      const total = rows.reduce((sum, [, w]) => sum + w, 0);
      return rows.reduce((sum, [x, w]) => sum + w * x * x, 0) / total;
    };
    near(moment(0), moment(1));
  }
});

/** Rows whose controls have the treated means under some positive weights: the treated are mixtures of controls. */
function mixtures(seed: number, n: number, k: number, concentration: number) {
  const random = generator(seed);
  const x = Array.from({ length: n }, () => Array.from({ length: k }, () => random() ** 3));
  const shares = Array.from({ length: n }, () => random() ** concentration);
  const total = shares.reduce((sum, w) => sum + w, 0);
  const mean = Array.from({ length: k }, (_, j) => shares.reduce((sum, w, i) => sum + (w * x[i]![j]!) / total, 0));
  const column = (j: number) => Float64Array.from([...x.map((row) => row[j]!), mean[j]!]);
  const data: Record<string, Float64Array> = { tki: Float64Array.from({ length: n + 1 }, (_, i) => (i < n ? 0 : 1)) };
  for (let j = 0; j < k; j++) data[`x${j}`] = column(j);
  return { data, covariates: Array.from({ length: k }, (_, j) => `x${j}`), shares };
}

test("wherever some weights balance, they are found, and none of them is nearer to equal weights", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 6, max: 30 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 30 }),
      (seed, n, k, concentration) => {
        const { data, covariates, shares } = mixtures(seed, n, k, concentration);
        const { weights, entropy } = balancingWeights(data, {
          treatment: "tki",
          covariates,
          estimand: "ATT",
          method: "entropy",
        });
        expect(entropy!.largestDifference).toBeLessThan(1e-9);
        const information = (w: ArrayLike<number>): number => {
          let total = 0;
          for (let i = 0; i < n; i++) total += w[i]!;
          let sum = 0;
          for (let i = 0; i < n; i++) if (w[i]! > 0) sum += (w[i]! / total) * Math.log((n * w[i]!) / total);
          return sum;
        };
        expect(information(weights)).toBeLessThanOrEqual(information(shares) + 1e-9);
      },
    ),
    { numRuns: 300 },
  );
});

test("the logarithm of a weight is linear in the covariates", () => {
  const { data, covariates } = mixtures(7, 40, 2, 1);
  const { weights } = balancingWeights(data, { treatment: "tki", covariates, estimand: "ATT", method: "entropy" });
  const rows = [0, 1, 2].map((i) => [1, data.x0![i]!, data.x1![i]!, Math.log(weights[i]!)]);
  for (let i = 3; i < 40; i++) {
    const four = [...rows, [1, data.x0![i]!, data.x1![i]!, Math.log(weights[i]!)]];
    near(determinant(four), 0, 1);
  }
});

function determinant(m: readonly (readonly number[])[]): number {
  if (m.length === 1) return m[0]![0]!;
  return m[0]!.reduce(
    (sum, value, j) =>
      sum + (j % 2 === 0 ? 1 : -1) * value * determinant(m.slice(1).map((row) => row.filter((_, c) => c !== j))),
    0,
  );
}

describe("weights do not depend on", () => {
  const spec = { ...entropy, estimand: "ATE", moments: 2 } as const;
  const plain = balancingWeights(lalonde, { ...channels, ...spec }).weights;
  const same = (weights: Float64Array): void =>
    expect(Math.max(...weights.map((weight, i) => Math.abs(weight - plain[i]!)))).toBeLessThan(1e-9);
  test("the unit, origin or sign of a covariate", () => {
    const recoded = lalonde.map((d) => ({
      ...d,
      age: 1900 - 12 * d.age,
      re74: d.re74 * 1e-6 + 3,
      married: 1 - d.married,
    }));
    same(balancingWeights(recoded, { ...channels, ...spec }).weights);
  });
  test("the reference level or the order of the terms", () => {
    const covariates = [...lalondeCovariates].reverse().filter((name) => name !== "race");
    const race = factor<(typeof lalonde)[number]>("race", { reference: "white" });
    same(balancingWeights(lalonde, { treatment: "treat", covariates: [...covariates, race], ...spec }).weights);
  });
  test("the order of the rows", () => {
    const { weights } = balancingWeights(lalonde.slice().reverse(), { ...channels, ...spec });
    same(weights.slice().reverse());
  });
  test("a column that depends on others", () => {
    const doubled = lalonde.map((d) => ({ ...d, months: 12 * d.age + 3 }));
    const covariates = ["months", ...lalondeCovariates] as const;
    same(balancingWeights(doubled, { treatment: "treat", covariates: [...covariates], ...spec }).weights);
  });
  test("which group is called treated", () => {
    same(balancingWeights(lalonde, { ...channels, treatment: (d) => d.treat === 0, ...spec }).weights);
  });
});

test("weights are those of repeated rows: doubling the data changes none", () => {
  const spec = { ...channels, ...entropy, estimand: "ATT" } as const;
  const once = balancingWeights(lalonde, spec).weights;
  const { weights, groups } = balancingWeights([...lalonde, ...lalonde], spec);
  expect(Math.max(...weights.map((weight, i) => Math.abs(weight - once[i % 614]!)))).toBeLessThan(1e-9);
  near(groups.control.sum, 858);
});

test("interactions are balanced too", () => {
  const covariates = ["age", "race", interaction("race", "age")] as never;
  const spec = { treatment: "treat", covariates } as const;
  const { weights } = balancingWeights(lalonde, { ...spec, ...entropy, estimand: "ATT" });
  for (const { after } of balance(lalonde, { ...spec, weights }).rows) expect(Math.abs(after!.smd)).toBeLessThan(1e-10);
});

test("covariates of extreme size are balanced", () => {
  const sized = lalonde.map((d) => ({ treat: d.treat, age: d.age * 1e300, educ: d.educ * 1e-300 }));
  const spec = { treatment: "treat", ...entropy, estimand: "ATT" } as const;
  const { weights } = balancingWeights(sized, { ...spec, covariates: ["age", "educ"] });
  const plain = balancingWeights(lalonde, { ...spec, covariates: ["age", "educ"] }).weights;
  expect(Math.max(...weights.map((weight, i) => Math.abs(weight - plain[i]!)))).toBeLessThan(1e-9);
});

describe("a target outside of the convex hull names the covariate", () => {
  const call = (data: object, more: object = {}) =>
    balancingWeights(data, { treatment: "tki", covariates: ["x"], estimand: "ATT", ...entropy, ...more } as never);
  const error = (column: string) => expect.objectContaining({ name: "HccInputError", code: "option", column });
  test("a mean that no control reaches", () => {
    const data = { tki: [1, 1, 0, 0, 0], x: [70, 80, 40, 60, 74], y: [1, 2, 1, 2, 3] };
    expect(() => call(data)).toThrow(error("x"));
    expect(() => call(data)).toThrow('the mean of "x" is 75 in the treated rows but 40 to 74 in the controls');
    expect(call({ ...data, x: [70, 78, 40, 60, 74] }).entropy!.status).toBe("balanced-at-edge");
  });
  test("a level that only the treated have", () => {
    const data = { tki: [1, 1, 0, 0, 0], x: ["B7", "A5", "A5", "A6", "A6"] };
    expect(() => call(data)).toThrow('the mean of "x=B7" is 0.5 in the treated rows but always 0 in the controls');
    expect(() => call({ ...data, x: ["A5", "A6", "A6", "B7", "A6"] })).toThrow('"x=A5"');
  });
  test("a second moment", () => {
    const data = { tki: [1, 1, 0, 0, 0], x: [0, 10, 4, 5, 6] };
    expect(call(data).entropy!.status).toBe("balanced");
    expect(() => call(data, { moments: 2 })).toThrow('"x^2"');
  });
  test("each mean within reach but not both together", () => {
    const data = { tki: [1, 0, 0, 0], x: [0.9, 0, 1, 0], y: [0.9, 0, 0, 1], z: [2, 1, 2, 3] };
    for (const covariates of [["x"], ["y"]]) expect(call(data, { covariates }).entropy!.status).toBe("balanced");
    expect(() => call(data, { covariates: ["x", "y"] })).toThrow(
      'no weights of the controls balance "x", "y" together',
    );
  });
  test("a column that depends on another one in the controls only", () => {
    const data = { tki: [1, 1, 0, 0, 0, 0], x: [2, 3, 1, 2, 3, 4], y: [5, 6, 2, 4, 6, 8] };
    expect(call(data, { covariates: ["x"] }).entropy!.status).toBe("balanced");
    expect(() => call(data, { covariates: ["x", "y"] })).toThrow(/no weights of the controls balance .*"y"/);
  });
  test("the group that cannot be weighted is said", () => {
    const data = { tki: [1, 1, 0, 0, 0, 0], x: [2, 3, 1, 2, 3, 14] };
    expect(call(data).entropy!.status).toBe("balanced");
    expect(() => call(data, { estimand: "ATC" })).toThrow("the controls but 2 to 3 in the treated rows");
    expect(() => call(data, { estimand: "ATE" })).toThrow("all rows but 2 to 3 in the treated rows");
  });
});

test("a target at the edge rules out the rows beyond it and says so", () => {
  const data = { tki: [1, 1, 0, 0, 0, 0], x: ["A", "B", "A", "B", "C", "B"], y: [2, 3, 1, 5, 9, 2] };
  const { weights, entropy, groups } = balancingWeights(data, {
    treatment: "tki",
    covariates: ["x", "y"],
    estimand: "ATT",
    method: "entropy",
  } as never);
  expect(entropy).toMatchObject({ status: "balanced-at-edge", ruledOut: 1 });
  expect(weights[4]).toBe(0);
  expect(groups.control.rows).toBe(3);
  near(weights[2]!, 2);
  near(weights[3]!, 4 / 3);
  near(weights[5]!, 2 / 3);
});

test("trimmed entropy weights keep their mean of 1 only when normalized again", () => {
  const spec = { ...channels, ...entropy, estimand: "ATT", trim: { quantile: 0.9, action: "winsorize" } } as const;
  const trimmed = balancingWeights(lalonde, spec);
  expect(trimmed.groups.control.sum).toBeLessThan(429);
  expect(trimmed.trimmed).toMatchObject({ by: "quantile", treated: 0 });
  near(balancingWeights(lalonde, { ...spec, normalized: true }).groups.control.sum, 429);
});
