import { ascendingOrder } from "@hcc/numerics";

/**
 * Scores of censored times within all of them together; they sum to 0, and early events have the highest.
 *
 * Event: W(t) - A(t), censored: -A(t), A(t) the sum of W d / n over event times up to t. Log-rank: W = 1; Prentice-Wilcoxon:
 * W = product of (n + 1 - d) / (n + 1), by which scores are 2 W - 1 and W - 1 where no event times are tied.
 */
export function survivalScores(
  time: Float64Array,
  event: Uint8Array,
  kind: "prentice-wilcoxon" | "log-rank",
): Float64Array {
  const n = time.length;
  const { order, sorted } = ascendingOrder(time);
  const scores = new Float64Array(n);
  let weight = 1;
  let sum = 0;
  for (let start = 0, end = 0; start < n; start = end) {
    let events = 0;
    for (; end < n && sorted[end] === sorted[start]; end++) events += event[order[end]!]!;
    const atRisk = n - start;
    if (kind === "prentice-wilcoxon") weight *= (atRisk + 1 - events) / (atRisk + 1);
    sum += (weight * events) / atRisk;
    for (let place = start; place < end; place++) {
      const i = order[place]!;
      scores[i] = event[i] === 1 ? weight - sum : -sum;
    }
  }
  return scores;
}
