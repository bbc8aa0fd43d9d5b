import { checkOptions } from "@hcc/data";
import { expm1 } from "@hcc/numerics";
import { checkTrialTimes, type TrialTimes } from "./internal/trial-design.js";
import { type EventsMethod, type RequiredEventsSpec, requiredEvents } from "./required-events.js";

/** Options of `requiredSubjects`. */
export interface RequiredSubjectsSpec extends RequiredEventsSpec, TrialTimes {}

/** Patients of one arm. */
export interface PlannedArm {
  /** Number of patients, rounded up. */
  readonly n: number;
  /** Probability that the event of a patient is observed by the analysis. */
  readonly eventProbability: number;
}

/** Result of `requiredSubjects`. */
export interface RequiredSubjects {
  readonly kind: "required-subjects";
  readonly version: 1;
  /** Patients of both arms. */
  readonly n: number;
  readonly control: PlannedArm;
  readonly treated: PlannedArm;
  /** Events needed in both arms together (`requiredEvents`). */
  readonly events: number;
  /** Time from the first patient's entry to the analysis. */
  readonly duration: number;
  readonly method: EventsMethod;
}

/**
 * Number of patients that a comparison of two arms needs, with accrual, follow-up and patients lost.
 *
 * Times to the event are exponential with hazard log 2 / median (times the hazard ratio in the treated arm), loss to
 * follow-up is exponential with hazard -log(1 - share) / by, patients enter evenly over the accrual a and are followed until f
 * after its end. With s the sum of both hazards an event is observed with probability
 * p = hazard / s (1 - (exp(-s f) - exp(-s (f + a))) / (s a)), and n = events / (share p_treated + (1 - share) p_control).
 *
 * @param spec the hazard ratio, error rates, and times in one unit.
 * @throws InputError as `requiredEvents` does, and for a negative time or a share of losses out of [0, 1).
 *
 * @example
 * ```ts
 * import { requiredSubjects } from "@hcc/survival";
 * // Assumed: medians of 14 and 23.3 months, 24 months of accrual, 12 more of follow-up, 10 % lost by 12 months.
 * const plan = requiredSubjects({
 *   controlMedian: 14, hazardRatio: 0.6, accrual: 24, followUp: 12, dropout: { share: 0.1, by: 12 },
 * });
 * [plan.events, plan.n]; // => [121, 224]
 * plan.control.eventProbability; // => 0.6222
 * ```
 *
 * @see Schoenfeld DA, Richter JR. Nomograms for calculating the number of patients needed for a clinical trial with survival as an endpoint. Biometrics 1982;38:163-70. https://doi.org/10.2307/2530299
 */
export function requiredSubjects(spec: RequiredSubjectsSpec): RequiredSubjects {
  checkOptions("requiredSubjects", spec, [
    "hazardRatio",
    "alpha",
    "sides",
    "allocation",
    "power",
    "method",
    "controlMedian",
    "accrual",
    "followUp",
    "dropout",
  ]);
  const { hazardRatio, alpha, sides, allocation, power, method } = spec;
  const { hazard, accrual, followUp, lossHazard } = checkTrialTimes(spec);
  const needed = requiredEvents({
    hazardRatio,
    ...(alpha !== undefined && { alpha }),
    ...(sides !== undefined && { sides }),
    ...(allocation !== undefined && { allocation }),
    ...(power !== undefined && { power }),
    ...(method !== undefined && { method }),
  });
  const observed = (own: number): number => {
    const rate = own + lossHazard;
    // The mean of 1 - exp(-rate x) over x from followUp to followUp + accrual.
    const over = expm1(-rate * followUp);
    return (own / rate) * ((1 + over) * meanRise(rate * accrual) - over);
  };
  const share = needed.allocation / (1 + needed.allocation);
  const control = observed(hazard);
  const treated = observed(hazard * hazardRatio);
  const exact = needed.exact / (share * treated + (1 - share) * control);
  const arms = {
    control: { n: Math.ceil((1 - share) * exact), eventProbability: control },
    treated: { n: Math.ceil(share * exact), eventProbability: treated },
  };
  return {
    kind: "required-subjects",
    version: 1,
    n: arms.control.n + arms.treated.n,
    ...arms,
    events: needed.events,
    duration: accrual + followUp,
    method: needed.method,
  };
}

/** 1 - (1 - exp(-x)) / x, the mean of 1 - exp(-u) over u from 0 to x. */
function meanRise(x: number): number {
  if (x > 0.01) return 1 + expm1(-x) / x;
  return (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - (x / 5) * (1 - x / 6))));
}
