import type { MatchProblem, RowPairs } from "./match-problem.js";
import { MaximumTree } from "./range-trees.js";
import { type RowLine, rowLine } from "./row-line.js";

/** A row and one of the other group that contradict an algorithm, by place among the rows in use. */
export interface Contradiction {
  readonly treated: number;
  readonly control: number;
}

/** Distances that differ by less are equal. */
const TIE = 1e-12;

/** A pair list beside the problem that it solves. */
export interface AuditedPairs {
  readonly problem: MatchProblem;
  readonly list: RowPairs;
  readonly controls: RowLine;
  /** Treated row of each control, -1 for a free one. */
  readonly holder: Int32Array;
  /** Distance of each row to its partner; Infinity without one. */
  readonly own: Float64Array;
  /** Treated rows that may be matched, ascending by score. */
  readonly cases: Int32Array;
}

export function auditedPairs(problem: MatchProblem, list: RowPairs): AuditedPairs {
  const { value, treated, order } = problem;
  const holder = new Int32Array(value.length).fill(-1);
  const own = new Float64Array(value.length).fill(Number.POSITIVE_INFINITY);
  list.treated.forEach((t, i) => {
    const c = list.control[i]!;
    holder[c] = t;
    own[t] = own[c] = Math.abs(value[t]! - value[c]!);
  });
  return {
    problem,
    list,
    controls: rowLine(problem, 0),
    holder,
    own,
    cases: order.filter((row) => treated[row] === 1),
  };
}

/** Places of the controls that a treated row would have rather than its own: strictly nearer ones, or any within the caliper. */
function preferred({ problem, controls, own }: AuditedPairs, t: number): readonly [number, number] {
  const { value, stratum, width } = problem;
  if (own[t] === Number.POSITIVE_INFINITY) return controls.within(value[t]!, stratum[t]!, width);
  return controls.within(value[t]!, stratum[t]!, own[t]! - TIE, true);
}

/** The first row, and a control that it would have had, given the turn of each treated row; null without contradiction. */
export function againstTurns(audited: AuditedPairs, turn: Float64Array, unpairedOnly = false): Contradiction | null {
  const { controls, holder, own, cases } = audited;
  const turnAt = (c: number): number => (holder[c]! < 0 ? Number.POSITIVE_INFINITY : turn[holder[c]!]!);
  const latest = new MaximumTree(Float64Array.from(controls.rows, turnAt));
  for (const t of cases) {
    if (unpairedOnly && own[t] !== Number.POSITIVE_INFINITY) continue;
    const [low, high] = preferred(audited, t);
    if (latest.over(low, high) <= turn[t]!) continue;
    const control = controls.rows.subarray(low, high).find((c) => turnAt(c) > turn[t]!)!;
    return { treated: t, control };
  }
  return null;
}

/** A treated row and a control, both without a pair, that could be one; null: the list is maximal. */
export const unusedPair = (audited: AuditedPairs): Contradiction | null =>
  // All turns come before that of a control that nobody holds.
  againstTurns(audited, new Float64Array(audited.own.length), true);

/**
 * Whether the treated rows can choose in some order: each after all who hold a control that it would rather have had. Such an
 * order exists when nobody waits for himself by way of others; a depth-first search finds that without listing the waits.
 */
export function againstEveryOrder(audited: AuditedPairs): Contradiction | null {
  const { controls, holder, own, cases } = audited;
  const free = againstTurns(audited, new Float64Array(holder.length));
  if (free !== null) return free;
  const { rows } = controls;
  // The next place whose holder has not been visited, by path halving.
  const next = Int32Array.from({ length: rows.length + 1 }, (_, i) => i);
  const unvisited = (place: number): number => {
    let i = place;
    while (next[i] !== i) i = next[i] = next[next[i]!]!;
    return i;
  };
  rows.forEach((c, place) => {
    if (holder[c]! < 0) next[place] = place + 1;
  });
  const waiting = new MaximumTree(new Float64Array(rows.length));
  const placeOf = new Int32Array(holder.length).fill(-1);
  rows.forEach((c, place) => {
    if (holder[c]! >= 0) placeOf[holder[c]!] = place;
  });
  const stack: { readonly t: number; readonly high: number; low: number }[] = [];
  const enter = (t: number): Contradiction | null => {
    const [low, high] = preferred(audited, t);
    if (waiting.over(low, high) > 0) {
      for (let place = low; place < high; place++) {
        if (waiting.over(place, place + 1) > 0) return { treated: t, control: rows[place]! };
      }
    }
    next[placeOf[t]!] = placeOf[t]! + 1;
    waiting.set(placeOf[t]!, 1);
    stack.push({ t, low, high });
    return null;
  };
  for (const t of cases) {
    if (own[t] === Number.POSITIVE_INFINITY || unvisited(placeOf[t]!) !== placeOf[t]) continue;
    let found = enter(t);
    while (found === null && stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const place = unvisited(top.low);
      if (place < top.high) found = enter(holder[rows[place]!]!);
      else {
        waiting.set(placeOf[top.t]!, 0);
        stack.pop();
      }
    }
    if (found !== null) return found;
  }
  return null;
}

/** A pair that is nearer than the own pairs of both its rows; null when the closest pair was taken first, and so on. */
export function againstClosest(audited: AuditedPairs): Contradiction | null {
  const { problem, controls, own, cases } = audited;
  const { value, stratum, width } = problem;
  const { rows } = controls;
  const above = new MaximumTree(Float64Array.from(rows, (c) => own[c]! - value[c]!));
  const below = new MaximumTree(Float64Array.from(rows, (c) => own[c]! + value[c]!));
  for (const t of cases) {
    const x = value[t]!;
    const paired = own[t] !== Number.POSITIVE_INFINITY;
    const [low, high] = controls.within(x, stratum[t]!, paired ? own[t]! - TIE : width, paired);
    const [middle] = controls.within(x, stratum[t]!, 0);
    // c - x < own of c for those above, x - c < own of c for those below.
    const nearer =
      above.over(Math.max(low, middle), high) > TIE - x || below.over(low, Math.min(middle, high)) > TIE + x;
    if (!nearer) continue;
    const control = rows.subarray(low, high).find((c) => Math.abs(value[c]! - x) < own[c]! - TIE);
    if (control !== undefined) return { treated: t, control };
  }
  return null;
}
