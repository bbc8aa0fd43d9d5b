import { exp } from "@hcc/numerics";
import { fisherBounds } from "./fisher-bounds.js";
import { fisherTwoByTwo } from "./fisher-two-by-two.js";
import { logFactorials } from "./log-factorials.js";
import { Ways } from "./ways.js";

/** Tables whose log probabilities differ by less than this count as equally likely. */
const TOLERANCE = 1e-7;
/** Steps after which a larger table is given up: a second or two. */
const WORK = 4e7;
/** Steps of placing a column in one way, of a node, and of one more way that is kept apart. */
const COST = { place: 20, node: 100, way: 8 };

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
  /** No way to the end has a log weight above it, none one below. */
  readonly most: number;
  readonly least: number;
  /** Log weight of all ways to the end together. */
  readonly all: number;
  /** Log weights of the ways to here. */
  readonly ways: Ways;
}

class TooMuchWork extends Error {}

/**
 * The probability of a table is the product over columns j of c_j! / prod_i x_ij!, divided by n! / prod_i r_i!. Columns
 * are placed one after the other; what can follow depends on the row totals left, in any order of the rows. Ways with the
 * same weight to the same node are counted together; a way is decided as soon as every table it leads to counts, or none
 * does, by bounds on what can follow; the last two columns are gone through one by one.
 * Mehta CR, Patel NR. J Am Stat Assoc 1983;78:427-434. https://doi.org/10.1080/01621459.1983.10477989
 */
function network(table: readonly (readonly number[])[]): Exact | null {
  const rows = table.map(total);
  // The largest columns come last, where they cost least.
  const order = table[0]!.map((_, j) => table.map((row) => row[j]!)).sort((a, b) => total(a) - total(b));
  const columns = order.map(total);
  const n = total(columns);
  if (n > WORK / 8) return null;
  const logFactorial = logFactorials(n);
  const multinomial = (counts: readonly number[]): number =>
    counts.reduce((sum, count) => sum - logFactorial[count]!, logFactorial[total(counts)]!);
  const whole = multinomial(rows);
  let observed = 0;
  for (const column of order) observed += multinomial(column);
  const upTo = observed + TOLERANCE;
  const below = observed - TOLERANCE;

  let work = 0;
  const spend = (steps: number): void => {
    work += steps;
    if (work > WORK) throw new TooMuchWork();
  };
  let pUpTo = 0;
  let pBelow = 0;
  const keyOf = keys(rows);
  const bound = fisherBounds(columns, logFactorial);

  let nodes = new Map<number | string, Node>();
  const last = columns.length - 2;
  /** The node of the next stage; its ways are decided at once where the bounds allow. */
  const arrive = (next: Map<number | string, Node>, stage: number, left: readonly number[]): Node => {
    const sorted = [...left].sort((a, b) => a - b);
    const key = keyOf(sorted);
    let node = next.get(key);
    if (node === undefined) {
      node = { remaining: sorted, ...bound(stage, sorted), all: multinomial(sorted), ways: new Ways() };
      next.set(key, node);
      spend(COST.node);
    }
    return node;
  };
  const go = (node: Node, weight: number, count: number): void => {
    if (weight + node.most <= below) {
      const p = count * exp(weight + node.all - whole);
      pUpTo += p;
      pBelow += p;
    } else if (weight + node.least <= upTo) {
      if (node.ways.add(weight, count)) spend(COST.way);
    }
  };

  try {
    go(arrive(nodes, 0, rows), 0, 1);
    for (let stage = 0; stage < last; stage++) {
      const next = new Map<number | string, Node>();
      for (const node of nodes.values()) {
        if (node.ways.size === 0) continue;
        place(node.remaining, columns[stage]!, logFactorial, (left, logProduct) => {
          spend(COST.place + 3 * node.ways.size);
          const child = arrive(next, stage + 1, left);
          const weight = logFactorial[columns[stage]!]! - logProduct;
          for (let w = 0; w < node.ways.size; w++) go(child, node.ways.logs[w]! + weight, node.ways.counts[w]!);
        });
      }
      nodes = next;
    }
    for (const node of nodes.values()) {
      if (node.ways.size === 0) continue;
      const { logs, counts, size } = node.ways;
      const ends = lastTwo(node.remaining, columns[last]!, columns[last + 1]!, logFactorial, spend);
      const scale = node.most;
      if (size > 6) {
        ends.sort();
        const sums = new Float64Array(ends.length + 1);
        for (let e = 0; e < ends.length; e++) sums[e + 1] = sums[e]! + exp(ends[e]! - scale);
        spend(10 * ends.length + 10 * size);
        for (let w = 0; w < size; w++) {
          const share = counts[w]! * exp(logs[w]! + scale - whole);
          pUpTo += share * sums[firstAbove(ends, upTo - logs[w]!)]!;
          pBelow += share * sums[firstAbove(ends, below - logs[w]!)]!;
        }
        continue;
      }
      for (let w = 0; w < size; w++) {
        const room = upTo - logs[w]!;
        const roomBelow = below - logs[w]!;
        let sum = 0;
        let equal = 0;
        for (let e = 0; e < ends.length; e++) {
          const end = ends[e]!;
          if (end > room) continue;
          sum += exp(end - scale);
          if (end > roomBelow) equal += exp(end - scale);
        }
        spend(2 * ends.length);
        const share = counts[w]! * exp(logs[w]! + scale - whole);
        pUpTo += share * sum;
        pBelow += share * (sum - equal);
      }
    }
  } catch (error) {
    if (error instanceof TooMuchWork) return null;
    throw error;
  }
  return { pValue: Math.min(1, pUpTo), midPValue: Math.min(1, pUpTo) / 2 + Math.min(1, pBelow) / 2 };
}

