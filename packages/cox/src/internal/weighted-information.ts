import { difference } from "../kernel/difference.js";
import { type IntervalRows, intervalLikelihood } from "../kernel/interval-likelihood.js";
import { riskIntervals } from "../kernel/intervals.js";
import { forEachSegment } from "../kernel/segment-information.js";
import type { CoxTies } from "../types.js";
import type { FittedRows } from "./fitted-rows.js";
import { hazardTies } from "./hazard-ties.js";
import { riskSets } from "./risk-sets.js";

/**
 * Sums over the event times of g x information of the time, one p x p matrix for each g.
 *
 * @param weights g of each time rank.
 */
export function weightedInformation(rows: FittedRows, ties: CoxTies, weights: readonly Float64Array[]): Float64Array[] {
  const { p, rank, entryRank, event, strataEnd } = rows;
  const totals = weights.map(() => new Float64Array(p * p));
  if (entryRank === null) {
    riskSets(rows, ties, (time, information) => {
      totals.forEach((total, g) => {
        const by = weights[g]![time]!;
        for (let k = 0; k < total.length; k++) total[k]! += by * information[k]!;
      });
    });
    return totals;
  }
  const intervals = riskIntervals(rank, entryRank, event, strataEnd);
  const rankOf = new Int32Array(intervals.count);
  for (let i = 0; i < rank.length; i++) if (intervals.own[i]! >= 0) rankOf[intervals.own[i]!] = rank[i]!;
  const own = new Float64Array(p * p);
  const kernelTies = hazardTies(ties);
  forEachSegment(padded({ ...rows, intervals, stride: p }), kernelTies, ({ start, end, rows: piece }) => {
    totals.forEach((total, g) => {
      const timeWeight = Float64Array.from(rankOf.subarray(start, end), (time) => weights[g]![time]!);
      const { first, second } = intervalLikelihood({ ...piece, timeWeight }, kernelTies, 2);
      difference(first, second, piece.stride, p, own);
      for (let k = 0; k < total.length; k++) total[k]! += own[k]!;
    });
  });
  return totals;
}

/** Rows at an even distance, as cross-products want them. */
function padded(rows: IntervalRows): IntervalRows {
  const { p, x, eta } = rows;
  if (p % 2 === 0) return rows;
  const wide = new Float64Array(eta.length * (p + 1));
  for (let i = 0; i < eta.length; i++) wide.set(x.subarray(i * p, (i + 1) * p), i * (p + 1));
  return { ...rows, x: wide, stride: p + 1 };
}
