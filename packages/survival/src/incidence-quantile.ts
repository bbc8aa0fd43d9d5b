import { checkOptions, type Interval } from "@hcc/data";
import type { IncidenceCurve } from "./cumulative-incidence.js";
import { checkCurve } from "./internal/check-curve.js";
import { survivalQuantile } from "./survival-quantile.js";
import type { QuantileRule } from "./types.js";

/**
 * Quantile of a cumulative incidence: the time by which a share `p` of all subjects had the event of interest.
 *
 * t_p = min { t: F(t) >= p }, by the rules of `survivalQuantile` with 1 - F for S: "midpoint" (default) takes the middle of
 * a plateau at p, "infimum" its left end. The limits are where the upper and the lower limit of F cross p. Null where F does
 * not reach p: with competing events it may never, however long the follow-up.
 *
 * @param curve one of `cumulativeIncidence(...).curves`.
 * @param p share of all subjects with the event of interest, in (0, 1).
 * @returns times in the unit of the curve; `method` is "inversion-" and the type of the limits.
 * @throws InputError when p is not in (0, 1).
 *
 * @example
 * ```ts
 * import { cumulativeIncidence, incidenceQuantile } from "@hcc/survival";
 * const data = { time: [2, 3, 4, 6], end: [1, 2, 0, 1] };
 * const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
 * const [curve] = cumulativeIncidence(data, { time: "time", cause }).curves;
 * incidenceQuantile(curve!, 0.5).estimate; // => 6
 * incidenceQuantile(curve!, 0.25).estimate; // => 4
 * incidenceQuantile(curve!, 0.9).estimate; // => null
 * ```
 */
export function incidenceQuantile(
  curve: IncidenceCurve,
  p: number,
  options: { readonly rule?: QuantileRule } = {},
): Interval {
  checkOptions("incidenceQuantile", options, ["rule"]);
  checkCurve(curve, "cumulativeIncidence", "incidence");
  const complement = (values: Float64Array): Float64Array => values.map((value) => 1 - value);
  const { incidence, lower, upper } = curve;
  const plain = { start: 0, nEnter: null, naiveStandardError: null, variance: "robust" } as const;
  const free = {
    ...curve,
    ...plain,
    survival: complement(incidence),
    lower: complement(upper),
    upper: complement(lower),
  };
  return survivalQuantile(free, p, options);
}
