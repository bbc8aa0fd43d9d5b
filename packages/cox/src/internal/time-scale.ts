import { InputError, oneOf } from "@hcc/data";
import { log } from "@hcc/numerics";
import type { TimeFunction, TimeTransform } from "../proportional-hazards-test.js";
import type { CoxModel } from "../types.js";
import { codeCount } from "./code-count.js";
import type { FittedRows } from "./fitted-rows.js";

/** Values of a time scale by time rank. */
export interface TimeScale {
  /** g of each rank; of a function and of "log" 0 where no event is. */
  readonly g: Float64Array;
  /** Number of events, frequencies counted. */
  readonly events: Float64Array;
  /** Earliest of the times that are one. */
  readonly time: Float64Array;
}

export function readTransform(transform: TimeTransform | TimeFunction | undefined): TimeTransform | TimeFunction {
  if (typeof transform === "function") return transform;
  return oneOf<TimeTransform>("transform", transform, ["km", "identity", "rank", "log"], "km");
}

/** Refuses models whose score is not that of independent rows at its maximum. */
export function checkScoreModel(call: string, model: CoxModel, { read }: FittedRows): void {
  if (model.variance === "robust") {
    const column = read.frame.weightType === "sampling" ? "weights" : "cluster";
    throw new InputError("weight", `${call}: there is no score test with robust variance: fit without ${column}`, {
      column,
    });
  }
  if (model.penalty !== null) {
    throw new InputError("option", `${call}: the score is not 0 at penalized estimates: fit without penalty`, {
      column: "penalty",
    });
  }
}

export function timeScale({ read }: FittedRows, transform: TimeTransform | TimeFunction): TimeScale {
  const { rank, entryRank, event, frame } = read;
  const count = codeCount(rank);
  const rows = new Float64Array(count);
  const entries = new Float64Array(count);
  const events = new Float64Array(count);
  const time = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < rank.length; i++) {
    const weight = frame.weights === null ? 1 : frame.weights[i]!;
    rows[rank[i]!]! += weight;
    if (entryRank !== null) entries[entryRank[i]!]! += weight;
    if (event[i] === 1) events[rank[i]!]! += weight;
    time[rank[i]!] = Math.min(time[rank[i]!]!, read.time[i]!);
  }
  const g = time.slice();
  if (transform === "log" || typeof transform === "function") {
    for (let k = 0; k < count; k++) g[k] = events[k]! > 0 ? valueAt(transform, time[k]!) : 0;
  }
  let left = entryRank === null ? rows.reduce((sum, value) => sum + value, 0) : 0;
  let survival = 1;
  let before = 0;
  for (let k = 0; k < count; k++) {
    if (transform === "km") g[k] = 1 - survival;
    if (transform === "rank") g[k] = before + (rows[k]! + 1) / 2;
    if (events[k]! > 0) survival *= (left - events[k]!) / left;
    left += entries[k]! - rows[k]!;
    before += rows[k]!;
  }
  return { g, events, time };
}

function valueAt(transform: "log" | TimeFunction, time: number): number {
  if (transform === "log") {
    if (time > 0) return log(time);
    throw new InputError("option", 'transform is "log" but an event is at time 0: use "km" or "rank"', {
      column: "transform",
    });
  }
  const value: unknown = transform(time);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new InputError(
    typeof value === "number" ? "not-finite" : "not-a-number",
    `transform gives ${String(value)} at time ${time}, where an event is: let it give a finite number`,
    { column: "transform" },
  );
}

/** g less its mean over the events. Of a function differences only count: it is brought to a size that can be squared. */
export function centeredScale({ g, events }: TimeScale, transform: TimeTransform | TimeFunction): Float64Array {
  const values = typeof transform === "function" ? sized(g, events) : g;
  let sum = 0;
  let total = 0;
  for (let k = 0; k < g.length; k++) {
    if (events[k]! > 0) sum += events[k]! * values[k]!;
    total += events[k]!;
  }
  return values.map((value) => value - (total > 0 ? sum / total : 0));
}

function sized(g: Float64Array, events: Float64Array): Float64Array {
  const first = events.findIndex((count) => count > 0);
  let largest = 0;
  // Halves: the difference of two of them is a number always.
  const values = g.map((value, k) => (events[k]! > 0 ? value / 2 - g[first]! / 2 : 0));
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest > 0) return values.map((value) => value / largest);
  if (events.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0) < 2) return values;
  throw new InputError(
    "option",
    `transform gives ${g[first]} at every event: a change cannot be seen on a scale that does not move`,
    { column: "transform" },
  );
}
