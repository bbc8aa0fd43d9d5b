/** Where `holds`, true at `low` and false at `high`, changes: bisected until no number lies between (by ratio while they are far apart). */
export function crossing(holds: (value: number) => boolean, low: number, high: number): number {
  for (let i = 0; i < 200; i++) {
    const middle = low > 0 && high > 2 * low ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;
    if (!(middle > low && middle < high)) break;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

// No limit of counts lies beyond, and squares of it do not overflow.
const FARTHEST = 1e40;

/** The same on the positive numbers; 0 where `holds` is never true, Infinity where it is never false. */
export function positiveCrossing(holds: (value: number) => boolean): number {
  let low = 1;
  let high = 1;
  const rising = holds(1);
  for (let step = 2; ; step *= step) {
    if (step > FARTHEST) return rising ? Number.POSITIVE_INFINITY : 0;
    if (rising) {
      low = high;
      high *= step;
      if (!holds(high)) return crossing(holds, low, high);
    } else {
      high = low;
      low /= step;
      if (holds(low)) return crossing(holds, low, high);
    }
  }
}
