import type { SurvivalEffect, SurvivalPrediction } from "@hcc/cox";
import { InputError } from "@hcc/data";
import type { ConfidenceBand, SurvivalCurve } from "@hcc/survival";
import { formatInterval, formatNumber } from "@hcc/tables";
import type { FigureOptions } from "./figure-options.js";
import { curveFigure } from "./internal/curve-figure.js";
import { type DrawnCurves, modelledCurves } from "./internal/modelled-curves.js";
import { namesOf } from "./internal/names-of.js";
import { overlayEnd, overlayMarks } from "./internal/overlay-marks.js";
import { pText } from "./internal/p-text.js";
import { count } from "./internal/risk-table.js";
import { bandLines, withBands } from "./internal/simultaneous-bands.js";
import { limitsToZero } from "./internal/survival-marks.js";

/** What a curve must have to be drawn; the curves of `kaplanMeier` have it. */
export type SurvivalPlotCurve = Pick<
  SurvivalCurve,
  "group" | "n" | "events" | "time" | "nRisk" | "nCensor" | "survival" | "lower" | "upper" | "median"
>;

/** Curves drawn behind those of the figure, in the colors of the same groups. */
export interface SurvivalPlotOverlay {
  /**
   * One curve per curve of the figure, in their order: of `intervalSurvival`, drawn as boxes within which the curve runs and
   * lines between them, or other curves, drawn as thin steps.
   */
  readonly curves: readonly (
    | { readonly left: ArrayLike<number>; readonly right: ArrayLike<number>; readonly survival: ArrayLike<number> }
    | { readonly time: ArrayLike<number>; readonly survival: ArrayLike<number> }
  )[];
  /** What the figure says about them. Default "Boxes: interval-censored", or "Thin lines: overlay". */
  readonly label?: string;
}

/** What a simultaneous band must have to be drawn; that of `confidenceBand` has it. */
export type SurvivalPlotBand = Pick<ConfidenceBand, "group" | "type" | "level" | "time" | "lower" | "upper">;

/** Options of `survivalPlot`. */
export interface SurvivalPlotOptions extends FigureOptions {
  /** Height of the plot area in pixels. Default: 0.6 of its width, between 200 and 340. */
  readonly height?: number;
  /** Names of the curves. Default: the groups; of predictions "Patient 1" and so on. */
  readonly names?: readonly string[];
  /** Default "Time (months)". */
  readonly xLabel?: string;
  /** Default "Survival (%)", or "Survival probability" when `percent` is false. */
  readonly yLabel?: string;
  /** Per cent (default) or probability on the vertical axis. */
  readonly percent?: boolean;
  /** Distance of ticks and of columns of the risk table. Default 6 (50 or 100 beyond 240), doubled until labels have room. */
  readonly tickStep?: number;
  /** Last time of the axis. Default: the last observed time, rounded up to a tick. */
  readonly xMax?: number;
  /**
   * Shade between the limits of the curves, which hold at one time each. Default true. In place of them simultaneous bands,
   * between which a whole curve runs: results of `confidenceBand`, one per curve and in their order; the figure says which.
   */
  readonly band?: boolean | readonly SurvivalPlotBand[];
  /** Marks at times with censored patients. Default true. */
  readonly censorMarks?: boolean;
  /** Lines from 50 % to the medians. Default false. */
  readonly medianLines?: boolean;
  /** Number at risk below the axis. Default true. */
  readonly riskTable?: boolean;
  /** The log-rank test whose P value is written into the figure. */
  readonly logRank?: { readonly pValue: number | null };
  /** More lines below the P value, for example a hazard ratio. */
  readonly annotation?: readonly string[];
  /** Second curves to compare with, such as what `intervalSurvival` returns. */
  readonly overlay?: SurvivalPlotOverlay;
  /** Unit of the medians in the description. Default "months". */
  readonly unit?: string;
}

/**
 * Kaplan-Meier curves with confidence bands, censoring marks and the number at risk on the same time scale; or the survival
 * that a model predicts or an estimator adjusts.
 *
 * Curves are right-continuous steps from (0, 1) to the last observed time. The number at risk at t counts the patients
 * under observation just before t, as R's `summary(survfit)`. Groups differ by colour and by dash; their names stand
 * beside the curves, or above them where they would touch something.
 *
 * Adjusted and predicted survival is drawn as steps between the times it was asked for, without what counts patients: ask for
 * many times.
 *
 * @param result what `kaplanMeier` or `cumulativeHazard` returns, or any object with such curves; of @hcc/cox what `adjustedSurvival`,
 * `weightedSurvival`, `doublyRobustSurvival` or `predictSurvival` returns.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, no curve, no time, as many names or bands as curves are not given, a band is of
 * another curve, or the width is not usable.
 *
 * @example
 * ```ts
 * import { survivalPlot } from "@hcc/plots";
 * import { kaplanMeier } from "@hcc/survival";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const result = kaplanMeier({ t: [2, 5, 9, 12], d: [1, 0, 1, 0] }, { time: "t", event: "d" });
 * const figure = survivalPlot(result, { document, width: 380, title: "Overall survival" });
 * figure.getAttribute("width"); // => "380"
 * ```
 *
 * @see Kaplan EL, Meier P (1958) doi:10.1080/01621459.1958.10501452
 */
