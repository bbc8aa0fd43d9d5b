import { checkLevel, checkOptions, InputError, oneOf } from "@hcc/data";
import { exp, log, normalQuantile, normalUpperTail } from "@hcc/numerics";
import type { EffectComparison, EffectContrast, EffectEstimate, EffectLevel, EffectOptions } from "../effect-types.js";
import { type SurvivalLimits, survivalLimits } from "./survival-limits.js";

/** One functional (survival at a time, or the restricted mean) under every level; NaN where it is not determined. */
export interface Functional {
  readonly estimate: Float64Array;
  /** Levels x levels. */
  readonly covariance: Float64Array;
  /** Bootstrap replicates of each level, in the same order. */
  readonly draws?: readonly Float64Array[];
}

/** Options with their defaults. */
export interface EffectSettings {
  readonly times: Float64Array;
  readonly tau: number | null;
  readonly level: number;
  readonly type: SurvivalLimits;
}

/** Checks what all estimators of an effect are asked for. */
export function effectSettings(call: string, spec: EffectOptions, defaultLevel: number = 0.95): EffectSettings {
  const { times = [], tau, confidence = {} } = spec;
  checkOptions("confidence", confidence, ["level", "type"]);
  if (typeof times !== "object" || times === null || !(Symbol.iterator in times)) {
    throw new InputError("option", "times is not a list: give the times to estimate survival at", { column: "times" });
  }
  const list = Float64Array.from(times, (time) => checkTime("times", time, 0));
  if (tau !== undefined) checkTime("tau", tau, Number.MIN_VALUE);
  if (list.length === 0 && tau === undefined) {
    throw new InputError("option", `${call}: neither times nor tau is given: give one of them, or both`, {
      column: "times",
    });
  }
  return {
    times: list,
    tau: tau ?? null,
    level: checkLevel(confidence.level ?? defaultLevel, "confidence.level"),
    type: oneOf("confidence.type", confidence.type, ["log", "log-log", "plain"], "log"),
  };
}

function checkTime(name: string, time: unknown, least: number): number {
  if (typeof time === "number" && time >= least && Number.isFinite(time)) return time;
  const need = least > 0 ? "a finite time above 0" : "finite times of 0 or more";
  throw new InputError("negative-value", `${name} holds ${String(time)}: give ${need}`, { column: name });
}

/** Sums of products of influence functions: rows add up within clusters, and a row of frequency f is f rows. */
export function influenceCovariance(
  influence: readonly Float64Array[],
  frequency: Float64Array | null,
  cluster: Int32Array | null = null,
): Float64Array {
  const sums = cluster === null ? influence : influence.map((values) => clusterSums(values, frequency, cluster));
  const repeated = cluster === null ? frequency : null;
  const count = influence.length;
  const covariance = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      const left = sums[a]!;
      const right = sums[b]!;
      let sum = 0;
      for (let i = 0; i < left.length; i++) {
        sum += repeated === null ? left[i]! * right[i]! : repeated[i]! * left[i]! * right[i]!;
      }
      covariance[a * count + b] = sum;
      covariance[b * count + a] = sum;
    }
  }
  return covariance;
}

/** Covariance of the replicates that have an answer for every level. */
export function drawsCovariance(draws: readonly Float64Array[]): Float64Array {
  const count = draws.length;
  const used = [...draws[0]!.keys()].filter((b) => draws.every((values) => Number.isFinite(values[b])));
  const mean = draws.map((values) => used.reduce((sum, b) => sum + values[b]!, 0) / used.length);
  const covariance = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let c = 0; c < count; c++) {
      let sum = 0;
      for (const b of used) sum += (draws[a]![b]! - mean[a]!) * (draws[c]![b]! - mean[c]!);
      covariance[a * count + c] = sum / (used.length - 1);
    }
  }
  return covariance;
}

function clusterSums(values: Float64Array, frequency: Float64Array | null, cluster: Int32Array): Float64Array {
  let size = 0;
  for (const code of cluster) size = Math.max(size, code + 1);
  const sums = new Float64Array(size);
  for (let i = 0; i < values.length; i++) sums[cluster[i]!]! += values[i]! * (frequency?.[i] ?? 1);
  return sums;
}

