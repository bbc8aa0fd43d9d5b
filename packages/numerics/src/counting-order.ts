/**
 * Positions arranged by a whole-number code, in O(n): stable, so that equal codes keep the order they come in.
 *
 * Arrange by the last key first to order by several. Equals R's `order(codes)` for one key.
 *
 * @param codes code of each position, 0 to `size` - 1.
 * @param size number of codes.
 * @param order positions to arrange. Default: all, in their order.
 *
 * @example
 * ```ts
 * import { countingOrder } from "@hcc/numerics";
 * Array.from(countingOrder(Int32Array.of(2, 0, 2, 1), 3)); // => [1, 3, 0, 2]
 * ```
 */
export function countingOrder(codes: Int32Array, size: number, order?: Int32Array): Int32Array {
  const start = new Int32Array(size + 1);
  for (let i = 0; i < codes.length; i++) start[codes[i]! + 1]!++;
  for (let code = 0; code < size; code++) start[code + 1]! += start[code]!;
  const sorted = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const position = order === undefined ? i : order[i]!;
    sorted[start[codes[position]!]!++] = position;
  }
  return sorted;
}
