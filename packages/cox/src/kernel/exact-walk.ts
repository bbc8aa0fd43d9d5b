import type { ExactRows, ExactTask } from "./exact-plan.js";

/** What happens on the way through the risk sets of a task. */
export interface ExactVisitor {
  /** A row joins; no more than `most` rows will be chosen from here on. */
  add(row: number, most: number): void;
  /** Keeps what there is, of which no more than `most` rows will be chosen. */
  save(most: number): void;
  /** Returns to what was kept last. */
  restore(): void;
  /** All rows at risk at the task's time of this number are in, and no others. */
  arrive(time: number): void;
}

/** Rows of a task with the first and the last of its times at which each is at risk. */
interface Spans {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Row of each span. */
  readonly row: Int32Array;
}

/**
 * Goes through the risk sets of all times of a task, adding rows only.
 *
 * Where rows only leave as time goes on they are added from the last time backwards; where they only enter, forwards.
 * Else the times are halved: rows at risk at all of a half's times are added for all of them together, and what was before
 * is restored for the other half. So a row that comes and goes is added at most 2 log2(times) times and never removed,
 * which would subtract.
 */
export function walkTogether(task: ExactTask, rows: ExactRows, visitor: ExactVisitor): void {
  const spans = spansOf(task, rows);
  const { chosen } = task;
  const mostOf = (low: number, high: number): number => {
    let most = 0;
    for (let k = low; k < high; k++) most = Math.max(most, chosen[k]!);
    return most;
  };
  const node = (low: number, high: number, members: readonly number[]): void => {
    const most = mostOf(low, high);
    const { from, to, row } = spans;
    const rest: number[] = [];
    let leave = true;
    let enter = true;
    for (const k of members) {
      const early = from[k]! <= low;
      const late = to[k]! >= high - 1;
      if (early && late) visitor.add(row[k]!, most);
      else {
        rest.push(k);
        if (!early) leave = false;
        if (!late) enter = false;
      }
    }
    if (leave) {
      const tops = runningMost(chosen, low, high);
      // Spans are in the order of their ends.
      let next = rest.length - 1;
      for (let k = high - 1; k >= low; k--) {
        for (; next >= 0 && to[rest[next]!]! >= k; next--) visitor.add(row[rest[next]!]!, tops[k - low]!);
        visitor.arrive(k);
      }
    } else if (enter) {
      rest.sort((a, b) => from[a]! - from[b]! || a - b);
      let next = 0;
      for (let k = low; k < high; k++) {
        for (; next < rest.length && from[rest[next]!]! <= k; next++) visitor.add(row[rest[next]!]!, mostOf(k, high));
        visitor.arrive(k);
      }
    } else {
      const middle = (low + high) >> 1;
      visitor.save(most);
      node(
        low,
        middle,
        rest.filter((k) => from[k]! < middle),
      );
      visitor.restore();
      node(
        middle,
        high,
        rest.filter((k) => to[k]! >= middle),
      );
    }
  };
  node(0, task.times.length, [...spans.row.keys()]);
}

/** Largest value from `low` to each position. */
function runningMost(values: readonly number[], low: number, high: number): number[] {
  const most: number[] = [];
  for (let k = low; k < high; k++) most.push(Math.max(values[k]!, most.at(-1) ?? 0));
  return most;
}

function spansOf({ times, end }: ExactTask, { rank, entryRank }: ExactRows): Spans {
  const start = times[0]!.first;
  const size = end - start;
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  const row = new Int32Array(size);
  let count = 0;
  let last = 0;
  for (let i = start; i < end; i++) {
    while (last + 1 < times.length && times[last + 1]!.rank <= rank[i]!) last++;
    let low = 0;
    if (entryRank !== null) {
      let high = times.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (times[middle]!.rank <= entryRank[i]!) low = middle + 1;
        else high = middle;
      }
    }
    if (low > last) continue;
    from[count] = low;
    to[count] = last;
    row[count++] = i;
  }
  return { from: from.subarray(0, count), to: to.subarray(0, count), row: row.subarray(0, count) };
}
