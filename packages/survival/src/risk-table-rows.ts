import { checkCurves, checkTimes } from "./internal/check-curve.js";
import { checkTime } from "./internal/check-time.js";
import { countUntil, slackOf } from "./internal/find-time.js";
import type { KaplanMeier } from "./kaplan-meier.js";
import { numberAtRisk } from "./number-at-risk.js";
import type { SurvivalCurve } from "./types.js";

/** One cell of the table below a survival plot. */
export interface RiskTableRow {
  /** Name of the group, or null when there is one curve of all rows. */
  readonly group: string | null;
  readonly time: number;
  /** Number at risk just before `time`. */
  readonly nRisk: number;
  /** Number of events until `time`, those at it included. */
  readonly cumulativeEvents: number;
  /** Number censored until `time`, those at it included. */
  readonly cumulativeCensored: number;
}

/**
 * Numbers at risk, cumulative events and cumulative censorings of all curves at given times, as rows.
 *
 * Subjects whose time is t are at risk at t, and their events and censorings count at t. Equals R's `n.risk` and the
 * cumulative `n.event` and `n.censor` of `summary(survfit, times, extend = TRUE)`, which `survminer` draws below a plot.
 *
 * @param result of `kaplanMeier`, or any object with its `curves`.
 * @param times 0 or more, in the unit of the curves, in any order.
 * @returns one row per curve and time, curves one after another.
 * @throws InputError when a time is negative or not finite.
 *
 * @example
 * ```ts
 * import { kaplanMeier, riskTableRows } from "@hcc/survival";
 * const data = { time: [2, 4, 4, 8], event: [1, 1, 0, 0] };
 * const rows = riskTableRows(kaplanMeier(data, { time: "time", event: "event" }), [0, 4, 6]);
 * rows.map((row) => [row.nRisk, row.cumulativeEvents, row.cumulativeCensored]); // => [[4, 0, 0], [3, 2, 1], [1, 2, 1]]
 * ```
 */
export function riskTableRows(result: Pick<KaplanMeier, "curves">, times: Iterable<number>): RiskTableRow[] {
  checkCurves(result);
  checkTimes(times);
  const list = Array.from(times, (time) => checkTime(time));
  return result.curves.flatMap((curve) => {
    const nRisk = numberAtRisk(curve, list);
    const events = runningSums(curve.nEvent);
    const censored = runningSums(curve.nCensor);
    const slack = slackOf(curve.time);
    return list.map((time, i) => {
      const until = countUntil(curve.time, time, slack);
      return {
        group: curve.group,
        time,
        nRisk: nRisk[i]!,
        cumulativeEvents: events[until]!,
        cumulativeCensored: censored[until]!,
      };
    });
  });
}

function runningSums(counts: SurvivalCurve["nEvent"]): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) sums[i + 1] = sums[i]! + counts[i]!;
  return sums;
}
