export { adverseEvents } from "./adverse-events.js";
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
