import type { KaplanMeier } from "./kaplan-meier.js";

/** One point of a survival curve, ready for a plot or a table. */
export interface CurveRow {
  /** Name of the group, or null when there is one curve of all rows. */
  readonly group: string | null;
  readonly time: number;
  readonly survival: number;
  /** Null where S = 0. */
  readonly lower: number | null;
  /** Null where S = 0. */
  readonly upper: number | null;
  /** Number at risk just before `time`. */
  readonly nRisk: number;
  readonly nEvent: number;
  readonly nCensor: number;
}

/**
 * The points of Kaplan-Meier curves as rows; each curve starts with its (0, 1) row, a conditional one at its `start`.
 *
 * Draw them as steps that hold their value to the right (`curve: "step-after"` in Observable Plot). Equals R's
 * `broom::tidy(survfit0(fit))`.
 *
 * @returns one row per curve and distinct time, plus the first of each curve; curves one after another.
 *
 * @example
 * ```ts
 * import { kaplanMeier, toRows } from "@hcc/survival";
 * const data = { time: [2, 4], event: [1, 1] };
 * const rows = toRows(kaplanMeier(data, { time: "time", event: "event" }));
 * rows.map((row) => [row.time, row.survival, row.nRisk]); // => [[0, 1, 2], [2, 0.5, 2], [4, 0, 1]]
 * ```
 */
export function toRows(result: Pick<KaplanMeier, "curves">): CurveRow[] {
  const rows: CurveRow[] = [];
  for (const curve of result.curves) {
    const { group, start, nRisk } = curve;
    rows.push({ group, time: start, survival: 1, lower: 1, upper: 1, nRisk: nRisk[0]!, nEvent: 0, nCensor: 0 });
    for (let i = 0; i < curve.time.length; i++) {
      rows.push({
        group,
        time: curve.time[i]!,
        survival: curve.survival[i]!,
        lower: Number.isNaN(curve.lower[i]!) ? null : curve.lower[i]!,
        upper: Number.isNaN(curve.upper[i]!) ? null : curve.upper[i]!,
        nRisk: curve.nRisk[i]!,
        nEvent: curve.nEvent[i]!,
        nCensor: curve.nCensor[i]!,
      });
    }
  }
  return rows;
}
