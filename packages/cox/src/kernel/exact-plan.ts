import { type ExactVisitor, walkTogether } from "./exact-walk.js";

/** What the recursion needs to know of the rows, beside their covariates. */
export interface ExactRows {
  readonly rank: Int32Array;
  readonly entryRank: Int32Array | null;
  readonly event: Uint8Array;
  /** Whole numbers: a row counts as so many. */
  readonly weight: Float64Array;
  readonly strataEnd: Int32Array;
}

/** An event time of a stratum at which some of those at risk die. */
interface ExactTime {
  readonly rank: number;
  /** First row whose time it is. */
  readonly first: number;
  /** End (exclusive) of the rows whose time it is. */
  readonly end: number;
  /** Number of deaths, rows counted with their weights. */
  readonly deaths: number;
  readonly atRisk: number;
}

/** Event times of one stratum that one recursion serves. */
export interface ExactTask {
  /** End (exclusive) of the stratum's rows. */
  readonly end: number;
  /** Ascending. */
  readonly times: readonly ExactTime[];
  /** Number of rows that are chosen at each of the times: the deaths, or the survivors where they are fewer. */
  readonly chosen: readonly number[];
  /** Whether those chosen are the survivors. */
  readonly complement: boolean;
}

/** How an exact likelihood is computed. */
export interface ExactPlan {
  readonly tasks: readonly ExactTask[];
  /** Pairs (row, number chosen) that the recursions visit. */
  readonly cells: number;
  /** The event time whose own recursion would visit most; null when there is none. */
  readonly largest: ExactTime | null;
}

/** By how much two thresholds tried must differ. */
const STEP = 1.5;

/**
 * Decides which event times share a recursion: those of at most so many deaths together, the others one by one, with the
 * threshold that is cheapest, stratum by stratum.
 *
 * @param least event times with fewer deaths, and those at which all die, are left out.
 */
export function exactPlan(rows: ExactRows, least: number): ExactPlan {
  const tasks: ExactTask[] = [];
  let cells = 0;
  let largest: ExactTime | null = null;
  for (let s = 0, start = 0; s < rows.strataEnd.length; s++) {
    const end = rows.strataEnd[s]!;
    const times = eventTimes(rows, start, end).filter(({ deaths, atRisk }) => deaths >= least && deaths < atRisk);
    for (const time of times) if (largest === null || ownCells(time) > ownCells(largest)) largest = time;
    const best = cheapest(rows, end, times);
    tasks.push(...best.tasks);
    cells += best.cells;
    start = end;
  }
  return { tasks, cells, largest };
}

/** The event times of a stratum. */
function eventTimes({ rank, entryRank, event, weight }: ExactRows, start: number, end: number): ExactTime[] {
  // Those who have not entered at a time are found from the end too.
  const entries = entryRank === null ? null : entryOrder(entryRank, start, end);
  const times: ExactTime[] = [];
  let entered = end - start;
  let atRisk = 0;
  for (let stop = end; stop > start; ) {
    const time = rank[stop - 1]!;
    let first = stop;
    let deaths = 0;
    while (first > start && rank[first - 1] === time) {
      first--;
      atRisk += weight[first]!;
      if (event[first] === 1) deaths += weight[first]!;
    }
    if (entries !== null) {
      while (entered > 0 && entryRank![entries[entered - 1]!]! >= time) atRisk -= weight[entries[--entered]!]!;
    }
    if (deaths > 0) times.push({ rank: time, first, end: stop, deaths, atRisk });
    stop = first;
  }
  return times.reverse();
}

function entryOrder(entryRank: Int32Array, start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, i) => start + i).sort((a, b) => entryRank[a]! - entryRank[b]!);
}

/** Pairs visited by the recursion of one event time: those from which it can still be reached. */
function ownCells({ deaths, atRisk }: ExactTime): number {
  const chosen = Math.min(deaths, atRisk - deaths);
  return chosen * (atRisk - chosen + 1);
}

function cheapest(
  rows: ExactRows,
  end: number,
  times: readonly ExactTime[],
): { readonly tasks: readonly ExactTask[]; readonly cells: number } {
  const thresholds = [0];
  for (const deaths of times.map((time) => time.deaths).sort((a, b) => a - b)) {
    if (deaths > STEP * thresholds.at(-1)!) thresholds.push(deaths);
  }
  const most = times.reduce((max, { deaths }) => Math.max(max, deaths), 0);
  if (most > thresholds.at(-1)!) thresholds.push(most);
  let best = { tasks: [] as ExactTask[], cells: Number.POSITIVE_INFINITY };
  for (const threshold of thresholds) {
    const together = times.filter(({ deaths }) => deaths <= threshold);
    const alone = times.filter(({ deaths }) => deaths > threshold);
    if (together.length === 1) continue;
    const tasks: ExactTask[] = alone.map((time) => {
      const complement = 2 * time.deaths > time.atRisk;
      return { end, times: [time], chosen: [complement ? time.atRisk - time.deaths : time.deaths], complement };
    });
    let cells = alone.reduce((sum, time) => sum + ownCells(time), 0);
    if (together.length > 1) {
      const task = { end, times: together, chosen: together.map((time) => time.deaths), complement: false };
      const counter = cellCounter(rows.weight);
      walkTogether(task, rows, counter);
      cells += counter.cells();
      tasks.push(task);
    }
    if (cells < best.cells) best = { tasks, cells };
  }
  return best;
}

/** Visits without computing. */
function cellCounter(weight: Float64Array): ExactVisitor & { cells(): number } {
  let cells = 0;
  let count = 0;
  const saved: number[] = [];
  return {
    add(row, most) {
      const next = count + weight[row]!;
      cells += triangle(next, most) - triangle(count, most);
      count = next;
    },
    save: () => void saved.push(count),
    restore: () => {
      count = saved.pop()!;
    },
    arrive: () => undefined,
    cells: () => cells,
  };
}

/** Sum of min(i, most) over i = 1..count. */
function triangle(count: number, most: number): number {
  const slope = Math.min(count, most);
  return (slope * (slope + 1)) / 2 + (count - slope) * most;
}

/** Marks the events at which nobody else dies: for them the exact likelihood is Breslow's. */
export function markUntied(rows: ExactRows, to: Uint8Array): void {
  to.fill(0);
  for (let s = 0, start = 0; s < rows.strataEnd.length; s++) {
    const end = rows.strataEnd[s]!;
    for (const { first, end: stop, deaths } of eventTimes(rows, start, end)) {
      for (let i = first; i < stop; i++) if (deaths === 1) to[i] = rows.event[i]!;
    }
    start = end;
  }
}
