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
  const word = new DataView(new ArrayBuffer(8));
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  const mix = (part: number): void => {
    a = Math.imul(a ^ part, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ part, 0x85ebca6b);
    b ^= b >>> 13;
  };
  const add = (value: number): void => {
    word.setFloat64(0, value, true);
    // NaN has many bit patterns, and engines differ in which they keep.
    const missing = Number.isNaN(value);
    mix(missing ? 0 : word.getUint32(0, true));
    mix(missing ? 0x7ff80000 : word.getUint32(4, true));
  };
  for (const column of columns) {
    add(column.length);
    for (let i = 0; i < column.length; i++) add(column[i]!);
  }
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
  return hex(a) + hex(b);
}
