import { countingOrder } from "@hcc/numerics";
import { coverOf } from "./cover.js";
import type { IntervalTable } from "./interval-tables.js";
import type { SurvivalRows } from "./read-survival.js";

/** What a functional gains by the weight of a row: at each point that it is at risk, and by an event there besides. */
export interface Increments {
  readonly atRisk: Float64Array;
  readonly event: Float64Array;
}

/** Sums over units at each point, of the functional and of the mean that it makes. */
export interface JackknifeSums {
  /** Variance of the functional. */
  readonly variance: Float64Array;
  /** Variance of the integral of the curve up to the point. */
  readonly mean: Float64Array;
  /** Covariance of that integral and of the functional. */
  readonly covariance: Float64Array;
}

/**
 * Infinitesimal-jackknife variance at each point of a table: the sum over units of the squared sum of weight times derivative.
 *
 * Between the changes of a unit its sum is c + W (G - G0), G the running sum of the gain at risk: a square of three
 * coefficients, which a tree over the points adds up. So it is with the integral of the sum times the curve.
 *
 * @param survival the curve, whose relative change the functional is.
 */
export function jackknifeSums(
  table: IntervalTable,
  rows: SurvivalRows,
  gains: Increments,
  survival: Float64Array,
): JackknifeSums {
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
  const squares = squaresOver(table.time, running, survival);
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

/** Sums of squares of c + W (G - G0), and of the integral of its product with the curve, over intervals of points. */
function squaresOver(time: Float64Array, running: Float64Array, survival: Float64Array) {
  const size = time.length;
  const { leaves, first } = coverOf(size);
  // Integrals of the curve, alone and times the running sum, from the first point to each.
  const area = new Float64Array(size);
  const moment = new Float64Array(size);
  for (let p = 1; p < size; p++) {
    const step = (time[p]! - time[p - 1]!) * survival[p - 1]!;
    area[p] = area[p - 1]! + step;
    moment[p] = moment[p - 1]! + step * running[p]!;
  }
  /** Of 1 and of G - base, times the curve, between two points. */
  const areaOf = (from: number, to: number): number => area[to]! - area[from]!;
  const momentOf = (from: number, to: number, base: number): number =>
    moment[to]! - moment[from]! - base * (area[to]! - area[from]!);

  // Products of the integral m, the sum s and its weight w at the first point of each node.
  const node = (): Float64Array => new Float64Array(2 * leaves);
  const [mm, ms, mw, ss, sw, ww] = [node(), node(), node(), node(), node(), node()];
  let mean = 0;
  const put = (at: number, from: number, value: number, weight: number, base: number, times: number): void => {
    const f = first[at]!;
    const s = value + weight * (running[f + 1]! - base);
    const m = mean + value * areaOf(from, f) + weight * momentOf(from, f, base);
    mm[at]! += times * m * m;
    ms[at]! += times * m * s;
    mw[at]! += times * m * weight;
    ss[at]! += times * s * s;
    sw[at]! += times * s * weight;
    ww[at]! += times * weight * weight;
  };
  return {
    /** One interval after the other, for each unit from the first point. */
    add(from: number, to: number, value: number, weight: number, base: number, times: number): void {
      if (from === 0) mean = 0;
      if (mean === 0 && value === 0 && weight === 0) return;
      for (let low = from + leaves, high = to + leaves; low < high; low >>= 1, high >>= 1) {
        if (low & 1) put(low++, from, value, weight, base, times);
        if (high & 1) put(--high, from, value, weight, base, times);
      }
      if (to < size) mean += value * areaOf(from, to) + weight * momentOf(from, to, base);
    },
    sums(): JackknifeSums {
      for (let k = 1; k < leaves; k++) {
        for (let child = 2 * k; child <= 2 * k + 1; child++) {
          const [f, c] = [first[k]!, Math.min(first[child]!, size - 1)];
          const g = running[c + 1]! - running[f + 1]!;
          const a = areaOf(f, c);
          const b = momentOf(f, c, running[f + 1]!);
          mm[child]! += mm[k]! + 2 * (a * ms[k]! + b * mw[k]! + a * b * sw[k]!) + a * a * ss[k]! + b * b * ww[k]!;
          ms[child]! += ms[k]! + g * mw[k]! + a * ss[k]! + (a * g + b) * sw[k]! + b * g * ww[k]!;
          mw[child]! += mw[k]! + a * sw[k]! + b * ww[k]!;
          ss[child]! += ss[k]! + g * (2 * sw[k]! + g * ww[k]!);
          sw[child]! += sw[k]! + g * ww[k]!;
          ww[child]! += ww[k]!;
        }
      }
      const points = (of: Float64Array): Float64Array => of.slice(leaves, leaves + size);
      return { variance: points(ss), mean: points(mm), covariance: points(ms) };
    },
  };
}
