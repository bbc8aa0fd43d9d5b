import { exp } from "./exp.js";
import { integrate } from "./internal/integrate.js";
import { normalBetween } from "./internal/normal-between.js";
import { ldl } from "./ldl.js";
import { normalQuantile } from "./normal-quantile.js";
import { normalUpperTail } from "./normal-upper-tail.js";

/** A probability found by numerical integration. */
export interface NormalProbability {
  readonly probability: number;
  /** Estimated absolute error: of the quadrature; 3 standard errors over the shifts of the lattice; 0 for "exact". */
  readonly error: number;
  /** "exact" for rank 0 and 1 (one normal tail or two), "quadrature" for rank 2 to 4, "lattice" above. */
  readonly method: "exact" | "quadrature" | "lattice";
}

/** Standard deviations beyond which the rest, some 1e-38, is left out. */
const FAR = 13;
const MOST = 40;
/** Relative tolerance of the quadrature for rank up to 3, and for rank 4, whose work is the fourth power of that of one. */
const FINE = 1e-12;
const COARSE = 1e-6;
/** Points and generator of the Korobov lattice, and how many shifts of it are averaged. */
const POINTS = 16381;
const GENERATOR = 6030;
const SHIFTS = 8;

/**
 * Probability that a normal vector with mean 0 and the given covariance lies in a box: P(lower_i < X_i < upper_i, all i).
 *
 * X = C y with the triangular factor C and independent standard normal y, so that the box bounds y_1, then y_2 given y_1,
 * and so on; the variable least likely to be inside comes first. The last integral is a difference of normal tails. Up
 * to three others (rank 2 to 4) are adaptive Gauss-Kronrod quadrature, to 1e-9 relative (rank 4: 1e-8), in the tails
 * too, down to 1e-30; more are averaged over shifted lattice points, always the same ones, to 6e-5 (tested with 6 variables,
 * one to two seconds). The covariance may be singular. Equals
 * `pmvnorm` of R's mvtnorm, which draws its lattice at random.
 *
 * @param lower lower limits; `-Infinity` for none.
 * @param upper upper limits; `Infinity` for none.
 * @param covariance k x k, row-major, symmetric and positive semidefinite; correlations if limits are standardized.
 * @returns a probability of `NaN` where lengths do not fit, a limit or a covariance is `NaN`, or the matrix is not positive semidefinite.
 *
 * @example
 * ```ts
 * import { multivariateNormalProbability } from "@hcc/numerics";
 * const correlation = Float64Array.of(1, 0.5, 0.5, 1);
 * const { probability, method } = multivariateNormalProbability([0, 0], [Infinity, Infinity], correlation);
 * probability; // => 0.333333333333
 * method; // => "quadrature"
 * ```
 *
 * @see Genz A. Numerical computation of multivariate normal probabilities. J Comput Graph Stat 1992;1:141-9. https://doi.org/10.1080/10618600.1992.10477010
 */
export function multivariateNormalProbability(
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  covariance: ArrayLike<number>,
): NormalProbability {
  const k = lower.length;
  if (upper.length !== k || covariance.length !== k * k) return exactly(Number.NaN);
  const bounded: number[] = [];
  const marginal = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    const a = lower[i]!;
    const b = upper[i]!;
    const variance = covariance[i * k + i]!;
    if (Number.isNaN(a) || Number.isNaN(b) || !(variance >= 0)) return exactly(Number.NaN);
    if (a >= b || (variance === 0 && !(a < 0 && b > 0))) return exactly(0);
    if (variance === 0 || (a === Number.NEGATIVE_INFINITY && b === Number.POSITIVE_INFINITY)) continue;
    marginal[i] = normalBetween(a / Math.sqrt(variance), b / Math.sqrt(variance));
    bounded.push(i);
  }
  bounded.sort((i, j) => marginal[i]! - marginal[j]! || i - j);

  const size = bounded.length;
  const matrix = Float64Array.from(
    { length: size * size },
    (_, cell) => covariance[bounded[Math.floor(cell / size)]! * k + bounded[cell % size]!]!,
  );
  const { factor, scale, aliased, rank, semidefinite } = ldl(matrix, size);
  if (!semidefinite || matrix.some(Number.isNaN)) return exactly(Number.NaN);
  const box: Box = {
    size,
    rank,
    lower: Float64Array.from(bounded, (i) => lower[i]!),
    upper: Float64Array.from(bounded, (i) => upper[i]!),
    coefficient: new Float64Array(size * rank),
    rest: new Float64Array(size * rank),
    y: new Float64Array(rank),
    from: new Float64Array(rank),
    to: new Float64Array(rank),
  };
  for (let i = 0; i < size; i++) {
    let m = 0;
    for (let j = 0; j <= i; j++) {
      if (aliased[j] === 1) continue;
      const value = (j === i ? 1 : factor[i * size + j]!) * Math.sqrt(factor[j * size + j]!);
      if (Math.abs(value) > 1e-14) box.coefficient[i * rank + m] = value * scale[i]!;
      m++;
    }
    let square = 0;
    for (m = rank - 1; m >= 0; m--) {
      box.rest[i * rank + m] = Math.sqrt(square);
      square += box.coefficient[i * rank + m]! * box.coefficient[i * rank + m]!;
    }
  }
  if (rank <= 1) return exactly(rank === 0 ? 1 : inside(box, 0));
  return rank <= 4 ? byQuadrature(box) : byLattice(box);
}

