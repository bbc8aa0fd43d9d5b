/** Rows of one stratum, ascending by value; a row may stand there several times, one after another. */
export interface Line {
  readonly rows: ArrayLike<number>;
  readonly value: Float64Array;
  readonly treated: Uint8Array;
  /** Called for every treated row. */
  readonly onVisit?: () => void;
}

/**
 * Pairs on a line at the least cost: the distances of pairs, none above `width`, plus the price of every row left alone.
 * Without `price` being alone costs more than any distance: most pairs, and of these the least total distance. A price may
 * differ between two rows by no more than their distance.
 *
 * An optimum exists in which the rows that wait for a partner further right are, at every place, the last k rows of one
 * group. So the cost of the rows so far is a function of k (negative: controls wait); it is convex, a row adds one slope to
 * it, a way d adds d to the slopes right of 0 and takes d from those left of 0, and a row that falls behind the caliper
 * takes the outermost slope away. O(n log n) in all, O(n) after sorting.
 */
export function matchLine(
  { rows, value, treated, onVisit }: Line,
  width: number,
  price: Float64Array | null,
  pair: (treated: number, control: number) => void,
): void {
  const n = rows.length;
  let treatedCount = 0;
  for (let i = 0; i < n; i++) treatedCount += treated[rows[i]!]!;
  // Without prices the slopes added by treated rows precede all others, whatever their distances.
  const lower = new Slopes(price === null ? treatedCount : n);
  const upper = new Slopes(price === null ? n - treatedCount : 0);
  const added = new Int32Array(n);
  const firstWaiting = [0, 0];
  let below = 0;

  for (let i = 0; i < n; i++) {
    const x = value[rows[i]!]!;
    for (let group = 0; group < 2; group++) {
      let at = firstWaiting[group]!;
      for (; at < i; at++) {
        const row = rows[at]!;
        if (treated[row] !== group) continue;
        if (!(x - value[row]! > width)) break;
        if (group === 1) (upper.size > 0 ? upper : lower).dropLast();
        else {
          (lower.size > 0 ? lower : upper).dropFirst();
          below--;
        }
      }
      firstWaiting[group] = at;
    }
    const row = rows[i]!;
    const control = treated[row] === 0;
    if (!control) onVisit?.();
    const second = price === null && control;
    const slope = price === null ? 0 : control ? price[row]! : -price[row]!;
    const list = second ? upper : lower;
    const offset = second ? lower.size : 0;
    const index = offset + list.insert(slope, x, below - offset);
    // The slope that crosses 0 changes its key, so that its value here stays what it is.
    if (control) below++;
    if (index < below) list.setInserted(slope + x);
    else list.setInserted(slope - x);
    if (control && index >= below) shift(below - 1, 2 * x);
    if (!control && index < below) shift(below, -2 * x);
    added[i] = index - below;
  }

  function shift(index: number, by: number): void {
    if (index < lower.size) lower.shift(index, by);
    else upper.shift(index - lower.size, by);
  }

  const alone = new Uint8Array(n);
  for (let i = n - 1, k = 0; i >= 0; i--) {
    const first = k <= added[i]!;
    if (treated[rows[i]!] === 1) {
      if (first) alone[i] = 1;
      else k--;
    } else if (first) k++;
    else alone[i] = 1;
  }
  const waiting = new Int32Array(n);
  let from = 0;
  let to = 0;
  let side = 1;
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    const same = from === to || treated[row] === side;
    if (alone[i] === 1) {
      // Of rows of one group the last ones wait.
      if (from === to || !same) continue;
      from++;
    } else if (!same) {
      const other = waiting[from++]!;
      if (side === 1) pair(other, row);
      else pair(row, other);
      continue;
    }
    side = treated[row]!;
    waiting[to++] = row;
  }
}

/** Ascending slopes with a gap where the last one was inserted: the next belongs near it. */
class Slopes {
  private readonly key: Float64Array;
  private head = 0;
  private gap = 0;
  private after: number;
  private tail: number;

  constructor(capacity: number) {
    this.key = new Float64Array(capacity);
    this.after = capacity;
    this.tail = capacity;
  }

  get size(): number {
    return this.gap - this.head + this.tail - this.after;
  }

  dropFirst(): void {
    if (this.gap > this.head) this.head++;
    else this.after++;
  }

  dropLast(): void {
    if (this.tail > this.after) this.tail--;
    else this.gap--;
  }

  /** Makes room at the place of the slope. Slopes are key - x for the first `below`, key + x for the others. */
  insert(slope: number, x: number, below: number): number {
    const { key, head } = this;
    while (this.gap > head && key[this.gap - 1]! + (this.gap - 1 - head < below ? -x : x) > slope) {
      key[--this.after] = key[--this.gap]!;
    }
    while (this.tail > this.after && key[this.after]! + (this.gap - head < below ? -x : x) < slope) {
      key[this.gap++] = key[this.after++]!;
    }
    return this.gap++ - head;
  }

  setInserted(key: number): void {
    this.key[this.gap - 1] = key;
  }

  shift(index: number, by: number): void {
    const at = this.head + index;
    this.key[at < this.gap ? at : at - this.gap + this.after]! += by;
  }
}
