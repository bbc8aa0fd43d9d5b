import { readFileSync } from "node:fs";
import { coxph } from "@hcc/cox";
import { type BalancingWeightsSpec, balancingWeights } from "@hcc/psm";
import { kaplanMeier, logRank, survivalAt } from "@hcc/survival";
import { expect, test } from "vitest";

interface Patient {
  readonly time: number;
  readonly event: number;
  readonly arm: number;
  readonly age: number;
  readonly karno: number;
  readonly months: number;
  readonly cell: string;
  readonly prior: number;
}

// Veterans' Administration lung cancer trial, with the answers of R's survival package.
const reference = JSON.parse(
  readFileSync(new URL("../../../validation/psm-weights.json", import.meta.url), "utf8"),
).veteran;
const size: number = reference.data.time.length;
const patients: readonly Patient[] = Object.freeze(
  Array.from({ length: size }, (_, i) =>
    Object.freeze(
      Object.fromEntries(Object.entries(reference.data).map(([name, values]) => [name, (values as [])[i]])),
    ),
  ),
) as unknown as readonly Patient[];

const cases: Record<string, Pick<BalancingWeightsSpec<Patient>, "estimand" | "method">> = {
  ATE: { estimand: "ATE" },
  ATT: { estimand: "ATT" },
  overlap: { estimand: "overlap" },
  entropy: { estimand: "ATE", method: "entropy" },
};

test.each(Object.entries(cases))(
  "%s weights are the sampling weights of kaplanMeier, logRank and coxph, as in R",
  (name, spec) => {
    const expected = reference.outcome[name];
    const { weights } = balancingWeights(patients, {
      treatment: "arm",
      covariates: ["age", "karno", "months", "cell", "prior"],
      ...spec,
    });
    const channels = { time: "time", event: "event", weights, weightType: "sampling" } as const;
    const near = (actual: number | null, value: number, unit = Math.abs(value)): void =>
      expect(Math.abs(actual! - value)).toBeLessThanOrEqual(1e-8 * unit);

    kaplanMeier(patients, { ...channels, by: "arm" }).curves.forEach((curve, g) => {
      survivalAt(curve, reference.times).forEach(({ estimate }, i) => {
        near(estimate, expected.curves[g].survival[i]);
        const last = curve.time.findLastIndex((time) => time <= reference.times[i]);
        near(curve.standardError[last]!, expected.curves[g].standardError[i]);
      });
    });
    near(logRank(patients, { ...channels, by: "arm" }).statistic, expected.logRank[0]);
    const [arm] = coxph(patients, { ...channels, covariates: ["arm"] }).coefficients;
    near(arm!.estimate, expected.estimate[0], expected.standardError[0]);
    near(arm!.standardError, expected.standardError[0]);
  },
);
