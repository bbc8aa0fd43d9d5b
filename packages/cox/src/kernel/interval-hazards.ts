import { exp } from "@hcc/numerics";
import { forEachLevel, forEachNode, type Intervals, TIMES } from "./intervals.js";

/** Steps of the cumulative hazard, in the scale of each event time: times exp(-top). */
export interface HazardSteps {
  readonly top: Float64Array;
  /** Step for those who survive the time. */
  readonly hazard: Float64Array;
  /** Step for those who die at it (Efron: at risk at step l with weight 1 - l/d). */
  readonly deathHazard: Float64Array;
  /** Count x q: values of the time, multiplied by the steps and summed; null when not wanted. */
  readonly moments: { readonly q: number; readonly hazard: Float64Array; readonly deathHazard: Float64Array } | null;
}

/** What each row lives through while at risk; in its own scale: times exp(-scale). */
export interface IntervalHazards {
  /** No predictor of the row is larger: exp(eta - scale) <= 1. */
  readonly scale: Float64Array;
  readonly hazard: Float64Array;
  /** Rows x q. */
  readonly moments: Float64Array | null;
}

/** Values with a scale each: what they stand for is value x exp(-scale). */
interface Scaled {
  readonly scale: Float64Array;
  readonly value: Float64Array;
  readonly moment: Float64Array;
}

const none = new Float64Array(0);

/** Sums of the hazard steps over the event times at which each row is at risk, by running sums only. */
export function intervalHazards(
  intervals: Intervals,
  { top, hazard, deathHazard, moments }: HazardSteps,
): IntervalHazards {
  const { own } = intervals;
  const n = own.length;
  const q = moments === null ? 0 : moments.q;
  const total = scaled(n, q);
  addSteps(intervals, { scale: top, value: hazard, moment: moments?.hazard ?? none }, q, total);
  const deaths = { scale: top, value: deathHazard, moment: moments?.deathHazard ?? none };
  for (let i = 0; i < n; i++) if (own[i]! >= 0) add(total, i, deaths, own[i]!, q);
  return { scale: total.scale, hazard: total.value, moments: moments === null ? null : total.moment };
}

/** Nothing yet. */
function scaled(count: number, q: number): Scaled {
  return {
    scale: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    value: new Float64Array(count),
    moment: new Float64Array(count * q),
  };
}

/** to[i] += from[k], in the smaller of their scales. */
function add(to: Scaled, i: number, from: Scaled, k: number, q: number): void {
  const [old, its] = [to.scale[i]!, from.scale[k]!];
  let gain = 1;
  if (its < old) {
    const shrink = old === Number.POSITIVE_INFINITY ? 0 : exp(its - old);
    to.value[i]! *= shrink;
    for (let j = i * q; j < (i + 1) * q; j++) to.moment[j]! *= shrink;
    to.scale[i] = its;
  } else if (its > old) gain = its === Number.POSITIVE_INFINITY ? 0 : exp(old - its);
  to.value[i]! += gain * from.value[k]!;
  for (let j = 0; j < q; j++) to.moment[i * q + j]! += gain * from.moment[k * q + j]!;
}

function addSteps(intervals: Intervals, steps: Scaled, q: number, total: Scaled): void {
  const { count, from, to, crossing, coarse } = intervals;
  const running = scaled(count, q);
  const run = (start: number, stop: number, direction: 1 | -1): void => {
    for (let k = start; k !== stop; k += direction) {
      running.scale[k] = steps.scale[k]!;
      running.value[k] = steps.value[k]!;
      for (let j = k * q; j < (k + 1) * q; j++) running.moment[j] = steps.moment[j]!;
      if (k !== start) add(running, k, running, k - direction, q);
    }
  };
  forEachLevel(
    intervals,
    (row) => add(total, row, steps, from[row]!, q),
    (rows, half, start, end) => {
      forEachNode(half, start, end, (first, middle, last) => {
        run(middle - 1, first - 1, -1);
        if (middle < last) run(middle, last, 1);
      });
      for (const row of rows) {
        add(total, row, running, from[row]!, q);
        add(total, row, running, to[row]!, q);
      }
    },
  );
  if (coarse === null) return;
  for (let start = 0; start < count; start += TIMES) run(Math.min(start + TIMES, count) - 1, start - 1, -1);
  for (const row of crossing) add(total, row, running, from[row]!, q);
  // What was summed towards the start of a block is the sum of the block.
  const blocks = scaled(coarse.count, q);
  for (let block = 0; block < coarse.count; block++) add(blocks, block, running, block * TIMES, q);
  for (let start = 0; start < count; start += TIMES) run(start, Math.min(start + TIMES, count), 1);
  for (const row of crossing) add(total, row, running, to[row]!, q);
  addSteps(coarse, blocks, q, total);
}
