import type { DesignBasis } from "./design-basis.js";
import { isExactRecession } from "./exact-recession.js";
import type { ColumnState, Problem } from "./maximise.js";
import { isRecession, type Slack } from "./recession.js";
import type { SortedRows } from "./sort-rows.js";

/** A direction along which the likelihood is monotone. */
export interface Direction {
  /** Sign of each column that the direction moves. */
  readonly signs: ReadonlyMap<number, number>;
  /** Value of the direction for each sorted row. */
  readonly score: Float64Array;
  readonly slack: Slack;
}

const exact: Slack = () => 0;

/** Single columns and sums of a factor's columns, both ways, without rounding. */
export function simpleDirection(
  { groups, values, ties }: Problem,
  sorted: SortedRows,
  columns: readonly number[],
  state: readonly ColumnState[],
): Direction | null {
  const open = columns.filter((column) => state[column] === "ok");
  const sets = open.map((column) => [column]);
  for (const group of groups) {
    const members = group.filter((column) => open.includes(column));
    if (members.length > 1) sets.push(members);
  }
  const { order } = sorted;
  const rises = ties === "exact" ? isExactRecession : isRecession;
  for (const set of sets) {
    // Most directions fail at the first deaths: no value is taken before it is wanted.
    const value = (i: number): number => {
      let sum = 0;
      for (const column of set) sum += values[column]![order[i]!]!;
      return sum;
    };
    for (const sign of [1, -1] as const) {
      if (!rises(sorted, value, exact, sign)) continue;
      const score = new Float64Array(order.length);
      for (let i = 0; i < score.length; i++) score[i] = value(i);
      return { signs: new Map(set.map((column) => [column, sign])), score, slack: exact };
    }
  }
  return null;
}

/** A Newton step that does not shrink, as it stands or with its ratios rounded to quarters. */
export function generalDirection(
  problem: Problem,
  sorted: SortedRows,
  basis: DesignBasis,
  step: Float64Array,
): Direction | null {
  const { values, ties } = problem;
  const { order } = sorted;
  const rises = ties === "exact" ? isExactRecession : isRecession;
  const q = basis.kept.length;
  const raw = predictor(basis, step, order.length);
  const range = spread(raw, sorted);
  if (range < 0.2) return null;
  const value = new Float64Array(q);
  const share = new Float64Array(q);
  const column = new Float64Array(order.length);
  for (let r = 0; r < q; r++) {
    for (let k = 0; k < q; k++) value[r]! += basis.back[r * q + k]! * step[k]!;
    for (let i = 0; i < column.length; i++) column[i] = values[basis.kept[r]!]![order[i]!]!;
    share[r] = Math.abs(value[r]!) * spread(column, sorted);
  }
  const most = share.reduce((a, b) => Math.max(a, b), 0);
  const moving = [...share.keys()].filter((r) => share[r]! > 1e-3 * most);
  const unit = moving.reduce((a, r) => Math.max(a, Math.abs(value[r]!)), 0);
  const rounded = moving.map((r) => Math.round((4 * value[r]!) / unit) / 4);
  const close = rounded.every((ratio, k) => ratio !== 0 && Math.abs(ratio - value[moving[k]!]! / unit) < 0.05);
  const signs = new Map(moving.map((r) => [basis.kept[r]!, Math.sign(value[r]!)]));
  // What the ratios of the direction leave open, for the two rows compared.
  const slack =
    (relative: number, weights: ArrayLike<number>, columns: readonly number[]): Slack =>
    (a, b) => {
      let sum = 0;
      for (let k = 0; k < columns.length; k++) {
        const column = columns[k]!;
        sum += Math.abs(weights[k]! * (values[column]![order[a]!]! - values[column]![order[b]!]!));
      }
      return relative * sum;
    };
  if (close) {
    const columns = moving.map((r) => basis.kept[r]!);
    const score = new Float64Array(order.length);
    for (let i = 0; i < score.length; i++) {
      for (let k = 0; k < moving.length; k++) score[i]! += rounded[k]! * values[columns[k]!]![order[i]!]!;
    }
    const tight = slack(1e-12, rounded, columns);
    if (rises(sorted, (i) => score[i]!, tight)) return { signs, score, slack: tight };
  }
  const loose = slack(1e-6, value, basis.kept);
  return rises(sorted, (i) => raw[i]!, loose) ? { signs, score: raw, slack: loose } : null;
}

/** Linear predictor of the sorted rows. */
export function predictor({ x, stride, kept }: DesignBasis, coefficients: Float64Array, n: number): Float64Array {
  const q = kept.length;
  const values = new Float64Array(n);
  for (let i = 0; i < values.length; i++)
    for (let k = 0; k < q; k++) values[i]! += x[i * stride + k]! * coefficients[k]!;
  return values;
}

/** Largest range of the values within a stratum. */
export function spread(values: Float64Array, { strataEnd }: SortedRows): number {
  let widest = 0;
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (; i < strataEnd[s]!; i++) {
      low = Math.min(low, values[i]!);
      high = Math.max(high, values[i]!);
    }
    widest = Math.max(widest, high - low);
  }
  return widest;
}
