import type { Intervals } from "./intervals.js";

/** For each event time the row at risk (deaths included) with the largest value; of equals the first met. */
export function riskSetMaximum(
  { count, from, to, own, order, levelEnd }: Intervals,
  value: (row: number) => number,
): Int32Array {
  const top = new Int32Array(count).fill(-1);
  const best = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const offer = (time: number, row: number): void => {
    const own = value(row);
    if (top[time] !== -1 && own <= best[time]!) return;
    top[time] = row;
    best[time] = own;
  };
  for (let i = 0; i < own.length; i++) if (own[i]! >= 0) offer(own[i]!, i);
  for (let o = 0; o < levelEnd[0]!; o++) offer(from[order[o]!]!, order[o]!);
  const held = new Int32Array(count);
  const heldValue = new Float64Array(count);
  for (let level = 1; level < levelEnd.length; level++) {
    if (levelEnd[level] === levelEnd[level - 1]) continue;
    held.fill(-1);
    for (let o = levelEnd[level - 1]!; o < levelEnd[level]!; o++) {
      const row = order[o]!;
      const own = value(row);
      for (const time of [from[row]!, to[row]!]) {
        if (held[time] !== -1 && own <= heldValue[time]!) continue;
        held[time] = row;
        heldValue[time] = own;
      }
    }
    const half = 1 << (level - 1);
    for (let start = 0; start < count; start += 2 * half) {
      const middle = Math.min(start + half, count);
      const stop = Math.min(start + 2 * half, count);
      spread(held, heldValue, start, middle, 1);
      spread(held, heldValue, stop - 1, middle - 1, -1);
    }
    for (let k = 0; k < count; k++) if (held[k] !== -1) offer(k, held[k]!);
  }
  return top;
}

/** Running maximum from `start` to `stop` (exclusive). */
function spread(held: Int32Array, value: Float64Array, start: number, stop: number, step: 1 | -1): void {
  for (let k = start + step; k !== stop && (stop - k) * step > 0; k += step) {
    const before = k - step;
    if (held[before] === -1 || (held[k] !== -1 && value[k]! >= value[before]!)) continue;
    held[k] = held[before]!;
    value[k] = value[before]!;
  }
}
