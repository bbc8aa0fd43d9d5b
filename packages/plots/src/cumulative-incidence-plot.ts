import { InputError } from "@hcc/data";
import type { IncidenceCurve } from "@hcc/survival";
import { formatNumber } from "@hcc/tables";
import type { FigureOptions } from "./figure-options.js";
import { curveFigure } from "./internal/curve-figure.js";
import { namesOf } from "./internal/names-of.js";
import { pText } from "./internal/p-text.js";
import { count } from "./internal/risk-table.js";

/** What a curve must have to be drawn; the curves of `cumulativeIncidence` have it. */
export type IncidencePlotCurve = Pick<
  IncidenceCurve,
  "group" | "n" | "events" | "competing" | "time" | "nRisk" | "nCensor" | "incidence" | "lower" | "upper"
>;

/** Options of `cumulativeIncidencePlot`. */
export interface CumulativeIncidencePlotOptions extends FigureOptions {
  /** Height of the plot area in pixels. Default: 0.6 of its width, between 200 and 340. */
  readonly height?: number;
  /** Names of the curves. Default: the groups. */
  readonly names?: readonly string[];
  /** Default "Time (months)". */
  readonly xLabel?: string;
  /** Default "Cumulative incidence (%)", without "(%)" when `percent` is false. */
  readonly yLabel?: string;
  /** Per cent (default) or probability on the vertical axis. */
  readonly percent?: boolean;
  /** Distance of ticks and of columns of the risk table. Default 6 (50 or 100 beyond 240), doubled until labels have room. */
  readonly tickStep?: number;
  /** Last time of the axis. Default: the last observed time, rounded up to a tick. */
  readonly xMax?: number;
  /** Last incidence of the axis, above 0 and at most 1. Default: the largest incidence or limit drawn, rounded up to a tick. */
  readonly yMax?: number;
  /** Confidence bands. Default true. */
  readonly band?: boolean;
  /** Marks at times with censored patients. Default false. */
  readonly censorMarks?: boolean;
  /** Number at risk below the axis: those free of either event and under observation. Default true. */
  readonly riskTable?: boolean;
  /** Gray's test whose P value is written into the figure. */
  readonly grayTest?: { readonly pValue: number | null };
  /** More lines below the P value, for example a subdistribution hazard ratio. */
  readonly annotation?: readonly string[];
  /** Unit of time in the description. Default "months". */
  readonly unit?: string;
}

/**
 * Cumulative incidences with confidence bands and the number at risk on the same time scale.
 *
 * Curves are right-continuous steps from (0, 0) to the last observed time. The vertical axis ends where the curves do, not at
 * 100 %: read its ticks. For the event and the one that competes in one figure, give the curves of both with `names`.
 *
 * @param result what `cumulativeIncidence` returns, or any object with such curves.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, no curve, as many names as curves are not given, or the width or `yMax` is not
 * usable.
 *
 * @example
 * ```ts
 * import { cumulativeIncidencePlot } from "@hcc/plots";
 * import { cumulativeIncidence } from "@hcc/survival";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
 * const result = cumulativeIncidence({ t: [2, 5, 9, 12], end: [1, 2, 1, 0] }, { time: "t", cause });
 * const figure = cumulativeIncidencePlot(result, { document, width: 380, title: "Progression" });
 * figure.getAttribute("width"); // => "380"
 * ```
 *
 * @see Aalen OO, Johansen S (1978) Scand J Stat 5:141-50
 */
export function cumulativeIncidencePlot(
  result: { readonly curves: readonly IncidencePlotCurve[] },
  options: CumulativeIncidencePlotOptions = {},
): SVGSVGElement {
  if (!Array.isArray(result?.curves) || result.curves.some((curve) => curve.incidence === undefined)) {
    throw new InputError("option", "there are no cumulative incidences: give the result of cumulativeIncidence");
  }
  if (result.curves.length === 0) throw new InputError("empty-data", "there is no curve to draw");
  const { percent = true, unit = "months", grayTest } = options;
  const { yLabel = `Cumulative incidence${percent ? " (%)" : ""}` } = options;
  const names = namesOf(result.curves, options.names);
  const median = { estimate: null, lower: null, upper: null, level: 0.95, method: "none" } as const;
  return curveFigure(
    {
      curves: result.curves.map((curve) => ({ ...curve, survival: curve.incidence, median })),
      names,
      nameless: result.curves.length === 1 && result.curves[0]!.group === null && options.names === undefined,
      start: 0,
      ticks: incidenceTicks(result.curves, options),
      yLabel,
      riskTable: options.riskTable !== false,
      censorMarks: options.censorMarks === true,
      medianLines: false,
      notes: [...(grayTest ? [`Gray ${pText(grayTest.pValue)}`] : []), ...(options.annotation ?? [])],
      lastTime: Math.max(...result.curves.map(({ time }) => time[time.length - 1] ?? 0)),
      overlay: null,
      name: options.title ?? `Cumulative incidence: ${yLabel}`,
      description: options.description ?? describe(result.curves, names, grayTest, yLabel, unit),
    },
    options,
  );
}

/** From 0 to the end of the axis, in steps of 5, 10 or 20 %. */
function incidenceTicks(curves: readonly IncidencePlotCurve[], options: CumulativeIncidencePlotOptions): number[] {
  const { yMax, xMax = Number.POSITIVE_INFINITY } = options;
  let most = 0;
  for (const { time, incidence, upper } of curves) {
    for (let i = 0; i < time.length && time[i]! <= xMax; i++) {
      most = Math.max(most, incidence[i]!);
      if (options.band !== false && upper[i]! > most) most = upper[i]!;
    }
  }
  if (yMax !== undefined) {
    if (!(yMax > 0 && yMax <= 1)) {
      throw new InputError("option", `yMax is ${yMax}: give a probability above 0 and at most 1`, { column: "yMax" });
    }
    most = yMax;
  }
  const step = most <= 0.25 ? 5 : most <= 0.6 ? 10 : 20;
  const count = Math.max(1, Math.ceil((100 * most) / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, k) => (k * step) / 100);
}

function describe(
  curves: readonly IncidencePlotCurve[],
  names: readonly string[],
  grayTest: { readonly pValue: number | null } | undefined,
  yLabel: string,
  unit: string,
): string {
  const groups = curves.map(({ n, events, competing, time, incidence }, i) => {
    const last = time.length - 1;
    const value = `${formatNumber(100 * (incidence[last] ?? 0), 1)} % by ${time[last] ?? 0} ${unit}`;
    return `${names[i]}: n = ${count(n)}, ${count(events)} events, ${count(competing)} competing events, ${value}`;
  });
  const test = grayTest ? ` Gray's test ${pText(grayTest.pValue)}.` : "";
  return `${yLabel} by the Aalen-Johansen method. ${groups.join("; ")}.${test}`;
}
