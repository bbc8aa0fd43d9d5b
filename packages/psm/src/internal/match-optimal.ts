import { InputError } from "@hcc/data";
import { matchLine } from "./match-line.js";
import type { MatchProblem, Pair } from "./match-problem.js";
import { type Edges, optimalAssignment } from "./optimal-assignment.js";

/** How an optimal matching is sought. */
export interface OptimalOptions {
  /** Controls per treated row. Default 1. */
  readonly ratio?: number;
  /** What is least: the total distance (default), or first the largest distance and then the total. */
  readonly objective?: "total" | "maximum";
  /** Cost of a pair within the caliper, Infinity forbids it. Default: the distance of the scores, which is far faster. */
  readonly cost?: (treated: number, control: number) => number;
}

/** Rows of one stratum by group, ascending by value. */
interface Stratum {
  readonly treated: number[];
  readonly control: number[];
}

/**
 * Most treated rows with a control, then most with a second and so on, and of these matchings the least total distance;
 * for the objective "maximum" the least largest distance comes before the total.
 */
export function matchOptimal(problem: MatchProblem, options: OptimalOptions = {}): Pair[] {
  const { objective = "total", cost } = options;
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
  if (cost === undefined && (ratio === 1 || wanted <= sum((group) => group.control.length))) {
    const lines = groups.map((group) => lineOf(group, problem, ratio));
    const limit = objective === "maximum" ? leastWidth(lines, problem) : width;
    const pairs: Pair[] = [];
    for (const { rows } of lines) matchLine({ ...problem, rows }, limit, null, (t, c) => pairs.push([t, c]));
    if (ratio === 1 || pairs.length === wanted) return pairs;
  }
  const between = cost ?? ((t: number, c: number): number => Math.abs(problem.value[t]! - problem.value[c]!));
  const graph = edgesOf(groups, problem, between);
  const best = optimalAssignment(objective === "maximum" ? leastLargest(graph.edges, ratio) : graph.edges, ratio);
  const pairs: Pair[] = [];
  best.forEach((row, c) => {
    if (row >= 0) pairs.push([graph.treated[row]!, graph.control[c]!]);
  });
  return pairs;
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

const MOST_EDGES = 1e7;

function edgesOf(
  groups: readonly Stratum[],
  { value, width }: MatchProblem,
  between: (treated: number, control: number) => number,
): { edges: Edges; treated: number[]; control: number[] } {
  const treated = groups.flatMap((group) => group.treated);
  const control = groups.flatMap((group) => group.control);
  const low = new Int32Array(treated.length);
  const high = new Int32Array(treated.length);
  let candidates = 0;
  let i = 0;
  let end = 0;
  for (const group of groups) {
    let from = end;
    let to = end;
    end += group.control.length;
    for (const row of group.treated) {
      const x = value[row]!;
      while (from < end && x - value[control[from]!]! > width) from++;
      while (to < end && value[control[to]!]! - x <= width) to++;
      low[i] = from;
      high[i++] = to;
      candidates += to - from;
    }
  }
  if (candidates > MOST_EDGES) {
    throw new InputError(
      "option",
      `optimal matching would compare ${candidates} pairs of rows, more than ${MOST_EDGES}: give a narrower caliper, ratio 1 without further restrictions, or use method: "nearest"`,
      { column: "method" },
    );
  }
  const start = new Int32Array(treated.length + 1);
  const column = new Int32Array(candidates);
  const cost = new Float64Array(candidates);
  let count = 0;
  for (let t = 0; t < treated.length; t++) {
    for (let c = low[t]!; c < high[t]!; c++) {
      const own = between(treated[t]!, control[c]!);
      if (own === Number.POSITIVE_INFINITY) continue;
      column[count] = c;
      cost[count++] = own;
    }
    start[t + 1] = count;
  }
  const edges = {
    rows: treated.length,
    columns: control.length,
    start,
    column: column.subarray(0, count),
    cost: cost.subarray(0, count),
  };
  return { edges, treated, control };
}

/** The edges whose cost is no larger than it must be for as many first, second ... partners as all edges allow. */
function leastLargest(edges: Edges, ratio: number): Edges {
  const costs = Array.from(new Set(edges.cost)).sort((a, b) => a - b);
  const served = (graph: Edges): string => {
    const held = new Int32Array(graph.rows);
    for (const row of optimalAssignment({ ...graph, cost: new Float64Array(graph.cost.length) }, ratio)) {
      if (row >= 0) held[row]!++;
    }
    return held.sort().join(" ");
  };
  const most = served(edges);
  let low = 0;
  let high = costs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (served(upTo(edges, costs[middle]!)) === most) high = middle;
    else low = middle + 1;
  }
  return costs.length === 0 ? edges : upTo(edges, costs[low]!);
}

function upTo({ rows, columns, start, column, cost }: Edges, limit: number): Edges {
  const kept = new Int32Array(rows + 1);
  const columnKept: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let e = start[row]!; e < start[row + 1]!; e++) if (cost[e]! <= limit) columnKept.push(column[e]!);
    kept[row + 1] = columnKept.length;
  }
  return { rows, columns, start: kept, column: Int32Array.from(columnKept), cost: cost.filter((c) => c <= limit) };
}
