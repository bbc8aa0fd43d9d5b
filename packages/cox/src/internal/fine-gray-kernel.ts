import { exp, log, type NewtonEvaluation } from "@hcc/numerics";
import type { CensoringSurvival } from "./censoring-survival.js";
import { runningMean } from "./running-mean.js";

/** Rows of a Fine-Gray model by stratum and ascending time. */
export interface FineGrayRows {
  readonly n: number;
  readonly p: number;
  readonly rank: Int32Array;
  /** 0 censored, 1 event, 2 competing. */
  readonly cause: Uint8Array;
  readonly group: Int32Array;
  readonly groups: number;
  /** End (exclusive) of every stratum. */
  readonly strataEnd: Int32Array;
  /** n x p, row-major, centred. */
  readonly x: Float64Array;
  readonly censoring: CensoringSurvival;
}

/** What the risk sets give at each event time, by stratum and ascending: sums are in units of exp(scale). */
export interface SubdistributionSets {
  /** Number of event times. */
  readonly count: number;
  readonly rank: Int32Array;
  /** Events. */
  readonly deaths: Float64Array;
  readonly scale: Float64Array;
  readonly total: Float64Array;
  /** Count x p: weighted mean of the covariates at risk. */
  readonly mean: Float64Array;
  /** First set of each stratum, and the count. */
  readonly start: Int32Array;
}

/**
 * The risk sets at coefficients beta. At an event at t everybody with a time of t or later is at risk with weight 1, and
 * whoever had a competing event at T < t with weight G(t-) / G(T-).
 *
 * Sums from the latest time back (weight 1) and from the first time on (competing events over G) meet at each event time;
 * each carries its own largest predictor, so nothing overflows.
 */
export function subdistributionSets(rows: FineGrayRows, eta: Float64Array): SubdistributionSets {
  const { p, rank, cause, group, groups, strataEnd, x, censoring } = rows;
  const ranks: number[] = [];
  const deaths: number[] = [];
  const start = new Int32Array(strataEnd.length + 1);
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    start[s] = ranks.length;
    for (; i < strataEnd[s]!; i++) {
      if (cause[i] !== 1) continue;
      if (ranks.length > start[s]! && ranks.at(-1) === rank[i]) deaths[deaths.length - 1]!++;
      else {
        ranks.push(rank[i]!);
        deaths.push(1);
      }
    }
  }
  const count = ranks.length;
  start[strataEnd.length] = count;
  const sets = {
    count,
    rank: Int32Array.from(ranks),
    deaths: Float64Array.from(deaths),
    scale: new Float64Array(count),
    total: new Float64Array(count),
    mean: new Float64Array(count * p),
    start,
  };
  const late = runningMean(p);
  const early = Array.from({ length: groups }, () => runningMean(p));
  const both = runningMean(p);
  for (let s = 0; s < strataEnd.length; s++) {
    const first = s === 0 ? 0 : strataEnd[s - 1]!;
    late.clear();
    for (let k = start[s + 1]! - 1, i = strataEnd[s]! - 1; k >= start[s]!; k--) {
      for (; i >= first && rank[i]! >= sets.rank[k]!; i--) late.add(x, i * p, 1, eta[i]!);
      sets.scale[k] = late.scale;
      sets.total[k] = late.total;
      sets.mean.set(late.mean, k * p);
    }
    for (const part of early) part.clear();
    for (let k = start[s]!, i = first; k < start[s + 1]!; k++) {
      for (; i < strataEnd[s]! && rank[i]! < sets.rank[k]!; i++) {
        if (cause[i] === 2) early[group[i]!]!.add(x, i * p, 1 / at(censoring, group[i]!, rank[i]!), eta[i]!);
      }
      both.clear();
      both.add(sets.mean, k * p, sets.total[k]!, sets.scale[k]!);
      for (let g = 0; g < groups; g++) {
        const part = early[g]!;
        const weight = part.total * at(censoring, g, sets.rank[k]!);
        if (weight > 0) both.add(part.mean, 0, weight, part.scale);
      }
      sets.scale[k] = both.scale;
      sets.total[k] = both.total;
      sets.mean.set(both.mean, k * p);
    }
  }
  return sets;
}

