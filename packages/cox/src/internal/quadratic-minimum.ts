import { ldl, ldlSolve } from "@hcc/numerics";
import { choleskySolve } from "./cholesky-solve.js";

/** A quadratic function with absolute values: see `quadraticMinimum`. */
export interface PenalizedQuadratic {
  readonly size: number;
  /** H, size x size, both triangles. */
  readonly information: Float64Array;
  /** g: the score at `start`. */
  readonly gradient: Float64Array;
  readonly start: Float64Array;
  /** Multipliers of |b|. */
  readonly absolute: Float64Array;
  /** Multipliers of b^2 / 2. */
  readonly square: Float64Array;
}

/** Sweeps of coordinate descent at a time; then the coefficients that are not 0 are solved for together. */
const SWEEPS = 8;
const MAX_ROUNDS = 500;
/** Share by which a slope must exceed the penalty before a coefficient leaves 0: rounding alone moves none. */
const SLACK = 1e-12;

/**
 * Minimum of (b - s)' H (b - s) / 2 - g'(b - s) + sum of (absolute |b| + square b^2 / 2), s the start.
 *
 * Coordinate descent finds which coefficients are 0 and the signs of the others; for given signs the function is quadratic
 * and its minimum one linear system. Where the solution would change a sign, it is approached as far as to the first 0.
 * Every move lowers the function, so no set of signs comes twice.
 */
export function quadraticMinimum(problem: PenalizedQuadratic): Float64Array {
  const { size, absolute } = problem;
  const b = problem.start.slice();
  /** g - H (b - s). */
  const slope = problem.gradient.slice();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (let sweep = 0; sweep < SWEEPS && descend(problem, b, slope); sweep++);
    while (settle(problem, b, slope));
    let done = true;
    for (let j = 0; j < size; j++) {
      if (b[j] === 0 && Math.abs(slope[j]!) > absolute[j]! * (1 + SLACK)) done = false;
    }
    if (done) break;
  }
  return b;
}

/** One sweep; whether a coefficient left 0 or came to it. */
function descend(
  { size, information, absolute, square }: PenalizedQuadratic,
  b: Float64Array,
  slope: Float64Array,
): boolean {
  let changed = false;
  for (let j = 0; j < size; j++) {
    const before = b[j]!;
    const own = information[j * size + j]!;
    const pull = slope[j]! + own * before;
    const excess = Math.abs(pull) - absolute[j]!;
    if (before === 0 && excess <= SLACK * absolute[j]!) continue;
    const curvature = own + square[j]!;
    if (!(curvature > 0)) continue;
    const after = excess > 0 ? (Math.sign(pull) * excess) / curvature : 0;
    move(information, size, slope, j, after - before);
    b[j] = after;
    if ((before === 0) !== (after === 0)) changed = true;
  }
  return changed;
}

/** The minimum for the present signs, or on the way to it the first 0; whether there is more of the way. */
function settle(problem: PenalizedQuadratic, b: Float64Array, slope: Float64Array): boolean {
  const { size, information, absolute, square } = problem;
  const free: number[] = [];
  for (let j = 0; j < size; j++) if (b[j] !== 0 || absolute[j] === 0) free.push(j);
  const q = free.length;
  if (q === 0) return false;
  const matrix = new Float64Array(q * q);
  const right = new Float64Array(q);
  const rest = (j: number): number => slope[j]! - square[j]! * b[j]! - Math.sign(b[j]!) * absolute[j]!;
  free.forEach((j, r) => {
    right[r] = rest(j);
    for (let c = 0; c <= r; c++) matrix[r * q + c] = information[j * size + free[c]!]!;
    matrix[r * q + r]! += square[j]!;
  });
  const regular = choleskySolve(matrix.slice(), right);
  if (regular !== null) return advance(problem, b, slope, free, regular, 1);
  const factor = ldl(matrix, q);
  if (advance(problem, b, slope, free, ldlSolve(factor, right), 1)) return true;
  if (factor.rank === q) return false;
  // Along a direction without curvature the function falls in a straight line: as far as to the first 0.
  for (let r = 0; r < q; r++) {
    const left = rest(free[r]!);
    if (factor.aliased[r] === 0 || !(Math.abs(left) > 1e-9 * absolute[free[r]!]!)) continue;
    const column = Float64Array.from(free, (j) => information[j * size + free[r]!]!);
    const direction = ldlSolve(factor, column).map((value) => -Math.sign(left) * value);
    direction[r]! += Math.sign(left);
    if (advance(problem, b, slope, free, direction, Number.POSITIVE_INFINITY)) return true;
  }
  return false;
}

/** Moves along a direction by `most` or to the first coefficient that it brings to 0; whether there was one. */
function advance(
  { size, information, absolute }: PenalizedQuadratic,
  b: Float64Array,
  slope: Float64Array,
  free: readonly number[],
  direction: Float64Array,
  most: number,
): boolean {
  let length = most;
  let first = -1;
  free.forEach((j, r) => {
    if (absolute[j] === 0 || b[j]! * direction[r]! >= 0) return;
    const reach = -b[j]! / direction[r]!;
    if (reach > length) return;
    length = reach;
    first = j;
  });
  if (length === Number.POSITIVE_INFINITY) return false;
  free.forEach((j, r) => {
    const after = j === first ? 0 : b[j]! + length * direction[r]!;
    move(information, size, slope, j, after - b[j]!);
    b[j] = after;
  });
  return first >= 0;
}

function move(information: Float64Array, size: number, slope: Float64Array, j: number, by: number): void {
  for (let k = 0, at = j * size; k < size; k++, at++) slope[k]! -= information[at]! * by;
}
