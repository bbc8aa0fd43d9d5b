import type { SurvivalCurve } from "../types.js";
import { crossing } from "./crossing.js";

/** Steps of a survival curve and how far each is from the target, in units of the variance at the quantile. */
export interface Steps {
  /** Start of each step, the first at 0. */
  readonly start: Float64Array;
  /** End of each step; infinite for the last. */
  readonly end: Float64Array;
  /** (S - target)^2 / variance. */
  readonly distance: Float64Array;
}

/** The steps of a curve; null where the quantile, or the variance of S there, is unknown. */
export function dispersionSteps(curve: Omit<SurvivalCurve, "median">, target: number): Steps | null {
  const { time, survival, nEvent, standardError } = curve;
  const quantile = crossing(time, survival, target, "infimum");
  if (quantile === null) return null;
  const error = standardError[time.indexOf(quantile)]!;
  if (!(error > 0)) return null;
  const used = time.map((_, k) => k).filter((k) => nEvent[k]! > 0);
  const start = new Float64Array(used.length + 1);
  const end = new Float64Array(used.length + 1).fill(Number.POSITIVE_INFINITY);
  const distance = new Float64Array(used.length + 1);
  for (let step = 0; step < start.length; step++) {
    const deviation = ((step === 0 ? 1 : survival[used[step - 1]!]!) - target) / error;
    distance[step] = deviation * deviation;
    if (step > 0) end[step - 1] = start[step] = time[used[step - 1]!]!;
  }
  return { start, end, distance };
}

/** Range of `m1 - m0` and of `m1 / m0` over the pairs of times whose distances add up to `bound` or less. */
export function dispersionRange(
  own: Steps,
  control: Steps,
  bound: number,
): { readonly difference: readonly [number, number]; readonly ratio: readonly [number, number] } {
  const difference: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const ratio: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  // The distance falls and then rises, so the steps of one curve that go with a step of the other are neighbors.
  const nearest = own.distance.reduce((best, value, j) => (value < own.distance[best]! ? j : best), 0);
  for (let i = 0; i < control.start.length; i++) {
    const left = bound - control.distance[i]!;
    if (own.distance[nearest]! > left) continue;
    const first = search(0, nearest, (j) => own.distance[j]! > left);
    const last = search(nearest, own.start.length - 1, (j) => own.distance[j + 1]! <= left);
    const [low, high] = [own.start[first]!, own.end[last]!];
    difference[0] = Math.min(difference[0], low - control.end[i]!);
    difference[1] = Math.max(difference[1], high - control.start[i]!);
    const end = control.end[i]!;
    ratio[0] = Math.min(ratio[0], end === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : low / end);
    ratio[1] = Math.max(ratio[1], high / control.start[i]!);
  }
  return { difference, ratio };
}

/** Least sum of the two distances at one time: the dispersion of equal quantiles. */
export function leastDispersion(own: Steps, control: Steps): number {
  let least = Number.POSITIVE_INFINITY;
  let i = 0;
  let j = 0;
  while (i < own.start.length && j < control.start.length) {
    least = Math.min(least, own.distance[i]! + control.distance[j]!);
    const [a, b] = [own.end[i]!, control.end[j]!];
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return least;
}

/** First position from `low` on at which a condition that holds for a while no longer does, at most `high`. */
function search(low: number, high: number, holds: (position: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) from = middle + 1;
    else to = middle;
  }
  return from;
}