/** G(t-) of a group. */
export function at({ before, ranks }: CensoringSurvival, group: number, rank: number): number {
  return before[group * ranks + rank]!;
}

/** Log partial likelihood with its gradient and information. */
export function evaluateFineGray(rows: FineGrayRows, beta: Float64Array): NewtonEvaluation {
  const { n, p, cause, strataEnd, x } = rows;
  const eta = predictor(rows, beta);
  const sets = subdistributionSets(rows, eta);
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  let value = 0;
  for (let i = 0; i < n; i++) {
    if (cause[i] !== 1) continue;
    value += eta[i]!;
    for (let j = 0; j < p; j++) gradient[j]! += x[i * p + j]!;
  }
  for (let k = 0; k < sets.count; k++) {
    const d = sets.deaths[k]!;
    value -= d * (sets.scale[k]! + log(sets.total[k]!));
    for (let j = 0; j < p; j++) {
      const mean = sets.mean[k * p + j]!;
      gradient[j]! -= d * mean;
      for (let c = 0; c <= j; c++) information[j * p + c]! -= d * mean * sets.mean[k * p + c]!;
    }
  }
  for (let s = 0; s < strataEnd.length; s++) {
    eachHazard(rows, sets, eta, s, false, (i, hazard) => {
      for (let j = 0; j < p; j++) {
        const part = hazard * x[i * p + j]!;
        for (let c = 0; c <= j; c++) information[j * p + c]! += part * x[i * p + c]!;
      }
    });
  }
  for (let j = 0; j < p; j++) for (let c = 0; c < j; c++) information[c * p + j] = information[j * p + c]!;
  return { value, gradient, information };
}

/** x'beta of every row. */
export function predictor({ n, p, x }: FineGrayRows, beta: Float64Array): Float64Array {
  const eta = new Float64Array(n);
  for (let i = 0, k = 0; i < n; i++) for (let j = 0; j < p; j++, k++) eta[i]! += beta[j]! * x[k]!;
  return eta;
}

/**
 * Visits rows of a stratum with parts of their expected number of events, and with the mean over that part of the means of
 * the risk sets: first until the row's own time, then, for competing events, the rest.
 */
export function eachHazard(
  { p, rank, cause, group, groups, strataEnd, censoring }: FineGrayRows,
  sets: SubdistributionSets,
  eta: Float64Array,
  stratum: number,
  means: boolean,
  visit: (row: number, hazard: number, mean: Float64Array) => void,
): void {
  const first = stratum === 0 ? 0 : strataEnd[stratum - 1]!;
  const last = strataEnd[stratum]!;
  const from = sets.start[stratum]!;
  const to = sets.start[stratum + 1]!;
  // With the scale negated the sums stay relative to the smallest predictor that was largest at risk.
  const own = runningMean(means ? p : 0);
  for (let i = first, k = from; i < last; i++) {
    for (; k < to && sets.rank[k]! <= rank[i]!; k++) {
      own.add(sets.mean, k * p, sets.deaths[k]! / sets.total[k]!, -sets.scale[k]!);
    }
    if (own.total > 0) visit(i, own.total * exp(eta[i]! + own.scale), own.mean);
  }
  for (let g = 0; g < groups; g++) {
    const rest = runningMean(means ? p : 0);
    for (let i = last - 1, k = to - 1; i >= first; i--) {
      for (; k >= from && sets.rank[k]! > rank[i]!; k--) {
        const weight = (sets.deaths[k]! / sets.total[k]!) * at(censoring, g, sets.rank[k]!);
        if (weight > 0) rest.add(sets.mean, k * p, weight, -sets.scale[k]!);
      }
      if (cause[i] === 2 && group[i] === g && rest.total > 0) {
        visit(i, (rest.total / at(censoring, g, rank[i]!)) * exp(eta[i]! + rest.scale), rest.mean);
      }
    }
  }
}
