const littleEndian = new Uint16Array(Float64Array.of(1).buffer)[3] === 0x3ff0;

/** Positions of finite numbers in ascending order. */
export function ascendingOrder(values: Float64Array): Int32Array {
  const n = values.length;
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  // Radix sort by the bits, which order as the numbers do unless one is negative; not worth its tables for few rows.
  const keys = new Float64Array(n);
  let plain = n >= 4096 && littleEndian;
  for (let i = 0; i < n && plain; i++) {
    keys[i] = values[i]! + 0;
    plain = keys[i]! >= 0;
  }
  if (!plain) return order.sort((a, b) => values[a]! - values[b]!);

  const digits = new Uint16Array(keys.buffer);
  let next = new Int32Array(n);
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
