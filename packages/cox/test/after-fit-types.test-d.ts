import { expectTypeOf, test } from "vitest";
import {
  type BaselineHazard,
  baselineHazard,
  type CoxModel,
  type CoxResiduals,
  type CoxSpec,
  concordance,
  predictExpected,
  predictRisk,
  predictSurvival,
  proportionalHazardsTest,
  residuals,
  type ScoreConcordance,
  scoreConcordance,
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
