import type { LogRankWeighting } from "../log-rank.js";
import { type StratumRows, visitEventTimes } from "./event-times.js";
import type { LogRankSums } from "./log-rank-sums.js";
import type { SurvivalRows } from "./read-survival.js";
import { unitCount } from "./units.js";

/** Part of the sum of its terms' sizes at or below which a sum is 0 but for rounding. */
const ROUNDING = 1e-13;

/**
 * Observed and expected events with the robust covariance, the sum of U_u U_u' over the units u. A row with weight w and
 * group g adds to its unit w W (e_g - p) at its event, and takes off w W d / n (e_g - p) at every event time at which it is
 * at risk; p are the shares of the groups among those at risk.
 */
export function sumRobustly(rows: SurvivalRows, k: number, weighting: LogRankWeighting): LogRankSums {
  const { event, counts, entryRank, unit } = rows;
  const ranks = rows.ranks.ranks;
  const codes = rows.by!.codes;
  const parts = new Float64Array(unitCount(rows) * k);
  // Sum of the sizes of what a part is made of: what is left by rounding is told from what is not zero.
  const sizes = new Float64Array(parts.length);
  const observed = new Float64Array(k);
  const expected = new Float64Array(k);
  // Of each event time of the stratum, the last first.
  let weights: number[] = [];
  let hazards: number[] = [];
  let shares: number[] = [];

  /** Adds sign w (scale e_g - scaled) to the unit of a row. */
  const add = (row: number, scale: number, scaled: Float64Array, sign: number): void => {
    const weight = sign * (counts === null ? 1 : counts[row]!);
    const place = (unit === null ? row : unit[row]!) * k;
    parts[place + codes[row]!]! += weight * scale;
    sizes[place + codes[row]!]! += Math.abs(weight * scale);
    for (let g = 0; g < k; g++) {
      parts[place + g]! -= weight * scaled[g]!;
      sizes[place + g]! += Math.abs(weight * scaled[g]!);
    }
  };
  const distribute = ({ first, end, order, entryOrder }: StratumRows): void => {
    let passed = 0;
    const passedShares = new Float64Array(k);
    const own = new Float64Array(k);
    let time = weights.length;
    let entering = first;
    for (let i = first; i < end; ) {
      const rank = ranks[order[i]!]!;
      for (; entryOrder !== null && entering < end && entryRank![entryOrder[entering]!]! < rank; entering++) {
        add(entryOrder[entering]!, passed, passedShares, 1);
      }
      let next = i;
      let dead = false;
      for (; next < end && ranks[order[next]!] === rank; next++) dead ||= event[order[next]!] === 1;
      if (dead) {
        time--;
        const jump = weights[time]! * hazards[time]!;
        passed += jump;
        for (let g = 0; g < k; g++) {
          passedShares[g]! += jump * shares[time * k + g]!;
          own[g] = weights[time]! * shares[time * k + g]!;
        }
      }
      for (; i < next; i++) {
        add(order[i]!, passed, passedShares, -1);
        if (event[order[i]!] === 1) add(order[i]!, weights[time]!, own, 1);
      }
    }
    weights = [];
    hazards = [];
    shares = [];
  };
  visitEventTimes(
    rows,
    k,
    [weighting],
    ({ n, d, atRisk, deaths, weights: [weight] }) => {
      weights.push(weight!);
      hazards.push(d / n);
      for (let g = 0; g < k; g++) {
        const share = atRisk[g]! / n;
        shares.push(share);
        observed[g]! += weight! * deaths[g]!;
        expected[g]! += weight! * d * share;
      }
    },
    distribute,
  );

  for (let i = 0; i < parts.length; i++) if (Math.abs(parts[i]!) <= ROUNDING * sizes[i]!) parts[i] = 0;
  const variance = new Float64Array(k * k);
  for (let u = 0; u < parts.length; u += k) {
    for (let i = 0; i < k; i++) {
      const part = parts[u + i]!;
      for (let j = 0; j < k; j++) variance[i * k + j]! += part * parts[u + j]!;
    }
  }
  return { observed, expected, variance };
}
