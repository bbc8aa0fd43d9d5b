import { difference } from "./difference.js";
import { type IntervalLikelihood, type IntervalRows, intervalLikelihood } from "./interval-likelihood.js";
import { arrangeIntervals } from "./intervals.js";
import type { KernelTies } from "./types.js";

/** Event times from `start` to `end` with the rows at risk at them. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  /** The rows, their columns less the mean of those at risk. */
  readonly rows: IntervalRows;
  readonly likelihood: IntervalLikelihood;
  readonly information: Float64Array;
}

/**
 * The likelihood by pieces of the time axis, each with its columns centered at the mean of those at risk in it.
 *
 * For columns that vary little within each risk set but much between them. A piece in which digits still cancel is halved;
 * in one of a single event time the mean itself is subtracted and nothing can cancel.
 */
export function forEachSegment(rows: IntervalRows, ties: KernelTies, visit: (segment: Segment) => void): void {
  const { strataEnd } = rows.intervals;
  for (let s = 0; s < strataEnd.length; s++) {
    divide(rows, s === 0 ? 0 : strataEnd[s - 1]!, strataEnd[s]!, ties, visit);
  }
}

/** Score and information summed over the segments. */
export function segmentInformation(
  rows: IntervalRows,
  ties: KernelTies,
  gradient: Float64Array,
  information: Float64Array,
): void {
  gradient.fill(0);
  information.fill(0);
  forEachSegment(rows, ties, ({ likelihood, information: own }) => {
    for (let j = 0; j < gradient.length; j++) gradient[j]! += likelihood.gradient[j]!;
    for (let j = 0; j < information.length; j++) information[j]! += own[j]!;
  });
}

function divide(
  rows: IntervalRows,
  start: number,
  end: number,
  ties: KernelTies,
  visit: (segment: Segment) => void,
): void {
  if (start === end) return;
  const piece = centered(cut(rows, start, end), ties);
  const likelihood = intervalLikelihood(piece, ties, 2);
  const { p, stride } = rows;
  const information = new Float64Array(p * p);
  if (difference(likelihood.first, likelihood.second, stride, p, information) && end - start > 1) {
    const middle = (start + end) >>> 1;
    divide(rows, start, middle, ties, visit);
    divide(rows, middle, end, ties, visit);
  } else visit({ start, end, rows: piece, likelihood, information });
}

/** The rows at risk at the event times from `start` to `end`, for these times only. */
function cut(rows: IntervalRows, start: number, end: number): IntervalRows {
  const { intervals, weight, eta, x, stride } = rows;
  const kept: number[] = [];
  for (let i = 0; i < eta.length; i++) {
    const last = Math.max(intervals.to[i]!, intervals.own[i]!);
    if (intervals.from[i]! < end && last >= start) kept.push(i);
  }
  const part = new Float64Array(kept.length * stride);
  kept.forEach((row, i) => {
    part.set(x.subarray(row * stride, (row + 1) * stride), i * stride);
  });
  const inside = (time: number): number => (time >= start && time < end ? time - start : -1);
  return {
    ...rows,
    intervals: arrangeIntervals({
      count: end - start,
      strataEnd: Int32Array.of(end - start),
      from: Int32Array.from(kept, (row) => Math.max(intervals.from[row]!, start) - start),
      to: Int32Array.from(kept, (row) => Math.min(intervals.to[row]!, end - 1) - start),
      own: Int32Array.from(kept, (row) => inside(intervals.own[row]!)),
    }),
    weight: Float64Array.from(kept, (row) => weight[row]!),
    eta: Float64Array.from(kept, (row) => eta[row]!),
    x: part,
  };
}

/** Subtracts from each column its mean, weighted by the expected numbers of events. */
function centered(rows: IntervalRows, ties: KernelTies): IntervalRows {
  const { expected } = intervalLikelihood(rows, ties, 1);
  const { p, stride } = rows;
  const x = rows.x.slice();
  const total = expected.reduce((sum, value) => sum + value, 0);
  for (let j = 0; j < p; j++) {
    // Twice: the first mean is off by the rounding of large values.
    for (let pass = 0; pass < 2; pass++) {
      let sum = 0;
      for (let i = 0; i < expected.length; i++) sum += expected[i]! * x[i * stride + j]!;
      const mean = sum / total;
      for (let i = 0; i < expected.length; i++) x[i * stride + j]! -= mean;
    }
  }
  return { ...rows, x };
}
