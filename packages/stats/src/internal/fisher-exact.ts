import { exp } from "@hcc/numerics";
import { fisherTwoByTwo } from "./fisher-two-by-two.js";
import { logFactorials } from "./log-factorials.js";

/** Tables that are more likely than the observed one by less than this (on the log scale) count as equally likely. */
const TOLERANCE = 1e-7;
/** Steps after which a larger table is given up: a second or two. */
const WORK = 5e6;

interface Exact {
  readonly pValue: number;
  /** Without half of the probability of the tables as likely as the observed one. */
  readonly midPValue: number;
}

/** P of Fisher's exact test of a table of any size; null when the tables are too many. */
export function fisherExact(
  table: readonly (readonly number[])[],
  rows: readonly number[],
  columns: readonly number[],
): Exact | null {
  const cells = table.filter((_, i) => rows[i]! > 0).map((row) => row.filter((_, j) => columns[j]! > 0));
  const height = cells.length;
  const width = cells[0]!.length;
  if (height === 1 || width === 1) return { pValue: 1, midPValue: 0.5 };
  if (height === 2 && width === 2) {
    const { exact, mid } = fisherTwoByTwo(cells);
    return { pValue: exact["two-sided"], midPValue: mid["two-sided"] };
  }
  return network(height <= width ? cells : cells[0]!.map((_, j) => cells.map((row) => row[j]!)));
}

/** What is left to place after some columns: row totals in ascending order. */
interface Node {
  readonly remaining: readonly number[];
  /** Largest and smallest log weight of a way to the end. */
  longest: number;
  shortest: number;
  readonly children: { readonly node: Node; readonly weight: number }[];
  /** Two columns before the end: log weight of every way to the end, ascending once `sums` is there. */
  readonly ends: number[];
  /** Sums of exp(ends - longest) over the first 0, 1, 2, ... ends. */
  sums: Float64Array | null;
  /** Log weight of the ways to here, rounded, with the exact log of the first of them and the number of ways. */
  ways: Map<number, { readonly log: number; count: number }>;
}

class TooMuchWork extends Error {}

/**
 * The probability of a table is the product over columns j of c_j! / prod_i x_ij!, divided by n! / prod_i r_i!. Columns
 * are placed one after the other; what can follow depends on the row totals left, in any order of the rows. Ways with the
 * same weight to the same node are counted together; a way is decided as soon as every table it leads to counts, or none
 * does; the last two columns are looked up in a sorted list.
 * Mehta CR, Patel NR. J Am Stat Assoc 1983;78:427-434. https://doi.org/10.1080/01621459.1983.10477989
 */
function network(table: readonly (readonly number[])[]): Exact | null {
  const rows = table.map(total);
  // The largest columns come last, where they cost least.
  const order = table[0]!.map((_, j) => table.map((row) => row[j]!)).sort((a, b) => total(a) - total(b));
  const columns = order.map(total);
  const n = total(columns);
  if (n > WORK) return null;
  const logFactorial = logFactorials(n);
  const multinomial = (counts: readonly number[]): number =>
    counts.reduce((sum, count) => sum - logFactorial[count]!, logFactorial[total(counts)]!);

  let observed = 0;
  for (const column of order) observed += multinomial(column);
  let work = 0;
  const spend = (steps: number): void => {
    work += steps;
    if (work > WORK) throw new TooMuchWork();
  };

  const stages: Map<string, Node>[] = columns.slice(1).map(() => new Map());
  const visit = (stage: number, remaining: readonly number[]): Node => {
    const key = remaining.join(",");
    const known = stages[stage]!.get(key);
    if (known !== undefined) return known;
    const node: Node = {
      remaining,
      longest: Number.NEGATIVE_INFINITY,
      shortest: Number.POSITIVE_INFINITY,
      children: [],
      ends: [],
      sums: null,
      ways: new Map(),
    };
    stages[stage]!.set(key, node);
    const beforeLast = stage === columns.length - 2;
    place(remaining, columns[stage]!, logFactorial, (left, logProduct) => {
      spend(1);
      const weight = logFactorial[columns[stage]!]! - logProduct;
      let longest = weight;
      let shortest = weight;
      if (beforeLast) {
        longest = shortest = weight + multinomial(left);
        node.ends.push(longest);
      } else {
        const child = visit(
          stage + 1,
          left.sort((a, b) => a - b),
        );
        node.children.push({ node: child, weight });
        longest += child.longest;
        shortest += child.shortest;
      }
      node.longest = Math.max(node.longest, longest);
      node.shortest = Math.min(node.shortest, shortest);
    });
    return node;
  };

  const whole = multinomial(rows);
  const root = [...rows].sort((a, b) => a - b);
  /** Probability of the tables whose log weight is at most `limit`. */
  const upTo = (limit: number): number => {
    visit(0, root).ways.set(0, { log: 0, count: 1 });
    let p = 0;
    for (const stage of stages) {
      for (const node of stage.values()) {
        for (const { log: past, count } of node.ways.values()) {
          if (past + node.longest <= limit) {
            // Every continuation counts; together they weigh (what is left)! / product of the row totals left.
            p += count * exp(past + multinomial(node.remaining) - whole);
          } else if (past + node.shortest <= limit && node.ends.length > 0) {
            p += count * exp(past + node.longest - whole) * weightUpTo(node, limit - past);
          } else if (past + node.shortest <= limit) {
            spend(node.children.length);
            for (const { node: child, weight } of node.children) {
              const next = past + weight;
              const key = Math.round(next * 1e9);
              const way = child.ways.get(key);
              if (way === undefined) child.ways.set(key, { log: next, count });
              else way.count += count;
            }
          }
        }
        node.ways.clear();
      }
    }
    return p;
  };

  try {
    visit(0, root);
    const pValue = Math.min(1, upTo(observed + TOLERANCE));
    return { pValue, midPValue: (pValue + Math.min(1, upTo(observed - TOLERANCE))) / 2 };
  } catch (error) {
    if (error instanceof TooMuchWork) return null;
    throw error;
  }
}

/** Sum of exp(end - longest) over the ends that are at most `limit`. */
function weightUpTo(node: Node, limit: number): number {
  const { ends, longest } = node;
  if (node.sums === null) {
    ends.sort((a, b) => a - b);
    node.sums = new Float64Array(ends.length + 1);
    for (let i = 0; i < ends.length; i++) node.sums[i + 1] = node.sums[i]! + exp(ends[i]! - longest);
  }
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return node.sums[low]!;
}

/** Calls `use` with every way of taking `count` from the totals: a new list of what is left, and the sum of log x_i!. */
function place(
  totals: readonly number[],
  count: number,
  logFactorial: Float64Array,
  use: (left: number[], logProduct: number) => void,
): void {
  const left = [...totals];
  const walk = (i: number, rest: number, room: number, logProduct: number): void => {
    const own = totals[i]!;
    if (i === totals.length - 1) {
      left[i] = own - rest;
      use([...left], logProduct + logFactorial[rest]!);
      return;
    }
    const after = room - own;
    for (let x = Math.max(0, rest - after); x <= Math.min(own, rest); x++) {
      left[i] = own - x;
      walk(i + 1, rest - x, after, logProduct + logFactorial[x]!);
    }
  };
  walk(0, count, total(totals), 0);
}

function total(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
