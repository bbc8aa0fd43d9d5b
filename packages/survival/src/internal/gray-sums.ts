import { InputError } from "@hcc/data";
import { countingOrder, pow } from "@hcc/numerics";
import type { CompetingRows } from "./read-competing.js";

/** Sums of Gray's test over times and strata. */
export interface GraySums {
  /** Subjects and events of interest of each group. */
  readonly n: Float64Array;
  readonly events: Float64Array;
  /** Weighted. */
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** k x k, row-major. */
  readonly variance: Float64Array;
}

/** Rows from `first` to `end` of an order by strata and time. */
interface Stratum {
  readonly order: Int32Array;
  /** Rank of each row of `order`. */
  readonly rankInOrder: Int32Array;
  /** Three times its group, plus how it ended. */
  readonly cellInOrder: Int32Array;
  /** Order by strata and entry; null where all are at risk from the start. */
  readonly arrivals: Int32Array | null;
  readonly first: number;
  readonly end: number;
  /** Number at risk at the start of each group. */
  readonly risk: Float64Array;
}

/** Adds up observed and expected events and their covariance over every stratum. */
export function graySums(rows: CompetingRows, k: number, rho: number): GraySums {
  const { rank, entryRank, strata, cause, counts } = rows;
  const group = rows.by!.codes;
  const arranged = (ranks: Int32Array): Int32Array => {
    const order = countingOrder(ranks, rows.time.length);
    return strata === null ? order : countingOrder(strata.codes, strata.levels.length, order);
  };
  const order = arranged(rank);
  const arrivals = entryRank === null ? null : arranged(entryRank);
  // Read once out of order, so that the passes below go through memory in order.
  const rankInOrder = new Int32Array(order.length);
  const cellInOrder = new Int32Array(order.length);
  const column = (size = k): Float64Array => new Float64Array(size);
  const sums = { n: column(), events: column(), observed: column(), expected: column(), variance: column(k * k) };
  let steps = column(0);
  for (let first = 0, end = 0; first < order.length; first = end) {
    const size = column();
    let ended = 0;
    while (end < order.length && (strata === null || strata.codes[order[end]!] === strata.codes[order[first]!])) {
      const row = order[end]!;
      rankInOrder[end] = rank[row]!;
      cellInOrder[end++] = 3 * group[row]! + cause[row]!;
      if (cause[row]! > 0) ended++;
      size[group[row]!]! += counts === null ? 1 : counts[row]!;
    }
    for (let r = 0; r < k; r++) sums.n[r]! += size[r]!;
    const most = Math.min(ended, rows.time.length) * widthOf(k);
    if (steps.length < most) steps = column(most);
    const stratum = {
      order,
      rankInOrder,
      cellInOrder,
      arrivals,
      first,
      end,
      risk: arrivals === null ? size : column(),
    };
    const count = addEvents(rows, k, rho, stratum, sums, steps);
    addVariance(steps, count, k, sums.variance);
  }
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) sums.variance[i * k + j] = sums.variance[j * k + i]!;
  return sums;
}

/** A step is a time with events: L, the rise of F, F(t-), events; and of each group h, S(t-), S(t), competing events. */
const widthOf = (k: number): number => 4 + 4 * k;

/**
 * Goes through the times of a stratum and writes its steps, with
 * h_r = n_r / S_r(t-); R_r = h_r (1 - F_r(t-)); dF = sum d_1r / sum h_r, the common incidence; L = (1 - F(t-))^rho.
 *
 * @returns the number of steps.
 */
