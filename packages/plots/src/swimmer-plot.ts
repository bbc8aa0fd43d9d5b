import { InputError } from "@hcc/data";
import type { FigureOptions } from "./figure-options.js";
import { axisName } from "./internal/axes.js";
import { glyph } from "./internal/event-glyphs.js";
import { blank, checkFigureOptions, finish, sheetOf } from "./internal/figure.js";
import { faintInk, ink, look } from "./internal/palette.js";
import { responseLook, responseSamples } from "./internal/response-looks.js";
import { sampleKey } from "./internal/sample-key.js";
import { shortNumber } from "./internal/short-number.js";
import { label, svg } from "./internal/svg.js";
import { readSwimmerRows } from "./internal/swimmer-rows.js";
import { textWidth, wrapText } from "./internal/text.js";
import { timeTicks } from "./internal/time-ticks.js";
import { daysIn, unitName } from "./internal/time-unit.js";
import type { ResponsePlotResponse } from "./response-plot-patient.js";

/** What a response must have to be drawn by `swimmerPlot`; the results of `assessResponses` have it. */
export interface SwimmerPlotResponse {
  /** Visits after baseline in order of time. */
  readonly visits: readonly { readonly day: number; readonly overall: ResponsePlotResponse }[];
  readonly best: { readonly overall: ResponsePlotResponse };
  readonly firstProgressionDay: { readonly overall: number | null };
}

/** One bar of a swimmer plot; all days have the origin of the days in `response`. */
export interface SwimmerPlotPatient {
  /** Name beside the bar. */
  readonly patient: string;
  /** Day on which the bar begins, and from which the axis counts. */
  readonly start: number;
  /** Last day of follow-up or of treatment: the end of the bar. */
  readonly end: number;
  /** Whether it goes on; an arrow at the end. */
  readonly ongoing?: boolean;
  /** Result of `assessResponse`: its best overall response colors the bar, its first response and progression are marked. */
  readonly response?: SwimmerPlotResponse | null;
  readonly death?: number | null;
  /** Days of other events by their name, such as "Seed implantation"; up to five names in a figure. */
  readonly events?: Readonly<Record<string, number | readonly number[] | null | undefined>>;
  /** Bars of a group stand together below its name. */
  readonly group?: string | null;
}

/** Options of `swimmerPlot`. */
export interface SwimmerPlotOptions extends FigureOptions {
  /** Order within a group: "length" longest first (default), or "data" as the patients come. */
  readonly sort?: "length" | "data";
  /** Unit of the time axis: "days", "weeks" or "months" of 30.4375 days (default). */
  readonly unit?: "days" | "weeks" | "months";
  /** Distance of the ticks on the time axis. Default: chosen by the width. */
  readonly tickStep?: number;
  /** Height of a bar with the space around it, in pixels, at least 8; below 14 without names. Default 18, from 41 patients on 14. */
  readonly rowHeight?: number;
  /** Default "Months since start", or days or weeks. */
  readonly xLabel?: string;
}

/**
 * Swimmer plot: a bar per patient from the start to the end of follow-up, in the color of the best overall response, with
 * marks for first response, first progression, death and other events.
 *
 * A first response counts before the first progression only. A mark after the end of the bar hangs on a thin line. Marks
 * differ by shape, colors are those of the responses.
 *
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document or no patient, a patient comes twice, a bar ends before it starts, a mark lies
 * before the start, or there are more than five kinds of events.
 *
 * @example
 * ```ts
 * import { swimmerPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const patients = [
 *   { patient: "P1", start: 0, end: 400, ongoing: true, events: { "Seed implantation": [10, 120] } },
 *   { patient: "P2", start: 5, end: 210, death: 210 },
 * ];
 * const figure = swimmerPlot(patients, { document, unit: "weeks" });
 * figure.querySelectorAll('[aria-label="marks"] > g').length; // => 4
 * ```
 */
