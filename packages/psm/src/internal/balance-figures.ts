import type { BalanceDenominator, BalanceFigures } from "../balance-types.js";
import type { BalanceColumn } from "./balance-columns.js";
import { deviationOf, formulaOf } from "./balance-deviation.js";
import { distributionDistance } from "./distribution-distance.js";
import { moments, sampleSizes } from "./moments.js";
import { type MatchedRows, pairDistance } from "./pair-distance.js";
import { smdInterval } from "./smd-interval.js";

/** How differences are divided. */
export interface BalanceRule {
  readonly denominator: BalanceDenominator;
  readonly deviationOf: "before" | "each";
  readonly binary: "std" | "raw";
  /** Level of the intervals; null = none. */
  readonly confidence: number | null;
}

/** A sample to be compared in. */
export interface WeightedSample {
  readonly weights: Float64Array;
  readonly sets: MatchedRows | null;
}

/**
 * Figures of a column in each sample, the first of them the unadjusted one. The column is in units of `size`, a power of two
 * that keeps its squares within the range of numbers and rounds nothing.
 */
export function balanceFigures(
  column: BalanceColumn,
  size: number,
  order: Int32Array,
  treated: Uint8Array,
  samples: readonly WeightedSample[],
  rule: BalanceRule,
): BalanceFigures[] {
  const { denominator, binary } = rule;
  const { values, type } = column;
  const own = denominator === "weighted" || rule.deviationOf === "each";
  // "weighted" is a standard deviation of the adjusted sample for the unadjusted one too, as in cobalt.
  const divides = (denominator === "weighted" ? samples[1] : undefined) ?? samples[0]!;
  const unadjusted = deviationOf(column, divides.weights, treated, denominator);
  return samples.map(({ weights, sets }, place): BalanceFigures => {
    const ofAdjusted = own && place > 0;
    const deviation = ofAdjusted ? deviationOf(column, weights, treated, denominator) : unadjusted;
    const a = moments(values, weights, treated, 1);
    const b = moments(values, weights, treated, 0);
    const difference = a.mean - b.mean;
    // Without spread, a difference within rounding is none.
    const none = difference === 0 || (deviation === 0 && Math.abs(difference) <= 1e-12 * Math.abs(a.mean));
    const standardized = none ? 0 : difference / deviation;
    const raw = type === "binary" && binary === "raw";
    const ratio = type === "binary" || !(a.variance > 0 && b.variance > 0) ? null : a.variance / b.variance;
    const distances = type === "binary" ? null : distributionDistance(values, order, weights, treated);
    const within = sets === null ? null : pairDistance(values, order, sets, treated);
    return {
      meanTreated: a.mean * size,
      meanControl: b.mean * size,
      difference: difference * size,
      standardized,
      smd: raw ? difference * size : standardized,
      formula: raw ? "raw" : formulaOf(denominator, ofAdjusted),
      standardDeviation: deviation * size,
      interval:
        rule.confidence === null ? null : smdInterval(standardized, sampleSizes(weights, treated), rule.confidence),
      varianceRatio: ratio,
      ks: distances?.largest ?? Math.abs(difference) * size,
      ecdfMean: distances?.mean ?? Math.abs(difference) * size,
      pairDistance: within === null || within === 0 ? within : within / deviation,
    };
  });
}
