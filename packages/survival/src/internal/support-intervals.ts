/** The intervals that can hold mass, and which of them each row covers. */
export interface Support {
  /** Start of each interval; an interval is (left, right], or the one time left = right. */
  readonly left: Float64Array;
  /** End of each interval; Infinity when rows were censored after all that ended. */
  readonly right: Float64Array;
  /** First and last interval that a row covers. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/**
 * Turnbull's innermost intervals: from an endpoint that starts a row's interval to the next that ends one.
 *
 * @param leftRank rank of the last time without the event.
 * @param rightRank rank of the first time with it, the same for an event at a known time; -1 when censored on the right.
 * @param time time of each rank.
 */
export function supportIntervals(leftRank: Int32Array, rightRank: Int32Array, time: Float64Array): Support {
  // Three keys a time: an interval starts at it (event at this time), ends with it, starts after it.
  const last = 3 * time.length + 1;
  const startKey = (i: number): number => 3 * leftRank[i]! + (leftRank[i] === rightRank[i] ? 0 : 2);
  const endKey = (i: number): number => (rightRank[i]! < 0 ? last : 3 * rightRank[i]! + 1);
  const starts = new Uint8Array(last + 1);
  const ends = new Uint8Array(last + 1);
  for (let i = 0; i < leftRank.length; i++) {
    starts[startKey(i)] = 1;
    ends[endKey(i)] = 1;
  }
  const left: number[] = [];
  const right: number[] = [];
  // Intervals that start before a key, and that end up to it.
  const startedBefore = new Int32Array(last + 1);
  const endedUntil = new Int32Array(last + 1);
  let open = -1;
  for (let key = 0; key <= last; key++) {
    startedBefore[key] = left.length;
    if (ends[key] === 1 && open >= 0) {
      left.push(time[Math.floor(open / 3)]!);
      right.push(key === last ? Number.POSITIVE_INFINITY : time[Math.floor(key / 3)]!);
      open = -1;
    }
    if (starts[key] === 1) open = key;
    endedUntil[key] = left.length;
  }
  const from = new Int32Array(leftRank.length);
  const to = new Int32Array(leftRank.length);
  for (let i = 0; i < leftRank.length; i++) {
    from[i] = startedBefore[startKey(i)]!;
    to[i] = endedUntil[endKey(i)]! - 1;
  }
  return { left: Float64Array.from(left), right: Float64Array.from(right), from, to };
}
