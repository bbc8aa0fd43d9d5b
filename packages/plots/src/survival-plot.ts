import type { SurvivalEffect, SurvivalPrediction } from "@hcc/cox";
import { InputError } from "@hcc/data";
import type { SurvivalCurve } from "@hcc/survival";
import { formatInterval, formatNumber } from "@hcc/tables";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { type Box, firstFree, stepBoxes } from "./internal/boxes.js";
import { curveLabels, type Path } from "./internal/curve-labels.js";
import { finish, sheetOf } from "./internal/figure.js";
import { groupKey, keyRows } from "./internal/group-key.js";
import { type DrawnCurves, modelledCurves } from "./internal/modelled-curves.js";
import { pText } from "./internal/p-text.js";
import { ink, look } from "./internal/palette.js";
import { count, riskTable } from "./internal/risk-table.js";
import { bandMark, censorMark, curveMark, medianLines, stepsOf } from "./internal/survival-marks.js";
import { label } from "./internal/svg.js";
import { textWidth } from "./internal/text.js";
import { timeTicks } from "./internal/time-ticks.js";

/** What a curve must have to be drawn; the curves of `kaplanMeier` have it. */
export type SurvivalPlotCurve = Pick<
  SurvivalCurve,
  "group" | "n" | "events" | "time" | "nRisk" | "nCensor" | "survival" | "lower" | "upper" | "median"
