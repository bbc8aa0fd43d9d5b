import { readFileSync } from "node:fs";
import { balancingWeights, matchPairs, propensityScore } from "@hcc/psm";

// R's MatchIt::lalonde.
const [head, ...lines] = readFileSync(new URL("../../../validation/lalonde.csv", import.meta.url), "utf8")
  .replaceAll('"', "")
  .trim()
  .split("\n");
const columns: Record<string, (string | number)[]> = Object.fromEntries(
  head!
    .split(",")
    .map((name, k) => [
      name,
      lines.map((line) => line.split(",")[k]!).map((value) => (name === "race" ? value : Number(value))),
    ]),
);
export const lalonde = Object.freeze(columns) as Readonly<Record<string, number[]>>;
export const treatment = lalonde["treat"]!;
export const covariates = ["age", "educ", "race", "married", "re74", "re75"];
export const { score } = propensityScore(lalonde, { treatment, covariates });
export const matching = matchPairs(lalonde, { treatment, score, caliper: { width: 0.2, scale: "logit", unit: "sd" } });
export const att = balancingWeights(lalonde, { treatment, score, estimand: "ATT" });
