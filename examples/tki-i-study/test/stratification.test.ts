import { readFileSync } from "node:fs";
import { coxph } from "@hcc/cox";
import { coarsenedExactMatching } from "@hcc/psm";
import { logRank } from "@hcc/survival";
import { expect, test } from "vitest";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../validation/${name}.json`, import.meta.url), "utf8")).veteran;
// Veterans' Administration lung cancer trial, with the answers of R's survival package.
const patients: Record<string, number[]> = read("psm-weights").data;
const expected = read("psm-strata");

const near = (actual: number | null, value: number, unit = Math.abs(value)): void =>
  expect(Math.abs(actual! - value)).toBeLessThanOrEqual(1e-8 * unit);

test("strata are strata of coxph and logRank, their weights are sampling weights, as in R", () => {
  const { subclass, weights } = coarsenedExactMatching(patients, {
    treatment: "arm",
    covariates: ["karno", "cell"],
    cutpoints: { karno: [30, 50, 60, 70, 80] },
    grouping: { cell: [["smallcell", "adeno"]] },
  });
  expect(weights.filter((w) => w > 0).length).toBe(expected.rows);
  const outcome = { time: "time", event: "event" } as const;

  const sampled = { ...outcome, weights, weightType: "sampling" } as const;
  const weighted = coxph(patients, { ...sampled, covariates: ["arm"] }).coefficients[0]!;
  near(weighted.estimate, expected.weighted[0], expected.weighted[1]);
  near(weighted.standardError, expected.weighted[1]);
  near(logRank(patients, { ...sampled, by: "arm" }).statistic, expected.weightedLogRank[0]);

  const stratified = { ...outcome, strata: subclass, where: (_: unknown, row: number) => subclass[row]! >= 0 };
  const within = coxph(patients, { ...stratified, covariates: ["arm"] }).coefficients[0]!;
  near(within.estimate, expected.within[0], expected.within[1]);
  near(within.standardError, expected.within[1]);
  near(logRank(patients, { ...stratified, by: "arm" }).statistic, expected.logRank[0]);
});
