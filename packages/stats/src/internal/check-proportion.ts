import { checkLevel, InputError } from "@hcc/data";

/** Checks `x` of `n` and the confidence level of an interval. */
export function checkProportion(x: number, n: number, level: number, names: readonly [string, string]): void {
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new InputError("option", `${names[1]} is ${n}: give a whole number from 1`, { column: names[1] });
  }
  if (!Number.isSafeInteger(x) || x < 0 || x > n) {
    throw new InputError("option", `${names[0]} is ${x} of ${n}: give a whole number from 0 to ${names[1]}`, {
      column: names[0],
    });
  }
  checkLevel(level);
}
