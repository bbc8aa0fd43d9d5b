/**
 * A 64-bit fingerprint (two FNV-1a lanes, 16 hexadecimal digits) of columns of numbers: tells whether data are the same.
 *
 * The same numbers, whatever the type of their array, give the same text; the lengths of the columns count. Every NaN is
 * one value, -0 and 0 are two. Not a cryptographic hash.
 *
 * @example
 * ```ts
 * import { fingerprint } from "@hcc/data";
 * fingerprint([Float64Array.of(1, 2)]) === fingerprint([Float64Array.of(1, 2)]); // => true
 * ```
 */
export function fingerprint(columns: readonly ArrayLike<number>[]): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const column of columns) {
    for (const part of [Float64Array.of(column.length), column]) {
      // Copied in pieces into doubles, whose bits are read as words.
      for (let start = 0; start < part.length; start += PIECE) {
        const length = Math.min(PIECE, part.length - start);
        for (let i = 0; i < length; i++) doubles[i] = part[start + i]!;
        for (let i = 0; i < length; i++) {
          // NaN has many bit patterns, and engines differ in which they keep.
          const missing = Number.isNaN(doubles[i]);
          const low = missing ? 0 : words[2 * i + LOW]!;
          const high = missing ? 0x7ff80000 : words[2 * i + 1 - LOW]!;
          a = Math.imul(a ^ low, 0x01000193);
          a ^= a >>> 15;
          b = Math.imul(b ^ low, 0x85ebca6b);
          b ^= b >>> 13;
          a = Math.imul(a ^ high, 0x01000193);
          a ^= a >>> 15;
          b = Math.imul(b ^ high, 0x85ebca6b);
          b ^= b >>> 13;
        }
      }
    }
  }
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
  return hex(a) + hex(b);
}

const PIECE = 512;
const doubles = new Float64Array(PIECE);
const words = new Int32Array(doubles.buffer);
/** Place of the low word of a double. */
const LOW = new Uint16Array(Float64Array.of(1).buffer)[3] === 0x3ff0 ? 0 : 1;
