import { forEachLevel, forEachNode, type Intervals, TIMES } from "./intervals.js";

// The sums of `riskSetSums` and `intervalHazards` where one scale serves all predictors of a stratum, so that numbers are
// added as they are.

/** Times of the rows of a level, together, below which they are taken one by one. */
const FEW = 2 * TIMES;

/** Rows of numbers, of which the first q are summed. */
interface Columns {
  readonly x: Float64Array;
  readonly stride: number;
  readonly q: number;
}

/** Adds to `total` (count x q) the sums of risk x row of x over those at risk at each event time who survive it. */
export function addEvenSums(intervals: Intervals, risk: Float64Array, columns: Columns, total: Float64Array): void {
  const { count, from, to, crossing, coarse } = intervals;
  const { q } = columns;
  const part = new Float64Array(count * q);
  forEachLevel(
    intervals,
    (row) => fill(total, row, from[row]!, from[row]!, risk, columns),
    (rows, half, start, end) => {
      // A few short intervals are quicker filled than summed by the tree.
      if (2 * half * rows.length < FEW) {
        for (const row of rows) fill(total, row, from[row]!, to[row]!, risk, columns);
        return;
      }
      part.fill(0, start * q, end * q);
      enter(part, rows, from, risk, columns);
      enter(part, rows, to, risk, columns);
      forEachNode(half, start, end, (first, middle, last) => {
        run(part, total, first, middle, 1, q);
        run(part, total, last - 1, middle - 1, -1, q);
      });
    },
  );
  if (coarse === null) return;
  part.fill(0);
  enter(part, crossing, from, risk, columns);
  for (let start = 0; start < count; start += TIMES) run(part, total, start, Math.min(start + TIMES, count), 1, q);
  part.fill(0);
  enter(part, crossing, to, risk, columns);
  for (let start = 0; start < count; start += TIMES) {
    run(part, total, Math.min(start + TIMES, count) - 1, start - 1, -1, q);
  }
  const throughout = new Float64Array(coarse.count * q);
  addEvenSums(coarse, risk, columns, throughout);
  for (let k = 0, cell = 0; k < count; k++) {
    for (let j = 0, block = Math.floor(k / TIMES) * q; j < q; j++, cell++) total[cell]! += throughout[block + j]!;
  }
}

/** Adds a row to all times at which it is at risk. */
function fill(
  target: Float64Array,
  row: number,
  first: number,
  last: number,
  risk: Float64Array,
  { x, stride, q }: Columns,
): void {
  for (let k = first; k <= last; k++) {
    for (let j = 0; j < q; j++) target[k * q + j]! += risk[row]! * x[row * stride + j]!;
  }
}

/** Adds the rows to the times at which they come or go. */
function enter(
  target: Float64Array,
  rows: Int32Array,
  edge: Int32Array,
  risk: Float64Array,
  { x, stride, q }: Columns,
): void {
  for (let o = 0; o < rows.length; o++) {
    const row = rows[o]!;
    const r = risk[row]!;
    const end = row * stride + q;
    for (let at = row * stride, cell = edge[row]! * q; at < end; at++, cell++) target[cell]! += r * x[at]!;
  }
}

/** Adds running sums from `start` to `stop` (exclusive). */
function run(part: Float64Array, total: Float64Array, start: number, stop: number, step: 1 | -1, q: number): void {
  // A row of running sums is that before it and its own, and overwrites it.
  for (let k = start, cell = start * q; k !== stop; k += step, cell = k * q) {
    const before = k === start ? 0 : -step * q;
    for (const end = cell + q; cell < end; cell++) {
      if (before !== 0) part[cell]! += part[cell + before]!;
      total[cell]! += part[cell]!;
    }
  }
}

/** Adds to `total` the sum of the steps over the event times at which each row is at risk and does not die. */
export function addEvenHazards(intervals: Intervals, steps: Float64Array, total: Float64Array): void {
  const { count, from, to, crossing, coarse } = intervals;
  const running = new Float64Array(count);
  const run = (start: number, stop: number, step: 1 | -1): void => {
    let sum = 0;
    for (let k = start; k !== stop; k += step) {
      sum += steps[k]!;
      running[k] = sum;
    }
  };
  forEachLevel(
    intervals,
    (row) => {
      total[row]! += steps[from[row]!]!;
    },
    (rows, half, start, end) => {
      if (2 * half * rows.length < FEW) {
        for (const row of rows) for (let k = from[row]!; k <= to[row]!; k++) total[row]! += steps[k]!;
        return;
      }
      forEachNode(half, start, end, (first, middle, last) => {
        run(middle - 1, first - 1, -1);
        if (middle < last) run(middle, last, 1);
      });
      for (const row of rows) total[row] = total[row]! + running[from[row]!]! + running[to[row]!]!;
    },
  );
  if (coarse === null) return;
  for (let start = 0; start < count; start += TIMES) run(Math.min(start + TIMES, count) - 1, start - 1, -1);
  for (const row of crossing) total[row]! += running[from[row]!]!;
  // What was summed towards the start of a block is the sum of the block.
  const blocks = new Float64Array(coarse.count);
  for (let block = 0; block < coarse.count; block++) blocks[block] = running[block * TIMES]!;
  for (let start = 0; start < count; start += TIMES) run(start, Math.min(start + TIMES, count), 1);
  for (const row of crossing) total[row]! += running[to[row]!]!;
  addEvenHazards(coarse, blocks, total);
}
