/**
 * Sums over the intervals that cover each of `size` points, never by taking a summand away: every interval [from, to) is cut
 * into at most 2 log2(size) blocks of a binary tree, and a point adds up the blocks that it lies in.
 */
export interface Cover {
  /** Leaves of the tree, a power of two; node k >= 1 has the children 2k and 2k + 1, leaf p is node leaves + p. */
  readonly leaves: number;
  /** First point of each node. */
  readonly first: Int32Array;
}

/** The tree over `size` points. */
export function coverOf(size: number): Cover {
  let leaves = 1;
  while (leaves < size) leaves *= 2;
  const first = new Int32Array(2 * leaves);
  for (let p = 0; p < leaves; p++) first[leaves + p] = p;
  for (let k = leaves - 1; k >= 1; k--) first[k] = first[2 * k]!;
  return { leaves, first };
}

/** Sum of the weights of the intervals from[i] to to[i], both included, that cover each point; empty ones cover none. */
export function coverSums(size: number, from: Int32Array, to: Int32Array, weight: (i: number) => number): Float64Array {
  const { leaves } = coverOf(size);
  const sums = new Float64Array(2 * leaves);
  for (let i = 0; i < from.length; i++) {
    const own = weight(i);
    let low = from[i]! + leaves;
    let high = to[i]! + 1 + leaves;
    for (; low < high; low >>= 1, high >>= 1) {
      if (low & 1) sums[low++]! += own;
      if (high & 1) sums[--high]! += own;
    }
  }
  for (let k = 1; k < leaves; k++) {
    sums[2 * k]! += sums[k]!;
    sums[2 * k + 1]! += sums[k]!;
  }
  return sums.slice(leaves, leaves + size);
}
