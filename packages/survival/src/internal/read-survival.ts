import {
  column,
  type Frame,
  type FrameOptions,
  type Group,
  InputError,
  optionalColumn,
  readFrame,
  type WeightType,
} from "@hcc/data";
import { countingOrder } from "@hcc/numerics";
import { type TimeRanks, timeRanks } from "../time-ranks.js";
import { checkIntervals, entriesOf, joined } from "./intervals.js";
import { orderedTimes, ranksOf } from "./ordered-times.js";
import { rowOptions } from "./row-options.js";

/** Rows in use: ranked times, events, groups, strata, weights, and who they belong to. */
export interface SurvivalRows {
  readonly frame: Frame<unknown>;
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly by: Group | null;
  readonly strata: Group | null;
  /** Ranks of `time`; the distinct times are those of the entries too. */
  readonly ranks: TimeRanks;
  /** Rank of each row of `ranks.order`. */
  readonly rankInOrder: Int32Array;
  /** Time of entry of each row, null where all are at risk from the start. */
  readonly entry: Float64Array | null;
  /** Its rank among `ranks.time`: the row is at risk at rank t when entryRank < t <= rank. */
  readonly entryRank: Int32Array | null;
  readonly id: Group | null;
  /** The row in which the subject of a row is next at risk, -1 where there is none; null without `id`. */
  readonly next: Int32Array | null;
  /** Unit of the robust variance: the cluster, else the subject; null where every row is one of its own. */
  readonly unit: Int32Array | null;
  /** Whether `cluster` was given. */
  readonly clustered: boolean;
  /** Time of each row from its start to the end of the study. */
  readonly potential: Float64Array | null;
  /** Weight of a row: how often it counts, or its sampling weight; null when every row counts once. */
  readonly counts: Float64Array | null;
  readonly weightType: WeightType | null;
}

interface SurvivalSpec extends Omit<FrameOptions, "terms"> {
  readonly time: unknown;
  readonly event: unknown;
  readonly by?: unknown;
  readonly strata?: unknown;
  readonly entry?: unknown;
  readonly id?: unknown;
  readonly cluster?: unknown;
  readonly potential?: unknown;
}

/**
 * Reads the channels that the functions for right-censored times share; which of them a call may have, its options say.
 *
 * @param sampling whether the caller takes sampling weights.
 */
export function readSurvival(data: unknown, spec: SurvivalSpec, sampling = false): SurvivalRows {
  if (spec.weightType === "sampling" && !sampling) {
    throw new InputError(
      "weight",
      'weightType is "sampling": this version has frequency weights only; for matched pairs use the matched rows unweighted',
      { column: "weightType" },
    );
  }
  const requests = {
    time: column("time", spec.time),
    event: column("event", spec.event),
    by: optionalColumn("group", spec.by),
    strata: optionalColumn("group", spec.strata),
    entry: optionalColumn("time", spec.entry),
    id: optionalColumn("group", spec.id),
    cluster: optionalColumn("group", spec.cluster),
    potential: optionalColumn("time", spec.potential),
  };
  const frame = readFrame(data, requests, rowOptions(spec));
  const { time, event, by, strata, entry, id, cluster, potential } = frame.columns;
  if (frame.weightType === "sampling") checkSizes(frame);
  const { ranks, rankInOrder, entryRank } = rankTimes(entry, time);
  if (entry !== null || id !== null) {
    const intervals = {
      entry: entriesOf(entry, time.length),
      time,
      entryRank: entryRank ?? new Int32Array(time.length).fill(-1),
      timeRank: ranks.ranks,
      id,
    };
    checkIntervals(frame.rows, intervals);
  }
  return {
    frame,
    time,
    event,
    by,
    strata,
    ranks,
    rankInOrder,
    entry,
    entryRank,
    id,
    next: id === null ? null : nextRows(frame, id, ranks),
    unit: (cluster ?? id)?.codes ?? null,
    clustered: cluster !== null,
    potential,
    counts: frame.weights,
    weightType: frame.weightType,
  };
}

/** Sampling weights are squared, and divided by. */
function checkSizes({ weights, rows }: Frame<unknown>): void {
  const at = weights!.findIndex((weight) => !(weight >= 1e-100 && weight <= 1e100));
  if (at < 0) return;
  const row = rows[at]!;
  throw new InputError(
    "weight",
    `the sampling weight is ${weights![at]} at row ${row}: give weights from 1e-100 to 1e100, or 0`,
    { column: "weights", row },
  );
}

/** Entries and times are ranked together: one of each that differ by rounding only are the same time. */
function rankTimes(
  entry: Float64Array | null,
  time: Float64Array,
): Pick<SurvivalRows, "ranks" | "rankInOrder" | "entryRank"> {
  if (entry === null) {
    const ordered = orderedTimes(time);
    return { ranks: rankedLater(ordered), rankInOrder: ordered.rank, entryRank: null };
  }
  const n = time.length;
  const both = timeRanks(joined(entry, time));
  const order = both.order.filter((at) => at >= n).map((at) => at - n);
  const ranks = both.ranks.slice(n);
  const rankInOrder = order.map((row) => ranks[row]!);
  return { ranks: { ...both, ranks, order }, rankInOrder, entryRank: both.ranks.slice(0, n) };
}

/** Time ranks of which those in input order are made when they are asked for: in large data it takes a while. */
function rankedLater(ordered: ReturnType<typeof orderedTimes>): TimeRanks {
  const { order, time, merged } = ordered;
  let ranks: Int32Array | null = null;
  return {
    order,
    time,
    merged,
    get ranks() {
      ranks ??= ranksOf(ordered);
      return ranks;
    },
  };
}

/** Links the rows of each subject, whose intervals do not overlap. */
function nextRows(frame: Frame<unknown>, id: Group, { ranks, time }: TimeRanks): Int32Array {
  const next = new Int32Array(ranks.length).fill(-1);
  const order = countingOrder(id.codes, id.levels.length, countingOrder(ranks, time.length));
  for (let k = 1; k < order.length; k++) {
    const [before, after] = [order[k - 1]!, order[k]!];
    if (id.codes[before] !== id.codes[after]) continue;
    next[before] = after;
    const weights = frame.weightType === "frequency" ? frame.weights : null;
    if (weights === null || weights[before] === weights[after]) continue;
    const row = frame.rows[after]!;
    throw new InputError(
      "weight",
      `id "${id.levels[id.codes[after]!]}" has the frequency weights ${weights[before]} and ${weights[after]}, in rows ${frame.rows[before]} and ${row}: all rows of a subject need one frequency`,
      { column: "weights", row },
    );
  }
  return next;
}
