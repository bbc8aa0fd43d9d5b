import { InputError } from "./input-error.js";

/**
 * Checks the seed of a random generator and returns it.
 *
 * @throws InputError unless it is a whole number from 0 to 2^32 - 1.
 *
 * @example
 * ```ts
 * import { checkSeed } from "@hcc/data";
 * checkSeed(20260); // => 20260
 * ```
 */
export function checkSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed < 4_294_967_296) return seed;
  throw new InputError("option", `seed is ${String(seed)}: give a whole number from 0 to 4294967295`, {
    column: "seed",
  });
}
