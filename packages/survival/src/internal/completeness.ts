import { InputError } from "@hcc/data";
import { timeRanks } from "../time-ranks.js";
import { crossing } from "./crossing.js";
import { joined } from "./intervals.js";
import type { SurvivalRows } from "./read-survival.js";

/** How much of the follow-up there could have been was observed. */
export interface Completeness {
  /** Clark's C, in [0, 1]: observed time as a share of the time until the event or the end of the study; null when all times are 0. */
  readonly clark: number | null;
  /** Median of Korn's potential follow-up, in the unit of the times. */
  readonly kornMedian: number | null;
  /** Number censored before the end of the study. */
  readonly lost: number;
}

/** When the study ends for each row, and whether the row was censored before. */
export interface StudyEnds {
  readonly potential: Float64Array;
  readonly lost: Uint8Array;
}

/** Checks the potential times; one that differs from the observed time by rounding only is that time. */
export function studyEnds({ frame, time, event, potential }: SurvivalRows): StudyEnds | null {
  if (potential === null) return null;
  const n = time.length;
  const { ranks } = timeRanks(joined(time, potential));
  const lost = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const ahead = ranks[n + i]! - ranks[i]!;
    if (ahead < 0) {
      const row = frame.rows[i]!;
      throw new InputError(
        "option",
        `the time ${time[i]} at row ${row} is after the potential follow-up ${potential[i]}: censor it at the end of the study`,
        { column: "potential", row },
      );
    }
    if (ahead > 0 && event[i] === 0) lost[i] = 1;
  }
  return { potential, lost };
}

/** Completeness of the rows `used`, which are in ascending order of time. */
export function completeness(rows: SurvivalRows, used: Int32Array, { potential, lost }: StudyEnds): Completeness {
  const { time, event, counts } = rows;
  const count = (i: number): number => (counts === null ? 1 : counts[i]!);
  let observed = 0;
  let possible = 0;
  let left = 0;
  let losses = 0;
  for (const i of used) {
    observed += count(i) * time[i]!;
    possible += count(i) * (event[i] === 1 ? time[i]! : potential[i]!);
    left += count(i);
    losses += lost[i]! * count(i);
  }
  const n = left;
  const ends = used.slice().sort((a, b) => potential[a]! - potential[b]!);
  const steps = new Float64Array(2 * used.length);
  const values = new Float64Array(2 * used.length);
  let free = 1;
  let running = n;
  let end = 0;
  let length = 0;
  for (let k = 0; k < used.length || end < used.length; length++) {
    const t = Math.min(
      k < used.length ? time[used[k]!]! : Number.POSITIVE_INFINITY,
      end < used.length ? potential[ends[end]!]! : Number.POSITIVE_INFINITY,
    );
    let gone = 0;
    let leaving = 0;
    for (; k < used.length && time[used[k]!]! === t; k++) {
      leaving += count(used[k]!);
      gone += lost[used[k]!]! * count(used[k]!);
    }
    for (; end < used.length && potential[ends[end]!]! === t; end++) running -= count(ends[end]!);
    if (gone > 0) free *= (left - gone) / left;
    left -= leaving;
    steps[length] = t;
    values[length] = (running / n) * free;
  }
  return {
    clark: possible > 0 ? observed / possible : null,
    kornMedian: crossing(steps, values, 0.5, "midpoint", length),
    lost: losses,
  };
}
