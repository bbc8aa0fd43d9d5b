import type { Kernel } from "../kernel/types.js";
import type { PenalizedColumns } from "./penalized-columns.js";
import { quadraticMinimum } from "./quadratic-minimum.js";
import { dot } from "./surface.js";

/** Multipliers of |b| and of b^2 / 2, one per column. */
interface Penalty {
  readonly absolute: Float64Array;
  readonly square: Float64Array;
}

/** What is known at the present coefficients. */
export interface PenalizedFit {
  /** Coefficients of the scaled columns. */
  readonly b: Float64Array;
  /** Score of all columns. */
  readonly gradient: Float64Array;
  /** Log partial likelihood. */
  value: number;
  /** Steps so far. */
  steps: number;
  /** Moves to the maximum of the penalized likelihood; whether it was reached. */
  solve(penalty: Penalty, likely: (column: number) => boolean): boolean;
  close(): void;
}

/** Columns up to which all are kept in the model; more are searched for those that could enter. */
const FEW = 64;
/** Columns up to which the information is taken at every step; of more it is corrected from the scores. */
const NARROW = 6;
const MAX_STEPS = 200;
/** Allowed violation of the conditions of a maximum, relative to the penalty and to the standard error of the score. */
const TOLERANCE = 1e-10;

/**
 * Maximizes log partial likelihood - sum of (absolute |b| + square b^2 / 2), again and again with other penalties.
 *
 * Proximal Newton: the likelihood is replaced by its quadratic model, whose penalized maximum is exact, and the step is
 * halved until the true function rises. The information is that of an earlier point of the path, corrected by the changes of
 * the score since (BFGS), and taken anew where steps do not shrink. Columns whose score cannot reach the penalty are left out
 * and looked at after every fit.
 *
 * @param usable columns that may enter.
 * @param b where to start; changed.
 */
