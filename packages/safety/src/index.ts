export { adverseEvents } from "./adverse-events.js";
export {
  type GradeLaboratorySpec,
  gradeLaboratory,
  type LaboratoryChannels,
  type LaboratoryGrade,
  type LaboratoryGrades,
  type LaboratoryTest,
  type LaboratoryUnits,
} from "./grade-laboratory.js";
export type {
  AdverseEventCount,
  AdverseEventGroup,
  AdverseEventRow,
  AdverseEvents,
  AdverseEventsSpec,
  CtcaeVersion,
  EventExclusionReason,
  ExcludedEvents,
} from "./types.js";
