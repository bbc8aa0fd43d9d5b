import {
  type Channel,
  checkOptions,
  type EventValue,
  type GroupValue,
  type Interval,
  type Omitted,
  type RowOf,
  type RowOptions,
  type WeightOptions,
} from "@hcc/data";
import { type Completeness, completeness, studyEnds } from "./internal/completeness.js";
import { productLimit } from "./internal/product-limit.js";
import { readSurvival, type SurvivalRows } from "./internal/read-survival.js";
import { resolveConfidence } from "./internal/resolve-confidence.js";
import { riskTables } from "./internal/risk-table.js";
import { rowsByGroup } from "./internal/rows-by-group.js";
import { survivalQuantile } from "./survival-quantile.js";
import type { ConfidenceType } from "./types.js";

/** Channels and options of `followUp`. */
export interface FollowUpSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** One result per value. Default: one for all rows. */
  readonly by?: Channel<Row, GroupValue>;
  /** Time from the start to the end of the study (its cut-off), for those with the event too: asks for completeness. */
  readonly potential?: Channel<Row, number>;
  /** Limits of the reverse Kaplan-Meier median; default level 0.95, type "log". */
  readonly confidence?: { readonly level?: number; readonly type?: ConfidenceType };
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "potential",
  "confidence",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof FollowUpSpec<never>)[];

/** Follow-up of one group. */
export interface FollowUpGroup {
  readonly group: string | null;
  /** Number of subjects (sum of frequency weights). */
  readonly n: number;
  readonly events: number;
  /** Observed time of all subjects, whether it ended with the event or not. */
  readonly observed: { readonly median: number; readonly minimum: number; readonly maximum: number };
  /** Median potential follow-up: reverse Kaplan-Meier. */
  readonly reverseKaplanMeier: Interval;
  /** How much of the follow-up there could have been was observed; null without `potential`. */
  readonly completeness: Completeness | null;
}

/** Result of `followUp`. */
export interface FollowUp {
  readonly kind: "follow-up";
  readonly version: 1;
  readonly groups: readonly FollowUpGroup[];
  /** Rows left out because a value was missing. */
  readonly omitted: Omitted;
  /** Number of rows left out by `where`. */
  readonly excluded: number;
  /** Number of rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Length of follow-up, in both of the ways that reports use.
 *
 * `observed` is the plain median and range of the observed times; it is short where many die early.
 * `reverseKaplanMeier` is the median of the curve in which censoring is the event and the event censors: how long
 * subjects would have been followed had nobody died. Equals R's `survfit(Surv(time, 1 - event) ~ by)` with the median of
 * `quantile()`.
 *
 * With `potential`, the time from each subject's start to the end of the study, `completeness` has
 * - `clark`, Clark's C = sum of observed times / sum of times that could be observed, which end with the event;
 * - `kornMedian`, the median of Korn's potential follow-up, P(A > t) P(L > t): A the potential time, known of everybody, and L
 *   the time until a subject is lost, by Kaplan-Meier with events and ends of study as censorings;
 * - `lost`, the number censored before the end of the study.
 *
 * Frequency weights are whole numbers and mean repeated rows.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @returns times in the unit of the input; the reverse median is null when it is not reached.
 * @throws InputError as `kaplanMeier`, and for an observed time after the potential one.
 *
 * @example
 * ```ts
 * import { followUp } from "@hcc/survival";
 * const data = { time: [3, 8, 12, 20, 24], event: [1, 1, 0, 0, 0] };
 * const [all] = followUp(data, { time: "time", event: "event" }).groups;
 * all!.observed; // => { median: 12, minimum: 3, maximum: 24 }
 * all!.reverseKaplanMeier.estimate; // => 20
 * const [cohort] = followUp(data, { time: "time", event: "event", potential: [26, 25, 24, 24, 24] }).groups;
 * cohort!.completeness; // => { clark: 0.807229, kornMedian: 20, lost: 2 }
 * ```
 *
 * @see Schemper M, Smith TL. A note on quantifying follow-up in studies of failure time. Control Clin Trials 1996;17:343-6. https://doi.org/10.1016/0197-2456(96)00075-X
 * @see Clark TG, Altman DG, De Stavola BL. Quantification of the completeness of follow-up. Lancet 2002;359:1309-10. https://doi.org/10.1016/S0140-6736(02)08272-7
 * @see Korn EL. Censoring distributions as a measure of follow-up in survival analysis. Stat Med 1986;5:255-60. https://doi.org/10.1002/sim.4780050306
 */
export function followUp<D extends Iterable<unknown> | object>(data: D, spec: FollowUpSpec<RowOf<D>>): FollowUp {
  checkOptions("followUp", spec, OPTIONS);
  const confidence = resolveConfidence(spec.confidence, "log");
  const rows = readSurvival(data, spec);
  const ends = studyEnds(rows);
  const reversed = riskTables({ ...rows, event: rows.event.map((event) => 1 - event) });
  const { by, ranks } = rows;
  const members = rowsByGroup(by, ranks.order);
  return {
    kind: "follow-up",
    version: 1,
    groups: reversed.map((table, index) => {
      const group = by === null ? null : by.levels[index]!;
      const used = members[index]!;
      return {
        group,
        n: table.n,
        events: table.n - table.events,
        observed: observed(rows, used, table.n),
        reverseKaplanMeier: survivalQuantile(
          productLimit({ group, table, members: null, robust: null }, confidence),
          0.5,
        ),
        completeness: ends && completeness(rows, used, ends),
      };
    }),
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
    zeroWeight: rows.frame.zeroWeight,
  };
}

/** Median and range of the rows `used`, which are in ascending order of time. */
function observed({ time, counts }: SurvivalRows, used: Int32Array, n: number): FollowUpGroup["observed"] {
  let before = 0;
  let low = 0;
  let high = 0;
  for (const i of used) {
    const until = before + (counts === null ? 1 : counts[i]!);
    if (2 * before < n) low = time[i]!;
    if (2 * before <= n) high = time[i]!;
    before = until;
  }
  return { median: (low + high) / 2, minimum: time[used[0]!]!, maximum: time[used[used.length - 1]!]! };
}
