import { forEachLevel, forEachNode, type Intervals, TIMES } from "./intervals.js";

/** For each event time the row at risk (deaths included) with the largest value, -1 where there is none. */
export function riskSetMaximum(intervals: Intervals, value: (row: number) => number): Int32Array {
  const { count, from, to, own, crossing, coarse } = intervals;
  const top = new Int32Array(count).fill(-1);
  const best = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const offer = (time: number, row: number, its: number): void => {
    if (top[time] !== -1 && its <= best[time]!) return;
    top[time] = row;
    best[time] = its;
  };
  const held = new Int32Array(count);
  const heldValue = new Float64Array(count);
  const hold = (time: number, row: number, its: number): void => {
    if (held[time] !== -1 && its <= heldValue[time]!) return;
    held[time] = row;
    heldValue[time] = its;
  };
  /** Running maximum from `start` to `stop` (exclusive). */
  const run = (start: number, stop: number, step: 1 | -1): void => {
    for (let k = start; k !== stop; k += step) {
      if (k !== start && held[k - step] !== -1) hold(k, held[k - step]!, heldValue[k - step]!);
      if (held[k] !== -1) offer(k, held[k]!, heldValue[k]!);
    }
  };
  for (let i = 0; i < own.length; i++) if (own[i]! >= 0) offer(own[i]!, i, value(i));
  forEachLevel(
    intervals,
    (row) => offer(from[row]!, row, value(row)),
    (rows, half, start, end) => {
      held.fill(-1, start, end);
      for (const row of rows) {
        hold(from[row]!, row, value(row));
        hold(to[row]!, row, value(row));
      }
      forEachNode(half, start, end, (first, middle, last) => {
        run(first, middle, 1);
        run(last - 1, middle - 1, -1);
      });
    },
  );
  if (coarse === null) return top;
  for (const [edge, step] of [
    [from, 1],
    [to, -1],
  ] as const) {
    held.fill(-1);
    for (const row of crossing) hold(edge[row]!, row, value(row));
    for (let start = 0; start < count; start += TIMES) {
      const end = Math.min(start + TIMES, count);
      if (step === 1) run(start, end, 1);
      else run(end - 1, start - 1, -1);
    }
  }
  const throughout = riskSetMaximum(coarse, value);
  for (let k = 0; k < count; k++) {
    const row = throughout[Math.floor(k / TIMES)]!;
    if (row !== -1) offer(k, row, value(row));
  }
  return top;
}
