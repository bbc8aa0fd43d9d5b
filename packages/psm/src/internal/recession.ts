import { ldl, ldlSolve } from "@hcc/numerics";
import { BLOCK, crossProduct, type ModelRows, mostOf, padded, predict, predictBlock } from "./model-rows.js";

/** A direction in which the likelihood rises for ever. */
export interface Recession {
  readonly direction: Float64Array;
  /** Rows that the direction leaves where they are. */
  readonly rest: readonly number[];
}

/**
 * The Newton step made an exact direction of recession, or null where it is none.
 *
 * Far out, a step moves separated rows by about 1 or more in the linear predictor and the others by nothing. Sizes are
 * judged in that unit, signs against the rounding of each row's own product: one skewed covariate must not hide rows.
 */
export function recession(rows: ModelRows, step: Float64Array): Recession | null {
  const { n, k, y } = rows;
  if (refuted(rows, step)) return null;
  const moved = predict(rows, step);
  const rounding = roundingOf(rows, step);
  const signed = (values: Float64Array, i: number): number => (y[i] === 1 ? values[i]! : -values[i]!);
  if (moved.every((_, i) => signed(moved, i) > rounding[i]!)) return { direction: step, rest: [] };
  const rest: number[] = [];
  for (let i = 0; i < n; i++) {
    const value = signed(moved, i);
    if (Math.abs(value) <= SMALL) rest.push(i);
    else if (value < LARGE) return null;
  }
  if (rest.length === 0 || rest.length === n) return null;
  const fixed = new Uint8Array(n);
  for (const i of rest) fixed[i] = 1;
  const cross = crossProduct(rows, (i) => fixed[i]!);
  const right = new Float64Array(k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) right[a]! += cross[a * k + b]! * step[b]!;
  const factor = ldl(cross, k, 1e-11);
  if (factor.rank === k) return null;
  const part = ldlSolve(factor, right);
  const direction = step.map((value, j) => value - part[j]!);
  const exact = predict(rows, direction);
  for (let i = 0; i < n; i++) {
    const broken =
      fixed[i] === 1 ? Math.abs(exact[i]!) > 100 * rounding[i]! : signed(exact, i) < Math.max(LARGE / 2, rounding[i]!);
    if (broken) return null;
  }
  return { direction, rest };
}

/** Most that a row is moved which the direction leaves where it is, and least that a separated one is. */
const SMALL = 1e-3;
const LARGE = 0.1;

/** Whether the first rows show already that the step is none: one moves back, and some by little or all by next to nothing. */
function refuted(rows: ModelRows, step: Float64Array): boolean {
  const { n, y } = rows;
  const b = padded(rows, step);
  const moved = new Float64Array(BLOCK);
  const still = mostOf(rows, step) <= SMALL;
  let all = true;
  let between = false;
  let moving = false;
  for (let from = 0; from < n && (all || !(between || still)); from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    predictBlock(rows, b, moved, from, to);
    for (let i = from; i < to; i++) {
      const value = y[i] === 1 ? moved[i - from]! : -moved[i - from]!;
      if (!(value > 0)) all = false;
      if (Math.abs(value) <= SMALL) continue;
      moving = true;
      if (value < LARGE) between = true;
    }
  }
  return !all && (between || still || !moving);
}

/** What rounding may have made of x b. */
function roundingOf({ n, k, q, x }: ModelRows, b: Float64Array): Float64Array {
  const sizes = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let size = Math.abs(b[0]!);
    for (let j = 1; j < k; j++) size += Math.abs(x[i * q + j - 1]! * b[j]!);
    sizes[i] = 1e-10 * size;
  }
  return sizes;
}
