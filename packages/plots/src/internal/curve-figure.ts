import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "../figure-options.js";
import type { SurvivalPlotCurve } from "../survival-plot.js";
import { type Box, firstFree, stepBoxes } from "./boxes.js";
import { curveLabels, type Path } from "./curve-labels.js";
import { finish, sheetOf } from "./figure.js";
import { groupKey, keyRows } from "./group-key.js";
import { ink, look } from "./palette.js";
import { riskTable } from "./risk-table.js";
import { bandMark, censorMark, curveMark, medianLines, stepsOf } from "./survival-marks.js";
import { label } from "./svg.js";
import { textWidth } from "./text.js";
import { timeTicks } from "./time-ticks.js";

/** Options of figures of curves over time. */
export interface CurveFigureOptions extends FigureOptions {
  readonly height?: number;
  readonly xLabel?: string;
  readonly percent?: boolean;
  readonly tickStep?: number;
  readonly xMax?: number;
  readonly band?: boolean;
}

/** Step curves over time, and what stands beside them. */
export interface CurveFigure {
  readonly curves: readonly SurvivalPlotCurve[];
  readonly names: readonly string[];
  /** Whether the one curve needs no name beside it. */
  readonly nameless: boolean;
  /** Value of all curves at time 0. */
  readonly start: 0 | 1;
  /** Ticks of the vertical axis; the last one is its end. */
  readonly ticks: readonly number[];
  readonly yLabel: string;
  readonly riskTable: boolean;
  readonly censorMarks: boolean;
  readonly medianLines: boolean;
  readonly notes: readonly string[];
  /** Last time of all that is drawn. */
  readonly lastTime: number;
  /** More marks, given the end of the axis. */
  readonly overlay: ((end: number) => Plot.Markish) | null;
  readonly name: string;
  readonly description: string;
}

/** Draws step curves with bands, names, notes and the number at risk. */
export function curveFigure(figure: CurveFigure, options: CurveFigureOptions): SVGSVGElement {
  const { curves, names, start, riskTable: withTable, notes } = figure;
  const { percent = true, xLabel = "Time (months)" } = options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const most = figure.ticks[figure.ticks.length - 1]!;

  const nameWidth = Math.max(...names.map((name) => textWidth(name, 12))) + 42;
  const namesBeside = nameWidth <= Math.max(62, width * 0.27);
  const marginLeft = namesBeside && withTable ? Math.max(62, nameWidth) : 62;
  const marginRight = 20;
  const innerWidth = width - marginLeft - marginRight;
  const innerHeight = options.height ?? Math.min(340, Math.max(200, Math.round(innerWidth * 0.6)));
  const { ticks, end } = timeTicks(figure.lastTime, innerWidth, options.tickStep, options.xMax);
  const steps = curves.map((curve) => stepsOf(curve, end, start));

  // Pixels within the plot area, which is linear in both directions: what is free is known before Plot draws.
  const paths = steps.map((path) =>
    path.map(([t, s]) => [(innerWidth * t) / end, innerHeight * (1 - s / most)] as const),
  );
  const medianBox = { x1: 0, y1: innerHeight / 2 - 3, x2: innerWidth, y2: innerHeight / 2 + 3 };
  const blocked = figure.medianLines ? [medianBox] : [];
  const area = { x1: 4, y1: -6, x2: innerWidth + marginRight - 2, y2: innerHeight - 4 };
  const nameBoxes = figure.nameless ? [] : curveLabels(paths, names, blocked, area);
  const noteBox = placeNotes(notes, paths, [...blocked, ...(nameBoxes ?? [])], innerWidth, innerHeight, start);

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
  // 5 % steps need two decimals as probabilities.
  const decimals = figure.ticks.some((value) => Math.abs(10 * value - Math.round(10 * value)) > 1e-9) ? 2 : 1;

  const root = Plot.plot({
    document,
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: top,
    marginBottom: height - top - innerHeight,
    x: { type: "linear", domain: [0, end], label: null },
    y: { type: "linear", domain: [0, most], label: null },
    marks: [
      Plot.axisX(ticks, { tickSize: 5, tickFormat: String }),
      Plot.axisY([...figure.ticks], {
        tickSize: 5,
        tickFormat: (s: number) => (percent ? (100 * s).toFixed(0) : s.toFixed(decimals)),
      }),
      Plot.ruleX([0], { stroke: ink }),
      Plot.ruleY([0], { stroke: ink }),
      figure.medianLines ? medianLines(curves) : null,
      options.band === false ? null : curves.map((curve, i) => bandMark(curve, end, start, i)),
      figure.overlay?.(end) ?? null,
      steps.map(curveMark),
      figure.censorMarks ? curves.map((curve, i) => censorMark(curve, end, i)) : null,
    ],
  }) as SVGSVGElement;

  const center = marginLeft + innerWidth / 2;
  root.appendChild(label(document, xLabel, center, top + innerHeight + 38, { anchor: "middle", size: 13 }));
  const yTitle = label(document, figure.yLabel, 0, 0, { anchor: "middle", size: 13 });
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
  return finish(root, sheet, { name: figure.name, description: figure.description, id: options.id });
}

function placeNotes(
  notes: readonly string[],
  paths: readonly Path[],
  taken: readonly Box[],
  right: number,
  bottom: number,
  start: 0 | 1,
): Box | null {
  const width = Math.max(0, ...notes.map((line) => textWidth(line, 12)));
  const height = notes.length * 16;
  const at = (x1: number, y1: number): Box => ({ x1, y1, x2: x1 + width, y2: y1 + height });
  const falling = [at(right - width, 0), at(10, bottom - height - 6), at(right - width, bottom - height - 6)];
  const places = start === 1 ? falling : [at(10, 0), ...falling];
  const obstacles = [...taken, ...paths.flatMap((path) => stepBoxes(path, 6))];
  return firstFree(places, obstacles, { x1: 0, y1: 0, x2: right + 1, y2: bottom });
}
