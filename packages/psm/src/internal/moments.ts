import { InputError } from "@hcc/data";

/** Weighted mean and variance sum w (x - m)^2 / (1 - sum w^2), sum w = 1; the usual n - 1 with equal weights. */
export function moments(
  values: Float64Array,
  weights: Float64Array,
  treated: Uint8Array,
  group: 0 | 1 | null,
): { readonly mean: number; readonly variance: number } {
  let total = 0;
  let products = 0;
  let sum = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const w = weights[i]!;
    if (w === 0 || (group !== null && treated[i] !== group)) continue;
    products += w * total;
    total += w;
    sum += w * values[i]!;
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  if (low === high) return { mean: low, variance: 0 };
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    if (group !== null && treated[i] !== group) continue;
    squares += weights[i]! * (values[i]! - mean) * (values[i]! - mean);
  }
  // (1 - sum w^2) sum w^2 of the raw weights is twice the sum of the products of pairs, which cancels nothing.
  return { mean, variance: products > 0 ? (squares * total) / (2 * products) : 0 };
}

/** Rows of positive weight, and effective sizes (sum w)^2 / sum w^2, by group. */
export function sampleSizes(
  weights: Float64Array,
  treated: Uint8Array,
): {
  readonly treated: number;
  readonly control: number;
  readonly effectiveTreated: number;
  readonly effectiveControl: number;
} {
  const count = [0, 0];
  const sum = [0, 0];
  const squares = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]!;
    const group = treated[i]!;
    if (w > 0) count[group]!++;
    sum[group]! += w;
    squares[group]! += w * w;
  }
  const effective = (group: 0 | 1): number =>
    squares[group] === 0 ? 0 : (sum[group]! * sum[group]!) / squares[group]!;
  return {
    treated: count[1]!,
    control: count[0]!,
    effectiveTreated: effective(1),
    effectiveControl: effective(0),
  };
}

/** Weights are not negative and leave both groups. */
export function checkWeights(
  weights: Float64Array,
  treated: Uint8Array,
  rows: Int32Array,
  column: string = "weights",
): void {
  const bad = weights.findIndex((weight) => weight < 0);
  if (bad >= 0) {
    throw new InputError("weight", `the weight is ${weights[bad]} at row ${rows[bad]}: weights are 0 or more`, {
      column,
      row: rows[bad]!,
    });
  }
  for (const group of [1, 0]) {
    if (weights.some((weight, i) => weight > 0 && treated[i] === group)) continue;
    throw new InputError(
      "weight",
      `no ${group === 1 ? "treated row" : "control"} has a weight above 0: there is nothing to compare`,
      { column },
    );
  }
}
