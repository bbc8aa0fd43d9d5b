import { type Arena, PIECE } from "./arena.js";
import type { KernelRows } from "./types.js";

/** Columns on their way into the rows of a kernel. */
export interface Placing {
  /** Columns in the order of the caller's rows. */
  readonly values: readonly Float64Array[];
  /** Place of each of the caller's rows among the sorted; -1: none. */
  readonly to: Int32Array;
  /** Strata x columns. */
  readonly centres: Float64Array;
  /** Where among them those of each of the caller's rows begin; null when there is one stratum. */
  readonly from: Int32Array | null;
  readonly factor: Float64Array;
}

/**
 * Writes the centred and scaled columns where the kernel reads them; the largest absolute value of each.
 *
 * The columns are read in the order of the caller and their rows written where they belong: far fewer distant places are
 * touched than by fetching every value from where it is.
 */
export function placeRows({ x, stride }: KernelRows, { values, to, centres, from, factor }: Placing): Float64Array {
  const q = values.length;
  const widest = new Float64Array(q);
  for (let start = 0; start < to.length; start += PIECE) {
    const end = Math.min(start + PIECE, to.length);
    for (let c = 0; c < q; c++) {
      const column = values[c]!;
      const by = factor[c]!;
      let centre = centres[c]!;
      let most = widest[c]!;
      for (let i = start; i < end; i++) {
        const place = to[i]!;
        if (place < 0) continue;
        if (from !== null) centre = centres[from[i]! + c]!;
        const value = (column[i]! - centre) * by;
        x[place * stride + c] = value;
        if (most < Math.abs(value)) most = Math.abs(value);
      }
      widest[c] = most;
    }
  }
  return widest;
}

/** The same with `place` of assembly/place.ts, which takes a piece of the columns at a time. */
export function placeInArena(
  { q, means, survivor, beta, gradient, s1 }: Arena,
  place: (rows: number) => void,
  { values, to, centres, from, factor }: Placing,
): Float64Array {
  const p = values.length;
  const places = new Int32Array(survivor.buffer, survivor.byteOffset, PIECE);
  beta.fill(0);
  gradient.fill(0);
  s1.fill(0);
  gradient.set(factor);
  if (from === null) beta.set(centres);
  if (p < q) means.fill(0, p * PIECE, q * PIECE);
  for (let start = 0; start < to.length; start += PIECE) {
    const end = Math.min(start + PIECE, to.length);
    places.set(to.subarray(start, end));
    for (let c = 0; c < p; c++) {
      const column = values[c]!;
      if (from === null) means.set(column.subarray(start, end), c * PIECE);
      else
        for (let i = start, at = c * PIECE; i < end; i++, at++) {
          means[at] = to[i]! < 0 ? 0 : column[i]! - centres[from[i]! + c]!;
        }
    }
    place(end - start);
  }
  return s1.slice(0, p);
}
