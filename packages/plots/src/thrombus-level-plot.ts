import { oneOf } from "@hcc/data";
import type { FigureOptions } from "./figure-options.js";
import { axisName } from "./internal/axes.js";
import { blank, checkFigureOptions, finish, type Sheet, sheetOf } from "./internal/figure.js";
import { ink, rule } from "./internal/palette.js";
import { flowText, layRibbons, stateSamples } from "./internal/ribbons.js";
import { sampleKey } from "./internal/sample-key.js";
import { label, round, svg } from "./internal/svg.js";
import { textWidth, wrapText } from "./internal/text.js";
import { readThrombusCourses, type ThrombusCourse } from "./internal/thrombus-courses.js";
import { timeTicks } from "./internal/time-ticks.js";
import { daysIn, unitName } from "./internal/time-unit.js";

/** Level of a thrombus at a visit; the measurements of `@hcc/mrecist` have these fields. */
export interface ThrombusLevelPlotRow {
  readonly patient: string | number;
  readonly day: number;
  /** null = no viable thrombus at this visit. Leave out a visit at which it was not evaluable. */
  readonly level: "Vp1" | "Vp2" | "Vp3" | "Vp4" | "Vv1" | "Vv2" | "Vv3" | null;
}

/** Options of `thrombusLevelPlot`. */
export interface ThrombusLevelPlotOptions extends FigureOptions {
  /** Which levels: those of the "portal" vein, Vp (default), or of the "hepatic" veins, Vv. */
  readonly vein?: "portal" | "hepatic";
  /**
   * "patients" draws a line each over time, "counts" numbers by visit with flows between them. Default: patients, of more than
   * 30 counts.
   */
  readonly show?: "patients" | "counts";
  /** Number of visits in the figure of counts, the first one included, from 2. Default 4. */
  readonly visits?: number;
  /** Unit of the time since the first visit: "days", "weeks" or "months" of 30.4375 days (default). */
  readonly unit?: "days" | "weeks" | "months";
  /** Default "Months since the first visit", or days or weeks. */
  readonly xLabel?: string;
}

/**
 * Levels of tumor thrombi over the visits as a ladder, peripheral below and proximal above: a line per patient, or numbers of
 * patients by visit.
 *
 * Of several thrombi in the same kind of vein the most proximal counts. Lines of patients run side by side on a rung, in the
 * color and dash of the change from the first to the last level.
 *
 * @param rows one per thrombus and visit, in any order; rows of the other kind of vein are passed over.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document or no row, a level is unknown, no row has a level of the chosen vein, or a day is
 * no number.
 *
 * @example
 * ```ts
 * import { thrombusLevelPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const rows = [
 *   { patient: "A", day: 0, level: "Vp3" }, { patient: "A", day: 60, level: "Vp2" },
 *   { patient: "B", day: 0, level: "Vp2" }, { patient: "B", day: 58, level: "Vp4" },
 * ] as const;
 * const figure = thrombusLevelPlot(rows, { document });
 * figure.querySelector("desc").textContent.includes("A: Vp3 to Vp2; B: Vp2 to Vp4"); // => true
 * ```
 */
