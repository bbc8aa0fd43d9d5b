import { countingOrder } from "@hcc/numerics";
import type { LogRankWeighting } from "../log-rank.js";
import { needsCurve, timeWeight } from "./log-rank-weights.js";
import type { SurvivalRows } from "./read-survival.js";

/** An event time of a stratum; the arrays are used again for the next one. */
export interface EventTime {
  /** Number (sum of weights) at risk and of events, in all and by group. */
  n: number;
  d: number;
  readonly atRisk: Float64Array;
  readonly deaths: Float64Array;
  /** Weight of the time in each weighting. */
  readonly weights: Float64Array;
}

/** Above twice the number of groups. */
const KEY = 1024;

/** Rank, group and event of the rows, in their order: the sweeps then read memory from end to end. */
function sortedKeys({ ranks, event, by }: SurvivalRows, order: Int32Array): Float64Array {
  const keys = new Float64Array(order.length);
  for (let row = 0; row < keys.length; row++) keys[row] = ranks.ranks[row]! * KEY + by!.codes[row]! * 2 + event[row]!;
  const sorted = new Float64Array(order.length);
  for (let i = 0; i < sorted.length; i++) sorted[i] = keys[order[i]!]!;
  return sorted;
}

/** Rows of one stratum: those of places `first` to `end` of the orders by time and by entry. */
export interface StratumRows {
  readonly first: number;
  readonly end: number;
  readonly order: Int32Array;
  readonly entryOrder: Int32Array | null;
}

/**
 * Visits the event times of every stratum, from the last to the first: what is at risk is then a sum of weights and, without
 * delayed entry, nothing is ever taken off it.
 */
export function visitEventTimes(
  rows: SurvivalRows,
  k: number,
  weightings: readonly LogRankWeighting[],
  visit: (time: EventTime, stratum: StratumRows) => void,
  stratumDone?: (stratum: StratumRows) => void,
): void {
  const { ranks, strata, entryRank } = rows;
  const grouped = (order: Int32Array): Int32Array =>
    strata === null ? order : countingOrder(strata.codes, strata.levels.length, order);
  const order = grouped(ranks.order);
  const entryOrder = entryRank === null ? null : grouped(countingOrder(entryRank, ranks.time.length));
  const state: EventTime = {
    n: 0,
    d: 0,
    atRisk: new Float64Array(k),
    deaths: new Float64Array(k),
    weights: new Float64Array(weightings.length),
  };
  const members = new Int32Array(k);
  const keys = sortedKeys(rows, order);
  const curve = weightings.some(needsCurve);
  let first = 0;
  while (first < order.length) {
    let end = first + 1;
    if (strata === null) end = order.length;
    else while (end < order.length && strata.codes[order[end]!] === strata.codes[order[first]!]) end++;
    const stratum = { first, end, order, entryOrder };
    const table = curve ? weightTable(rows, stratum, keys, state, members, weightings) : null;
    const constant = weightings.map(timeWeight);
    let time = table === null ? 0 : table.length / weightings.length;
    sweep(rows, stratum, keys, state, members, () => {
      time--;
      for (let w = 0; w < constant.length; w++) {
        state.weights[w] = table === null ? constant[w]!(state.n, state.d) : table[time * constant.length + w]!;
      }
      visit(state, stratum);
    });
    stratumDone?.(stratum);
    first = end;
  }
}

/** Weights of the event times of a stratum, in their order, time by time. */
function weightTable(
  rows: SurvivalRows,
  stratum: StratumRows,
  keys: Float64Array,
  state: EventTime,
  members: Int32Array,
  weightings: readonly LogRankWeighting[],
): Float64Array {
  const n: number[] = [];
  const d: number[] = [];
  sweep(rows, stratum, keys, state, members, () => {
    n.push(state.n);
    d.push(state.d);
  });
  const weightOf = weightings.map(timeWeight);
  const table = new Float64Array(n.length * weightOf.length);
  for (let time = 0; time < n.length; time++) {
    const at = n.length - 1 - time;
    for (let w = 0; w < weightOf.length; w++) table[time * weightOf.length + w] = weightOf[w]!(n[at]!, d[at]!);
  }
  return table;
}

/** Moves from the last time of a stratum to the first, and calls at each time with events. */
function sweep(
  rows: SurvivalRows,
  { first, end, order, entryOrder }: StratumRows,
  keys: Float64Array,
  state: EventTime,
  members: Int32Array,
  atEvents: () => void,
): void {
  const { counts, entryRank } = rows;
  const codes = rows.by!.codes;
  const { atRisk, deaths } = state;
  atRisk.fill(0);
  deaths.fill(0);
  members.fill(0);
  state.n = 0;
  state.d = 0;
  let entering = end;
  for (let i = end; i > first; ) {
    const rank = Math.floor(keys[i - 1]! / KEY);
    const from = rank * KEY;
    for (; i > first && keys[i - 1]! >= from; i--) {
      const key = keys[i - 1]! - from;
      const count = counts === null ? 1 : counts[order[i - 1]!]!;
      const group = key >> 1;
      atRisk[group]! += count;
      members[group]!++;
      state.n += count;
      if ((key & 1) === 1) {
        deaths[group]! += count;
        state.d += count;
      }
    }
    if (entryOrder !== null) {
      for (; entering > first && entryRank![entryOrder[entering - 1]!]! >= rank; entering--) {
        const row = entryOrder[entering - 1]!;
        const count = counts === null ? 1 : counts[row]!;
        const group = codes[row]!;
        atRisk[group]! -= count;
        // Sums of sampling weights leave a rounding error where nobody is left.
        if (--members[group]! === 0) atRisk[group] = 0;
      }
      state.n = 0;
      for (let group = 0; group < atRisk.length; group++) state.n += atRisk[group]!;
    }
    if (state.d === 0) continue;
    atEvents();
    deaths.fill(0);
    state.d = 0;
  }
}
