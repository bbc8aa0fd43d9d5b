import { quantileOf } from "./quantile-of.js";
import { weightedOrthogonal, weightedProduct } from "./weighted-orthogonal.js";

/** Where a natural spline is fitted and shown. */
export interface SmoothGrid {
  /** Places of the smooth, evenly from the smallest to the largest x. */
  readonly at: Float64Array;
  /** Knots on the scale where those ends are 0 and 1. */
  readonly knots: readonly number[];
}

/** Share of its length at which a column of the spline counts as dependent, as in R's `qr`. */
const DEPENDENT = 1e-7;

/** Number of places of a smooth, as R's `plot.cox.zph`. */
const PLACES = 40;

/** Places from the smallest to the largest x, and knots at quantiles of x and the places together; null for a single x. */
export function smoothGrid(x: Float64Array, weight: Float64Array, df: number): SmoothGrid | null {
  const low = x.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = x.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (!(high > low)) return null;
  const at = Float64Array.from({ length: PLACES }, (_, i) =>
    i === PLACES - 1 ? high : low + (i / (PLACES - 1)) * (high - low),
  );
  const pool = new Float64Array(PLACES + x.length);
  pool.set(at);
  pool.set(x, PLACES);
  const pooled = new Float64Array(PLACES + x.length).fill(1);
  pooled.set(weight, PLACES);
  const knots = Array.from({ length: df }, (_, k) =>
    k === 0 ? 0 : k === df - 1 ? 1 : (quantileOf(pool, pooled, k / (df - 1)) - low) / (high - low),
  );
  return { at, knots };
}

/** A smooth at the places of its grid. */
export interface Smooth {
  readonly estimate: Float64Array;
  /** Variance of the estimate where that of an observation of weight 1 is 1. */
  readonly leverage: Float64Array;
}

/** Weighted least-squares fit of a natural cubic spline to y; null where x has too few values. */
export function naturalSmooth(
  x: Float64Array,
  y: Float64Array,
  weight: Float64Array,
  { at, knots }: SmoothGrid,
): Smooth | null {
  const columns = basis(x, at, knots);
  const shown = basis(at, at, knots);
  if (!weightedOrthogonal(columns, shown, weight, DEPENDENT)) return null;
  const estimate = new Float64Array(at.length);
  const leverage = new Float64Array(at.length);
  for (const [c, column] of columns.entries()) {
    const coefficient = weightedProduct(column, y, weight);
    for (let i = 0; i < at.length; i++) {
      estimate[i]! += coefficient * shown[c]![i]!;
      leverage[i]! += shown[c]![i]! * shown[c]![i]!;
    }
  }
  return { estimate, leverage };
}

/** 1, u and the cubes between the knots that are straight at the ends; u = 0 and 1 at the ends of the grid. */
function basis(x: Float64Array, at: Float64Array, knots: readonly number[]): Float64Array[] {
  const low = at[0]!;
  const width = at[at.length - 1]! - low;
  const u = x.map((value) => (value - low) / width);
  const cube = (knot: number): Float64Array =>
    u.map((value) => (value > knot ? ((value - knot) * (value - knot) * (value - knot)) / (1 - knot) : 0));
  const last = cube(knots[knots.length - 2]!);
  const curved = knots.slice(0, -2).map((knot) => cube(knot).map((value, i) => value - last[i]!));
  return [new Float64Array(x.length).fill(1), u, ...curved];
}
