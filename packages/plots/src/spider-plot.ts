import type { FigureOptions } from "./figure-options.js";
import { noteLines } from "./internal/axes.js";
import { changeFrame } from "./internal/change-frame.js";
import { clipLine } from "./internal/clip-line.js";
import { blank, checkFigureOptions, finish, sheetOf } from "./internal/figure.js";
import { faintInk, ink } from "./internal/palette.js";
import { checkLimit, percentText, readResponses } from "./internal/read-responses.js";
import { responseLook, responseSamples } from "./internal/response-looks.js";
import { type Sample, sampleKey } from "./internal/sample-key.js";
import { round, svg } from "./internal/svg.js";
import { wrapText } from "./internal/text.js";
import { timeTicks } from "./internal/time-ticks.js";
import { daysIn, unitName } from "./internal/time-unit.js";
import type { ResponsePlotPatient } from "./response-plot-patient.js";

/** Options of `spiderPlot`. */
export interface SpiderPlotOptions extends FigureOptions {
  /** Visits drawn: up to the first "progression", that visit included (default), or every visit up to the "last". */
  readonly until?: "progression" | "last";
  /** Increase in percent at which lines are cut, with an arrow. Default 100. */
  readonly limit?: number;
  /** Unit of the time since baseline: "days", "weeks" or "months" of 30.4375 days (default). */
  readonly unit?: "days" | "weeks" | "months";
  /** Distance of the ticks on the time axis. Default: chosen by the width. */
  readonly tickStep?: number;
  /** End of the time axis. Default: the last visit. */
  readonly xMax?: number;
  /** Default "Months since baseline", or days or weeks. */
  readonly xLabel?: string;
  /** Default "Change of the target sum from baseline (%)". */
  readonly yLabel?: string;
}

/**
 * Spider plot: the percent change of the target sum of each patient over time, in the color and dash of the best overall
 * response.
 *
 * Every line begins with 0 % at baseline and joins the visits with a measured change. A circle marks the nadir, the first
 * lowest change below baseline; a cross marks the first progression. A progression at a visit without a measured change,
 * such as that by a new lesion, lies at the height of the last one, joined by a thin line. Dashed lines are at the
 * thresholds, as in `waterfallPlot`. Patients without a measured change are counted below.
 *
 * @param patients results of `assessResponses`, all by the same criteria.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError as `waterfallPlot`, and for an unknown unit, step or end of the time axis.
 *
 * @example
 * ```ts
 * import { assessResponses } from "@hcc/mrecist";
 * import { spiderPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const row = (day: number, mm: number) => ({ id: "A", day, lesion: "L1", role: "target", mm }) as const;
 * const responses = assessResponses([row(0, 50), row(56, 20), row(120, 25)], {
 *   patient: "id", day: "day", lesion: "lesion", role: "role", viable: "mm", criteria: "mrecist",
 * });
 * const figure = spiderPlot(responses, { document, unit: "weeks" });
 * figure.querySelector('[aria-label="progression"]').children.length; // => 1
 * ```
 */
