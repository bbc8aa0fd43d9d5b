import { subsetSumDistribution } from "./subset-sum-distribution.js";

/**
 * Upper tail of the Mann-Whitney statistic without ties: P(W > w), W the number of pairs in which the first sample is larger.
 *
 * `m` and `n` are the sizes of the first and second sample; W runs from 0 to m n. Equals R's
 * `pwilcox(w, m, n, lower.tail = FALSE)`, and keeps its digits in the far tail. NaN in, NaN out. Work grows as
 * (m + n) m^2 n.
 *
 * @example
 * ```ts
 * import { rankSumUpperTail } from "@hcc/numerics";
 * rankSumUpperTail(22, 5, 5); // => 0.0158730158730159
 * ```
 *
 * @see Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60. https://doi.org/10.1214/aoms/1177730491
 */
export function rankSumUpperTail(w: number, m: number, n: number): number {
  if (Number.isNaN(w) || !(m >= 1) || !(n >= 1)) return Number.NaN;
  if (w < 0) return 1;
  const { probability } = subsetSumDistribution(
    Array.from({ length: m + n }, (_, i) => i),
    m,
  );
  let tail = 0;
  for (let i = probability.length - 1; i >= 0 && i > w; i--) tail += probability[i]!;
  return Math.min(1, tail);
}
