import { type ColumnRequest, column, type Frame, type Group, InputError, optionalColumn, readFrame } from "@hcc/data";
import { timeRanks } from "@hcc/survival";
import { codeCount } from "./code-count.js";
import { strataEnds, stratifiedOrder } from "./stratified-order.js";

/** Rows sorted by stratum and ascending time. */
export interface SortedOutcome {
  readonly n: number;
  /** Rank of the time: equal for times that count as one. */
  readonly rank: Int32Array;
  /** A row is at risk at an event time of rank t when entryRank < t <= rank; null: from the start. */
  readonly entryRank: Int32Array | null;
  readonly event: Uint8Array;
  readonly weight: Float64Array;
  /** End (exclusive) of every stratum that has rows. */
  readonly strataEnd: Int32Array;
}

/** Sorted rows, and where they come from. */
export interface ReadOutcome<Columns> extends SortedOutcome {
  /** Position among the rows in use of each sorted row. */
  readonly order: Int32Array;
  readonly frame: Frame<Columns & { time: Float64Array; event: Uint8Array; strata: Group | null }>;
  /** Distinct times, by rank. */
  readonly times: Float64Array;
  /** Rows and events, as frequencies where there are weights. */
  readonly counts: { readonly n: number; readonly events: number };
}

type Values<Requests> = {
  readonly [Name in keyof Requests]: Requests[Name] extends ColumnRequest<infer Value> ? Value : never;
};

/** Channels of a call that name the follow-up of its rows. */
export interface OutcomeChannels {
  readonly time: unknown;
  readonly event: unknown;
  readonly strata?: unknown;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
  readonly weights?: unknown;
  readonly weightType?: "frequency" | "sampling";
}

/** Reads follow-up and further columns, and sorts the rows. */
export function readOutcome<Requests extends Record<string, ColumnRequest<unknown>>>(
  data: unknown,
  spec: OutcomeChannels,
  requests: Requests,
): ReadOutcome<Values<Requests>> {
  const { where, missing, weights, weightType } = spec;
  const frame = readFrame(
    data,
    {
      ...requests,
      time: column("time", spec.time),
      event: column("event", spec.event),
      strata: optionalColumn("group", spec.strata),
    },
    {
      ...(where !== undefined && { where }),
      ...(missing !== undefined && { missing }),
      ...(weights !== undefined && { weights }),
      ...(weightType !== undefined && { weightType }),
    },
  ) as ReadOutcome<Values<Requests>>["frame"];
  const { time, event, strata } = frame.columns;
  const { ranks, time: times, order } = timeRanks(time);
  const sorted = sortOutcome(ranks, event, frame.weights, strata?.codes ?? null, order);
  const counts = { n: 0, events: 0 };
  for (let i = 0; i < sorted.n; i++) {
    const count = frame.weightType === "frequency" ? sorted.weight[i]! : 1;
    counts.n += count;
    if (sorted.event[i] === 1) counts.events += count;
  }
  return { ...sorted, frame, times, counts };
}

/** Sorts rows by stratum and time; `ascending` are the rows by time, where that is known. */
export function sortOutcome(
  ranks: Int32Array,
  events: Uint8Array,
  weights: Float64Array | null,
  strata: Int32Array | null,
  ascending: Int32Array | null = null,
): SortedOutcome & { readonly order: Int32Array } {
  const n = ranks.length;
  const order = stratifiedOrder(ranks, strata, ascending);
  const rank = new Int32Array(n);
  const event = new Uint8Array(n);
  const weight = new Float64Array(n).fill(1);
  for (let i = 0; i < n; i++) {
    const row = order[i]!;
    rank[i] = ranks[row]!;
    event[i] = events[row]!;
    if (weights !== null) weight[i] = weights[row]!;
  }
  return { n, order, rank, entryRank: null, event, weight, strataEnd: strataEnds(order, strata) };
}

/** Difference up to which a time counts as an observed one (the tolerance of `timeRanks`). */
export function timeSlack(times: Float64Array): number {
  return (1.5e-8 * times.reduce((sum, value) => sum + value, 0)) / times.length;
}

/**
 * Number of the distinct times that are at or before a time; one that differs by rounding only is at it (the tolerance of
 * `timeRanks`).
 */
export function ranksUntil(times: Float64Array, time: number): number {
  const slack = timeSlack(times);
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time + slack) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Variance of a statistic from its change per unit of weight of each row (infinitesimal jackknife).
 *
 * @param cluster the changes of the rows of one are added before they are squared.
 */
export function influenceVariance(
  influence: Float64Array,
  weight: Float64Array,
  frequency: boolean,
  cluster: Int32Array | null = null,
): number {
  let variance = 0;
  if (cluster !== null) {
    const sums = new Float64Array(codeCount(cluster));
    for (let i = 0; i < influence.length; i++) sums[cluster[i]!]! += influence[i]! * weight[i]!;
    return sums.reduce((sum, value) => sum + value * value, 0);
  }
  for (let i = 0; i < influence.length; i++) {
    const change = influence[i]! * influence[i]! * weight[i]!;
    variance += frequency ? change : change * weight[i]!;
  }
  return variance;
}

/** Refuses what is no finite time of 0 or more. */
export function checkMaxTime(time: unknown): void {
  if (time === undefined || (typeof time === "number" && Number.isFinite(time) && time >= 0)) return;
  throw new InputError("option", `maxTime is ${String(time)}: give a finite time of 0 or more`, { column: "maxTime" });
}