/** One number or text for each list of row totals in ascending order. */
function keys(rows: readonly number[]): (sorted: readonly number[]) => number | string {
  const base = Math.max(...rows) + 1;
  let largest = 1;
  for (let i = 0; i < rows.length; i++) largest *= base;
  if (largest > Number.MAX_SAFE_INTEGER) return (sorted) => sorted.join();
  return (sorted) => {
    let key = 0;
    for (const count of sorted) key = key * base + count;
    return key;
  };
}

/** Log weights of all ways of placing the last two columns. */
function lastTwo(
  totals: readonly number[],
  first: number,
  second: number,
  logFactorial: Float64Array,
  spend: (steps: number) => void,
): Float64Array {
  const start = logFactorial[first]! + logFactorial[second]!;
  const height = totals.length;
  const final = totals[height - 1]!;
  let ends = new Float64Array(64);
  let size = 0;
  const walk = (i: number, rest: number, room: number, weight: number): void => {
    const own = totals[i]!;
    const after = room - own;
    const from = Math.max(0, rest - after);
    const to = Math.min(own, rest);
    if (i < height - 2) {
      for (let x = from; x <= to; x++) {
        walk(i + 1, rest - x, after, weight - logFactorial[x]! - logFactorial[own - x]!);
      }
      return;
    }
    spend(to - from + 2);
    if (size + to - from >= ends.length) {
      const larger = new Float64Array(2 * (size + to - from + 1));
      larger.set(ends);
      ends = larger;
    }
    for (let x = from; x <= to; x++) {
      const y = rest - x;
      ends[size++] = weight - logFactorial[x]! - logFactorial[own - x]! - logFactorial[y]! - logFactorial[final - y]!;
    }
  };
  walk(0, first, first + second, start);
  return ends.subarray(0, size);
}

/** Number of ends, in ascending order, that are at most `limit`. */
function firstAbove(ends: Float64Array, limit: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Calls `use` with every way of taking `count` from the totals: what is left, in a list used again, and the sum of log x_i!. */
function place(
  totals: readonly number[],
  count: number,
  logFactorial: Float64Array,
  use: (left: readonly number[], logProduct: number) => void,
): void {
  const left = [...totals];
  const walk = (i: number, rest: number, room: number, logProduct: number): void => {
    const own = totals[i]!;
    if (i === totals.length - 1) {
      left[i] = own - rest;
      use(left, logProduct + logFactorial[rest]!);
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
