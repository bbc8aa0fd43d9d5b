/**
 * A 64-bit fingerprint (16 hexadecimal digits) of columns of numbers: tells whether data are the same.
 *
 * The same numbers, whatever the type of their array, give the same text; the lengths of the columns count. Every NaN is
 * one value, -0 and 0 are two. Four lanes of 32 bits take the low and the high words of every other number by steps that
 * can be undone, so a change of a single number always changes a lane. Not a cryptographic hash.
 *
 * @example
 * ```ts
 * import { fingerprint } from "@hcc/data";
 * fingerprint([Float64Array.of(1, 2)]) === fingerprint([Float64Array.of(1, 2)]); // => true
 * ```
 */
export function fingerprint(columns: readonly ArrayLike<number>[]): string {
  lanes.set(START);
  for (const column of columns) {
    doubles[0] = column.length;
    take(words, 1);
    const { length } = column;
    if (column instanceof Float64Array && length > PIECE) {
      take(new Int32Array(column.buffer, column.byteOffset, 2 * length), length);
      continue;
    }
    for (let start = 0; start < length; start += PIECE) {
      const count = Math.min(PIECE, length - start);
      if (count === length) doubles.set(column);
      else for (let i = 0; i < count; i++) doubles[i] = column[start + i]!;
      take(words, count);
    }
  }
  let high = 0;
  let low = 0;
  for (const lane of lanes) {
    high = mixed(high ^ lane);
    low = mixed(Math.imul(low, 5) ^ high);
  }
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
  return hex(high) + hex(low);
}

const PIECE = 512;
const doubles = new Float64Array(PIECE);
const words = new Int32Array(doubles.buffer);
/** Place of the low word of a double. */
const LOW = new Uint16Array(Float64Array.of(1).buffer)[3] === 0x3ff0 ? 0 : 1;
const START = Int32Array.of(0x811c9dc5, 0x9747b28c, 0x3c6ef372, 0x5be0cd19);
const lanes = new Int32Array(4);

/** Takes `count` doubles, given as pairs of words, into the lanes; the four do not wait for one another. */
function take(pairs: Int32Array, count: number): void {
  let a = lanes[0]!;
  let b = lanes[1]!;
  let c = lanes[2]!;
  let d = lanes[3]!;
  const end = 2 * count;
  let at = 0;
  for (; at + 4 <= end; at += 4) {
    let low = pairs[at + LOW]!;
    let high = pairs[at + 1 - LOW]!;
    if ((high & EXPONENT) === EXPONENT && isNaNPair(low, high)) [low, high] = NOT_A_NUMBER;
    a = Math.imul(a ^ low, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ high, 0x85ebca6b);
    b ^= b >>> 13;
    low = pairs[at + 2 + LOW]!;
    high = pairs[at + 3 - LOW]!;
    if ((high & EXPONENT) === EXPONENT && isNaNPair(low, high)) [low, high] = NOT_A_NUMBER;
    c = Math.imul(c ^ low, 0x27d4eb2f);
    c ^= c >>> 15;
    d = Math.imul(d ^ high, 0x165667b1);
    d ^= d >>> 13;
  }
  if (at < end) {
    let low = pairs[at + LOW]!;
    let high = pairs[at + 1 - LOW]!;
    if ((high & EXPONENT) === EXPONENT && isNaNPair(low, high)) [low, high] = NOT_A_NUMBER;
    a = Math.imul(a ^ low, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ high, 0x85ebca6b);
    b ^= b >>> 13;
  }
  lanes[0] = a;
  lanes[1] = b;
  lanes[2] = c;
  lanes[3] = d;
}

const EXPONENT = 0x7ff00000;
/** NaN has many bit patterns, and engines differ in which they keep. */
const NOT_A_NUMBER = [0, 0x7ff80000] as const;

function isNaNPair(low: number, high: number): boolean {
  return (high & 0xfffff) !== 0 || low !== 0;
}

function mixed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
