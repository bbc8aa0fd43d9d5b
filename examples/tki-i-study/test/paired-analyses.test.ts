import { readFileSync } from "node:fs";
import { coxph } from "@hcc/cox";
import { matchPairs, pairedValues } from "@hcc/psm";
import { mcNemar, signedRank } from "@hcc/stats";
import { logRank } from "@hcc/survival";
import { expect, test } from "vitest";

// Veterans' Administration lung cancer trial, matched by brute force in R, with the answers of R's survival and coin.
const reference = JSON.parse(readFileSync(new URL("../../../validation/psm-pairs.json", import.meta.url), "utf8"));
const { arm, ps, time, status } = reference.data as Record<"arm" | "ps" | "time" | "status", number[]>;
const patients = Object.freeze(
  arm.map((own, row) => Object.freeze({ arm: own, ps: ps[row]!, time: time[row]!, status: status[row]! })),
);
const matching = matchPairs(patients, {
  treatment: "arm",
  score: "ps",
  caliper: { width: 0.05, scale: "probability", unit: "absolute" },
});
const matched = {
  time: "time",
  event: "status",
  where: (_: unknown, row: number) => matching.weights[row]! > 0,
} as const;
const near = (actual: number | null, expected: number, unit: number): void =>
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * unit);
const nearP = (actual: number | null, expected: number): void =>
  expect(Math.abs(Math.log(actual! / expected))).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(Math.log(expected))));

test("the pairs are those of brute force", () => {
  expect(matching.pairs.map(({ treated, control }) => [treated, control])).toEqual(reference.pairs);
});

test.each([
  ["independent", {}],
  ["stratified", { strata: matching.subclass! }],
] as const)("log-rank test, %s", (name, strata) => {
  const [statistic, pValue] = reference.logRank[name];
  const result = logRank(patients, { ...matched, by: "arm", ...strata });
  near(result.statistic, statistic, Math.max(1, statistic));
  nearP(result.pValue, pValue);
});

test.each([
  ["independent", {}],
  ["clustered", { cluster: matching.subclass! }],
  ["stratified", { strata: matching.subclass! }],
] as const)("Cox model, %s", (name, channel) => {
  const [estimate, standardError] = reference.cox[name];
  const [row] = coxph(patients, { ...matched, covariates: ["arm"], ...channel }).coefficients;
  near(row!.estimate, estimate, Math.max(Math.abs(estimate), standardError));
  near(row!.standardError, standardError, standardError);
});

test("signed-rank test of the times and McNemar's test of survival to a day", () => {
  const { treated, control } = pairedValues(patients, matching, "time");
  nearP(signedRank(treated, control, { exact: true }).pValue, reference.signedRank[0]);
  const { day, table, exact } = reference.survived;
  const { treated: a, control: b } = pairedValues(patients, matching, (d) => Number(d.time > day));
  const count = (x: number, y: number): number => a.reduce((n, own, i) => n + (own === x && b[i] === y ? 1 : 0), 0);
  const ours = [1, 0].map((x) => [count(x, 1), count(x, 0)]);
  expect(ours).toEqual(table);
  nearP(mcNemar(ours, { exact: true }).pValue, exact[0]);
});
