export { type Albi, type AlbiGrade, type AlbiSpec, albi, type ModifiedAlbiGrade } from "./albi.js";
export { assessResponse } from "./assess-response.js";
export { assessResponses, type ResponseSpec } from "./assess-responses.js";
export { type Bclc, type BclcSpec, type BclcStage, bclc } from "./bclc.js";
export { type Ascites, type ChildPugh, type ChildPughItem, type ChildPughSpec, childPugh } from "./child-pugh.js";
export { type CnlcStage, type CnlcStages, cnlcStage } from "./cnlc-stage.js";
export { criteriaProfile } from "./criteria-profile.js";
export { type AdrsPatient, type AdrsVisit, type FromAdrsOptions, fromAdrs } from "./from-adrs.js";
export { type AdtrMeasurement, type FromAdtrOptions, fromAdtr } from "./from-adtr.js";
export { type HapReason, type HapScore, type HapScoreSpec, hapScore } from "./hap-score.js";
export type { AdamOptions, AdamVisit, AdamVisitPlace, PatientDate } from "./internal/adam-timing.js";
export type { Quantity, ScoredRows } from "./internal/laboratory.js";
export type { LiverStageSpec } from "./internal/liver-stage.js";
export type { MeasurementSpec } from "./internal/read-measurements.js";
export type { TumorBurdenSpec } from "./internal/tumor-burden.js";
export {
  type DiscordantResponse,
  type JudgedPatient,
  type ResponseAgreement,
  type ResponseAgreementOptions,
  responseAgreement,
} from "./response-agreement.js";
export { type ResponseDurations, type ResponseDurationsSpec, responseDurations } from "./response-durations.js";
export {
  type RateComparison,
  type ResponseRateGroup,
  type ResponseRates,
  type ResponseRatesSpec,
  responseRates,
} from "./response-rates.js";
export {
  type MeasurementError,
  type PatientSensitivity,
  type ResponseSensitivity,
  type ResponseSensitivitySpec,
  type ResponseShares,
  responseSensitivity,
  type SimulatedRate,
} from "./response-sensitivity.js";
export { type SixAndTwelve, type SixAndTwelveStratum, sixAndTwelve } from "./six-and-twelve.js";
export {
  type TaceCriterion,
  type TaceHistory,
  type TaceReason,
  type TaceRefractoriness,
  type TaceSession,
  taceRefractoriness,
} from "./tace-refractoriness.js";
export { type ThresholdDistance, thresholdDistances } from "./threshold-distances.js";
export { type AdrsRow, toAdrs } from "./to-adrs.js";
export { type AdtrRow, type AdtrSpec, toAdtr } from "./to-adtr.js";
export type {
  AssessmentSpec,
  BestResponse,
  ByComponent,
  CriteriaProfile,
  Cytology,
  ImmuneResponse,
  LesionFinding,
  LesionRole,
  LesionSite,
  LevelMeaning,
  Measurement,
  NewLesion,
  NonTargetResponse,
  PatientMeasurements,
  PatientResponse,
  ResolvedOptions,
  ResponseBaseline,
  ResponseComponent,
  ResponseCriteria,
  ResponseFlag,
  ResponseOptions,
  ResponseVisit,
  ThrombusLevel,
  TraceEntry,
  TumorResponse,
} from "./types.js";
export { type UpToSeven, upToSeven } from "./up-to-seven.js";
