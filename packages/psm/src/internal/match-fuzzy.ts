import type { MatchProblem, RowPairs } from "./match-problem.js";
import { MarkTree, MaximumTree } from "./range-trees.js";
import { type RowLine, rowLine } from "./row-line.js";

/** Who takes whom: a case a random control, a case the first control of the file, a control the first case of the file. */
export type FuzzyRule = "random-control" | "first-control" | "first-case";

/** The order of the file, and what is drawn. */
export interface FuzzyFile {
  /** Treated rows in the order of the file. */
  readonly cases: Int32Array;
  /** Controls in the order of the file. */
  readonly controls: Int32Array;
}

/** Each row that takes (see the rule), in the order of the file, takes one of the free rows within the tolerance. */
export function matchFuzzy(
  problem: MatchProblem,
  { cases, controls }: FuzzyFile,
  rule: FuzzyRule,
  { exactPriority = false, random }: { readonly exactPriority?: boolean; readonly random?: () => number } = {},
  line: RowLine = rowLine(problem, rule === "first-case" ? 1 : 0),
): RowPairs {
  const { value, stratum, width } = problem;
  const [takers, others] = rule === "first-case" ? [controls, cases] : [cases, controls];
  const pick = rule === "random-control" ? randomPick(line, random!) : firstPick(line, others);
  const taker: number[] = [];
  const taken: number[] = [];
  for (const row of takers) {
    const range = (distance: number): readonly [number, number] => line.within(value[row]!, stratum[row]!, distance);
    let place = exactPriority ? pick(...range(0)) : -1;
    if (place < 0) place = pick(...range(width));
    if (place < 0) continue;
    taker.push(row);
    taken.push(line.rows[place]!);
  }
  const [treated, control] = rule === "first-case" ? [taken, taker] : [taker, taken];
  return { treated: Int32Array.from(treated), control: Int32Array.from(control) };
}

/** Takes a free place of a range; -1 when there is none. */
type Pick = (low: number, high: number) => number;

function randomPick({ rows }: RowLine, random: () => number): Pick {
  const free = new MarkTree(rows.length);
  return (low, high) => {
    const before = free.before(low);
    const count = free.before(high) - before;
    if (count === 0) return -1;
    const place = free.find(before + Math.min(count - 1, Math.floor(random() * count)));
    free.change(place, -1);
    return place;
  };
}

function firstPick({ rows, place }: RowLine, file: Int32Array): Pick {
  // Of the largest negative number, the first of the file.
  const keys = new Float64Array(rows.length).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < file.length; i++) keys[place[file[i]!]!] = -i;
  const free = new MaximumTree(keys);
  return (low, high) => {
    const key = free.over(low, high);
    if (key === Number.NEGATIVE_INFINITY) return -1;
    const found = place[file[-key]!]!;
    free.set(found, Number.NEGATIVE_INFINITY);
    return found;
  };
}

/** Treated rows and controls that may be matched, in the order of the data. */
export function fileOf({ treated, order }: MatchProblem): FuzzyFile {
  const rows = order.slice().sort();
  return { cases: rows.filter((row) => treated[row] === 1), controls: rows.filter((row) => treated[row] === 0) };
}
