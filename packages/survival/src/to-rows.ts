import type { IncidenceCurve } from "./cumulative-incidence.js";
import { checkCurves } from "./internal/check-curve.js";
import { known } from "./internal/curve-values.js";
import type { SurvivalCurve } from "./types.js";

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

/** One point of a cumulative incidence, ready for a plot or a table. */
export interface IncidenceRow {
  /** Name of the group, or null when there is one curve of all rows. */
  readonly group: string | null;
  readonly time: number;
  readonly incidence: number;
  /** Probability of no event of either kind by `time`. */
  readonly survival: number;
  /** Null where F = 1. */
  readonly standardError: number | null;
  /** Null where F = 1. */
  readonly lower: number | null;
  /** Null where F = 1. */
  readonly upper: number | null;
  /** Number at risk just before `time`; in the row at 0 that of the next row. */
  readonly nRisk: number;
  readonly nEvent: number;
  readonly nCompeting: number;
  readonly nCensor: number;
}

/**
 * The points of Kaplan-Meier curves or cumulative incidences as rows; each curve starts with a row at time 0, of survival 1 or
 * incidence 0, a conditional Kaplan-Meier curve at its `start`.
 *
 * Draw them as steps that hold their value to the right (`curve: "step-after"` in Observable Plot). Equals R's
 * `broom::tidy(survfit0(fit))`; of a fit with causes the rows of the event of interest.
 *
 * @returns one row per curve and distinct time, plus the first of each curve; curves one after another.
 *
 * @example
 * ```ts
 * import { cumulativeIncidence, kaplanMeier, toRows } from "@hcc/survival";
 * const data = { time: [2, 4], event: [1, 1] };
 * const rows = toRows(kaplanMeier(data, { time: "time", event: "event" }));
 * rows.map((row) => [row.time, row.survival, row.nRisk]); // => [[0, 1, 2], [2, 0.5, 2], [4, 0, 1]]
 * const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
 * const incidence = cumulativeIncidence({ time: [2, 4], end: [1, 2] }, { time: "time", cause });
 * toRows(incidence).map((row) => [row.time, row.incidence]); // => [[0, 0], [2, 0.5], [4, 0.5]]
 * ```
 */
export function toRows<Curve extends SurvivalCurve | IncidenceCurve>(result: {
  readonly curves: readonly Curve[];
}): (Curve extends IncidenceCurve ? IncidenceRow : CurveRow)[] {
  checkCurves(result);
  const curves: readonly (SurvivalCurve | IncidenceCurve)[] = result.curves;
  const rows = curves.flatMap((curve): (CurveRow | IncidenceRow)[] =>
    "incidence" in curve ? incidenceRows(curve) : survivalRows(curve),
  );
  return rows as (Curve extends IncidenceCurve ? IncidenceRow : CurveRow)[];
}

function survivalRows(curve: SurvivalCurve): CurveRow[] {
  const { group, start, time, survival, nRisk } = curve;
  const rows: CurveRow[] = [
    { group, time: start, survival: 1, lower: 1, upper: 1, nRisk: nRisk[0]!, nEvent: 0, nCensor: 0 },
  ];
  for (let i = 0; i < time.length; i++) {
    rows.push({
      group,
      time: time[i]!,
      survival: survival[i]!,
      lower: known(curve.lower[i]!),
      upper: known(curve.upper[i]!),
      nRisk: nRisk[i]!,
      nEvent: curve.nEvent[i]!,
      nCensor: curve.nCensor[i]!,
    });
  }
  return rows;
}

function incidenceRows(curve: IncidenceCurve): IncidenceRow[] {
  const { group, time, incidence, survival, nRisk } = curve;
  const start = { time: 0, incidence: 0, survival: 1, standardError: 0, lower: 0, upper: 0 };
  const rows: IncidenceRow[] = [{ group, ...start, nRisk: nRisk[0]!, nEvent: 0, nCompeting: 0, nCensor: 0 }];
  for (let i = 0; i < time.length; i++) {
    rows.push({
      group,
      time: time[i]!,
      incidence: incidence[i]!,
      survival: survival[i]!,
      standardError: known(curve.standardError[i]!),
      lower: known(curve.lower[i]!),
      upper: known(curve.upper[i]!),
      nRisk: nRisk[i]!,
      nEvent: curve.nEvent[i]!,
      nCompeting: curve.nCompeting[i]!,
      nCensor: curve.nCensor[i]!,
    });
  }
  return rows;
}
