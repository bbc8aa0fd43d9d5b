import { InputError } from "@hcc/data";
import type { MatchProblem } from "./match-problem.js";
import { type Edges, optimalAssignment } from "./optimal-assignment.js";

/** Rows of one stratum by group, ascending by value. */
export interface Stratum {
  readonly treated: number[];
  readonly control: number[];
}

/** Pairs that may be formed; rows and columns of the edges are places in the lists of treated rows and controls. */
export interface PairGraph {
  readonly edges: Edges;
  readonly treated: number[];
  readonly control: number[];
}

const MOST_EDGES = 1e7;
const MOST_COMPARED = 2e9;

/** All pairs within the caliper whose cost, by default the distance of the scores, is not Infinity. */
export function pairGraph(
  groups: readonly Stratum[],
  { value, width }: MatchProblem,
  cost: ((treated: number, control: number) => number) | null,
): PairGraph {
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
  const limit = cost === null ? MOST_EDGES : MOST_COMPARED;
  if (candidates > limit) refuse(`compare ${candidates} pairs of rows, more than ${limit}`);
  const start = new Int32Array(treated.length + 1);
  let count = 0;
  for (let t = 0; t < treated.length; t++) {
    if (cost === null) count += high[t]! - low[t]!;
    else
      for (let c = low[t]!; c < high[t]!; c++) if (cost(treated[t]!, control[c]!) < Number.POSITIVE_INFINITY) count++;
    if (count > MOST_EDGES) refuse(`choose among more than ${MOST_EDGES} pairs of rows that keep the rules`);
    start[t + 1] = count;
  }
  const column = new Int32Array(count);
  const costs = new Float64Array(count);
  count = 0;
  for (let t = 0; t < treated.length; t++) {
    const row = treated[t]!;
    for (let c = low[t]!; c < high[t]!; c++) {
      const other = control[c]!;
      const own = cost === null ? Math.abs(value[row]! - value[other]!) : cost(row, other);
      if (own === Number.POSITIVE_INFINITY) continue;
      column[count] = c;
      costs[count++] = own;
    }
  }
  return { edges: { rows: treated.length, columns: control.length, start, column, cost: costs }, treated, control };
}

function refuse(what: string): never {
  throw new InputError(
    "option",
    `optimal matching would ${what}: give narrower calipers or more exact values, ratio 1 without rules of covariates, or use method: "nearest"`,
    { column: "method" },
  );
}

/** The edges whose cost is no larger than it must be for as many first, second ... partners as all edges allow. */
export function leastLargest(edges: Edges, ratio: number): Edges {
  const costs = edges.cost.slice().sort();
  const served = (graph: Edges, spare: number): Int32Array => {
    const held = new Int32Array(graph.rows);
    for (const row of optimalAssignment({ ...graph, cost: new Float64Array(graph.cost.length) }, ratio, spare)) {
      if (row >= 0) held[row]!++;
    }
    return held.sort();
  };
  const most = served(edges, edges.rows);
  const spare = most.filter((held) => held === 0).length;
  let low = 0;
  let high = costs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const held = served(upTo(edges, costs[middle]!), spare);
    if (held.every((count, i) => count === most[i])) high = middle;
    else low = middle + 1;
  }
  return costs.length === 0 ? edges : upTo(edges, costs[low]!);
}

function upTo({ rows, columns, start, column, cost }: Edges, limit: number): Edges {
  const kept = new Int32Array(rows + 1);
  const columnKept = new Int32Array(column.length);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let e = start[row]!; e < start[row + 1]!; e++) if (cost[e]! <= limit) columnKept[count++] = column[e]!;
    kept[row + 1] = count;
  }
  return { rows, columns, start: kept, column: columnKept.subarray(0, count), cost: cost.filter((c) => c <= limit) };
}
