import { checkOptions, InputError } from "@hcc/data";
import type { RatioEstimate } from "./e-value.js";
import { nearerLimit, type Ratio, readRatio, readReference } from "./internal/read-ratio.js";

/** Options of `tippingPoint`: two of the three properties of the confounder to find the third, or all three. */
export interface TippingPointOptions {
  /** Hazard (or risk) ratio of the outcome between those with and without the confounder, the same in both groups. */
  readonly ratio?: number;
  /** Share of the treated that have the confounder. */
  readonly prevalenceTreated?: number;
  /** Share of the controls that have it. */
  readonly prevalenceControl?: number;
  /** Ratio that the adjusted effect is asked to reach. Default 1, no effect. */
  readonly reference?: number;
}

/** A property of the confounder at which the adjusted effect is the reference. */
export interface Tipping {
  /** Null unless "found". */
  readonly value: number | null;
  /**
   * One of "found", "none-needed" (the estimate is the reference already, or the interval covers it) and "impossible" (no
   * positive ratio, or no share from 0 to 1, is enough).
   */
  readonly status: "found" | "none-needed" | "impossible";
}

/** Result of `tippingPoint`. */
export interface TippingPoint {
  readonly kind: "tipping-point";
  readonly version: 1;
  /** As given; null what was looked for. */
  readonly confounder: {
    readonly ratio: number | null;
    readonly prevalenceTreated: number | null;
    readonly prevalenceControl: number | null;
  };
  readonly reference: number;
  /** The property that was looked for; null when all three were given. */
  readonly unknown: "ratio" | "prevalenceTreated" | "prevalenceControl" | null;
  /** Its value that makes the estimate the reference; null when all three were given. */
  readonly estimate: Tipping | null;
  /** The same for the confidence limit nearer the reference; null also where that limit is not given. */
  readonly limit: Tipping | null;
  /** All three given: the factor by which the confounder has multiplied the ratio; else null. */
  readonly bias: number | null;
  /** All three given: estimate and limits divided by `bias`; else null. */
  readonly adjusted: { readonly estimate: number; readonly lower: number | null; readonly upper: number | null } | null;
}

const PROPERTIES = ["ratio", "prevalenceTreated", "prevalenceControl"] as const;

/**
 * What an unmeasured yes-or-no confounder must be like to explain an effect away, or the effect adjusted for it.
 *
 * A confounder of ratio G with prevalences p1 in the treated and p0 in the controls multiplies the ratio of the effect by
 * B = (1 + (G - 1) p1) / (1 + (G - 1) p0); the adjusted ratio is the observed one over B. For risk ratios that is exact. For
 * hazard ratios it is the bias at the start of follow-up, and close to that of the whole when events are rare or censoring is
 * heavy; with many events it is smaller, so that the confounder must be stronger than found here. No interaction of
 * confounder and treatment, and no association of the confounder with the measured covariates, is assumed. Limits are divided by the
 * same B, as in the paper. Equals R's `tipr::tip_with_binary` and `tipr::adjust_hr_with_binary`.
 *
 * @param effect ratio and limits; `Interval` fits.
 * @throws InputError for an estimate that is not positive, limits that do not enclose it, fewer than two properties, a
 * ratio that is not positive, and a prevalence outside 0 to 1.
 *
 * @example
 * ```ts
 * import { tippingPoint } from "@hcc/psm";
 * const effect = { estimate: 0.5, lower: 0.32, upper: 0.8 };
 * const needed = tippingPoint(effect, { prevalenceTreated: 0.1, prevalenceControl: 0.4 });
 * needed.estimate; // => { value: 6, status: "found" }
 * needed.limit.value; // => 1.9090909
 * const { adjusted } = tippingPoint(effect, { ratio: 2, prevalenceTreated: 0.1, prevalenceControl: 0.4 });
 * [adjusted.estimate, adjusted.upper]; // => [0.6363636, 1.0181818]
 * ```
 *
 * @see Bross IDJ (1966) https://doi.org/10.1016/0021-9681(66)90062-2
 * @see Lin DY, Psaty BM, Kronmal RA (1998), hazard ratios, https://doi.org/10.2307/2533848
 */
export function tippingPoint(effect: RatioEstimate, options: TippingPointOptions): TippingPoint {
  checkOptions("tippingPoint", options, [...PROPERTIES, "reference"]);
  const missing = PROPERTIES.filter((name) => options[name] === undefined);
  if (missing.length > 1) {
    throw new InputError(
      "option",
      `${missing.join(" and ")} are not given: give two of ratio, prevalenceTreated and prevalenceControl, or all three`,
      { column: missing[0]! },
    );
  }
  const ratio = options.ratio === undefined ? null : readGiven("ratio", options.ratio);
  const prevalence = (name: "prevalenceTreated" | "prevalenceControl"): number | null =>
    options[name] === undefined ? null : readGiven(name, options[name]);
  const confounder = {
    ratio,
    prevalenceTreated: prevalence("prevalenceTreated"),
    prevalenceControl: prevalence("prevalenceControl"),
  };
  const reference = readReference(options.reference ?? 1);
  const observed = readRatio(effect);
  const unknown = missing[0] ?? null;
  const common = { kind: "tipping-point", version: 1, confounder, reference, unknown } as const;
  if (unknown === null) {
    const excess = ratio! - 1;
    const bias = (1 + excess * confounder.prevalenceTreated!) / (1 + excess * confounder.prevalenceControl!);
    return { ...common, estimate: null, limit: null, bias, adjusted: divided(observed, bias) };
  }
  const nearer = nearerLimit(observed, reference);
  const tip = (value: number): Tipping => {
    if (value === reference) return { value: null, status: "none-needed" };
    const found = solve(value / reference, confounder);
    return found === null ? { value: null, status: "impossible" } : { value: found, status: "found" };
  };
  return {
    ...common,
    estimate: tip(observed.estimate),
    limit: nearer === null ? null : tip(nearer),
    bias: null,
    adjusted: null,
  };
}

function readGiven(name: (typeof PROPERTIES)[number], value: unknown): number {
  const valid =
    typeof value === "number" &&
    (name === "ratio" ? value > 0 && value < Number.POSITIVE_INFINITY : value >= 0 && value <= 1);
  if (valid) return value;
  const remedy = name === "ratio" ? "a positive number" : "a share from 0 to 1";
  throw new InputError("option", `${name} is ${String(value)}: give ${remedy}`, { column: name });
}

/** The missing property at which the bias is `bias`; null where there is none. */
function solve(
  bias: number,
  { ratio, prevalenceTreated, prevalenceControl }: TippingPoint["confounder"],
): number | null {
  if (ratio === null) {
    const found = 1 + (bias - 1) / (prevalenceTreated! - bias * prevalenceControl!);
    return found > 0 && Number.isFinite(found) ? found : null;
  }
  const found =
    prevalenceTreated === null
      ? bias * prevalenceControl! + (bias - 1) / (ratio - 1)
      : prevalenceTreated / bias + (1 / bias - 1) / (ratio - 1);
  return found >= 0 && found <= 1 ? found : null;
}

function divided({ estimate, lower, upper }: Ratio, bias: number): Ratio {
  return {
    estimate: estimate / bias,
    lower: lower === null ? null : lower / bias,
    upper: upper === null ? null : upper / bias,
  };
}
