import { exp } from "@hcc/numerics";
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

/** One forward pass: visits every sorted row with the cumulative hazard until its time. */
export function forEachRow(rows: FittedRows, sets: RiskSets, visit: (row: number, history: RowHistory) => void): void {
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