export function swimmerPlot(patients: readonly SwimmerPlotPatient[], options: SwimmerPlotOptions = {}): SVGSVGElement {
  checkFigureOptions("swimmerPlot", options, ["sort", "unit", "tickStep", "rowHeight", "xLabel"]);
  const { sort = "length", unit = "months" } = options;
  const days = daysIn(unit);
  const { xLabel = `${unitName(unit)} since start` } = options;
  if (sort !== "length" && sort !== "data") {
    throw new InputError("option", `sort is "${String(sort)}": give "length" or "data"`, { column: "sort" });
  }
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const { rows, names, groups } = readSwimmerRows(patients);
  const { rowHeight = rows.length > 40 ? 14 : 18 } = options;
  if (!(rowHeight >= 8 && rowHeight <= 60)) {
    throw new InputError("option", `rowHeight is ${String(rowHeight)}: give 8 to 60 pixels`, { column: "rowHeight" });
  }

  const bests = rows.flatMap(({ best }) => (best === null ? [] : [best]));
  const samples = responseSamples(bests, "box");
  const marks = [...names].map(([name, text]) => ({
    name: text,
    look: { draw: (doc: Document, x: number, y: number) => glyph(doc, name, x + 12, y) },
  }));
  const key = sampleKey(document, [...samples, ...marks], { left: 4, top: sheet.top, width: width - 8 });

  const size = rowHeight >= 18 ? 12 : 11;
  const named = rowHeight >= 14;
  const widest = named ? Math.max(...rows.map(({ patient }) => textWidth(patient, size))) : 0;
  const left = Math.max(14, Math.ceil(Math.min(widest, 0.4 * width)) + 14);
  const right = width - 18;
  const top = sheet.top + key.height + 2;
  let y = top + 4;
  const titles: { readonly text: string; readonly y: number }[] = [];
  const bars = groups.flatMap((group) => {
    const own = rows.filter((row) => row.group === group);
    if (sort === "length") own.sort((a, b) => b.days - a.days);
    for (const text of group === null
      ? []
      : wrapText(`${group} (n\u00a0=\u00a0${own.length})`, width - left - 8, 12, true)) {
      titles.push({ text, y: y + 13 });
      y += 18;
    }
    const laid = own.map((row) => {
      const lines = named ? wrapText(row.patient, left - 12, size) : [];
      const tall = Math.max(rowHeight, 14 * lines.length);
      y += tall;
      return { ...row, lines, middle: y - tall / 2 };
    });
    y += 6;
    return laid;
  });
  const bottom = y;

  const reach = Math.max(1, ...rows.flatMap((row) => [row.days, ...row.marks.map(({ day }) => day)]));
  const { ticks, end } = timeTicks(reach / days, right - left, options.tickStep, undefined);
  const x = (day: number): number => left + ((right - left) * day) / (days * end);
  const below = wrapText(xLabel, width - 8, 13);
  const root = blank(sheet, bottom + 30 + 16 * below.length + sheet.bottom);
  const group = (name: string, elements: readonly SVGElement[]): void => {
    if (elements.length > 0) root.appendChild(svg(document, "g", { "aria-label": name }, elements));
  };
  group(
    "grid",
    ticks.slice(1).map((tick) => {
      const at = x(tick * days);
      return svg(document, "line", { x1: at, x2: at, y1: top, y2: bottom, stroke: "#e3e3e3" });
    }),
  );
  const thick = Math.round(0.62 * rowHeight);
  const ways: SVGElement[] = [];
  group(
    "bars",
    bars.map(({ patient, best, days: length, middle, marks: found }) => {
      const { fill, line } = best === null ? { fill: look(0).stroke, line: look(0).ink } : responseLook(best);
      const beyond = Math.max(length, ...found.map(({ day }) => day));
      if (beyond > length) {
        ways.push(svg(document, "line", { x1: x(length), x2: x(beyond), y1: middle, y2: middle, stroke: faintInk }));
      }
      const title = `${patient}: ${shortNumber(length / days)} ${unit}${best === null ? "" : `, ${best}`}`;
      const place = { x: left, y: middle - thick / 2, width: Math.max(1, x(length) - left), height: thick };
      return svg(document, "rect", { ...place, fill, stroke: line }, [svg(document, "title", {}, [title])]);
    }),
  );
  group("ways", ways);
  const scale = rowHeight >= 18 ? 1 : Math.max(0.6, rowHeight / 17);
  group(
    "marks",
    bars.flatMap(({ marks: found, ongoing, days: length, middle }) => [
      ...(ongoing ? [glyph(document, "ongoing", x(length) + 5 * scale, middle, scale)] : []),
      ...found.map((mark) => glyph(document, mark.glyph, x(mark.day), middle, scale)),
    ]),
  );
  group("axis", [
    svg(document, "line", { x1: left, x2: left, y1: top, y2: bottom, stroke: ink }),
    svg(document, "line", { x1: left, x2: right, y1: bottom, y2: bottom, stroke: ink }),
    ...ticks.flatMap((tick) => [
      svg(document, "line", { x1: x(tick * days), x2: x(tick * days), y1: bottom, y2: bottom + 5, stroke: ink }),
      label(document, String(tick), x(tick * days), bottom + 18, { anchor: "middle" }),
    ]),
  ]);
  group(
    "names",
    bars.flatMap(({ lines, middle }) =>
      lines.map((line, k) =>
        label(document, line, left - 7, middle + 4 + 14 * (k - (lines.length - 1) / 2), { anchor: "end", size }),
      ),
    ),
  );
  for (const { text, y: at } of titles) root.appendChild(label(document, text, left + 4, at, { bold: true }));
  for (const element of axisName(document, below, { left, right }, bottom + 38, width)) root.appendChild(element);
  root.appendChild(key.element);

  const counts = [...names].map(([name, text]) => {
    const found =
      name === "ongoing"
        ? rows.filter(({ ongoing }) => ongoing)
        : rows.filter((row) => row.marks.some((mark) => mark.glyph === name));
    return `${text} in ${found.length}`;
  });
  const best = samples.length === 0 ? "" : ` Best response: ${samples.map(({ name }) => name).join(", ")}.`;
  const lengths = rows.map((row) => row.days / days);
  const span = `${rows.length} patients, ${shortNumber(Math.min(...lengths))} to ${shortNumber(Math.max(...lengths))} ${unit}`;
  const sentence = `${xLabel}: ${span}.${best}${counts.length === 0 ? "" : ` ${counts.join("; ")}.`}`;
  const description = options.description ?? sentence;
  return finish(root, sheet, { name: options.title ?? "Course of the patients", description, id: options.id });
}
