/** Share of the first cross-product that may cancel before the information is computed by centered pieces. */
const CANCELLATION = 1e6;

/**
 * Information = first product - second product, both in the lower triangle at the distance q, into both triangles of
 * `to`, p x p.
 *
 * @returns whether too many digits cancel.
 */
export function difference(first: Float64Array, second: Float64Array, q: number, p: number, to: Float64Array): boolean {
  let cancels = false;
  for (let j = 0; j < p; j++) {
    for (let k = 0; k <= j; k++) {
      const value = first[j * q + k]! - second[j * q + k]!;
      to[j * p + k] = value;
      to[k * p + j] = value;
    }
    if (first[j * q + j]! > CANCELLATION * to[j * p + j]!) cancels = true;
  }
  return cancels;
}
