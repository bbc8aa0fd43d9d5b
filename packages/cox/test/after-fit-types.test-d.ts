import { expectTypeOf, test } from "vitest";
import {
  type BaselineHazard,
  type BrierScore,
  baselineHazard,
  brierScore,
  type CoxModel,
  type CoxResiduals,
  type CoxSpec,
  calibration,
  concordance,
  explainedVariation,
  predictExpected,
  predictRisk,
  predictSurvival,
  proportionalHazardsTest,
  residuals,
  type ScoreConcordance,
  scoreConcordance,
  timeDependentAuc,
  validateCox,
} from "../src/index.js";

interface Patient {
  osMonths: number;
  death: 0 | 1;
  arm: "TKI" | "TKI-I";
  afp?: number | null;
}
declare const patients: Patient[];
declare const model: CoxModel;
declare const baseline: BaselineHazard;
const spec: CoxSpec<Patient> = { time: "osMonths", event: "death", covariates: ["arm", "afp"] };

test("the specification of the fit serves every function", () => {
  expectTypeOf(residuals(model, patients, { ...spec, type: "martingale" })).toEqualTypeOf<CoxResiduals>();
  expectTypeOf(baselineHazard(model, patients, spec)).toEqualTypeOf<BaselineHazard>();
  concordance(model, patients, spec);
  concordance(model, patients, { ...spec, weighting: "uno", maxTime: 60 });
  proportionalHazardsTest(model, patients, { ...spec, transform: "rank" });
  predictSurvival(model, baseline, [{ arm: "TKI", afp: 20 }], { times: [12] });
  predictRisk(model, [{ arm: "TKI", afp: 20 }]);
  predictRisk(model, patients, { reference: "sample", baseline });
  predictExpected(model, baseline, patients, { time: "osMonths" });
  predictSurvival(model, baseline, { arm: ["TKI"], afp: Float64Array.of(20) }, { times: Float64Array.of(12) });
});

test("performance of scores needs the follow-up and the scores", () => {
  const channels = { time: "osMonths", event: "death", scores: { afp: (d: Patient) => d.afp ?? 0 } } as const;
  expectTypeOf(scoreConcordance(patients, channels)).toEqualTypeOf<ScoreConcordance>();
  // @ts-expect-error there is no such weighting
  scoreConcordance(patients, { ...channels, weighting: "gonen" });
  // @ts-expect-error scores are required
  scoreConcordance(patients, { time: "osMonths", event: "death" });
});

test("probabilities are a prediction or one channel per time", () => {
  const channels = { time: "osMonths", event: "death" } as const;
  const survival = predictSurvival(model, baseline, patients, { times: [12, 24] });
  expectTypeOf(brierScore(patients, { ...channels, survival })).toEqualTypeOf<BrierScore>();
  brierScore(patients, { ...channels, times: [12], survival: [() => 0.5] });
  calibration(patients, { ...channels, survival, horizon: 24 });
  calibration(patients, { ...channels, survival: "afp", horizon: 24 });
  timeDependentAuc(patients, { ...channels, score: "osMonths", times: [12] });
  explainedVariation(model, patients, spec);
  validateCox(patients, { ...spec, random: Math.random });
  // @ts-expect-error a channel for each time is a list
  brierScore(patients, { ...channels, times: [12], survival: "afp" });
  // @ts-expect-error the horizon is required
  calibration(patients, { ...channels, survival });
  // @ts-expect-error the generator is required
  validateCox(patients, spec);
});

test("what is missing or misspelt is a compile error", () => {
  // @ts-expect-error the kind of residual is required
  residuals(model, patients, spec);
  // @ts-expect-error there is no such kind
  residuals(model, patients, { ...spec, type: "pearson" });
  // @ts-expect-error there is no such transform
  proportionalHazardsTest(model, patients, { ...spec, transform: "sqrt" });
  // @ts-expect-error there is no such field
  concordance(model, patients, { ...spec, covariates: ["arms"] });
  // @ts-expect-error there is no such reference
  predictRisk(model, patients, { reference: "mean" });
  // @ts-expect-error the follow-up is required
  predictExpected(model, baseline, patients, {});
  // @ts-expect-error times are required
  predictSurvival(model, baseline, patients, {});
});
