export { assessResponse } from "./assess-response.js";
export { assessResponses, type ResponseSpec } from "./assess-responses.js";
export { criteriaProfile } from "./criteria-profile.js";
export {
  type RateComparison,
  type ResponseRateGroup,
  type ResponseRates,
  type ResponseRatesSpec,
  responseRates,
} from "./response-rates.js";
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