export function penalizedFit(columns: PenalizedColumns, usable: readonly number[], b: Float64Array): PenalizedFit {
  let inside = usable.filter((j) => usable.length <= FEW || b[j] !== 0);
  let kernel: Kernel = columns.open(inside);
  let q = inside.length;
  let at: Float64Array = Float64Array.from(inside, (j) => b[j]!);
  let information = new Float64Array(q * q);
  let score = new Float64Array(q);
  let exact = false;
  const first = columns.score(b);
  const fit: PenalizedFit = {
    b,
    gradient: first.gradient.slice(),
    value: first.value,
    steps: 0,
    solve(penalty, likely) {
      grow(usable.filter((j) => likely(j)));
      for (;;) {
        const reached = climb(pick(penalty));
        inside.forEach((j, k) => {
          b[j] = at[k]!;
          fit.gradient[j] = score[k]!;
        });
        if (q === usable.length) return reached;
        const { value, gradient } = columns.score(b);
        fit.value = value;
        fit.gradient.set(gradient);
        if (!grow(usable.filter((j) => Math.abs(gradient[j]!) > penalty.absolute[j]! * (1 + TOLERANCE)))) {
          return reached;
        }
      }
    },
    close: () => kernel.close(),
  };
  const refresh = (): void => {
    const result = kernel.evaluate(at, 2);
    information.set(result.information);
    score.set(result.gradient);
    fit.value = result.value;
    exact = true;
  };
  refresh();

  const grow = (wanted: readonly number[]): boolean => {
    const known = new Set(inside);
    const all = [...inside, ...wanted.filter((j) => !known.has(j))];
    if (all.length === q) return false;
    kernel.close();
    inside = all;
    q = all.length;
    kernel = columns.open(all);
    at = Float64Array.from(all, (j) => b[j]!);
    information = new Float64Array(q * q);
    score = new Float64Array(q);
    refresh();
    return true;
  };

  const pick = ({ absolute, square }: Penalty): Penalty => ({
    absolute: Float64Array.from(inside, (j) => absolute[j]!),
    square: Float64Array.from(inside, (j) => square[j]!),
  });

  /** Largest violation of the conditions of a maximum, in units of what is allowed. */
  const violation = ({ absolute, square }: Penalty): number => {
    let worst = 0;
    for (let k = 0; k < q; k++) {
      const rest = score[k]! - square[k]! * at[k]!;
      const off =
        at[k] === 0 ? Math.max(0, Math.abs(rest) - absolute[k]!) : Math.abs(rest - Math.sign(at[k]!) * absolute[k]!);
      if (off === 0) continue;
      const error = Math.sqrt(Math.max(information[k * q + k]!, 0) + square[k]!);
      const pull = absolute[k]! + square[k]! * Math.abs(at[k]!);
      const allowed = TOLERANCE * (pull > 0 ? Math.min(pull, error) : error);
      worst = Math.max(worst, off / allowed);
    }
    return worst;
  };

  const cost = ({ absolute, square }: Penalty, beta: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < q; k++) sum += absolute[k]! * Math.abs(beta[k]!) + (square[k]! * beta[k]! * beta[k]!) / 2;
    return sum;
  };

  const climb = (penalty: Penalty): boolean => {
    let off = violation(penalty);
    for (let step = 0; step < MAX_STEPS; step++) {
      if (off <= 1) return true;
      const target = quadraticMinimum({ size: q, information, gradient: score, start: at, ...penalty });
      const change = target.map((value, k) => value - at[k]!);
      const now = fit.value - cost(penalty, at);
      // Half the square of the step in the metric of the model: at least what the model gains by it, without cancellation.
      const gain = length2(information, penalty.square, change) / 2;
      const settled = gain <= 1e-8 * Math.max(1, Math.abs(now));
      const stale = !exact;
      let taken = false;
      for (let length = 1; length > 1e-12; length /= 2) {
        const next = length === 1 ? target : at.map((value, k) => value + length * change[k]!);
        const result = kernel.evaluate(next, q <= NARROW ? 2 : 1);
        const rise = result.value - cost(penalty, next) - now;
        if (rise >= 1e-4 * length * gain - (settled ? 1e-8 : 1e-14) * Math.max(1, Math.abs(now))) {
          const moved = next.map((value, k) => value - at[k]!);
          const fall = score.map((value, k) => value - result.gradient[k]!);
          if (q <= NARROW) information.set(result.information);
          else correct(information, q, moved, fall);
          exact = q <= NARROW;
          at = next;
          score.set(result.gradient);
          fit.value = result.value;
          fit.steps++;
          taken = true;
          break;
        }
        if (stale) break;
      }
      const before = off;
      off = violation(penalty);
      if (off <= 1) return true;
      if (taken && off < before / 4) continue;
      // Steps with the information of the very point that no longer help are rounding.
      if (!stale && settled && off >= before / 4) return off <= 10;
      if (!exact) refresh();
      off = violation(penalty);
    }
    return false;
  };
  return fit;
}

/** BFGS: the information along the step taken is what the score fell by. */
function correct(information: Float64Array, q: number, step: Float64Array, fall: Float64Array): void {
  const product = dot(step, fall);
  const image = new Float64Array(q);
  for (let r = 0; r < q; r++) {
    if (step[r] === 0) continue;
    for (let c = 0; c < q; c++) image[c]! += information[r * q + c]! * step[r]!;
  }
  const old = dot(step, image);
  if (!(product > 1e-8 * old) || !(old > 0)) return;
  for (let r = 0; r < q; r++) {
    for (let c = 0; c < q; c++) {
      information[r * q + c]! += (fall[r]! * fall[c]!) / product - (image[r]! * image[c]!) / old;
    }
  }
}

/** c' (H + diag(square)) c. */
function length2(information: Float64Array, square: Float64Array, change: Float64Array): number {
  const q = change.length;
  let sum = 0;
  for (let r = 0; r < q; r++) {
    if (change[r] === 0) continue;
    let image = square[r]! * change[r]!;
    for (let c = 0; c < q; c++) image += information[r * q + c]! * change[c]!;
    sum += change[r]! * image;
  }
  return sum;
}
