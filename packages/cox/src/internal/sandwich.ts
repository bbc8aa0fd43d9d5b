import { intervalScoreResiduals } from "../kernel/interval-score-residuals.js";
import { scoreResiduals } from "../kernel/score-residuals.js";
import type { KernelRows, KernelTies } from "../kernel/types.js";
import { codeCount } from "./code-count.js";
import { times } from "./covariance-factor.js";

/**
 * Robust covariance V B V, V the inverse information and B the sum over clusters of u u', u the sum of weight x score
 * residual over the rows of the cluster.
 */
export function sandwich(
  rows: KernelRows,
  { ties, cluster }: { readonly ties: KernelTies; readonly cluster: Int32Array | null },
  order: Int32Array,
  { beta, inverse }: { readonly beta: Float64Array; readonly inverse: Float64Array },
): Float64Array {
  const { n, p, weight } = rows;
  const residuals = (rows.entryRank === null ? scoreResiduals : intervalScoreResiduals)(rows, ties, beta);
  const { unit, count } = clusterUnits(order, cluster);
  const sums = new Float64Array(count * p);
  for (let i = 0; i < n; i++) {
    const to = unit[i]! * p;
    for (let j = 0; j < p; j++) sums[to + j]! += weight[i]! * residuals[i * p + j]!;
  }
  const middle = new Float64Array(p * p);
  for (let at = 0; at < sums.length; at += p) {
    for (let r = 0; r < p; r++) for (let c = 0; c <= r; c++) middle[r * p + c]! += sums[at + r]! * sums[at + c]!;
  }
  for (let r = 0; r < p; r++) for (let c = 0; c < r; c++) middle[c * p + r] = middle[r * p + c]!;
  return times(times(inverse, middle, p), inverse, p);
}

function clusterUnits(order: Int32Array, cluster: Int32Array | null): { unit: Int32Array; count: number } {
  if (cluster === null) return { unit: Int32Array.from(order.keys()), count: order.length };
  const unit = order.map((row) => cluster[row]!);
  return { unit, count: codeCount(unit) };
}