export function thrombusLevelPlot(
  rows: readonly ThrombusLevelPlotRow[],
  options: ThrombusLevelPlotOptions = {},
): SVGSVGElement {
  checkFigureOptions("thrombusLevelPlot", options, ["vein", "show", "visits", "unit", "xLabel"]);
  const vein = oneOf("vein", options.vein, ["portal", "hepatic"], "portal") === "portal" ? "p" : "v";
  const visits = oneOf("visits", String(options.visits ?? 4), ["2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  const sheet = sheetOf(options);
  const courses = readThrombusCourses(rows, vein);
  const show = oneOf("show", options.show, ["patients", "counts"], courses.length > 30 ? "counts" : "patients");
  const names = ["None", ...(vein === "p" ? ["Vp1", "Vp2", "Vp3", "Vp4"] : ["Vv1", "Vv2", "Vv3"])];
  const drawn =
    show === "counts" ? counts(sheet, courses, names, Number(visits)) : lines(sheet, courses, names, options);
  const root = blank(sheet, drawn.bottom + sheet.bottom);
  for (const element of drawn.elements) root.appendChild(element);
  const description = options.description ?? drawn.description;
  return finish(root, sheet, { name: options.title ?? "Levels of tumor thrombi", description, id: options.id });
}

interface Drawn {
  readonly bottom: number;
  readonly elements: readonly SVGElement[];
  readonly description: string;
}

const TRENDS = [
  { name: "More proximal", color: "#C44E00", dash: "5 2.5" },
  { name: "Unchanged", color: "#595959", dash: "1.5 2" },
  { name: "More peripheral or gone", color: "#005B8E", dash: undefined },
] as const;

function trendOf({ visits }: ThrombusCourse): number {
  const change = visits[visits.length - 1]!.level - visits[0]!.level;
  return change > 0 ? 0 : change === 0 ? 1 : 2;
}

function lines(
  sheet: Sheet,
  courses: readonly ThrombusCourse[],
  names: readonly string[],
  options: ThrombusLevelPlotOptions,
): Drawn {
  const { document, width } = sheet;
  const { unit = "months" } = options;
  const days = daysIn(unit);
  const { xLabel = `${unitName(unit)} since the first visit` } = options;
  const found = TRENDS.map((_, trend) => courses.filter((course) => trendOf(course) === trend).length);
  const samples = TRENDS.flatMap(({ name, color, dash }, trend) => {
    if (found[trend] === 0) return [];
    const draw = (doc: Document, x: number, y: number): SVGElement =>
      svg(doc, "line", { x1: x, x2: x + 24, y1: y, y2: y, stroke: color, "stroke-width": 2, "stroke-dasharray": dash });
    return [{ name: `${name} (${found[trend]})`, look: { draw } }];
  });
  const key = sampleKey(document, samples, { left: 4, top: sheet.top, width: width - 8 });
  const left = 20 + Math.max(...names.map((name) => textWidth(name, 12)));
  const right = width - 16;
  const top = sheet.top + key.height + 6;
  // A rung is as high as its lines need: 3 pixels each, less for very many.
  const rung = Math.max(40, Math.min(130, 3 * courses.length + 14));
  const bottom = top + rung * names.length;
  const last = Math.max(1, ...courses.map(({ visits }) => visits[visits.length - 1]!.day)) / days;
  const { ticks, end } = timeTicks(last, right - left, undefined, undefined);
  const x = (day: number): number => left + ((right - left) * day) / (days * end);
  const floor = (level: number): number => bottom - rung * level;
  const y = (level: number, i: number): number => floor(level) - 7 - ((rung - 14) * (i + 0.5)) / courses.length;
  const below = wrapText(xLabel, width - 8, 13);

  const bands = names.flatMap((name, level) => [
    ...(level % 2 === 1
      ? [svg(document, "rect", { x: left, y: floor(level) - rung, width: right - left, height: rung, fill: "#f5f5f5" })]
      : []),
    label(document, name, left - 8, floor(level) - rung / 2 + 4, { anchor: "end" }),
  ]);
  const paths = courses.map((course, i) => {
    const { color, dash } = TRENDS[trendOf(course)]!;
    let d = "";
    for (const { day, level } of course.visits) {
      d += d === "" ? `M${round(x(day))},${round(y(level, i))}` : `H${round(x(day))}V${round(y(level, i))}`;
    }
    const stroke = { stroke: color, "stroke-width": courses.length > 40 ? 1.1 : 1.6, "stroke-dasharray": dash };
    const title = `${course.patient}: ${course.visits.map(({ level }) => names[level]).join(", ")}`;
    return svg(document, "path", { d, fill: "none", ...stroke }, [svg(document, "title", {}, [title])]);
  });
  const ends = courses.map((course, i) => {
    const { day, level } = course.visits[course.visits.length - 1]!;
    return svg(document, "circle", {
      cx: x(day),
      cy: y(level, i),
      r: courses.length > 40 ? 1.8 : 2.6,
      fill: TRENDS[trendOf(course)]!.color,
    });
  });
  const axis = [
    svg(document, "line", { x1: left, x2: left, y1: top, y2: bottom, stroke: ink }),
    svg(document, "line", { x1: left, x2: right, y1: bottom, y2: bottom, stroke: ink }),
    ...ticks.flatMap((tick) => [
      svg(document, "line", { x1: x(tick * days), x2: x(tick * days), y1: bottom, y2: bottom + 5, stroke: ink }),
      label(document, String(tick), x(tick * days), bottom + 18, { anchor: "middle" }),
    ]),
    ...axisName(document, below, { left, right }, bottom + 38, width),
  ];
  const moves = courses.map(({ patient, visits }) => {
    return `${patient}: ${names[visits[0]!.level]} to ${names[visits[visits.length - 1]!.level]}`;
  });
  return {
    bottom: bottom + 30 + 16 * below.length,
    elements: [
      svg(document, "g", { "aria-label": "rungs" }, bands),
      svg(document, "g", { "aria-label": "lines" }, paths),
      svg(document, "g", { "aria-label": "ends" }, ends),
      svg(document, "g", { "aria-label": "axis" }, axis),
      key.element,
    ],
    description: `${courses.length} patients, ${samples.map(({ name }) => name).join(", ")}. ${moves.join("; ")}.`,
  };
}

// Darker is more proximal.
const NO_VISIT = "#E3E3E3";
const SHADES = ["#FFFFFF", "#D6E8F5", "#8FC3E4", "#2E7FB8", "#00416B"] as const;

function counts(sheet: Sheet, courses: readonly ThrombusCourse[], names: readonly string[], visits: number): Drawn {
  const { document, width } = sheet;
  const all = [...names, "No visit"];
  const values = Array.from({ length: visits }, (_, k) =>
    courses.map((course) => (k < course.visits.length ? course.visits[k]!.level : all.length - 1)),
  );
  // From the most proximal above to none, then those without that many visits.
  const order = [...names.keys()].reverse().concat(all.length - 1);
  const states = order.map((level) => ({
    name: all[level]!,
    fill: level < names.length ? SHADES[level]! : NO_VISIT,
    line: level === 0 || level >= names.length ? rule : "#00416B",
    text: level >= 3 && level < names.length ? "#ffffff" : ink,
  }));
  const columns = values.map((_, k) => (k === 0 ? "First visit" : `Visit ${k + 1}`));
  const place = new Map(order.map((level, i) => [level, i]));
  const key = sampleKey(document, stateSamples(states), { left: 4, top: sheet.top, width: width - 8 });
  const ribbons = layRibbons({
    width,
    top: sheet.top + key.height,
    columns,
    states,
    values: values.map((column) => column.map((level) => place.get(level)!)),
  });
  return {
    bottom: ribbons.bottom + 6,
    elements: [...ribbons.elements(document), key.element],
    description: `${courses.length} patients. ${flowText(columns, states, ribbons)}`,
  };
}
