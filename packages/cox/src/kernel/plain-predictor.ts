import type { Arena } from "./arena.js";

/** Linear predictors of the rows from `from` to `to`, and their range; null when one is not finite. */
export function predictor(
  { x, beta, eta, offset, q }: Arena,
  from: number,
  to: number,
): { low: number; high: number } | null {
  let finite = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from, cell = from * q; i < to; i++) {
    let even = 0;
    let odd = 0;
    for (let j = 0; j < q; j += 2, cell += 2) {
      even += beta[j]! * x[cell]!;
      odd += beta[j + 1]! * x[cell + 1]!;
    }
    let value = even + odd;
    if (offset !== null) value += offset[i]!;
    eta[i] = value;
    // Twice, so that no difference of two predictors overflows.
    finite += 2 * value - 2 * value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return finite === 0 ? { low, high } : null;
}
