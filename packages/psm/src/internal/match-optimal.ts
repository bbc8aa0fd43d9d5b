import { matchLine } from "./match-line.js";
import type { MatchProblem, Pair } from "./match-problem.js";
import { optimalAssignment } from "./optimal-assignment.js";
import { leastLargest, pairGraph, type Stratum } from "./pair-graph.js";

/** How an optimal matching is sought. */
export interface OptimalOptions {
  /** Controls per treated row. Default 1. */
  readonly ratio?: number;
  /** What is least: the total distance (default), or first the largest distance and then the total. */
  readonly objective?: "total" | "maximum";
  /** Cost of a pair within the caliper, Infinity forbids it. Default: the distance in use. */
  readonly cost?: (treated: number, control: number) => number;
}

/**
 * Most treated rows with a control, then most with a second and so on, and of these matchings the least total distance;
 * for the objective "maximum" the least largest distance comes before the total. Where the scores alone decide, on a line.
 */
export function matchOptimal(problem: MatchProblem, options: OptimalOptions = {}): Pair[] {
  const { objective = "total", cost = costOf(problem) } = options;
  const { strata, stratum, treated, order, width } = problem;
  const groups: Stratum[] = Array.from({ length: strata }, () => ({ treated: [], control: [] }));
  for (const row of order) {
    const own = groups[stratum[row]!]!;
    (treated[row] === 1 ? own.treated : own.control).push(row);
  }
  const sum = (size: (group: Stratum) => number): number => groups.reduce((all, group) => all + size(group), 0);
  const ratio = Math.min(
    options.ratio ?? 1,
    groups.reduce((most, { control }) => Math.max(most, control.length), 0),
  );
  const wanted = ratio * sum((group) => group.treated.length);
  // Who goes first needs no care when every treated row is served in full.
  if (cost === null && (ratio === 1 || wanted <= sum((group) => group.control.length))) {
    const lines = groups.map((group) => lineOf(group, problem, ratio));
    const limit = objective === "maximum" ? leastWidth(lines, problem) : width;
    const pairs: Pair[] = [];
    for (const { rows } of lines) matchLine({ ...problem, rows }, limit, null, (t, c) => pairs.push([t, c]));
    if (ratio === 1 || pairs.length === wanted) return pairs;
  }
  const graph = pairGraph(groups, problem, cost);
  const edges = objective === "maximum" ? leastLargest(graph.edges, ratio) : graph.edges;
  const best = optimalAssignment({ ...edges, onVisit: problem.onVisit }, ratio);
  const pairs: Pair[] = [];
  best.forEach((row, c) => {
    if (row >= 0) pairs.push([graph.treated[row]!, graph.control[c]!]);
  });
  return pairs;
}

/** The distance in use where covariates have a say; null where the scores alone decide. */
function costOf({ value, allowed, metric }: MatchProblem): ((t: number, c: number) => number) | null {
  if (allowed === null) return metric;
  const distance = metric ?? ((t: number, c: number): number => Math.abs(value[t]! - value[c]!));
  return (t, c) => (allowed(t, c) ? distance(t, c) : Number.POSITIVE_INFINITY);
}

interface Copies {
  readonly rows: number[];
  /** Treated rows, each `ratio` times. */
  readonly treated: number[];
  readonly control: number[];
}

function lineOf({ treated, control }: Stratum, { value }: MatchProblem, ratio: number): Copies {
  const copies = ratio === 1 ? treated : treated.flatMap((row) => new Array<number>(ratio).fill(row));
  const rows: number[] = [];
  for (let i = 0, j = 0; i < copies.length || j < control.length; ) {
    const first = j === control.length || (i < copies.length && value[copies[i]!]! <= value[control[j]!]!);
    rows.push(first ? copies[i++]! : control[j++]!);
  }
  return { rows, treated: copies, control };
}

/** The smallest largest distance of a matching of most pairs, all strata together. */
function leastWidth(lines: readonly Copies[], { value, width }: MatchProblem): number {
  let result = 0;
  for (const { treated, control } of lines) {
    let largest = 0;
    const count = (limit: number): number => {
      let pairs = 0;
      largest = 0;
      for (let i = 0, j = 0; i < treated.length && j < control.length; ) {
        const x = value[treated[i]!]!;
        const y = value[control[j]!]!;
        if (Math.abs(x - y) <= limit) {
          largest = Math.max(largest, Math.abs(x - y));
          pairs++;
          i++;
          j++;
        } else if (x < y) i++;
        else j++;
      }
      return pairs;
    };
    const most = count(width);
    let high = largest;
    if (count(result) === most) continue;
    for (let low = result; ; ) {
      const middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) break;
      if (count(middle) === most) high = largest;
      else low = middle;
    }
    result = high;
  }
  return result;
}
