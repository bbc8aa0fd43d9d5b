import type { Order } from "./arena.js";
import type { ExactPlan, ExactTask } from "./exact-plan.js";
import { type ExactRecursion, exactRecursion } from "./exact-recursion.js";
import { walkTogether } from "./exact-walk.js";
import type { KernelRows } from "./types.js";

/** Distance of the linear predictor from the middle of its range up to which its exponential is taken. */
const NARROW = 300;

/** Evaluates the event times of a plan. */
export interface ExactLikelihood {
  /** Adds score and information (both triangles) to the arrays, as far as the order asks, and returns the value. */
  add(eta: Float64Array, order: Order, gradient: Float64Array, information: Float64Array): number;
}

/** The exact partial likelihood of the event times of a plan. */
export function exactLikelihood(rows: KernelRows, plan: ExactPlan): ExactLikelihood {
  const { p, stride, x, rank, entryRank, event, weight } = rows;
  const most = plan.tasks.reduce((max, { chosen }) => Math.max(max, ...chosen), 0);
  const opposite = plan.tasks.some(({ complement }) => complement) ? new Float64Array(x.length) : null;
  let filled = false;
  const recursions = new Map<Order, ExactRecursion>();

  return {
    add(eta, order, gradient, information) {
      if (plan.tasks.length === 0) return 0;
      if (opposite !== null && !filled) for (let at = 0; at < x.length; at++) opposite[at] = -x[at]!;
      filled = true;
      let recursion = recursions.get(order);
      if (recursion === undefined) {
        recursion = exactRecursion(p, most, order);
        recursions.set(order, recursion);
      }
      const { width } = recursion;
      let sum = 0;
      let lost = 0;

      const run = (task: ExactTask): void => {
        const { times, chosen, complement, end } = task;
        const { middle, wide } = rangeOf(eta, times[0]!.first, end);
        const sign = complement ? -1 : 1;
        const values = complement ? opposite! : x;
        const isChosen = (i: number, k: number): boolean =>
          (event[i] === 1 && rank[i] === times[k]!.rank) !== complement;
        recursion.clear(wide);
        const add = (i: number, least: number, limit: number): void =>
          recursion.add(sign * (eta[i]! - middle), values, i * stride, least, limit);
        const arrive = (k: number): void => {
          const { first, end: stop, rank: time } = times[k]!;
          let term = -recursion.logSum(chosen[k]!);
          const last = complement ? end : stop;
          const moments = recursion.moments();
          const at = chosen[k]! * width;
          for (let j = 0; order > 0 && j < p; j++) gradient[j]! -= moments[at + j]!;
          for (let i = first; i < last; i++) {
            if (!isChosen(i, k) || (entryRank !== null && entryRank[i]! >= time)) continue;
            const w = weight[i]!;
            term += w * sign * (eta[i]! - middle);
            for (let j = 0; order > 0 && j < p; j++) gradient[j]! += w * values[i * stride + j]!;
          }
          if (order === 2) addTriangle(information, moments, at + p, p);
          // Compensated, as in the other kernels.
          const next = sum + term;
          lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
          sum = next;
        };
        if (times.length > 1) {
          walkTogether(task, rows, {
            add(i, limit) {
              for (let copy = 0; copy < weight[i]!; copy++) add(i, 1, limit);
            },
            save: recursion.save,
            restore: recursion.restore,
            arrive,
          });
          return;
        }
        const [{ first, rank: time, atRisk }] = times as readonly [ExactTask["times"][number]];
        for (let i = first; i < end; i++) {
          if (entryRank !== null && entryRank[i]! >= time) continue;
          for (let copy = 0; copy < weight[i]!; copy++) {
            // Of fewer chosen, those to come are too few to reach the number wanted.
            add(i, Math.max(1, chosen[0]! - (atRisk - recursion.count() - 1)), chosen[0]!);
          }
        }
        arrive(0);
      };

      for (const task of plan.tasks) run(task);
      return sum + lost;
    },
  };
}

/** Middle of the range of the values, and whether an end is too far from it. */
function rangeOf(values: Float64Array, start: number, end: number): { middle: number; wide: boolean } {
  let low = values[start]!;
  let high = low;
  for (let i = start + 1; i < end; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  const middle = low / 2 + high / 2;
  return { middle, wide: !(high - middle <= NARROW) };
}

function addTriangle(to: Float64Array, from: Float64Array, start: number, p: number): void {
  for (let j = 0, at = start; j < p; j++) {
    for (let k = 0; k <= j; k++, at++) {
      to[j * p + k]! += from[at]!;
      if (k < j) to[k * p + j]! += from[at]!;
    }
  }
}