function addEvents(
  rows: CompetingRows,
  k: number,
  rho: number,
  { order, rankInOrder, cellInOrder, arrivals, first, end, risk }: Stratum,
  sums: GraySums,
  steps: Float64Array,
): number {
  const { entryRank, counts } = rows;
  const group = rows.by!.codes;
  const width = widthOf(k);
  const { events: eventsOf, observed, expected } = sums;
  const free = new Float64Array(k).fill(1);
  const own = new Float64Array(k);
  const endedAt = new Int32Array(k);
  /** Of each group the subjects that end at the time: censored, event, competing event. */
  const leaving = new Float64Array(3 * k);
  let incidence = 0;
  let at = 0;
  let arrived = first;
  for (let i = first; i < end; ) {
    const now = rankInOrder[i]!;
    while (arrivals !== null && arrived < end && entryRank![arrivals[arrived]!]! < now) {
      const row = arrivals[arrived++]!;
      risk[group[row]!]! += counts === null ? 1 : counts[row]!;
    }
    let events = 0;
    let competing = 0;
    for (; i < end && rankInOrder[i] === now; i++) {
      leaving[cellInOrder[i]!]! += counts === null ? 1 : counts[order[i]!]!;
    }
    for (let r = 0; r < k; r++) {
      events += leaving[3 * r + 1]!;
      competing += leaving[3 * r + 2]!;
    }
    if (events + competing > 0) {
      let allH = 0;
      let allR = 0;
      for (let r = 0; r < k; r++) {
        const n = risk[r]!;
        if (n > 0 && free[r] === 0) throw endedBefore(rows, r, endedAt[r]!, order[first]!);
        const h = n === 0 ? 0 : n / free[r]!;
        steps[at + 4 + 4 * r] = h;
        allH += h;
        allR += h * (1 - own[r]!);
      }
      const weight = rho === 0 ? 1 : pow(Math.max(1 - incidence, 0), rho);
      const rise = events / allH;
      steps[at] = weight;
      steps[at + 1] = rise;
      steps[at + 2] = incidence;
      steps[at + 3] = events;
      incidence += rise;
      for (let r = 0; r < k; r++) {
        const of = at + 4 + 4 * r;
        const n = risk[r]!;
        if (n === 0) {
          steps[of + 1] = steps[of + 2] = steps[of + 3] = 0;
          continue;
        }
        const before = free[r]!;
        const ownEvents = leaving[3 * r + 1]!;
        const others = leaving[3 * r + 2]!;
        eventsOf[r]! += ownEvents;
        observed[r]! += weight * ownEvents;
        expected[r]! += (weight * events * steps[of]! * (1 - own[r]!)) / allR;
        own[r]! += (before * ownEvents) / n;
        free[r] = (before * (n - ownEvents - others)) / n;
        if (free[r] === 0) endedAt[r] = now;
        steps[of + 1] = before;
        steps[of + 2] = free[r]!;
        steps[of + 3] = others;
      }
      at += width;
    }
    for (let r = 0; r < k; r++) {
      risk[r]! -= leaving[3 * r]! + leaving[3 * r + 1]! + leaving[3 * r + 2]!;
      leaving[3 * r] = leaving[3 * r + 1] = leaving[3 * r + 2] = 0;
    }
  }
  return at / width;
}

/** The error of a stratum (that of `row`) in which the curve of a group came to 0 before all of the group had entered. */
function endedBefore({ time, by, strata }: CompetingRows, r: number, last: number, row: number): InputError {
  const place = strata === null ? "" : ` in stratum "${strata.levels[strata.codes[row]!]}"`;
  return new InputError(
    "option",
    `all of group "${by!.levels[r]}" at risk at ${time[last]}${place} had an event, while others of it are followed later: its curve stays at 0, and nothing after that time can be compared; compare those still followed at a later time, with where and with that time as the earliest entry`,
    { column: "entry" },
  );
}

/** Goes back through the steps of a stratum and adds the covariance, of which it fills i <= j. */
function addVariance(steps: Float64Array, count: number, k: number, variance: Float64Array): void {
  const width = widthOf(k);
  // Of groups r and j: sum over later times of L h_r ([j = r] - h_j / h) dF / (1 - F).
  const later = new Float64Array(k * k);
  const own = new Float64Array(k);
  for (let at = (count - 1) * width; at >= 0; at -= width) {
    const weight = steps[at]!;
    const rise = steps[at + 1]!;
    const before = steps[at + 2]!;
    const events = steps[at + 3]!;
    let allH = 0;
    for (let r = 0; r < k; r++) allH += steps[at + 4 + 4 * r]!;
    const passed = rise > 0 && before < 1 ? rise / (1 - before) : 0;
    for (let r = 0; r < k; r++) {
      const of = at + 4 + 4 * r;
      const h = steps[of]!;
      const competing = steps[of + 3]!;
      if (h === 0 || (rise === 0 && competing === 0)) continue;
      const freeBefore = steps[of + 1]!;
      const free = steps[of + 2]!;
      // Once the last of a group have ended nothing of it is left in `later`. Where groups that differ end one after
      // the other the common incidence may pass 1.
      const ratio = free === 0 ? 0 : Math.max(1 - before - rise, 0) / free;
      if (competing > 0) {
        const n = h * freeBefore;
        const spread = (ratio / h) * (ratio / h) * competing * (competing > 1 ? (n - competing) / (n - 1) : 1);
        for (let i = 0; i < k; i++) {
          const part = later[r * k + i]! * spread;
          for (let j = i; j < k; j++) variance[i * k + j]! += part * later[r * k + j]!;
        }
      }
      if (rise === 0) continue;
      const size = allH * freeBefore;
      const spread = (rise / h) * (events > 1 ? 1 - (events - 1) / (size - 1) : 1);
      for (let j = 0; j < k; j++) {
        const share = weight * h * ((j === r ? 1 : 0) - steps[at + 4 + 4 * j]! / allH);
        own[j] = share + (1 - ratio) * later[r * k + j]!;
        later[r * k + j]! += share * passed;
      }
      for (let i = 0; i < k; i++) {
        const part = own[i]! * spread;
        for (let j = i; j < k; j++) variance[i * k + j]! += part * own[j]!;
      }
    }
  }
}