export function survivalPlot(
  result: { readonly curves: readonly SurvivalPlotCurve[] } | SurvivalEffect | SurvivalPrediction,
  options: SurvivalPlotOptions = {},
): SVGSVGElement {
  const { band = true, ...others } = options;
  const bands = typeof band === "boolean" ? [] : band;
  const found = drawnCurves(result);
  const drawn = {
    ...found,
    curves: typeof band === "boolean" ? found.curves.map(limitsToZero) : withBands(found.curves, bands),
  };
  const { curves, counted } = drawn;
  const { percent = true, unit = "months" } = options;
  const { yLabel = percent ? "Survival (%)" : "Survival probability" } = options;
  const names = namesOf(curves, options.names);
  const overlay = overlayOf(options.overlay);
  const boxes = overlay.some((curve) => !("time" in curve));
  return curveFigure(
    {
      curves,
      names,
      nameless: curves.length === 1 && curves[0]!.group === null && options.names === undefined,
      start: 1,
      ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
      yLabel,
      riskTable: counted && options.riskTable !== false,
      censorMarks: counted && options.censorMarks !== false,
      medianLines: counted && options.medianLines === true,
      notes: [
        ...(options.logRank ? [`Log-rank ${pText(options.logRank.pValue)}`] : []),
        ...(options.annotation ?? []),
        ...bandLines(bands),
        ...(overlay.length > 0
          ? [options.overlay!.label ?? (boxes ? "Boxes: interval-censored" : "Thin lines: overlay")]
          : []),
      ],
      lastTime: Math.max(...curves.map(({ time }) => time[time.length - 1] ?? 0), ...overlay.map(overlayEnd)),
      overlay: overlay.length === 0 ? null : (end) => overlayMarks(overlay, end),
      name:
        options.title ??
        `${drawn.method.includes("Kaplan-Meier") ? "Kaplan-Meier curves" : "Survival curves"}: ${yLabel}`,
      description: options.description ?? describe(drawn, names, bandLines(bands), options.logRank, yLabel, unit),
    },
    { ...others, band: band !== false },
  );
}

function drawnCurves(result: Parameters<typeof survivalPlot>[0]): DrawnCurves {
  const modelled = modelledCurves(result);
  if (modelled === null && !Array.isArray((result as { curves?: unknown } | null | undefined)?.curves)) {
    throw new InputError("option", "there are no curves: give the result of kaplanMeier, not one curve of it");
  }
  const { curves } = result as { readonly curves: readonly SurvivalPlotCurve[] };
  const hazard = (result as { kind?: unknown }).kind === "cumulative-hazard";
  const method = hazard ? "as exp(-H) of the cumulative hazard H" : "by the Kaplan-Meier method";
  const drawn = modelled ?? { curves, method, counted: true };
  if (drawn.curves.length === 0) throw new InputError("empty-data", "there is no curve to draw");
  return drawn;
}

function overlayOf(overlay: SurvivalPlotOverlay | undefined): SurvivalPlotOverlay["curves"] {
  if (overlay === undefined) return [];
  if (Array.isArray(overlay.curves)) return overlay.curves;
  throw new InputError("option", "overlay has no curves: give the result of intervalSurvival or kaplanMeier", {
    column: "overlay",
  });
}

function describe(
  { curves, method, counted }: DrawnCurves,
  names: readonly string[],
  bands: readonly string[],
  logRank: { readonly pValue: number | null } | undefined,
  yLabel: string,
  unit: string,
): string {
  const groups = curves.map(({ n, events, median, time, survival }, i) => {
    if (!counted) {
      return `${names[i]}: ${formatNumber(survival[survival.length - 1], 2)} at ${time[time.length - 1]} ${unit}`;
    }
    const level = `${Number((median.level * 100).toFixed(3))} % confidence interval`;
    const text =
      median.estimate === null ? "median not reached" : `median ${formatInterval(median)} ${unit} (${level})`;
    return `${names[i]}: n = ${count(n)}, ${count(events)} events, ${text}`;
  });
  const test = logRank ? ` Log-rank ${pText(logRank.pValue)}.` : "";
  return [`${yLabel} ${method}. ${groups.join("; ")}.${test}`, ...bands.map((line) => `${line}.`)].join(" ");
}
