import { exp, log } from "@hcc/numerics";
import { type Bounds, fisherBounds } from "./fisher-bounds.js";
import { lastTwoColumns, type Tails } from "./fisher-ends.js";
import { placeColumn } from "./fisher-place.js";
import { type FisherPlan, fisherPlan } from "./fisher-plan.js";
import { fisherTwoByTwo } from "./fisher-two-by-two.js";
import { logFactorials } from "./log-factorials.js";
import { Ways } from "./ways.js";

/** Tables whose log probabilities differ by less than this count as equally likely. */
const TOLERANCE = 1e-7;
/** Steps after which a larger table is given up: a few seconds. */
const WORK = 1.2e8;
/** Estimated steps beyond which it is not begun. */
const HOPELESS = 1e9;
/** Steps of placing a column in one way, of a node, and of one more way that is kept apart. */
const COST = { place: 20, settle: 5, node: 100, way: 8 };

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
  const plan = planOf(cells);
  return plan.cost > HOPELESS ? null : network(cells, plan);
}

/** The cheaper plan of the table and of its transpose. */
function planOf(cells: readonly (readonly number[])[]): FisherPlan {
  const rows = cells.map(total);
  const columns = cells[0]!.map((_, j) => cells.reduce((sum, row) => sum + row[j]!, 0));
  const n = total(rows);
  // Half of the likelihood-ratio chi-square: how much less likely the table is than the most likely one.
  let deficit = 1;
  cells.forEach((row, i) => {
    row.forEach((count, j) => {
      if (count > 0) deficit += count * log((count / rows[i]!) * (n / columns[j]!));
    });
  });
  const one = fisherPlan(rows, columns, deficit);
  const other = fisherPlan(columns, rows, deficit);
  return one.cost <= other.cost ? one : other;
}

/** What is left to place after some columns: row totals in ascending order. */
interface Node extends Bounds {
  readonly remaining: readonly number[];
  /** Log weight of all ways to the end together. */
  readonly all: number;
  /** Log weights of the ways to here, with their probabilities. */
  readonly ways: Ways;
}

class TooMuchWork extends Error {}

/**
 * The probability of a table is the product over columns j of c_j! / prod_i x_ij!, divided by n! / prod_i r_i!. Columns
 * are placed one after the other; what can follow depends on the row totals left, in any order of the rows. Ways with the
 * same weight to the same node are counted together; a way is decided as soon as every table it leads to counts, or none
 * does, by bounds on what can follow. From the split on, ways to the end are not kept: each meets the sorted ways to its node.
 * Mehta CR, Patel NR. J Am Stat Assoc 1983;78:427-434. https://doi.org/10.1080/01621459.1983.10477989
 * Clarkson DB, Fan Y, Joe H. ACM Trans Math Softw 1993;19:484-488. https://doi.org/10.1145/168173.168412
 */
function network(cells: readonly (readonly number[])[], { rows, columns, split }: FisherPlan): Exact | null {
  const n = total(columns);
  if (n > WORK / 8) return null;
  const logFactorial = logFactorials(n);
  const tables = { logFactorial, logs: logFactorial.map((_, count) => log(count)) };
  const multinomial = (counts: readonly number[]): number => {
    let sum = 0;
    let log = 0;
    for (const count of counts) {
      sum += count;
      log -= logFactorial[count]!;
    }
    return log + logFactorial[sum]!;
  };
  let observed = 0;
  for (const count of columns) observed += logFactorial[count]!;
  for (const row of cells) for (const count of row) observed -= logFactorial[count]!;
  const limits: Tails = { upTo: observed + TOLERANCE, below: observed - TOLERANCE };
  const tails: Tails = { upTo: 0, below: 0 };

  let work = 0;
  const spend = (steps: number): void => {
    work += steps;
    if (work > WORK) throw new TooMuchWork();
  };
  const keyOf = keys(rows);
  const bound = fisherBounds(columns, tables);
  const nodeOf = (stage: number, sorted: number[]): Node => {
    spend(COST.node);
    return { remaining: sorted, ...bound(stage, sorted), all: multinomial(sorted), ways: new Ways() };
  };
  const ascending = (left: readonly number[]): number[] => [...left].sort((a, b) => a - b);

  const settle = (mass: number): void => {
    tails.below += mass;
    tails.upTo += mass;
  };

  const goOn = (node: Node, stage: number, next: Map<number | string, Node>): void => {
    const { ways } = node;
    const count = columns[stage]!;
    placeColumn(node.remaining, count, tables, {
      slack: ways.highest + node.most - limits.below,
      settle: (logShare) => {
        spend(COST.settle);
        settle(exp(logShare) * ways.mass);
      },
      use: (left, logProduct) => {
        const sorted = ascending(left);
        const key = keyOf(sorted);
        let child = next.get(key);
        if (child === undefined) next.set(key, (child = nodeOf(stage + 1, sorted)));
        const weight = logFactorial[count]! - logProduct;
        const share = exp(weight + child.all - node.all);
        const settled = ways.upTo(limits.below - weight - child.most);
        settle(share * ways.sums[settled]!);
        const end = ways.upTo(limits.upTo - weight - child.least);
        spend(COST.place + 3 * (end - settled));
        for (let w = settled; w < end; w++) {
          if (child.ways.add(ways.logs[w]! + weight, ways.masses[w]! * share)) spend(COST.way);
        }
      },
    });
  };
  /** Goes on from the last node on the way, with the log weight since. */
  const finish = (node: Node, stage: number, here: Omit<Node, "ways">, since: number): void => {
    const { ways } = node;
    const count = columns[stage]!;
    const base = since + here.all - node.all;
    const slack = ways.highest + since + here.most - limits.below;
    if (stage === columns.length - 2) {
      const last = [count, columns[stage + 1]!] as const;
      lastTwoColumns(here.remaining, last, { ways, limits, tables, slack, since, base, all: node.all }, tails, spend);
      return;
    }
    placeColumn(here.remaining, count, tables, {
      slack,
      settle: (logShare) => {
        spend(COST.settle);
        settle(exp(base + logShare) * ways.mass);
      },
      use: (left, logProduct) => {
        const sorted = ascending(left);
        const weight = since + logFactorial[count]! - logProduct;
        const there = { remaining: sorted, ...bound(stage + 1, sorted), all: multinomial(sorted) };
        spend(COST.node);
        if (ways.highest + weight + there.most <= limits.below) settle(exp(weight + there.all - node.all) * ways.mass);
        else if (ways.lowest + weight + there.least <= limits.upTo) finish(node, stage + 1, there, weight);
      },
    });
  };

  try {
    const root = nodeOf(0, ascending(rows));
    root.ways.add(0, 1);
    let nodes = new Map<number | string, Node>([["", root]]);
    for (let stage = 0; ; stage++) {
      const next = new Map<number | string, Node>();
      const before = work;
      let done = 0;
      for (const node of nodes.values()) {
        done++;
        if (node.ways.size === 0) continue;
        node.ways.sort();
        if (stage < split) goOn(node, stage, next);
        else finish(node, stage, node, 0);
        // Ten times too much at this rate.
        if (work > WORK / 30 && (work - before) * nodes.size > 10 * WORK * done) return null;
      }
      if (stage === split) break;
      nodes = next;
    }
  } catch (error) {
    if (error instanceof TooMuchWork) return null;
    throw error;
  }
  const pValue = Math.min(1, tails.upTo);
  return { pValue, midPValue: pValue / 2 + Math.min(1, tails.below) / 2 };
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

function total(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
