import { countingOrder, pow } from "@hcc/numerics";
import type { LogRankWeighting } from "../log-rank.js";
import type { SurvivalRows } from "./read-survival.js";

/** Sums of the log-rank test over event times and strata. */
export interface LogRankSums {
  /** Subjects and events of each group. */
  readonly n: Float64Array;
  readonly events: Float64Array;
  /** Weighted. */
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** k x k, row-major. */
  readonly variance: Float64Array;
}

/** Adds up observed and expected events and their covariance, over the event times of every stratum. */
export function sumStrata(rows: SurvivalRows, k: number, weighting: LogRankWeighting): LogRankSums {
  const { ranks, strata, event, counts } = rows;
  const codes = rows.by!.codes;
  const byTime = countingOrder(ranks.ranks, ranks.time.length);
  const order = strata === null ? byTime : countingOrder(strata.codes, strata.levels.length, byTime);
  const sums: LogRankSums = {
    n: new Float64Array(k),
    events: new Float64Array(k),
    observed: new Float64Array(k),
    expected: new Float64Array(k),
    variance: new Float64Array(k * k),
  };
  const atRisk = new Float64Array(k);
  const deaths = new Float64Array(k);
  const leaving = new Float64Array(k);
  let first = 0;
  while (first < order.length) {
    const stratum = strata === null ? 0 : strata.codes[order[first]!]!;
    let end = first;
    let risk = 0;
    atRisk.fill(0);
    for (; end < order.length && (strata === null || strata.codes[order[end]!] === stratum); end++) {
      const row = order[end]!;
      const count = counts === null ? 1 : counts[row]!;
      atRisk[codes[row]!]! += count;
      risk += count;
    }
    for (let i = 0; i < k; i++) sums.n[i]! += atRisk[i]!;
    const weightOf = timeWeight(weighting);
    for (let i = first; i < end; ) {
      const rank = ranks.ranks[order[i]!]!;
      let dead = 0;
      deaths.fill(0);
      leaving.fill(0);
      for (; i < end && ranks.ranks[order[i]!] === rank; i++) {
        const row = order[i]!;
        const count = counts === null ? 1 : counts[row]!;
        leaving[codes[row]!]! += count;
        if (event[row] === 1) {
          deaths[codes[row]!]! += count;
          dead += count;
        }
      }
      if (dead > 0) addTime(sums, atRisk, deaths, risk, dead, weightOf(risk, dead));
      for (let group = 0; group < k; group++) {
        atRisk[group]! -= leaving[group]!;
        risk -= leaving[group]!;
      }
    }
    first = end;
  }
  return sums;
}

function addTime(
  sums: LogRankSums,
  atRisk: Float64Array,
  deaths: Float64Array,
  n: number,
  d: number,
  weight: number,
): void {
  const k = atRisk.length;
  const scale = n > 1 ? (weight * weight * d * (n - d)) / (n - 1) : 0;
  for (let i = 0; i < k; i++) {
    const share = atRisk[i]! / n;
    sums.events[i]! += deaths[i]!;
    sums.observed[i]! += weight * deaths[i]!;
    sums.expected[i]! += weight * d * share;
    if (share === 0 || scale === 0) continue;
    // n_i (n - n_i) / n^2 on the diagonal: 1 - n_i / n would leave a rounding error where one group is alone.
    for (let j = 0; j < k; j++) {
      sums.variance[i * k + j]! += scale * share * (i === j ? (n - atRisk[i]!) / n : -(atRisk[j]! / n));
    }
  }
}

/** The weights of successive event times of a stratum. */
function timeWeight(weighting: LogRankWeighting): (n: number, d: number) => number {
  if (weighting === "logrank") return () => 1;
  if (weighting === "gehan") return (n) => n;
  if (weighting === "tarone-ware") return (n) => Math.sqrt(n);
  if (weighting === "peto") {
    let peto = 1;
    return (n, d) => (peto *= (n + 1 - d) / (n + 1));
  }
  const { rho, gamma } = weighting;
  let survival = 1;
  return (n, d) => {
    const weight = pow(survival, rho) * pow(1 - survival, gamma);
    survival *= (n - d) / n;
    return weight;
  };
}
