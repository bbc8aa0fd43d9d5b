import { pow } from "@hcc/numerics";
import { expect, test } from "vitest";
import { balance, matchPairs, propensityScore } from "../src/index.js";

test("a caliper in standard deviations of a score that does not vary is an error, also where its mean is rounded", () => {
  for (const [p, n] of [
    [0.1, 10],
    [0.5, 4],
    [0.7, 37],
  ] as const) {
    const patients = Array.from({ length: n }, (_, i) => ({ tki: i % 2, p }));
    const caliper = { width: 0.2, scale: "logit", unit: "sd" } as const;
    expect(() => matchPairs(patients, { treatment: "tki", score: "p", caliper })).toThrow("the same in all rows");
  }
});

test("closest pairs of more rows than a call has arguments", () => {
  const n = 260_000;
  const patients = { tki: Uint8Array.from({ length: n }, (_, i) => i & 1), p: new Float64Array(n) };
  for (let i = 0; i < n; i++) patients.p[i] = (i + 0.5) / n;
  const matching = matchPairs(patients, { treatment: "tki", score: "p", order: "closest" });
  expect(matching.pairs.length).toBe(n / 2);
});

test("a covariate in units of 2^n changes no score and no z", () => {
  const patients = Array.from({ length: 40 }, (_, i) => ({ tki: i % 2, x: ((i * 17) % 23) / 8, y: (i * 5) % 11 }));
  const fit = (scale: number) =>
    propensityScore(
      patients.map((d) => ({ ...d, x: d.x * scale })),
      { treatment: "tki", covariates: ["x", "y"] },
    );
  const plain = fit(1);
  for (const scale of [30, -30, 600, -600].map((n) => pow(2, n))) {
    const scaled = fit(scale);
    expect(scaled.score).toEqual(plain.score);
    const [x, x0] = [scaled.coefficients[1]!, plain.coefficients[1]!];
    expect([x.z, x.pValue, x.standardError! * scale]).toEqual([x0.z, x0.pValue, x0.standardError]);
  }
});

test("a covariate in units of 2^n changes no standardized difference", () => {
  const patients = Array.from({ length: 40 }, (_, i) => ({ tki: i % 2, x: ((i * 17) % 23) / 8, w: 1 + (i % 3) }));
  const rowOf = (scale: number) =>
    balance(
      patients.map((d) => ({ ...d, x: d.x * scale })),
      { treatment: "tki", covariates: ["x"], weights: "w", denominator: "pooled" },
    ).rows[0]!;
  const plain = rowOf(1);
  for (const scale of [30, -30, 600, -600].map((n) => pow(2, n))) {
    const { before, after, standardDeviation } = rowOf(scale);
    expect(standardDeviation! / scale).toBe(plain.standardDeviation);
    for (const [a, b] of [[before, plain.before] as const, [after!, plain.after!] as const]) {
      expect([a.smd, a.varianceRatio, a.ks, a.meanTreated / scale]).toEqual([
        b.smd,
        b.varianceRatio,
        b.ks,
        b.meanTreated,
      ]);
    }
  }
});
