import type { Frame } from "./frame.js";

/**
 * Spreads values of the rows in use over all input rows; rows not in use get `fill`.
 *
 * @param fill default NaN.
 *
 * @example
 * ```ts
 * import { expand, readFrame } from "@hcc/data";
 * const frame = readFrame([{ x: 1 }, { x: 2 }], {}, { where: (d) => d.x > 1 });
 * Array.from(expand(frame, Float64Array.of(7), -1)); // => [-1, 7]
 * ```
 */
export function expand(
  frame: Pick<Frame<unknown>, "size" | "rows">,
  values: ArrayLike<number>,
  fill: number = Number.NaN,
): Float64Array {
  const all = new Float64Array(frame.size).fill(fill);
  for (let i = 0; i < frame.rows.length; i++) all[frame.rows[i]!] = values[i]!;
  return all;
}
