import {
  type Channel,
  checkOptions,
  type EventValue,
  type GroupValue,
  type Interval,
  type Omitted,
  type RowOf,
  type RowOptions,
} from "@hcc/data";
import { productLimit } from "./internal/product-limit.js";
import { readSurvival } from "./internal/read-survival.js";
import { resolveConfidence } from "./internal/resolve-confidence.js";
import { riskTables } from "./internal/risk-table.js";
import { survivalQuantile } from "./survival-quantile.js";
import type { ConfidenceType } from "./types.js";

/** Channels and options of `followUp`. */
export interface FollowUpSpec<Row> extends RowOptions<Row> {
  /** Observed time, 0 or more. */
  readonly time: Channel<Row, number>;
  /** 1 or true when the time ended with the event, 0 or false when it is censored. */
  readonly event: Channel<Row, EventValue>;
  /** One result per value. Default: one for all rows. */
  readonly by?: Channel<Row, GroupValue>;
  /** Limits of the reverse Kaplan-Meier median; default level 0.95, type "log". */
  readonly confidence?: { readonly level?: number; readonly type?: ConfidenceType };
}

/** Follow-up of one group. */
export interface FollowUpGroup {
  readonly group: string | null;
  readonly n: number;
  readonly events: number;
  /** Observed time of all subjects, whether it ended with the event or not. */
  readonly observed: { readonly median: number; readonly minimum: number; readonly maximum: number };
  /** Median potential follow-up: reverse Kaplan-Meier. */
  readonly reverseKaplanMeier: Interval;
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
}

/**
 * Length of follow-up, in both of the ways that reports use.
 *
 * `observed` is the plain median and range of the observed times; it is short where many die early.
 * `reverseKaplanMeier` is the median of the curve in which censoring is the event and the event censors: how long
 * subjects would have been followed had nobody died. Equals R's `survfit(Surv(time, 1 - event) ~ by)` with the median of
 * `quantile()`.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @returns times in the unit of the input; the reverse median is null when it is not reached.
 * @throws InputError as `kaplanMeier`.
 *
 * @example
 * ```ts
 * import { followUp } from "@hcc/survival";
 * const data = { time: [3, 8, 12, 20, 24], event: [1, 1, 0, 0, 0] };
 * const [all] = followUp(data, { time: "time", event: "event" }).groups;
 * all!.observed; // => { median: 12, minimum: 3, maximum: 24 }
 * all!.reverseKaplanMeier.estimate; // => 20
 * ```
 *
 * @see Schemper M, Smith TL. A note on quantifying follow-up in studies of failure time. Control Clin Trials 1996;17:343-6. https://doi.org/10.1016/0197-2456(96)00075-X
 */
export function followUp<D extends Iterable<unknown> | object>(data: D, spec: FollowUpSpec<RowOf<D>>): FollowUp {
  checkOptions("followUp", spec, ["time", "event", "by", "confidence", "where", "missing"]);
  const confidence = resolveConfidence(spec.confidence, "log");
  const rows = readSurvival(data, spec);
  const reversed = riskTables({ ...rows, event: rows.event.map((event) => 1 - event) });
  return {
    kind: "follow-up",
    version: 1,
    groups: reversed.map((table, index) => {
      const group = rows.by === null ? null : rows.by.levels[index]!;
      const times = rows.time.filter((_, i) => rows.by === null || rows.by.codes[i] === index).sort();
      const { length } = times;
      return {
        group,
        n: table.n,
        events: table.n - table.events,
        observed: {
          median: (times[(length - 1) >> 1]! + times[length >> 1]!) / 2,
          minimum: times[0]!,
          maximum: times[length - 1]!,
        },
        reverseKaplanMeier: survivalQuantile(productLimit(table, group, confidence), 0.5),
      };
    }),
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
  };
}
