import { InputError } from "@hcc/data";

/** Refuses what is no seed of `randomGenerator`. */
export function checkSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed < 4_294_967_296) return seed;
  throw new InputError("option", `seed is ${String(seed)}: give a whole number from 0 to 4294967295`, {
    column: "seed",
  });
}
