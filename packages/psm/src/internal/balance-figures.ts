import type { BalanceDenominator, BalanceFigures } from "../balance-types.js";
import type { BalanceColumn } from "./balance-columns.js";
import { deviationOf, formulaOf } from "./balance-deviation.js";
import { distributionDistance } from "./distribution-distance.js";
import { moments } from "./moments.js";

/** How differences are divided. */
export interface BalanceRule {
  readonly denominator: BalanceDenominator;
  readonly deviationOf: "before" | "each";
  readonly binary: "std" | "raw";
}

/** What a column is compared in: the weights of the unadjusted sample and of the adjusted ones. */
export interface BalanceSetting {
  readonly treated: Uint8Array;
  readonly before: Float64Array;
  readonly adjusted: readonly Float64Array[];
}

/**
 * Figures of a column before adjustment, then of each adjusted sample. The column is in units of `size`, a power of two
 * that keeps its squares within the range of numbers and rounds nothing.
 */
export function balanceFigures(
  column: BalanceColumn,
  size: number,
  order: Int32Array,
  { treated, before, adjusted }: BalanceSetting,
  rule: BalanceRule,
): BalanceFigures[] {
  const { denominator, binary } = rule;
  const { values, type } = column;
  const own = denominator === "weighted" || rule.deviationOf === "each";
  // "weighted" is a standard deviation of the adjusted sample for the unadjusted one too, as in cobalt.
  const first = denominator === "weighted" ? (adjusted[0] ?? before) : before;
  const unadjusted = deviationOf(column, first, treated, denominator);
  return [before, ...adjusted].map((weights, place): BalanceFigures => {
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
    return {
      meanTreated: a.mean * size,
      meanControl: b.mean * size,
      difference: difference * size,
      standardized,
      smd: raw ? difference * size : standardized,
      formula: raw ? "raw" : formulaOf(denominator, ofAdjusted),
      standardDeviation: deviation * size,
      varianceRatio: ratio,
      ks:
        type === "binary" ? Math.abs(difference) * size : distributionDistance(values, order, weights, treated).largest,
    };
  });
}
