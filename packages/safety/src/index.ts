export { adverseEvents } from "./adverse-events.js";
export type {
  AdverseEventCount,
  AdverseEventGroup,
  AdverseEventRow,
  AdverseEvents,
  AdverseEventsSpec,
  CtcaeVersion,
  ExcludedEvents,
  ExclusionReason,
} from "./types.js";
