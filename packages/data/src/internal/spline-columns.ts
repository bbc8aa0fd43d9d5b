import { InputError } from "../input-error.js";
import type { TermColumn } from "../term-columns.js";

/** Knots of a spline term: those given, or quantiles of the values. */
export function splineKnots({ name, spline, values, frequencies }: TermColumn): readonly number[] {
  const { knots, boundary } = spline!;
  if (typeof knots !== "number") return boundary === undefined ? knots : [boundary[0], ...knots, boundary[1]];
  const at = sortedValues(values as Float64Array, frequencies ?? null);
  const last = at.count - 1;
  const outer = knots > 6 ? 0.025 : knots > 3 ? 0.05 : 0.1;
  const quantiles = Array.from({ length: knots }, (_, i) => {
    const place = last * (outer + (i * (1 - 2 * outer)) / (knots - 1));
    const low = at.value(Math.floor(place));
    const high = at.value(Math.min(Math.floor(place) + 1, last));
    return low + (place - Math.floor(place)) * (high - low);
  });
  if (at.count < 100) {
    quantiles[0] = at.value(Math.min(4, last));
    quantiles[knots - 1] = at.value(Math.max(last - 4, 0));
  }
  if (boundary !== undefined) {
    quantiles[0] = boundary[0];
    quantiles[knots - 1] = boundary[1];
  }
  if (quantiles.some((value, i) => i > 0 && !(value > quantiles[i - 1]!))) {
    throw new InputError(
      "option",
      `spline of "${name}": ${knots} knots at the quantiles of ${at.count} values would be ${quantiles.join(", ")}: ask for fewer, or give them as knots: [...]`,
      { column: name },
    );
  }
  return quantiles;
}

/**
 * Column `j` of a restricted cubic spline at `x`: 0 is x itself, j = 1..k-2 the nonlinear ones in the unit of x. Beyond the
 * last knot the straight line in closed form, because the cubes would cancel.
 */
export function splineValue(x: number, knots: readonly number[], j: number): number {
  if (j === 0) return x;
  const k = knots.length;
  const width = knots[k - 1]! - knots[0]!;
  const first = (x - knots[j - 1]!) / width;
  if (first <= 0) return 0;
  const second = (x - knots[k - 2]!) / width;
  const start = (knots[k - 2]! - knots[j - 1]!) / width;
  const whole = (knots[k - 1]! - knots[j - 1]!) / width;
  if (x >= knots[k - 1]!) return width * whole * start * (first + second + (x - knots[k - 1]!) / width);
  if (second <= 0) return width * first * first * first;
  return width * (first * first * first - (second * second * second * whole) / (whole - start));
}

/** Access to the sorted values, each repeated as often as its frequency says. */
function sortedValues(
  values: Float64Array,
  frequencies: Float64Array | null,
): { readonly count: number; readonly value: (place: number) => number } {
  if (frequencies === null) {
    const sorted = values.slice().sort();
    return { count: sorted.length, value: (place) => sorted[place]! };
  }
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  let count = 0;
  const ends = Float64Array.from(order, (row) => (count += frequencies[row]!));
  return { count, value: (place) => values[order[ends.findIndex((end) => end > place)]!]! };
}
