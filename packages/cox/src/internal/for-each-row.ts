import { exp } from "@hcc/numerics";
import { intervalHazards } from "../kernel/interval-hazards.js";
import { riskIntervals } from "../kernel/intervals.js";
import type { FittedRows } from "./fitted-rows.js";
import type { RiskSets } from "./risk-sets.js";

/** What a row has lived through. */
export interface RowHistory {
  /** Its event time among those of the risk sets, -1 unless it is an event. */
  readonly time: number;
  /** Linear predictor less the scale of the hazard. */
  readonly relative: number;
  /** Cumulative hazard in that scale: expected events are hazard x exp(relative). */
  readonly hazard: number;
  /** Mean over that hazard of the means of the risk sets; reused. */
  readonly mean: Float64Array;
}

/** Visits every sorted row with the cumulative hazard that it lived through: until its time, from its entry on. */
export function forEachRow(rows: FittedRows, sets: RiskSets, visit: (row: number, history: RowHistory) => void): void {
  if (rows.entryRank !== null) {
    forEachInterval(rows, sets, visit);
    return;
  }
  const { p, rank, event, strataEnd, eta } = rows;
  const mean = new Float64Array(p);
  const deathMean = new Float64Array(p);
  let k = 0;
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    let hazard = 0;
    let deathHazard = 0;
    let m = 0;
    mean.fill(0);
    while (i < strataEnd[s]!) {
      const first = i;
      let time = -1;
      if (k < sets.count && sets.first[k] === first) {
        time = k++;
        const before = hazard === 0 ? 0 : hazard * exp(sets.scale[time]! - m);
        m = sets.scale[time]!;
        hazard = before + sets.hazard[time]!;
        deathHazard = before + sets.deathHazard[time]!;
        for (let j = 0; j < p; j++) {
          const at = time * p + j;
          deathMean[j] = mean[j]! + (sets.deathHazard[time]! / deathHazard) * (sets.deathMean[at]! - mean[j]!);
          mean[j]! += (sets.hazard[time]! / hazard) * (sets.mean[at]! - mean[j]!);
        }
      }
      for (; i < strataEnd[s]! && rank[i] === rank[first]; i++) {
        const relative = hazard === 0 ? 0 : eta[i]! - m;
        if (event[i] === 1) visit(i, { time, relative, hazard: deathHazard, mean: deathMean });
        else visit(i, { time: -1, relative, hazard, mean });
      }
    }
  }
}

function forEachInterval(rows: FittedRows, sets: RiskSets, visit: (row: number, history: RowHistory) => void): void {
  const { n, p, rank, entryRank, event, strataEnd, eta } = rows;
  const intervals = riskIntervals(rank, entryRank, event, strataEnd);
  const times = (values: Float64Array, by: Float64Array): Float64Array =>
    values.map((value, at) => value * by[Math.floor(at / p)]!);
  const { scale, hazard, moments } = intervalHazards(intervals, {
    top: sets.scale,
    hazard: sets.hazard,
    deathHazard: sets.deathHazard,
    moments: {
      q: p,
      hazard: times(sets.mean, sets.hazard),
      deathHazard: times(sets.deathMean, sets.deathHazard),
    },
  });
  const mean = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    const total = hazard[i]!;
    for (let j = 0; j < p; j++) mean[j] = total === 0 ? 0 : moments![i * p + j]! / total;
    visit(i, { time: intervals.own[i]!, relative: total === 0 ? 0 : eta[i]! - scale[i]!, hazard: total, mean });
  }
}
