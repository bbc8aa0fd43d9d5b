import type { Increments } from "./jackknife.js";
import type { RiskTable } from "./risk-table.js";

/** A cumulative hazard with its variance and what rows give to it. */
export interface HazardSums {
  readonly hazard: Float64Array;
  readonly variance: Float64Array;
  readonly gains: Increments;
}

/** Sum of d / n, with variance sum of d / n^2. */
export function nelsonAalen({ nRisk, nEvent }: RiskTable): HazardSums {
  return summed(nRisk.length, (i, sums) => {
    const [risk, deaths] = [nRisk[i]!, nEvent[i]!];
    if (!(deaths > 0)) return;
    const square = deaths / (risk * risk);
    sums.hazard[i] = deaths / risk;
    sums.variance[i] = square;
    sums.gains.atRisk[i] = -square;
    sums.gains.event[i] = 1 / risk;
  });
}

/** The d events of a time one after the other: sum over j < d of 1 / (n - j); of weighted ones each has their mean weight. */
export function flemingHarrington({ nRisk, nEvent, tied }: RiskTable): HazardSums {
  return summed(nRisk.length, (i, sums) => {
    const events = (tied ?? nEvent)[i]!;
    const each = nEvent[i]! / events;
    for (let j = 0; j < events; j++) {
      const left = nRisk[i]! - j * each;
      const square = each / (left * left);
      sums.hazard[i]! += each / left;
      sums.variance[i]! += square;
      sums.gains.atRisk[i]! -= square;
      sums.gains.event[i]! += (1 / left + j * square) / events;
    }
  });
}

function summed(size: number, at: (i: number, sums: HazardSums) => void): HazardSums {
  const column = (): Float64Array => new Float64Array(size);
  const sums = { hazard: column(), variance: column(), gains: { atRisk: column(), event: column() } };
  for (let i = 0; i < size; i++) {
    at(i, sums);
    if (i === 0) continue;
    sums.hazard[i]! += sums.hazard[i - 1]!;
    sums.variance[i]! += sums.variance[i - 1]!;
  }
  return sums;
}
