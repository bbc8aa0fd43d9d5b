export type { CauseChannel, CauseLists } from "@hcc/data";
export { type AdjustedSurvival, type AdjustedSurvivalSpec, adjustedSurvival } from "./adjusted-survival.js";
export { type BaselineHazard, type BaselineStratum, baselineHazard } from "./baseline-hazard.js";
export { type BrierScore, type BrierScoreSpec, brierScore } from "./brier-score.js";
export {
  type Calibration,
  type CalibrationGroup,
  type CalibrationPoint,
  type CalibrationSlope,
  type CalibrationSpec,
  calibration,
  type ObservedRisk,
  type SmoothCalibration,
} from "./calibration.js";
export { type Concordance, type ConcordanceSpec, concordance } from "./concordance.js";
export { type Contrast, type ContrastRow, type ContrastWeights, contrast } from "./contrast.js";
export {
  type CoxCrossValidateSpec,
  type CoxCrossValidation,
  type CoxFold,
  coxCrossValidate,
} from "./cox-cross-validate.js";
export { type CoxPath, type CoxPathCoefficient, type CoxPathSpec, coxPath } from "./cox-path.js";
export { type CoxScreen, type CoxScreenSpec, coxScreen, type ScreenedTerm } from "./cox-screen.js";

export {
  type CoxSelection,
  type CoxSelectSpec,
  coxSelect,
  type SelectionMove,
  type SelectionStep,
} from "./cox-select.js";
export { coxph } from "./coxph.js";
export {
  type DoublyRobustSurvival,
  type DoublyRobustSurvivalSpec,
  doublyRobustSurvival,
} from "./doubly-robust-survival.js";
export type {
  EffectChannels,
  EffectComparison,
  EffectContrast,
  EffectEstimate,
  EffectLevel,
  EffectOptions,
  EffectPopulation,
  SurvivalEffect,
} from "./effect-types.js";
export { type ExactTie, type ExactTiesCost, exactTiesCost } from "./exact-ties-cost.js";
export { type ExplainedVariation, explainedVariation } from "./explained-variation.js";
export {
  type FineGrayModel,
  type FineGraySpec,
  fineGray,
  type SubdistributionBaseline,
} from "./fine-gray.js";
export {
  type HazardRatioCurve,
  type HazardRatioCurveSpec,
  type HazardRatioPoint,
  hazardRatioCurve,
} from "./hazard-ratio-curve.js";
export { type HazardRatioRow, hazardRatioRows } from "./hazard-ratio-rows.js";
export {
  type IncidencePrediction,
  type PredictCumulativeIncidenceSpec,
  type PredictedIncidence,
  predictCumulativeIncidence,
} from "./predict-cumulative-incidence.js";
export { type ExpectedPrediction, type PredictExpectedSpec, predictExpected } from "./predict-expected.js";
export {
  type PredictRiskSpec,
  predictRisk,
  type RiskPrediction,
  type RiskReference,
  type TermContribution,
} from "./predict-risk.js";
export {
  type PredictedSurvival,
  type PredictSurvivalSpec,
  predictSurvival,
  type SurvivalLimits,
  type SurvivalPrediction,
} from "./predict-survival.js";
export {
  type ProportionalHazardsSpec,
  type ProportionalHazardsTerm,
  type ProportionalHazardsTest,
  proportionalHazardsTest,
  type TimeFunction,
  type TimeTransform,
} from "./proportional-hazards-test.js";
export {
  type CoxResiduals,
  type ResidualColumn,
  type ResidualsSpec,
  type ResidualType,
  residuals,
} from "./residuals.js";
export {
  type SchoenfeldCurve,
  type SchoenfeldPoint,
  type SchoenfeldSmooth,
  type SchoenfeldSmoothSpec,
  schoenfeldSmooth,
} from "./schoenfeld-smooth.js";
export {
  type ConcordanceChoices,
  type ConcordanceDifference,
  type ConcordanceWeighting,
  type ScoreConcordance,
  type ScoreConcordanceRow,
  type ScoreConcordanceSpec,
  scoreConcordance,
} from "./score-concordance.js";
export {
  type SubgroupArm,
  type SubgroupHazardRatios,
  type SubgroupInteraction,
  type SubgroupRow,
  type SubgroupSpec,
  subgroupHazardRatios,
} from "./subgroup-hazard-ratios.js";
export { type TermTest, type TermTests, termTests } from "./term-tests.js";
export { type TimeDependentAuc, type TimeDependentAucSpec, timeDependentAuc } from "./time-dependent-auc.js";
export type {
  AliasPart,
  CoxChannels,
  CoxCoefficient,
  CoxModel,
  CoxOptions,
  CoxSpec,
  CoxTest,
  CoxTies,
  FollowUpChannels,
} from "./types.js";
export { type CoxValidation, type ValidateCoxSpec, type ValidatedMeasure, validateCox } from "./validate-cox.js";
export {
  type ArmWeights,
  type WeightedSurvival,
  type WeightedSurvivalSpec,
  weightedSurvival,
} from "./weighted-survival.js";
