import { checkOptions, InputError, oneOf } from "@hcc/data";
import { log } from "@hcc/numerics";
import { checkDesign, checkNumber, sumOfQuantiles, type TrialDesign } from "./internal/trial-design.js";

/**
 * Formula for the number of events. One of:
 * - "schoenfeld" (default): from the variance of the log-rank statistic under proportional hazards near 1;
 * - "freedman": from its mean, with the share of the arms among those at risk kept constant.
 */
export type EventsMethod = "schoenfeld" | "freedman";

/** Options of `requiredEvents`. */
export interface RequiredEventsSpec extends TrialDesign {
  /** Probability to find the difference. Default 0.8. */
  readonly power?: number;
  /** Default "schoenfeld". */
  readonly method?: EventsMethod;
}

/** Result of `requiredEvents`. */
export interface RequiredEvents {
  readonly kind: "required-events";
  readonly version: 1;
  /** Number of events in both arms together, rounded up. */
  readonly events: number;
  /** The same before rounding. */
  readonly exact: number;
  readonly hazardRatio: number;
  readonly alpha: number;
  readonly sides: 1 | 2;
  readonly power: number;
  readonly allocation: number;
  readonly method: EventsMethod;
}

/**
 * Number of events that a log-rank test (or a Cox model of one binary covariate) needs.
 *
 * With z = z(1 - alpha / sides) + z(power), k treated patients per control patient and the hazard ratio h: Schoenfeld
 * d = z^2 (1 + k)^2 / (k log(h)^2); Freedman d = z^2 (1 + k h)^2 / (k (1 - h)^2). For hazard ratios below 1 and equal arms
 * Freedman's is the larger. Power depends on events, not on patients: how many patients give them is `requiredSubjects`.
 *
 * @param spec the hazard ratio to be found and the error rates.
 * @throws InputError for a hazard ratio of 1 or not above 0, a probability out of range, an unknown option.
 *
 * @example
 * ```ts
 * import { requiredEvents } from "@hcc/survival";
 * requiredEvents({ hazardRatio: 0.5 }).events; // => 66
 * requiredEvents({ hazardRatio: 0.5, method: "freedman" }).events; // => 71
 * ```
 *
 * @see Schoenfeld DA. Sample-size formula for the proportional-hazards regression model. Biometrics 1983;39:499-503. https://doi.org/10.2307/2531021
 * @see Freedman LS. Tables of the number of patients required in clinical trials using the logrank test. Stat Med 1982;1:121-9. https://doi.org/10.1002/sim.4780010204
 */
export function requiredEvents(spec: RequiredEventsSpec): RequiredEvents {
  checkOptions("requiredEvents", spec, ["hazardRatio", "alpha", "sides", "allocation", "power", "method"]);
  const { hazardRatio, alpha, sides, allocation } = checkDesign(spec);
  const power = checkNumber("power", spec.power ?? 0.8, 0.5, 1 - 1e-15, "a probability of 0.5 or more, below 1");
  const method = oneOf("method", spec.method, ["schoenfeld", "freedman"], "schoenfeld");
  if (hazardRatio === 1) {
    throw new InputError("option", "hazardRatio is 1: there is no difference to find", { column: "hazardRatio" });
  }
  const z = sumOfQuantiles(alpha, sides, power);
  const ratio =
    method === "schoenfeld" ? (1 + allocation) / log(hazardRatio) : (1 + allocation * hazardRatio) / (1 - hazardRatio);
  const exact = (z * z * ratio * ratio) / allocation;
  return {
    kind: "required-events",
    version: 1,
    events: Math.ceil(exact),
    exact,
    hazardRatio,
    alpha,
    sides,
    power,
    allocation,
    method,
  };
}
