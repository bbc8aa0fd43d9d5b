import { expectTypeOf, test } from "vitest";
import {
  type BaselineHazard,
  baselineHazard,
  type CoxModel,
  type CoxResiduals,
  type CoxSpec,
  concordance,
  predictSurvival,
  proportionalHazardsTest,
  residuals,
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
  proportionalHazardsTest(model, patients, { ...spec, transform: "rank" });
  predictSurvival(model, baseline, [{ arm: "TKI", afp: 20 }], { times: [12] });
  predictSurvival(model, baseline, { arm: ["TKI"], afp: Float64Array.of(20) }, { times: Float64Array.of(12) });
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
  // @ts-expect-error times are required
  predictSurvival(model, baseline, patients, {});
});
