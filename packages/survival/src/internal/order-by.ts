/**
 * Stable counting sort: the positions of `order` arranged by their code.
 *
 * @param codes code of each position, 0 to size - 1.
 * @param order positions to arrange; default all, in their order.
 */
export function orderBy(codes: Int32Array, size: number, order?: Int32Array): Int32Array {
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
