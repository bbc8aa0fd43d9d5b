import { expect, test } from "vitest";
import { matchPairs } from "../src/index.js";

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
