const littleEndian = new Uint16Array(Float64Array.of(1).buffer)[3] === 0x3ff0;
/** Rows below which sorting by comparison is as fast. */
const FEW = 512;
/** Different values in a bucket above which they are not spread evenly enough. */
const CROWDED = 48;

/** Positions of finite numbers in ascending order; equal numbers keep theirs. */
export function ascendingOrder(values: Float64Array): Int32Array {
  const order = values.length < FEW ? null : (bucketOrder(values) ?? radixOrder(values));
  return order ?? positions(values.length).sort((a, b) => values[a]! - values[b]! || a - b);
}

function positions(n: number): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order;
}

/** As many buckets of equal width as values, each then sorted by insertion; null when the values crowd in some. */
function bucketOrder(values: Float64Array): Int32Array | null {
  const n = values.length;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  if (low === high) return positions(n);
  const scale = (n - 1) / (high - low);
  if (!(scale > 0) || scale === Number.POSITIVE_INFINITY) return null;
  const start = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) start[Math.trunc((values[i]! - low) * scale) + 1]!++;
  for (let bucket = 0; bucket < n; bucket++) start[bucket + 1]! += start[bucket]!;
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[start[Math.trunc((values[i]! - low) * scale)]!++] = i;
  for (let bucket = 0, first = 0; bucket < n; bucket++) {
    const end = start[bucket]!;
    for (let i = first + 1; i < end; i++) {
      const position = order[i]!;
      const value = values[position]!;
      let to = i;
      while (to > first && values[order[to - 1]!]! > value) {
        if (i - to > CROWDED) return null;
        order[to] = order[to - 1]!;
        to--;
      }
      order[to] = position;
    }
    first = end;
  }
  return order;
}

/** Radix sort by the bits, which order as the numbers do unless one is negative; null where one is. */
function radixOrder(values: Float64Array): Int32Array | null {
  if (!littleEndian) return null;
  const n = values.length;
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    keys[i] = values[i]! + 0;
    if (!(keys[i]! >= 0)) return null;
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
