export { adverseEvents } from "./adverse-events.js";
export {
  type EventRate,
  type EventRateGroup,
  type EventRateRow,
  type EventRates,
  type EventRatesSpec,
  eventRates,
  type FollowedEventsSpec,
  type RateRatio,
} from "./event-rates.js";
export { type AdaeEvent, type AdaePatient, type AdaeRecords, type FromAdaeOptions, fromAdae } from "./from-adae.js";
export {
  type GradeLaboratorySpec,
  gradeLaboratory,
  type LaboratoryChannels,
  type LaboratoryGrade,
  type LaboratoryGrades,
  type LaboratoryTest,
  type LaboratoryUnits,
} from "./grade-laboratory.js";
export {
  type FirstEventCause,
  type TimeToFirstEvent,
  type TimeToFirstEventSpec,
  timeToFirstEvent,
} from "./time-to-first-event.js";
export { type AdaeRow, type ToAdaeSpec, toAdae } from "./to-adae.js";
export {
  type DoseChange,
  type DrugExposure,
  type ExposureGroup,
  type TreatmentExposure,
  type TreatmentExposureSpec,
  treatmentExposure,
} from "./treatment-exposure.js";
export type {
  AdverseEventClass,
  AdverseEventCount,
  AdverseEventGroup,
  AdverseEventRow,
  AdverseEvents,
  AdverseEventsSpec,
  CtcaeVersion,
  DoseAction,
  DoseActionLists,
  EventExclusionReason,
  ExcludedEvents,
} from "./types.js";
