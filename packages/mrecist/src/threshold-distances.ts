import { checkOptions } from "@hcc/data";
import { changedBy } from "./internal/thresholds.js";
import type { PatientResponse, TumorResponse } from "./types.js";

/** How far the target sum of a visit is from the limits of its responses, in mm (products: mm2). */
export interface ThresholdDistance {
  readonly day: number;
  readonly target: TumorResponse | null;
  readonly sum: number | null;
  /** Sum minus the largest that is partial response: 0 or less is partial response. Null where not all targets were measured. */
  readonly toPartialResponse: number | null;
  /** Sum minus the limit of progression: above 0 is progression, and 0 where the rules are `pdInclusive`. Null also where the nadir is 0. */
  readonly toProgression: number | null;
  /** The nearer of both. */
  readonly nearest: "partial-response" | "progression" | null;
  /** Its distance, without sign. */
  readonly distance: number | null;
  /** The same as a share of the sum. */
  readonly relative: number | null;
}

/**
 * Distance of the target sum of every visit to the nearest threshold, which shows the responses that a small error of
 * measurement would change.
 *
 * The limit of partial response is (1 - PR %) times the baseline sum, that of progression the nadir times (1 + PD %), at
 * least the nadir plus `pdAbsMm`. Visits of complete response and after it are judged by other rules and have no distance.
 *
 * @param response result of `assessResponse`; R has no function for it.
 *
 * @example
 * ```ts
 * import { assessResponse, thresholdDistances } from "@hcc/mrecist";
 * const measurements = [40, 29, 22].map((viable, i) => ({ day: 56 * i, lesion: "T1", role: "target" as const, viable }));
 * const [first, second] = thresholdDistances(assessResponse({ measurements }, { criteria: "mrecist" }));
 * [first.target, first.nearest, first.distance]; // => ["SD", "partial-response", 1]
 * [second.target, second.toPartialResponse, second.toProgression]; // => ["PR", -6, -12.8]
 * ```
 *
 * @see Eisenhauer et al. (2009) https://doi.org/10.1016/j.ejca.2008.10.026
 */
export function thresholdDistances(
  response: Pick<PatientResponse, "visits" | "baseline" | "options">,
): readonly ThresholdDistance[] {
  checkOptions("thresholdDistances", response, Object.keys(response));
  const { prDecreasePercent, pdIncreasePercent, pdAbsMm } = response.options;
  const base = response.baseline.sum;
  let wasComplete = false;
  return response.visits.map(({ day, target, sum, nadir }): ThresholdDistance => {
    wasComplete ||= target === "CR";
    if (sum === null || base === null || wasComplete) {
      const none = { toPartialResponse: null, toProgression: null, nearest: null, distance: null, relative: null };
      return { day, target, sum, ...none };
    }
    const toPartialResponse = rounded(sum - changedBy(base, -prDecreasePercent));
    const toProgression =
      nadir === null || nadir === 0
        ? null
        : rounded(sum - Math.max(changedBy(nadir, pdIncreasePercent), nadir + pdAbsMm));
    const nearer = toProgression !== null && Math.abs(toProgression) <= Math.abs(toPartialResponse);
    const distance = Math.abs(nearer ? toProgression : toPartialResponse);
    return {
      day,
      target,
      sum,
      toPartialResponse,
      toProgression,
      nearest: nearer ? "progression" : "partial-response",
      distance,
      relative: sum === 0 ? null : distance / sum,
    };
  });
}

/** To a millionth of a mm: limits are multiples of a hundredth. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
