import { countingOrder } from "@hcc/numerics";
import { coverOf } from "./cover.js";
import type { IntervalTable } from "./interval-tables.js";
import type { SurvivalRows } from "./read-survival.js";

/** What a functional gains by the weight of a row: at each point that it is at risk, and by an event there besides. */
export interface Increments {
  readonly atRisk: Float64Array;
  readonly event: Float64Array;
}

/**
 * Infinitesimal-jackknife variance at each point of a table: the sum over units of the squared sum of weight times derivative.
 *
 * Between the changes of a unit its sum is c + W (G - G0), G the running sum of the gain at risk: a square of three
 * coefficients, which a tree over the points adds up.
 */
export function jackknifeVariance(table: IntervalTable, rows: SurvivalRows, gains: Increments): Float64Array {
  const size = table.time.length;
  const { row, from, to } = table.members;
  const running = new Float64Array(size + 1);
  for (let p = 0; p < size; p++) running[p + 1] = running[p]! + gains.atRisk[p]!;

  // Each row changes its unit twice: before its first point (even keys) and at its last one (odd keys).
  const m = row.length;
  const keys = new Int32Array(2 * m);
  const units = new Int32Array(2 * m);
  let most = 0;
  for (let i = 0; i < m; i++) {
    const empty = from[i]! > to[i]!;
    keys[i] = empty ? 0 : 2 * from[i]!;
    keys[m + i] = empty ? 1 : 2 * to[i]! + 1;
    const unit = rows.unit === null ? i : rows.unit[row[i]!]!;
    units[i] = unit;
    units[m + i] = unit;
    most = Math.max(most, unit);
  }
  const order = countingOrder(units, most + 1, countingOrder(keys, 2 * size + 2));

  // Copies of a subject are units of their own; those of a row within a cluster are not.
  const copies = rows.weightType === "frequency" && !rows.clustered;
  const squares = squaresOver(size, running);
  for (let k = 0; k < order.length; ) {
    const unit = units[order[k]!]!;
    const times = copies ? rows.counts![row[order[k]! % m]!]! : 1;
    let open = 0;
    let weight = 0;
    let value = 0;
    let since = 0;
    let base = 0;
    for (; k < order.length && units[order[k]!] === unit; k++) {
      const i = order[k]! % m;
      if (from[i]! > to[i]!) continue;
      const own = copies || rows.counts === null ? 1 : rows.counts[row[i]!]!;
      const starts = order[k]! < m;
      const at = starts ? from[i]! : to[i]!;
      const upTo = running[starts ? at : at + 1]!;
      squares.add(since, at, value, weight, base, times);
      value += weight * (upTo - base);
      if (starts) {
        weight += own;
        open++;
      } else {
        if (rows.event[row[i]!] === 1) value += own * gains.event[at]!;
        weight = --open === 0 ? 0 : weight - own;
      }
      since = at;
      base = upTo;
    }
    squares.add(since, size, value, weight, base, times);
  }
  return squares.sums();
}

/**
 * Adds to each unit what its rows give to a value that has these slopes in the functional: share times weight times derivative.
 */
export function addInfluence(
  { time, members: { row, from, to } }: IntervalTable,
  rows: SurvivalRows,
  gains: Increments,
  slopes: Float64Array,
  share: number,
  parts: Float64Array,
): void {
  const running = new Float64Array(time.length + 1);
  for (let p = 0; p < time.length; p++) running[p + 1] = running[p]! + slopes[p]! * gains.atRisk[p]!;
  for (let i = 0; i < row.length; i++) {
    const [own, last] = [row[i]!, to[i]!];
    if (from[i]! > last) continue;
    let derivative = running[last + 1]! - running[from[i]!]!;
    if (rows.event[own] === 1) derivative += slopes[last]! * gains.event[last]!;
    const weight = rows.counts === null ? 1 : rows.counts[own]!;
    parts[rows.unit === null ? own : rows.unit[own]!]! += share * weight * derivative;
  }
}

/** Sums of squares of c + W (G - G0) over intervals of points. */
function squaresOver(size: number, running: Float64Array) {
  const { leaves, first } = coverOf(size);
  const square = new Float64Array(2 * leaves);
  const slope = new Float64Array(2 * leaves);
  const curvature = new Float64Array(2 * leaves);
  const put = (node: number, value: number, weight: number, base: number, times: number): void => {
    const here = value + weight * (running[first[node]! + 1]! - base);
    square[node]! += times * here * here;
    slope[node]! += times * here * weight;
    curvature[node]! += times * weight * weight;
  };
  return {
    add(from: number, to: number, value: number, weight: number, base: number, times: number): void {
      if (value === 0 && weight === 0) return;
      for (let low = from + leaves, high = to + leaves; low < high; low >>= 1, high >>= 1) {
        if (low & 1) put(low++, value, weight, base, times);
        if (high & 1) put(--high, value, weight, base, times);
      }
    },
    sums(): Float64Array {
      for (let k = 1; k < leaves; k++) {
        for (let child = 2 * k; child <= 2 * k + 1; child++) {
          const step = first[child]! >= size ? 0 : running[first[child]! + 1]! - running[first[k]! + 1]!;
          square[child]! += square[k]! + step * (2 * slope[k]! + step * curvature[k]!);
          slope[child]! += slope[k]! + step * curvature[k]!;
          curvature[child]! += curvature[k]!;
        }
      }
      return square.slice(leaves, leaves + size);
    },
  };
}