>;

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
  /** Confidence bands. Default true. */
  readonly band?: boolean;
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
 * @throws InputError when there is no document, no curve, no time, as many names as curves are not given, or the width is not
 * usable.
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
  const drawn = drawnCurves(result);
  const { curves, counted } = drawn;
  const withTable = counted && options.riskTable !== false;
  const { percent = true, unit = "months", xLabel = "Time (months)" } = options;
  const { yLabel = percent ? "Survival (%)" : "Survival probability" } = options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const names = namesOf(curves, options.names);

  const nameWidth = Math.max(...names.map((name) => textWidth(name, 12))) + 42;
  const namesBeside = nameWidth <= Math.max(62, width * 0.27);
  const marginLeft = namesBeside && withTable ? Math.max(62, nameWidth) : 62;
  const marginRight = 20;
  const innerWidth = width - marginLeft - marginRight;
  const innerHeight = options.height ?? Math.min(340, Math.max(200, Math.round(innerWidth * 0.6)));
  const lastTime = Math.max(...curves.map(({ time }) => time[time.length - 1] ?? 0));
  const { ticks, end } = timeTicks(lastTime, innerWidth, options.tickStep, options.xMax);
  const steps = curves.map((curve) => stepsOf(curve, end));

  // Pixels within the plot area, which is linear in both directions: what is free is known before Plot draws.
  const paths = steps.map((path) => path.map(([t, s]) => [(innerWidth * t) / end, innerHeight * (1 - s)] as const));
  const withMedians = counted && options.medianLines === true;
  const medianBox = { x1: 0, y1: innerHeight / 2 - 3, x2: innerWidth, y2: innerHeight / 2 + 3 };
  const blocked = withMedians ? [medianBox] : [];
  const area = { x1: 4, y1: -6, x2: innerWidth + marginRight - 2, y2: innerHeight - 4 };
  const single = curves.length === 1 && curves[0]!.group === null && options.names === undefined;
  const nameBoxes = single ? [] : curveLabels(paths, names, blocked, area);
  const notes = [
    ...(options.logRank ? [`Log-rank ${pText(options.logRank.pValue)}`] : []),
    ...(options.annotation ?? []),
  ];
  const noteBox = placeNotes(notes, paths, [...blocked, ...(nameBoxes ?? [])], innerWidth, innerHeight);

  const key = nameBoxes === null ? keyRows(names, width - 8) : [];
  const notesAbove = noteBox === null ? notes.length * 16 + 4 : 0;
  const top = sheet.top + 8 + (key.length > 0 ? key.length * 18 + 6 : 0) + notesAbove;
  const axisBottom = top + innerHeight + 44;
  const table = !withTable
    ? null
    : riskTable(document, curves, {
        names,
        namesBeside,
        ticks,
        top: axisBottom,
        x: (t) => marginLeft + (innerWidth * t) / end,
      });
  const height = axisBottom + (table?.height ?? 0) + sheet.bottom;

  const root = Plot.plot({
    document,
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: top,
    marginBottom: height - top - innerHeight,
    x: { type: "linear", domain: [0, end], label: null },
    y: { type: "linear", domain: [0, 1], label: null },
    marks: [
      Plot.axisX(ticks, { tickSize: 5, tickFormat: String }),
      Plot.axisY([0, 0.2, 0.4, 0.6, 0.8, 1], {
        tickSize: 5,
        tickFormat: (s: number) => (percent ? (100 * s).toFixed(0) : s.toFixed(1)),
      }),
      Plot.ruleX([0], { stroke: ink }),
      Plot.ruleY([0], { stroke: ink }),
      withMedians ? medianLines(curves) : null,
      options.band === false ? null : curves.map((curve, i) => bandMark(curve, end, i)),
      steps.map(curveMark),
      options.censorMarks === false || !counted ? null : curves.map((curve, i) => censorMark(curve, end, i)),
    ],
  }) as SVGSVGElement;

  const center = marginLeft + innerWidth / 2;
  root.appendChild(label(document, xLabel, center, top + innerHeight + 38, { anchor: "middle", size: 13 }));
  const yTitle = label(document, yLabel, 0, 0, { anchor: "middle", size: 13 });
  yTitle.setAttribute("transform", `translate(${marginLeft - 42},${top + innerHeight / 2}) rotate(-90)`);
  root.appendChild(yTitle);
  nameBoxes?.forEach((box, i) => {
    const at = [marginLeft + box.x1, top + box.y2 - 3] as const;
    root.appendChild(label(document, names[i]!, ...at, { bold: true, fill: look(i).ink }));
  });
  if (key.length > 0) root.appendChild(groupKey(document, key, 4, sheet.top + 10));
  const right = noteBox !== null && noteBox.x2 >= innerWidth;
  const notesLeft = noteBox === null ? 4 : marginLeft + (right ? noteBox.x2 : noteBox.x1);
  const notesTop = noteBox === null ? top - notesAbove - 4 : top + noteBox.y1;
  notes.forEach((line, i) => {
    const anchor = right ? "end" : "start";
    root.appendChild(label(document, line, notesLeft, notesTop + 12 + 16 * i, { anchor }));
  });
  if (table) root.appendChild(table.element);

  const kind = drawn.method.includes("Kaplan-Meier") ? "Kaplan-Meier curves" : "Survival curves";
  const name = options.title ?? `${kind}: ${yLabel}`;
  const description = options.description ?? describe(drawn, names, options.logRank, yLabel, unit);
  return finish(root, sheet, { name, description, id: options.id });
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

function namesOf(curves: readonly SurvivalPlotCurve[], names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) return curves.map((curve) => curve.group ?? "All patients");
  if (names.length === curves.length) return names;
  throw new InputError("length-mismatch", `there are ${names.length} names of ${curves.length} curves: give as many`, {
    column: "names",
  });
}

function placeNotes(
  notes: readonly string[],
  paths: readonly Path[],
  taken: readonly Box[],
  right: number,
  bottom: number,
): Box | null {
  const width = Math.max(0, ...notes.map((line) => textWidth(line, 12)));
  const height = notes.length * 16;
  const at = (x1: number, y1: number): Box => ({ x1, y1, x2: x1 + width, y2: y1 + height });
  const places = [at(right - width, 0), at(10, bottom - height - 6), at(right - width, bottom - height - 6)];
  const obstacles = [...taken, ...paths.flatMap((path) => stepBoxes(path, 6))];
  return firstFree(places, obstacles, { x1: 0, y1: 0, x2: right + 1, y2: bottom });
}

function describe(
  { curves, method, counted }: DrawnCurves,
  names: readonly string[],
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
  return `${yLabel} ${method}. ${groups.join("; ")}.${test}`;
}