/** Estimates, limits and comparisons of the levels, the control at position 0. */
export function summarizeEffect(
  names: readonly string[],
  counts: readonly { readonly n: number; readonly events: number }[],
  survival: readonly Functional[],
  mean: Functional | null,
  settings: EffectSettings,
): {
  readonly levels: EffectLevel[];
  readonly differences: EffectComparison[];
  readonly ratios: EffectComparison[];
} {
  const compare = (of: (functional: Functional, a: number) => EffectContrast): EffectComparison[] =>
    names.slice(1).map((level, k) => ({
      level,
      control: names[0]!,
      survival: survival.map((functional) => of(functional, k + 1)),
      restrictedMean: mean === null ? null : of(mean, k + 1),
    }));
  return {
    levels: names.map((level, a) => ({
      level,
      ...counts[a]!,
      survival: survival.map((functional) => estimateOf(functional, a, settings, settings.type)),
      restrictedMean: mean === null ? null : estimateOf(mean, a, settings, "mean"),
    })),
    differences: compare((functional, a) => difference(functional, a, settings)),
    ratios: compare((functional, a) => ratio(functional, a, settings)),
  };
}

const NOTHING = { estimate: null, lower: null, upper: null, standardError: null } as const;

function estimateOf(
  { estimate, covariance, draws }: Functional,
  a: number,
  { level }: EffectSettings,
  type: SurvivalLimits | "mean",
): EffectEstimate {
  const value = estimate[a]!;
  const standardError = Math.sqrt(covariance[a * estimate.length + a]!);
  const method = type === "mean" ? "plain" : type;
  if (Number.isNaN(value)) return { ...NOTHING, level, method };
  if (!Number.isFinite(standardError)) return { ...NOTHING, estimate: value, level, method };
  if (draws !== undefined) {
    return { estimate: value, standardError, level, ...percentiles(draws[a]!, level) };
  }
  const half = normalQuantile(0.5 + level / 2) * standardError;
  const inside = type !== "mean" && value > 0 && value <= 1;
  const [lower, upper] = inside ? survivalLimits(type, -log(value), half / value) : [value - half, value + half];
  return { estimate: value, standardError, lower, upper, level, method: inside ? type : "plain" };
}

function difference({ estimate, covariance, draws }: Functional, a: number, settings: EffectSettings): EffectContrast {
  const { level } = settings;
  const count = estimate.length;
  const value = estimate[a]! - estimate[0]!;
  const variance = covariance[a * count + a]! + covariance[0]! - 2 * covariance[a * count]!;
  if (Number.isNaN(value)) return { ...NOTHING, pValue: null, level, method: "wald" };
  if (!Number.isFinite(variance)) return { ...NOTHING, estimate: value, pValue: null, level, method: "wald" };
  const standardError = Math.sqrt(Math.max(variance, 0));
  const half = normalQuantile(0.5 + level / 2) * standardError;
  return {
    estimate: value,
    standardError,
    ...(draws === undefined
      ? { lower: value - half, upper: value + half, method: "wald" }
      : percentiles(
          draws[a]!.map((own, k) => own - draws[0]![k]!),
          level,
        )),
    level,
    pValue: waldP(value, standardError),
  };
}

function ratio({ estimate, covariance, draws }: Functional, a: number, settings: EffectSettings): EffectContrast {
  const { level } = settings;
  const count = estimate.length;
  const own = estimate[a]!;
  const control = estimate[0]!;
  const value = own / control;
  if (!(control > 0) || !(own >= 0)) return { ...NOTHING, pValue: null, level, method: "log" };
  const relative =
    covariance[a * count + a]! / (own * own) +
    covariance[0]! / (control * control) -
    (2 * covariance[a * count]!) / (own * control);
  if (!Number.isFinite(relative)) return { ...NOTHING, estimate: value, pValue: null, level, method: "log" };
  const standardError = Math.sqrt(Math.max(relative, 0));
  const factor = exp(normalQuantile(0.5 + level / 2) * standardError);
  return {
    estimate: value,
    standardError,
    ...(draws === undefined
      ? { lower: value / factor, upper: value * factor, method: "log" }
      : percentiles(
          draws[a]!.map((draw, k) => draw / draws[0]![k]!),
          level,
        )),
    level,
    pValue: waldP(log(value), standardError),
  };
}

function waldP(value: number, standardError: number): number | null {
  return standardError > 0 ? 2 * normalUpperTail(Math.abs(value) / standardError) : null;
}

/** Quantiles of the replicates at the places (R + 1) (1 -+ level) / 2, interpolated; null where most have no answer. */
function percentiles(
  draws: Float64Array,
  level: number,
): { readonly lower: number | null; readonly upper: number | null; readonly method: "bootstrap-percentile" } {
  const sorted = draws.filter((draw) => Number.isFinite(draw)).sort();
  const count = sorted.length;
  const method = "bootstrap-percentile";
  if (2 * count < draws.length || count < 2) return { lower: null, upper: null, method };
  const at = (share: number): number => {
    const place = Math.min(Math.max((count + 1) * share, 1), count) - 1;
    const low = Math.floor(place);
    const high = Math.min(low + 1, count - 1);
    return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
  };
  return { lower: at((1 - level) / 2), upper: at((1 + level) / 2), method };
}