/** The box in terms of independent y: lower < coefficient y < upper. */
interface Box {
  readonly size: number;
  readonly rank: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** size x rank. */
  readonly coefficient: Float64Array;
  /** Standard deviation of what the later columns of a row add, size x rank. */
  readonly rest: Float64Array;
  /** The point at which the box is looked at. */
  readonly y: Float64Array;
  /** Limits of each y given the ones before it. */
  readonly from: Float64Array;
  readonly to: Float64Array;
}

function exactly(probability: number): NormalProbability {
  return { probability, error: 0, method: "exact" };
}

/** Sets the limits of y_m: exact where it ends a row, else where the rest of the row is too far away. */
function bound(box: Box, m: number): void {
  const { size, rank, lower, upper, coefficient, rest, y } = box;
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  for (let i = 0, row = 0; i < size; i++, row += rank) {
    const c = coefficient[row + m]!;
    if (c === 0) continue;
    let before = 0;
    for (let j = 0; j < m; j++) before += coefficient[row + j]! * y[j]!;
    const margin = FAR * rest[row + m]!;
    const a = (lower[i]! - before - margin) / c;
    const b = (upper[i]! - before + margin) / c;
    from = Math.max(from, c > 0 ? a : b);
    to = Math.min(to, c > 0 ? b : a);
  }
  box.from[m] = from;
  box.to[m] = to;
}

/** P(y_m between its limits), given the ones before it. */
function inside(box: Box, m: number): number {
  bound(box, m);
  return normalBetween(box.from[m]!, box.to[m]!);
}

function byQuadrature(box: Box): NormalProbability {
  const tolerance = box.rank <= 3 ? FINE : COARSE;
  const { value, error } = integral(box, 0, tolerance);
  return { probability: value, error: error + tolerance * value, method: "quadrature" };
}

function integral(box: Box, m: number, tolerance: number): { value: number; error: number } {
  bound(box, m);
  const from = box.from[m]!;
  const to = box.to[m]!;
  const nearest = Math.max(from, Math.min(to, 0));
  const reach = Math.sqrt(nearest * nearest + FAR * FAR);
  const last = m === box.rank - 2;
  return integrate(
    (y) => {
      box.y[m] = y;
      const density = exp((-y * y) / 2) / Math.sqrt(2 * Math.PI);
      return density * (last ? inside(box, m + 1) : integral(box, m + 1, tolerance).value);
    },
    Math.max(from, -reach),
    Math.min(to, reach),
    tolerance,
  );
}

function byLattice(box: Box): NormalProbability {
  const dimensions = box.rank - 1;
  const generator = [1];
  while (generator.length < dimensions) generator.push((generator.at(-1)! * GENERATOR) % POINTS);
  const point = new Float64Array(dimensions);
  let sum = 0;
  let squares = 0;
  for (let shift = 1; shift <= SHIFTS; shift++) {
    let total = 0;
    for (let i = 0; i < POINTS; i++) {
      for (let j = 0; j < dimensions; j++) {
        const x = ((i * generator[j]!) % POINTS) / POINTS + shift * Math.sqrt(j + 1.5);
        // Folded, so that the integrand is periodic.
        point[j] = Math.abs(2 * (x - Math.floor(x)) - 1);
      }
      total += atPoint(box, point);
    }
    const mean = total / POINTS;
    sum += mean;
    squares += mean * mean;
  }
  const probability = sum / SHIFTS;
  const variance = Math.max(0, squares / SHIFTS - probability * probability) / (SHIFTS - 1);
  return { probability, error: 3 * Math.sqrt(variance), method: "lattice" };
}

function atPoint(box: Box, point: Float64Array): number {
  let product = 1;
  for (let m = 0; m < box.rank; m++) {
    const share = inside(box, m);
    const from = box.from[m]!;
    product *= share;
    if (product === 0 || m === box.rank - 1) return product;
    // The tail that is the smaller one keeps its digits.
    const y =
      from > 0
        ? -normalQuantile(normalUpperTail(from) - point[m]! * share)
        : normalQuantile(normalUpperTail(-from) + point[m]! * share);
    box.y[m] = Math.max(from, Math.min(box.to[m]!, Math.max(-MOST, Math.min(MOST, y))));
  }
  return product;
}
