export { assessResponse } from "./assess-response.js";
export { assessResponses, type ResponseSpec } from "./assess-responses.js";
export {
  type RateComparison,
  type ResponseRateGroup,
  type ResponseRates,
  type ResponseRatesSpec,
  responseRates,
} from "./response-rates.js";
export type {
  BestResponse,
  ByComponent,
  Component,
  Criteria,
  Finding,
  Flag,
  LesionRole,
  Measurement,
  NewLesion,
  NonTargetResponse,
  PatientMeasurements,
  PatientResponse,
  ResolvedOptions,
  Response,
  ResponseBaseline,
  ResponseOptions,
  ResponseVisit,
  Site,
  ThrombusLevel,
  TraceEntry,
} from "./types.js";
