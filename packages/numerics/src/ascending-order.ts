const littleEndian = new Uint16Array(Float64Array.of(1).buffer)[3] === 0x3ff0;
const SIGN = -0x80000000;
/** Rows below which sorting by comparison is as fast. */
const FEW = 16;
/** Different values in a bucket above which they are not spread evenly enough. */
const CROWDED = 48;
/** Rows of which all buckets fit into the cache. */
const MANY = 65_536;
/** Rows of a lot where there are more and they are spread evenly: their numbers and positions fit into the innermost cache. */
const TOGETHER = 2048;

/** Numbers in ascending order. */
export interface Ascending {
  /** Positions that they had. */
  readonly order: Int32Array;
  readonly sorted: Float64Array;
}

/**
 * Sorts numbers and tells where they were, in O(n); equal numbers (-0 and 0 too) keep their order.
 *
 * Into as many buckets as numbers, or by their bits where they are spread too unevenly. `order` equals R's `order(values) - 1`.
 *
 * @param values finite or infinite numbers, no NaN.
 *
 * @example
 * ```ts
 * import { ascendingOrder } from "@hcc/numerics";
 * ascendingOrder(Float64Array.of(3, -1, 3, 0)); // => { order: Int32Array.of(1, 3, 0, 2), sorted: Float64Array.of(-1, 0, 3, 3) }
 * ```
 */
export function ascendingOrder(values: Float64Array): Ascending {
  const found = values.length < FEW ? null : bucketOrder(values);
  if (found !== null) return found;
  const radix = values.length < FEW ? null : radixOrder(values);
  const order = radix ?? positions(values.length).sort((a, b) => values[a]! - values[b]! || a - b);
  const sorted = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) sorted[i] = values[order[i]!]!;
  return { order, sorted };
}

/** 0 to n - 1. */
function positions(n: number): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order;
}

/**
 * As many buckets of equal width as values: of many, numbers are first brought near their place in lots, then each lot is put
 * into its own buckets within the cache, and the few of a bucket are sorted by insertion; null when they crowd in some.
 */
function bucketOrder(values: Float64Array): Ascending | null {
  const n = values.length;
  const order = new Int32Array(n);
  const sorted = new Float64Array(n);
  if (n < MANY) {
    if (!spread({ order: positions(n), sorted: values }, new Int32Array(n + 1), order, sorted)) return null;
    return insert(order, sorted) ? { order, sorted } : null;
  }
  const lots = lotsOf(values);
  if (lots === null) return null;
  const { near, first } = lots;
  let most = 0;
  for (let k = 1; k < first.length; k++) most = Math.max(most, first[k]! - first[k - 1]!);
  const start = new Int32Array(most + 1);
  for (let k = 1; k < first.length; k++) {
    const [from, to] = [first[k - 1]!, first[k]!];
    if (from === to) continue;
    const lot = { order: near.order.subarray(from, to), sorted: near.sorted.subarray(from, to) };
    const buckets = start.subarray(0, to - from + 1);
    if (!spread(lot, buckets, order.subarray(from, to), sorted.subarray(from, to))) return null;
  }
  return insert(order, sorted) ? { order, sorted } : null;
}

/** Smallest number and, between it and the largest one, buckets per unit; null when the numbers are too far apart for that. */
function rangeOf(values: Float64Array, buckets: number): { low: number; scale: number } | null {
  let low = values[0]!;
  let high = low;
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  const scale = high > low ? (buckets - 1) / (high - low) : 0;
  return high - low < Number.POSITIVE_INFINITY && scale < Number.POSITIVE_INFINITY ? { low, scale } : null;
}

/** Brings numbers near their place, in lots of equal width, and where each lot begins. */
function lotsOf(values: Float64Array): { near: Ascending; first: Int32Array } | null {
  const n = values.length;
  const range = rangeOf(values, n / TOGETHER);
  if (range === null) return null;
  const { low, scale } = range;
  const order = new Int32Array(n);
  const sorted = new Float64Array(n);
  const first = new Int32Array(Math.ceil(n / TOGETHER) + 1);
  for (let i = 0; i < n; i++) first[(((values[i]! - low) * scale) | 0) + 1]!++;
  for (let k = 1; k < first.length; k++) first[k]! += first[k - 1]!;
  const next = first.slice();
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    const to = next[((value - low) * scale) | 0]!++;
    order[to] = i;
    sorted[to] = value;
  }
  return { near: { order, sorted }, first };
}

/** Puts numbers into as many buckets, one fewer than `start` is long; false when they are too far apart for that. */
function spread(
  { sorted: values, order: places }: Ascending,
  start: Int32Array,
  order: Int32Array,
  sorted: Float64Array,
): boolean {
  const n = values.length;
  const range = rangeOf(values, n);
  if (range === null) return false;
  const { low, scale } = range;
  start.fill(0);
  for (let i = 0; i < n; i++) start[(((values[i]! - low) * scale) | 0) + 1]!++;
  for (let k = 1; k < start.length; k++) start[k]! += start[k - 1]!;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    const to = start[((value - low) * scale) | 0]!++;
    order[to] = places[i]!;
    sorted[to] = value;
  }
  return true;
}

/** Sorts numbers that are near their place; false when one has far to go. */
function insert(order: Int32Array, sorted: Float64Array): boolean {
  for (let i = 1; i < sorted.length; i++) {
    const value = sorted[i]!;
    if (sorted[i - 1]! <= value) continue;
    const position = order[i]!;
    let to = i;
    for (; to > 0 && sorted[to - 1]! > value; to--) {
      if (i - to > CROWDED) return false;
      sorted[to] = sorted[to - 1]!;
      order[to] = order[to - 1]!;
    }
    sorted[to] = value;
    order[to] = position;
  }
  return true;
}

/** Radix sort by the bits, which order as the numbers do once those of negative numbers are inverted. */
function radixOrder(values: Float64Array): Int32Array | null {
  if (!littleEndian) return null;
  const n = values.length;
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) keys[i] = values[i]! + 0;
  const words = new Int32Array(keys.buffer);
  for (let i = 0; i < words.length; i += 2) {
    const high = words[i + 1]!;
    if (high < 0) words[i] = ~words[i]!;
    words[i + 1] = high < 0 ? ~high : high ^ SIGN;
  }
  const digits = new Uint16Array(keys.buffer);
  let order: Int32Array = positions(n);
  let next: Int32Array = new Int32Array(n);
  const start = new Int32Array(65_536);
  for (let pass = 0; pass < 4; pass++) {
    start.fill(0);
    for (let i = pass; i < digits.length; i += 4) start[digits[i]!]!++;
    if (start[digits[pass]!] === n) continue;
    let sum = 0;
    for (let digit = 0; digit < start.length; digit++) {
      const count = start[digit]!;
      start[digit] = sum;
      sum += count;
    }
    for (let i = 0; i < n; i++) {
      const position = order[i]!;
      next[start[digits[4 * position + pass]!]!++] = position;
    }
    [order, next] = [next, order];
  }
  return order;
}
