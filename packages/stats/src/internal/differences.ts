import { ascendingOrder } from "@hcc/numerics";

const EPSILON = 2.220446049250313e-16;

/**
 * Differences x - y in which those that rounding alone sets apart are equal, in absolute value, and those that are rounding
 * alone are 0: 1.3 - 1.2 is 0.2 - 0.1. A difference is taken as known to 2^-52 of |x| + |y|.
 */
export function differences(x: Float64Array, y: Float64Array): Float64Array {
  const result = x.map((value, i) => value - y[i]!);
  const { order, sorted } = ascendingOrder(result.map(Math.abs));
  const error = (i: number): number => EPSILON * (Math.abs(x[i]!) + Math.abs(y[i]!));
  let previous = 0;
  let value = 0;
  let known = 0;
  order.forEach((i, place) => {
    const size = sorted[place]!;
    if (size - previous > known + error(i)) value = size;
    result[i] = result[i]! < 0 ? -value : value;
    previous = size;
    known = error(i);
  });
  return result;
}
