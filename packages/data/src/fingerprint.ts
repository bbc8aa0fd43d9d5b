/**
 * A 64-bit fingerprint (two FNV-1a lanes, 16 hexadecimal digits) of columns of numbers: tells whether data are the same.
 *
 * Not a cryptographic hash.
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
  const mix = (value: number): void => {
    word.setFloat64(0, value, true);
    for (const part of [word.getUint32(0, true), word.getUint32(4, true)]) {
      a = Math.imul(a ^ part, 0x01000193);
      a ^= a >>> 15;
      b = Math.imul(b ^ part, 0x85ebca6b);
      b ^= b >>> 13;
    }
  };
  for (const column of columns) {
    mix(column.length);
    for (let i = 0; i < column.length; i++) mix(column[i]!);
  }
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, "0");
  return hex(a) + hex(b);
}
