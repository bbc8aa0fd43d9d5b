import { checkOptions, InputError, oneOf } from "@hcc/data";
import { expm1 } from "@hcc/numerics";
import { nearerLimit, type Ratio, readRatio, readReference } from "./internal/read-ratio.js";

/** A hazard, risk or odds ratio with its confidence limits: an `Interval` of any model, or three numbers. */
export interface RatioEstimate {
  /** Positive; not its logarithm. */
  readonly estimate: number | null;
  readonly lower?: number | null;
  readonly upper?: number | null;
}

/** Options of `eValue`. */
export interface EValueOptions {
  readonly measure: "hazard-ratio" | "risk-ratio" | "odds-ratio";
  /**
   * Required for hazard and odds ratios: "rare" (fewer than 15 % have the event by the end of follow-up: the ratio stands
   * for a risk ratio) or "common" (it is converted to one).
   */
  readonly outcome?: "rare" | "common";
  /** Ratio, on the scale of `measure`, that the bias is asked to lead to. Default 1, no effect. */
  readonly reference?: number;
}

/** Result of `eValue`. */
export interface EValue {
  readonly kind: "e-value";
  readonly version: 1;
  readonly measure: "hazard-ratio" | "risk-ratio" | "odds-ratio";
  /** Null for a risk ratio. */
  readonly outcome: "rare" | "common" | null;
  readonly reference: number;
  /** The effect as a risk ratio. */
  readonly riskRatio: { readonly estimate: number; readonly lower: number | null; readonly upper: number | null };
  /** Of the estimate; 1 or more. */
  readonly estimate: number;
  /** Of the confidence limit nearer `reference`: 1 where the interval covers it; null where that limit is not given. */
  readonly limit: number | null;
}

/**
 * E-value: how strongly an unmeasured confounder must go with both treatment and outcome to explain an effect away.
 *
 * E = R + sqrt(R (R - 1)), R = max(RR, 1 / RR) with RR the risk ratio over the reference. A confounder that is associated
 * with treatment and with outcome by risk ratios of E each, beyond the measured covariates, could explain the effect; a
 * weaker one could not. Common outcomes are converted first: a hazard ratio HR to RR = (1 - 0.5^sqrt(HR)) /
 * (1 - 0.5^sqrt(1 / HR)), an odds ratio to its root. Equals R's `EValue::evalues.HR(est, lo, hi, rare)`, `evalues.RR` and
 * `evalues.OR`; a reference other than 1 is converted as the estimate is.
 *
 * @param effect ratio and limits; `Interval` fits.
 * @throws InputError for an estimate that is not positive, limits that do not enclose it, a hazard or odds ratio without
 * `outcome`, and a risk ratio with it.
 *
 * @example
 * ```ts
 * import { eValue } from "@hcc/psm";
 * const { estimate, limit } = eValue({ estimate: 0.56, lower: 0.46, upper: 0.69 }, { measure: "hazard-ratio", outcome: "common" });
 * [estimate, limit]; // => [2.3495, 1.9080]
 * eValue({ estimate: 3.9, lower: 1.8, upper: 8.7 }, { measure: "risk-ratio" }).limit; // => 3.0
 * ```
 *
 * @see VanderWeele TJ, Ding P (2017) https://doi.org/10.7326/M16-2607
 * @see VanderWeele TJ (2017), hazard and odds ratios of common outcomes, https://doi.org/10.1214/17-STS597
 */
export function eValue(effect: RatioEstimate, options: EValueOptions): EValue {
  checkOptions("eValue", options, ["measure", "outcome", "reference"]);
  const measure = oneOf("measure", options.measure, ["hazard-ratio", "risk-ratio", "odds-ratio"]);
  if (measure === "risk-ratio" && options.outcome !== undefined) {
    throw new InputError("option", "outcome is given, but a risk ratio needs no conversion: leave it out", {
      column: "outcome",
    });
  }
  const outcome = measure === "risk-ratio" ? null : oneOf("outcome", options.outcome, ["rare", "common"]);
  const reference = readReference(options.reference ?? 1);
  const ratio = readRatio(effect);
  const convert = outcome === "common" ? CONVERSIONS[measure as keyof typeof CONVERSIONS] : (value: number) => value;
  const riskRatio: Ratio = {
    estimate: convert(ratio.estimate),
    lower: ratio.lower === null ? null : convert(ratio.lower),
    upper: ratio.upper === null ? null : convert(ratio.upper),
  };
  const target = convert(reference);
  const nearer = nearerLimit(riskRatio, target);
  return {
    kind: "e-value",
    version: 1,
    measure,
    outcome,
    reference,
    riskRatio,
    estimate: strength(riskRatio.estimate / target),
    limit: nearer === null ? null : strength(nearer / target),
  };
}

const CONVERSIONS = {
  "odds-ratio": Math.sqrt,
  "hazard-ratio": (ratio: number): number => {
    const root = Math.sqrt(ratio);
    return expm1(-Math.LN2 * root) / expm1(-Math.LN2 / root);
  },
} as const;

function strength(ratio: number): number {
  const above = ratio >= 1 ? ratio : 1 / ratio;
  return above + Math.sqrt(above) * Math.sqrt(above - 1);
}
