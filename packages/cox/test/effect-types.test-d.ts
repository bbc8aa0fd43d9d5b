import { expectTypeOf, test } from "vitest";
import {
  type AdjustedSurvival,
  adjustedSurvival,
  type CoxModel,
  type CoxSpec,
  type DoublyRobustSurvival,
  doublyRobustSurvival,
  type SurvivalEffect,
  type WeightedSurvival,
  weightedSurvival,
} from "../src/index.js";

interface Patient {
  osMonths: number;
  death: 0 | 1;
  arm: "TKI" | "TKI-I";
  propensity?: number | null;
  afp: number;
}
declare const patients: Patient[];
declare const model: CoxModel;
const fit: CoxSpec<Patient> = { time: "osMonths", event: "death", covariates: ["arm", "afp"] };
const channels = { time: "osMonths", event: "death", treatment: "arm", propensity: "propensity" } as const;

test("the three estimators give one form of result", () => {
  const adjusted = adjustedSurvival(model, patients, { ...fit, treatment: "arm", times: [12], tau: 24 });
  const weighted = weightedSurvival(patients, { ...channels, times: Float64Array.of(12), population: "overlap" });
  const robust = doublyRobustSurvival(patients, { ...channels, covariates: ["afp"], tau: 24 });
  expectTypeOf(adjusted).toEqualTypeOf<AdjustedSurvival>();
  expectTypeOf(weighted).toEqualTypeOf<WeightedSurvival>();
  expectTypeOf(robust).toEqualTypeOf<DoublyRobustSurvival>();
  expectTypeOf([adjusted, weighted, robust]).toExtend<SurvivalEffect[]>();
  weightedSurvival(patients, {
    ...channels,
    propensity: (d) => d.propensity,
    treatment: (d) => d.afp > 400,
    times: [1],
  });
  weightedSurvival(patients, { ...channels, propensity: new Float64Array(3), times: [1] });
});

test("what is missing or misspelt is a compile error", () => {
  // @ts-expect-error the treatment is required
  adjustedSurvival(model, patients, { ...fit, times: [12] });
  // @ts-expect-error a model predicts no overlap population
  adjustedSurvival(model, patients, { ...fit, treatment: "arm", times: [12], population: "overlap" });
  // @ts-expect-error there is no such field
  weightedSurvival(patients, { ...channels, propensity: "score", times: [12] });
  // @ts-expect-error the propensity is a number
  weightedSurvival(patients, { ...channels, propensity: "arm", times: [12] });
  // @ts-expect-error the propensity is required
  weightedSurvival(patients, { time: "osMonths", event: "death", treatment: "arm", times: [12] });
  // @ts-expect-error covariates of the survival models are required
  doublyRobustSurvival(patients, { ...channels, times: [12] });
});