export function spiderPlot(patients: readonly ResponsePlotPatient[], options: SpiderPlotOptions = {}): SVGSVGElement {
  const own = ["until", "limit", "unit", "tickStep", "xMax", "xLabel", "yLabel"];
  checkFigureOptions("spiderPlot", options, own);
  const { until = "progression", limit = 100, unit = "months" } = options;
  const days = daysIn(unit);
  const { xLabel = `${unitName(unit)} since baseline`, yLabel = "Change of the target sum from baseline (%)" } =
    options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const read = readResponses(patients, until);
  checkLimit(limit, read.increase);
  const lines = read.patients
    .filter(({ points }) => points.length > 0)
    .map((patient) => ({ ...patient, points: [{ day: 0, percent: 0 }, ...patient.points] }));
  const without = read.patients.length - lines.length;
  const lowest = lines.map(({ points }) => points.reduce((a, b) => (b.percent < a.percent ? b : a)));
  const progressed = lines.filter(({ progressionDay }) => progressionDay !== null);

  const marks: Sample[] = [
    { name: "Nadir", look: { draw: (doc, x, y) => nadirMark(doc, x + 12, y, ink) } },
    ...(progressed.length > 0
      ? [{ name: `First progression (${progressed.length})`, look: { draw: progressionSample } }]
      : []),
  ];
  const samples = responseSamples(
    lines.map(({ best }) => best),
    "line",
  );
  const key = sampleKey(document, [...samples, ...marks], { left: 4, top: sheet.top, width: width - 8 });
  const { area, high, y, bottom, draw } = changeFrame({
    width,
    top: sheet.top + key.height + 12,
    most: Math.max(0, ...lines.flatMap(({ points }) => points.map(({ percent }) => percent))),
    limit,
    decrease: read.decrease,
    increase: read.increase,
    xLabel,
    yLabel,
    below: 24,
  });
  const last = Math.max(1, ...lines.flatMap((line) => [line.lastDay, line.progressionDay ?? 0])) / days;
  const { ticks, end } = timeTicks(last, area.right - area.left, options.tickStep, options.xMax);
  const x = (day: number): number => area.left + ((area.right - area.left) * Math.min(day / days, end)) / end;
  const shown = (day: number): boolean => day / days <= end * (1 + 1e-9);

  const note = without === 0 ? "" : `No measured change in ${without} of ${read.patients.length} patients.`;
  const notes = note === "" ? [] : wrapText(note, width - 8, 11);
  const root = blank(sheet, bottom + 15 * notes.length + (notes.length > 0 ? 6 : 0) + sheet.bottom);
  const group = (name: string, elements: readonly SVGElement[]): void => {
    if (elements.length > 0) root.appendChild(svg(document, "g", { "aria-label": name }, elements));
  };
  for (const element of draw(
    document,
    ticks.map((tick) => ({ at: x(tick * days), text: String(tick) })),
  ))
    root.appendChild(element);
  root.appendChild(svg(document, "line", { x1: area.left, x2: area.right, y1: y(0), y2: y(0), stroke: ink }));

  const many = lines.length > 40;
  const arrows: SVGElement[] = [];
  const paths = lines.map(({ patient, best, points }) => {
    const { line, dash } = responseLook(best);
    const inside = points.filter(({ day }) => shown(day));
    inside.forEach(({ day, percent }, i) => {
      const before = inside[i - 1];
      if (before === undefined || !(percent > high && before.percent <= high)) return;
      const part = (high - before.percent) / (percent - before.percent);
      const at = x(before.day + part * (day - before.day));
      arrows.push(svg(document, "path", { d: `M${round(at)},${area.top - 9}l4,8h-8Z`, fill: line }));
    });
    const d = pathOf(
      clipLine(
        inside.map(({ day, percent }) => [x(day), percent]),
        -100,
        high,
      ).map(([at, percent]) => [at!, y(percent!)]),
    );
    const stroke = { stroke: line, "stroke-width": many ? 1.2 : 1.8, "stroke-dasharray": dash };
    return svg(document, "path", { d, fill: "none", "stroke-linejoin": "round", ...stroke }, [
      svg(document, "title", {}, [`${patient}: ${best}`]),
    ]);
  });
  group("lines", paths);
  group("beyond", arrows);
  const nadirs = lines.flatMap(({ best }, i) => {
    const { day, percent } = lowest[i]!;
    return day > 0 && shown(day) ? [nadirMark(document, x(day), y(percent), responseLook(best).line, many)] : [];
  });
  group("nadir", nadirs);
  const ways: SVGElement[] = [];
  const crosses = progressed.flatMap(({ points, progressionDay }) => {
    const day = progressionDay!;
    if (!shown(day)) return [];
    const before = points.filter((point) => point.day <= day).at(-1)!;
    const at = y(Math.min(before.percent, high));
    if (before.day < day) {
      ways.push(
        svg(document, "line", { x1: x(before.day), x2: x(day), y1: at, y2: at, stroke: faintInk, "stroke-width": 0.8 }),
      );
    }
    return [cross(document, x(day), at, many ? 3 : 4)];
  });
  group("to progression", ways);
  group("progression", crosses);
  for (const element of noteLines(document, notes, bottom + 14)) root.appendChild(element);
  root.appendChild(key.element);

  const deepest = Math.min(0, ...lowest.map(({ percent }) => percent));
  const responses = samples.map(({ name }) => name).join(", ");
  const sentence = `${yLabel}, ${xLabel.toLowerCase()}: ${lines.length} patients. Best response: ${responses}. First progression of ${progressed.length}. Lowest change ${percentText(deepest)}. ${note}`;
  const description = options.description ?? sentence.trim();
  return finish(root, sheet, {
    name: options.title ?? "Change of the target sum over time",
    description,
    id: options.id,
  });
}

function pathOf(points: readonly (readonly [number, number])[]): string {
  let d = "";
  let pen = "M";
  for (const [x, y] of points) {
    if (Number.isNaN(y)) {
      pen = "M";
      continue;
    }
    d += `${pen}${round(x)},${round(y)}`;
    pen = "L";
  }
  return d;
}

function nadirMark(document: Document, x: number, y: number, stroke: string, small: boolean = false): SVGElement {
  return svg(document, "circle", { cx: x, cy: y, r: small ? 2.4 : 3.4, fill: "white", stroke, "stroke-width": 1.4 });
}

function progressionSample(document: Document, x: number, y: number): SVGElement {
  return cross(document, x + 12, y, 4);
}

function cross(document: Document, x: number, y: number, size: number): SVGElement {
  const [left, top] = [round(x - size), round(y - size)];
  const d = `M${left},${top}l${2 * size},${2 * size}m0,${-2 * size}l${-2 * size},${2 * size}`;
  return svg(document, "path", { d, fill: "none", stroke: ink, "stroke-width": 1.8 });
}
