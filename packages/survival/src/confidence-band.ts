import { checkLevel, checkOptions, InputError, oneOf } from "@hcc/data";
import { equalPrecisionCritical, hallWellnerCritical } from "./internal/band-critical.js";
import { checkCurve } from "./internal/check-curve.js";
import { checkTime } from "./internal/check-time.js";
import { writeLimits } from "./internal/confidence-limits.js";
import { countUntil } from "./internal/find-time.js";
import type { ConfidenceType, SurvivalCurve } from "./types.js";

/** Options of `confidenceBand`. */
export interface ConfidenceBandOptions {
  /** One of "hall-wellner" and "equal-precision" (Nair). */
  readonly type: "hall-wellner" | "equal-precision";
  /** Scale on which the band is symmetric, as of pointwise limits. Default "log-log". */
  readonly transform?: ConfidenceType;
  /** First time of the band. Default: that of the first event. */
  readonly from?: number;
  /** Last time of the band. Default: that of the last event that leaves somebody at risk. */
  readonly to?: number;
  /** Confidence level. Default: that of the curve. */
  readonly level?: number;
}

/** The probabilities that are inverted have an error of some 1e-14. */
const HIGHEST = 1 - 1e-9;

/** Result of `confidenceBand`. */
export interface ConfidenceBand {
  readonly kind: "confidence-band";
  readonly version: 1;
  readonly group: string | null;
  readonly type: ConfidenceBandOptions["type"];
  readonly transform: ConfidenceType;
  readonly level: number;
  /** Value that the band has in place of the normal quantile. */
  readonly critical: number;
  /** Times of the curve between which the whole of S lies in the band. */
  readonly from: number;
  readonly to: number;
  /** n v / (1 + n v) at `from` and `to`, v the variance of log S: the critical value depends on them. */
  readonly shares: readonly [number, number];
  /** Times of the curve. */
  readonly time: Float64Array;
  /** Limits from each time to the next; NaN outside the band. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Simultaneous confidence band: limits between which the whole survival curve lies over a range of times, with the
 * confidence level. Pointwise limits hold at one time only.
 *
 * With v(t) the variance of log S and n subjects: "equal-precision" is the pointwise limits with c in place of the normal
 * quantile; "hall-wellner" has k (1 + n v) / sqrt n in place of z se(log S). c and k are quantiles of the largest
 * |B(u)| / sqrt(u (1 - u)) and |B(u)| over the range of u = n v / (1 + n v), B a Brownian bridge: by eigenfunction series,
 * to 1e-9. A range of u (for c: of log(u / (1 - u)) / 2) shorter than 0.005 counts as that long. The tables of Hall-Wellner
 * bands in textbooks are these values; those of equal-precision bands are of an approximation (2.8826 for u from 0.1 to 0.6
 * at level 0.95, where c is 2.8873).
 *
 * `survivalPlot({ curves }, { band: curves.map((curve) => confidenceBand(curve, { type })) })` of @hcc/plots draws bands.
 *
 * @param curve one of `kaplanMeier(...).curves` or `cumulativeHazard(...).curves`.
 * @throws InputError for a curve with a robust variance, for a Hall-Wellner band of late entries (n is then no number at
 * risk at the start), and when no event lies between `from` and `to`.
 *
 * @example
 * ```ts
 * import { confidenceBand, kaplanMeier } from "@hcc/survival";
 * const data = { time: [2, 3, 5, 6, 8, 9, 11, 12], event: [1, 0, 1, 1, 0, 1, 1, 0] };
 * const [curve] = kaplanMeier(data, { time: "time", event: "event" }).curves;
 * const band = confidenceBand(curve!, { type: "hall-wellner", transform: "plain", to: 9 });
 * band.critical; // => 1.343694
 * band.lower[0]; // => 0.39993
 * ```
 *
 * @see Hall WJ, Wellner JA. Confidence bands for a survival curve from censored data. Biometrika 1980;67:133-43. https://doi.org/10.1093/biomet/67.1.133
 * @see Nair VN. Confidence bands for survival functions with censored data: a comparative study. Technometrics 1984;26:265-75. https://doi.org/10.1080/00401706.1984.10487964
 */
export function confidenceBand(curve: SurvivalCurve, options: ConfidenceBandOptions): ConfidenceBand {
  checkOptions("confidenceBand", options, ["type", "transform", "from", "to", "level"]);
  checkCurve(curve);
  const type = oneOf("type", options.type, ["hall-wellner", "equal-precision"]);
  const transforms = ["log", "log-log", "plain", "logit", "arcsin"] as const;
  const transform = oneOf("transform", options.transform, transforms, "log-log");
  const level = checkLevel(options.level ?? curve.confidence.level, "level");
  if (level > HIGHEST) {
    throw new InputError("option", `level is ${level}: critical values are known for levels up to ${HIGHEST}`, {
      column: "level",
    });
  }
  const { time, survival, standardError, n } = curve;
  checkVariance(curve, type);
  const [first, last] = rangeOf(curve, options);
  const variance = (i: number): number => {
    const relative = standardError[i]! / survival[i]!;
    return relative * relative;
  };
  const share = (i: number): number => 1 - 1 / (1 + n * variance(i));
  const shares = [share(first), share(last)] as const;
  const find = type === "hall-wellner" ? hallWellnerCritical : equalPrecisionCritical;
  const critical = find(...shares, level);
  const lower = new Float64Array(time.length).fill(Number.NaN);
  const upper = new Float64Array(time.length).fill(Number.NaN);
  for (let i = first; i <= last; i++) {
    const v = variance(i);
    const width = type === "hall-wellner" ? (critical * (1 + n * v)) / Math.sqrt(n) : critical * Math.sqrt(v);
    writeLimits(lower, upper, i, transform, survival[i]!, width, width);
  }
  const range = { from: time[first]!, to: time[last]!, shares };
  const named = { kind: "confidence-band", version: 1, group: curve.group, type, transform } as const;
  return { ...named, level, critical, ...range, time, lower, upper };
}

function checkVariance({ variance, nEnter }: SurvivalCurve, type: ConfidenceBandOptions["type"]): void {
  if (variance === "robust") {
    throw new InputError(
      "option",
      "the curve has a robust variance, for which no band is known: take the pointwise limits, or a curve without weights and cluster",
      { column: "curve" },
    );
  }
  if (type === "hall-wellner" && nEnter?.some((count) => count > 0)) {
    throw new InputError("option", 'the curve has late entries: give type "equal-precision"', { column: "type" });
  }
}

/** First and last point of the band. */
function rangeOf(
  { time, nEvent, survival, start }: SurvivalCurve,
  { from, to }: ConfidenceBandOptions,
): [number, number] {
  const event = nEvent.findIndex((count) => count > 0);
  let free = survival.length - 1;
  while (free >= 0 && !(survival[free]! > 0 && nEvent[free]! > 0)) free--;
  const first = Math.max(from === undefined ? event : countUntil(time, checkTime(from, "from")) - 1, event);
  const last = to === undefined ? free : countUntil(time, checkTime(to, "to")) - 1;
  if (event >= 0 && first <= last && survival[last]! > 0) return [first, last];
  const found = `from ${from ?? start} to ${to ?? time[time.length - 1]}`;
  throw new InputError(
    "option",
    `there is no band ${found}: the first event must lie before its end, and S be above 0 there`,
    { column: to === undefined ? "from" : "to" },
  );
}
