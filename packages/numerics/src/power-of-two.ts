/**
 * The smallest power of two that is at least `value`: a unit by which numbers are divided without rounding.
 *
 * Stops at about 1e308 and 1e-307, also for 0 and Infinity.
 *
 * @param value 0 or more.
 *
 * @example
 * ```ts
 * import { powerOfTwo } from "@hcc/numerics";
 * [powerOfTwo(5), powerOfTwo(0.3)]; // => [8, 0.5]
 * ```
 */
export function powerOfTwo(value: number): number {
  let power = 1;
  while (power < value && power < 8e307) power *= 2;
  while (power / 2 >= value && power > 1e-307) power /= 2;
  return power;
}
