import type { MatchProblem } from "./match-problem.js";

/** The rows of one group in a line: by exact stratum, then ascending by score. */
export interface RowLine {
  /** Row at each place. */
  readonly rows: Int32Array;
  /** Place of each row; -1 for rows of the other group and such as may not be matched. */
  readonly place: Int32Array;
  /**
   * First place and the one after the last of the rows of a stratum within a distance of a score. With `strict` those
   * nearer than it.
   */
  readonly within: (score: number, stratum: number, distance: number, strict?: boolean) => readonly [number, number];
}

export function rowLine({ value, treated, stratum, strata, order }: MatchProblem, group: 0 | 1): RowLine {
  const starts = new Int32Array(strata + 1);
  for (const row of order) if (treated[row] === group) starts[stratum[row]! + 1]!++;
  for (let s = 0; s < strata; s++) starts[s + 1]! += starts[s]!;
  const next = starts.slice();
  const rows = new Int32Array(starts[strata]!);
  const place = new Int32Array(value.length).fill(-1);
  for (const row of order) {
    if (treated[row] !== group) continue;
    const at = next[stratum[row]!]!++;
    rows[at] = row;
    place[row] = at;
  }
  /** First place from `low` on where it no longer holds; it holds up to there. */
  const boundary = (low: number, high: number, holds: (score: number) => boolean): number => {
    let [from, to] = [low, high];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (holds(value[rows[middle]!]!)) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  const within = (score: number, s: number, distance: number, strict = false): readonly [number, number] => {
    const beyond = strict ? (gap: number) => gap >= distance : (gap: number) => gap > distance;
    const end = starts[s + 1]!;
    const low = boundary(starts[s]!, end, (other) => other < score && beyond(score - other));
    return [low, boundary(low, end, (other) => other < score || !beyond(other - score))];
  };
  return { rows, place, within };
}
