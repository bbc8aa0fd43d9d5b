import { log } from "@hcc/numerics";
import { type ReadOutcome, ranksUntil, timeSlack } from "./sorted-outcome.js";
import { type SurvivalLimits, survivalLimits } from "./survival-limits.js";

/** Predicted and observed risk of a set of rows at the horizon. */
export interface ObservedRisk {
  readonly n: number;
  /** Number of events, at any time. */
  readonly events: number;
  /** Mean predicted risk. */
  readonly predicted: number;
  /** 1 - Kaplan-Meier; null when the last of the set is censored before the horizon. */
  readonly observed: number | null;
  /** Null also where the Kaplan-Meier estimate is 0. */
  readonly standardError: number | null;
  /** Lower limit of the observed risk. */
  readonly lower: number | null;
  /** Upper limit of the observed risk. */
  readonly upper: number | null;
  /** Observed / predicted; null where it does not exist. */
  readonly ratio: number | null;
  /** Limits of the observed risk over the predicted one. */
  readonly ratioLower: number | null;
  readonly ratioUpper: number | null;
}

type Rows = Pick<ReadOutcome<unknown>, "n" | "rank" | "event" | "weight" | "times" | "frame">;

/** @param members sorted rows, ascending. */
export function observedRisk(
  { rank, event, weight, times, frame }: Rows,
  risk: Float64Array,
  members: Int32Array,
  horizon: number,
  { method, z }: { readonly method: SurvivalLimits; readonly z: number },
): ObservedRisk {
  const until = ranksUntil(times, horizon);
  let total = 0;
  let events = 0;
  let predicted = 0;
  for (const i of members) {
    total += weight[i]!;
    predicted += weight[i]! * risk[i]!;
    if (event[i] === 1) events += weight[i]!;
  }
  const base = { n: frame.weightType === null ? members.length : total, events, predicted: predicted / total };
  // Hazard and its variance (Greenwood) by product limit.
  let survival = 1;
  let variance = 0;
  let left = total;
  let k = 0;
  while (k < members.length && rank[members[k]!]! < until) {
    const at = rank[members[k]!]!;
    let deaths = 0;
    let gone = 0;
    for (; k < members.length && rank[members[k]!] === at; k++) {
      const own = weight[members[k]!]!;
      gone += own;
      if (event[members[k]!] === 1) deaths += own;
    }
    if (deaths > 0) {
      survival *= (left - deaths) / left;
      variance += deaths / (left * (left - deaths));
    }
    left -= gone;
  }
  const nothing = { standardError: null, lower: null, upper: null, ratio: null, ratioLower: null, ratioUpper: null };
  // After the last of the set, where that is censored, nothing is known.
  if (survival > 0 && k === members.length && horizon > times[rank[members.at(-1)!]!]! + timeSlack(times)) {
    return { ...base, ...nothing, observed: null };
  }
  const observed = 1 - survival;
  const ratio = base.predicted > 0 ? observed / base.predicted : null;
  if (survival === 0) return { ...base, ...nothing, observed, ratio };
  const error = Math.sqrt(variance);
  const [low, high] = survivalLimits(method, -log(survival), z * error);
  return {
    ...base,
    observed,
    standardError: survival * error,
    lower: 1 - high,
    upper: 1 - low,
    ratio,
    ratioLower: ratio === null ? null : (1 - high) / base.predicted,
    ratioUpper: ratio === null ? null : (1 - low) / base.predicted,
  };
}

/** Groups of about equal weight by predicted risk, each ascending by time; equal risks stay together. */
export function riskGroups({ n, weight }: Rows, risk: Float64Array, count: number): Int32Array[] {
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => risk[a]! - risk[b]! || a - b);
  const total = weight.reduce((sum, value) => sum + value, 0);
  const members: number[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (let first = 0; first < n; ) {
    let stop = first;
    let own = 0;
    for (; stop < n && risk[order[stop]!] === risk[order[first]!]; stop++) own += weight[order[stop]!]!;
    const group = Math.min(Math.floor((count * (before + own / 2)) / total), count - 1);
    for (let k = first; k < stop; k++) members[group]!.push(order[k]!);
    before += own;
    first = stop;
  }
  return members.filter(({ length }) => length > 0).map((rows) => Int32Array.from(rows).sort());
}
