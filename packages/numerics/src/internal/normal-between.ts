import { normalUpperTail } from "../normal-upper-tail.js";

/** P(a < Z < b) of a standard normal Z, with its digits in both tails; 0 where a >= b. */
export function normalBetween(a: number, b: number): number {
  if (!(a < b)) return 0;
  if (a > 0) return normalUpperTail(a) - normalUpperTail(b);
  if (b < 0) return normalUpperTail(-b) - normalUpperTail(-a);
  return 1 - normalUpperTail(b) - normalUpperTail(-a);
}
