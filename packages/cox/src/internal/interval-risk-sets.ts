import { type Intervals, riskIntervals } from "../kernel/intervals.js";
import { riskSetSteps } from "../kernel/risk-set-steps.js";
import type { CoxTies } from "../types.js";
import type { FittedRows } from "./fitted-rows.js";
import { hazardTies } from "./hazard-ties.js";
import type { RiskSets } from "./risk-sets.js";

/** The risk sets of rows that come and go. */
export function intervalRiskSets(rows: FittedRows, ties: CoxTies): RiskSets {
  const { p, rank, entryRank, event, strataEnd } = rows;
  const intervals = riskIntervals(rank, entryRank, event, strataEnd);
  const steps = riskSetSteps({ ...rows, intervals, stride: p }, hazardTies(ties));
  const { top, hazard, deathHazard, square, average, moments } = steps;
  const mean = (sum: Float64Array, by: Float64Array): Float64Array =>
    sum.map((value, at) => value / by[Math.floor(at / p)]!);
  return {
    count: intervals.count,
    first: firstRows(intervals, rank, strataEnd),
    scale: top,
    hazard,
    deathHazard,
    square,
    mean: mean(moments.hazard, hazard),
    deathMean: mean(moments.deathHazard, deathHazard),
    average,
  };
}

/** First sorted row of the time of each event. */
function firstRows({ count, own }: Intervals, rank: Int32Array, strataEnd: Int32Array): Int32Array {
  const first = new Int32Array(count);
  let start = 0;
  for (const end of strataEnd) {
    for (let from = start; from < end; ) {
      let stop = from;
      let time = -1;
      for (; stop < end && rank[stop] === rank[from]; stop++) time = Math.max(time, own[stop]!);
      if (time >= 0) first[time] = from;
      from = stop;
    }
    start = end;
  }
  return first;
}
