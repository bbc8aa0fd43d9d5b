import { InputError } from "@hcc/data";
import type { BalanceDenominator, BalanceFormula } from "../balance-types.js";
import type { BalanceColumn } from "./balance-columns.js";
import { moments, sampleSizes } from "./moments.js";

/** Standard deviation of a column in a sample, by name; of 0/1 variables p (1 - p). */
export function deviationOf(
  { type, values }: BalanceColumn,
  weights: Float64Array,
  treated: Uint8Array,
  denominator: BalanceDenominator,
): number {
  const variance = (group: 0 | 1 | null): number => {
    const { mean, variance } = moments(values, weights, treated, group);
    return type === "binary" ? mean * (1 - mean) : variance;
  };
  if (denominator === "pooled") return Math.sqrt((variance(1) + variance(0)) / 2);
  if (denominator !== "hedges") {
    return Math.sqrt(variance(denominator === "treated" ? 1 : denominator === "control" ? 0 : null));
  }
  const { effectiveTreated, effectiveControl } = sampleSizes(weights, treated);
  const freedom = effectiveTreated + effectiveControl - 2;
  if (!(freedom > 1)) {
    throw new InputError(
      "option",
      `denominator "hedges" needs more than three rows in effect, there are ${freedom + 2}: give "pooled"`,
      { column: "denominator" },
    );
  }
  const pooled = ((effectiveTreated - 1) * variance(1) + (effectiveControl - 1) * variance(0)) / freedom;
  return Math.sqrt(Math.max(0, pooled)) / (1 - 3 / (4 * freedom - 1));
}

/** Name of the difference that was divided by such a standard deviation. */
export function formulaOf(denominator: BalanceDenominator, ofAdjusted: boolean): BalanceFormula {
  return ofAdjusted && denominator !== "weighted" ? `adjusted-${denominator}-sd` : `${denominator}-sd`;
}
