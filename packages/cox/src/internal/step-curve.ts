import type { SortedOutcome } from "./sorted-outcome.js";

/** A Kaplan-Meier curve of every stratum, as the rows see it. */
export interface StepCurve {
  /** Its value just before the time of each sorted row. */
  readonly before: Float64Array;
  /** Its value just before the first time of a rank of at least this; for rows of one stratum. */
  until(rank: number): number;
  /**
   * Per sorted row k the sum of a_i d log(value of i) / d weight of k, values just before the rows' times.
   *
   * @param lump adds one value for all, just before the time of a rank.
   */
  spread(a: Float64Array, lump?: { readonly value: number; readonly rank: number }): Float64Array;
}

/**
 * The survival curve (of = 1) or that of being uncensored (of = 0), G, per stratum.
 *
 * At one time events come before censorings: the factor of G is 1 - c / (Y - d), with d events and c censorings among Y at
 * risk. So S(t) G(t-) = (share still under observation after the events of t), and a censoring at t is known to be free of
 * the event at t.
 */
export function stepCurve({ n, rank, event, weight, strataEnd }: SortedOutcome, of: 0 | 1): StepCurve {
  const before = new Float64Array(n);
  // Per time: first row, weight at risk for the step and weight of those who step.
  const first: number[] = [];
  const atRisk: number[] = [];
  const stepping: number[] = [];
  const after: number[] = [];
  const stratumOf: number[] = [];
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    const end = strataEnd[s]!;
    let left = 0;
    for (let k = i; k < end; k++) left += weight[k]!;
    let value = 1;
    while (i < end) {
      const start = i;
      let events = 0;
      let censored = 0;
      for (; i < end && rank[i] === rank[start]; i++) {
        before[i] = value;
        if (event[i] === 1) events += weight[i]!;
        else censored += weight[i]!;
      }
      const risk = of === 1 ? left : left - events;
      const steps = of === 1 ? events : censored;
      if (steps > 0) value *= i === end && (of === 0 || censored === 0) ? 0 : (risk - steps) / risk;
      first.push(start);
      atRisk.push(risk);
      stepping.push(steps);
      after.push(value);
      stratumOf.push(s);
      left = i === end ? 0 : left - events - censored;
    }
  }
  return {
    before,
    until(limit) {
      let value = 1;
      for (let t = 0; t < first.length && rank[first[t]!]! < limit; t++) value = after[t]!;
      return value;
    },
    spread(a, lump) {
      const result = new Float64Array(n);
      // Of each time: what is spread over its step, the sum of a_i of the later rows of the stratum.
      const later = new Float64Array(first.length);
      for (let t = first.length - 1, sum = 0; t >= 0; t--) {
        if (t === first.length - 1 || stratumOf[t] !== stratumOf[t + 1]) sum = 0;
        later[t] = sum + (lump !== undefined && rank[first[t]!]! < lump.rank ? lump.value : 0);
        for (let i = first[t]!; i < (first[t + 1] ?? n); i++) sum += a[i]!;
      }
      for (let t = 0, sum = 0; t < first.length; t++) {
        if (t === 0 || stratumOf[t] !== stratumOf[t - 1]) sum = 0;
        const risk = atRisk[t]!;
        const steps = stepping[t]!;
        const share = steps > 0 && later[t] !== 0 ? later[t]! : 0;
        const survived = share === 0 ? 0 : (share * steps) / (risk * (risk - steps));
        for (let i = first[t]!; i < (first[t + 1] ?? n); i++) {
          if (event[i] === of) result[i] = sum - (share === 0 ? 0 : share / risk);
          // Those who had the event at the time of a censoring are no longer at risk of it.
          else result[i] = of === 1 ? sum + survived : sum;
        }
        sum += survived;
      }
      return result;
    },
  };
}
