/**
 * A generator of uniform random numbers in [0, 1): the same seed gives the same numbers, everywhere.
 *
 * xoshiro128** on 32-bit words, two for a number of 53 bits; its state comes from the seed by a mixing function that maps no
 * two seeds to one state. Period 2^128 - 1. Not for cryptography. Not the numbers of R's `set.seed`.
 *
 * @param seed whole number from 0 to 2^32 - 1.
 * @throws RangeError for another seed.
 *
 * @example
 * ```ts
 * import { randomGenerator } from "@hcc/numerics";
 * const [one, other] = [randomGenerator(7), randomGenerator(7)];
 * one() === other(); // => true
 * one() < 1; // => true
 * ```
 *
 * @see Blackman D, Vigna S. Scrambled linear pseudorandom number generators. ACM Trans Math Softw 2021;47:36.
 * doi:10.1145/3460772
 */
export function randomGenerator(seed: number): () => number {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 4_294_967_296)) {
    throw new RangeError(`the seed is ${seed}: give a whole number from 0 to 4294967295`);
  }
  const state = new Int32Array(4);
  for (let i = 0; i < 4; i++) state[i] = mixed(seed + (i + 1) * 0x9e3779b9);
  const next = (): number => {
    const result = Math.imul(rotated(Math.imul(state[1]!, 5), 7), 9);
    const shifted = state[1]! << 9;
    state[2]! ^= state[0]!;
    state[3]! ^= state[1]!;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= shifted;
    state[3] = rotated(state[3]!, 11);
    return result >>> 0;
  };
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** A one-to-one map of 32-bit words that lets every bit of one change half of the other's. */
function mixed(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
