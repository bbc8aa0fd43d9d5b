import type { Omitted } from "@hcc/data";
import { fUpperTail, type MeanAndSquares, meanAndSquares } from "@hcc/numerics";
import { readSamples, type Values } from "./read-values.js";
import { unitOf } from "./unit-of.js";

/** Groups of values as shifts from `origin`, in `unit`: value = origin + unit x shift. */
export interface ShiftedGroups {
  readonly unit: number;
  readonly origin: number;
  readonly shifts: readonly Float64Array[];
  readonly omitted: readonly Omitted[];
}

/** Reads two or more groups; shifts keep the digits of values that are far from 0 and close to each other. */
export function readShifted(groups: readonly Values[], missing: "error" | "omit" | undefined): ShiftedGroups {
  const samples = readSamples(groups, missing);
  const unit = unitOf(...samples.map(({ values }) => values));
  const first = samples[0]!.values[0]! / unit;
  return {
    unit,
    origin: first * unit,
    shifts: samples.map(({ values }) => values.map((value) => value / unit - first)),
    omitted: samples.map(({ omitted }) => omitted),
  };
}

/** One-way analysis of variance in the unit of the shifts; null where the variance within groups is 0. */
export interface OneWay {
  readonly parts: readonly MeanAndSquares[];
  readonly n: number;
  readonly between: number;
  readonly within: number;
  readonly df: number;
  readonly dfWithin: number | null;
  readonly statistic: number | null;
  readonly pValue: number | null;
}

export function oneWay(
  shifts: readonly Float64Array[],
  variance: "pooled" | "welch",
  parts: readonly MeanAndSquares[] = shifts.map(meanAndSquares),
): OneWay {
  const sizes = shifts.map(({ length }) => length);
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const df = shifts.length - 1;
  const grand = parts.reduce((sum, { mean }, g) => sum + sizes[g]! * mean, 0) / n;
  const between = parts.reduce((sum, { mean }, g) => sum + sizes[g]! * (mean - grand) * (mean - grand), 0);
  const within = parts.reduce((sum, { squares }) => sum + squares, 0);
  const common = { parts, n, between, within, df };
  let statistic: number;
  let dfWithin: number;
  if (variance === "pooled") {
    dfWithin = n - shifts.length;
    statistic = between / df / (within / dfWithin);
  } else {
    const weights = parts.map(({ squares }, g) => sizes[g]! / (squares / (sizes[g]! - 1)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const center = parts.reduce((sum, { mean }, g) => sum + (weights[g]! / total) * mean, 0);
    const spread = parts.reduce((sum, { mean }, g) => sum + weights[g]! * (mean - center) * (mean - center), 0);
    const lambda = weights.reduce((sum, weight, g) => {
      const rest = 1 - weight / total;
      return sum + (rest * rest) / (sizes[g]! - 1);
    }, 0);
    const square = (df + 1) * (df + 1) - 1;
    dfWithin = square / (3 * lambda);
    statistic = spread / df / (1 + (2 * (df - 1) * lambda) / square);
  }
  if (!Number.isFinite(statistic) || !(within > 0) || !(dfWithin > 0)) {
    return { ...common, statistic: null, dfWithin: null, pValue: null };
  }
  return { ...common, statistic, dfWithin, pValue: fUpperTail(statistic, df, dfWithin) };
}
