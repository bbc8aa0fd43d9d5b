import { param } from "./memory";

/** Range of the linear predictors of the last call. */
export let low: f64 = 0;
export let high: f64 = 0;

/**
 * Linear predictor of the rows from `from` to `to`, two rows at a time; whether all are finite.
 *
 * @param still whether all coefficients are 0.
 */
export function predictor(from: i32, to: i32, still: bool): bool {
  const size = param(1) << 3;
  const beta = param(6);
  // At coefficients 0 no column is read.
  const end = still ? beta : beta + size;
  const offset = param(10);
  let row = param(5) + from * size;
  let finite = f64x2.splat(0);
  let least = f64x2.splat(Infinity);
  let most = f64x2.splat(-Infinity);
  let eta = param(7) + (from << 3);
  let fixed = offset + (from << 3);
  const stop = param(7) + (to << 3);
  for (; eta < stop; eta += 16, fixed += 16) {
    // The last of an odd number of rows is its own neighbor.
    const next = eta + 8 < stop ? row + size : row;
    let one = f64x2.splat(0);
    let two = one;
    let other = next;
    for (let b = beta; b < end; b += 16, row += 16, other += 16) {
      const factor = v128.load(b);
      one = f64x2.add(one, f64x2.mul(factor, v128.load(row)));
      two = f64x2.add(two, f64x2.mul(factor, v128.load(other)));
    }
    row = other;
    let value = f64x2.add(v128.shuffle<f64>(one, two, 0, 2), v128.shuffle<f64>(one, two, 1, 3));
    if (eta + 8 < stop) {
      if (offset !== 0) value = f64x2.add(value, v128.load(fixed));
      v128.store(eta, value);
    } else {
      if (offset !== 0) value = f64x2.add(value, v128.load64_splat(fixed));
      v128.store64_lane(eta, value, 0);
    }
    // Twice, so that no difference of two predictors overflows.
    const twice = f64x2.add(value, value);
    finite = f64x2.add(finite, f64x2.sub(twice, twice));
    least = f64x2.pmin(least, value);
    most = f64x2.pmax(most, value);
  }
  low = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
  high = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  return f64x2.extract_lane(finite, 0) + f64x2.extract_lane(finite, 1) === 0;
}
