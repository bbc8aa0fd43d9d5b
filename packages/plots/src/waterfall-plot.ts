import type { FigureOptions } from "./figure-options.js";
import { noteLines } from "./internal/axes.js";
import { changeFrame } from "./internal/change-frame.js";
import { blank, checkFigureOptions, finish, sheetOf } from "./internal/figure.js";
import { ink } from "./internal/palette.js";
import { checkLimit, percentText, readResponses } from "./internal/read-responses.js";
import { RESPONSES, responseLook, responseSamples } from "./internal/response-looks.js";
import { sampleKey } from "./internal/sample-key.js";
import { label, svg } from "./internal/svg.js";
import { textWidth, wrapText } from "./internal/text.js";
import type { ResponsePlotPatient } from "./response-plot-patient.js";

/** Options of `waterfallPlot`. */
export interface WaterfallPlotOptions extends FigureOptions {
  /**
   * Visits that count: "progression" up to the first progression, that visit included, as for the best response (default);
   * "last" every visit.
   */
  readonly until?: "progression" | "last";
  /** Increase in percent at which bars are cut; the patients are listed with their values. Default 100. */
  readonly limit?: number;
  /** Default "Best change of the target sum from baseline (%)". */
  readonly yLabel?: string;
}

/**
 * Waterfall plot: the best percent change of the target sum of each patient, largest increase first, in the color of the best
 * overall response.
 *
 * The best change of a patient is min(100 (sum - baseline sum) / baseline sum) over the visits after baseline. Dashed lines are
 * at the decrease that is partial response and, for orientation, at the increase that is progression, which the criteria
 * measure from the nadir and not from baseline. A change of 0 is a thin line. Patients without a measured change are listed
 * below with their best response, and so are those whose bar is cut.
 *
 * @param patients results of `assessResponses`, all by the same criteria.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document or no patient, a patient comes twice or has thresholds of its own, a change is
 * below -100 %, or the limit is not above the increase that is progression.
 *
 * @example
 * ```ts
 * import { assessResponses } from "@hcc/mrecist";
 * import { waterfallPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const row = (id: string, day: number, mm: number) => ({ id, day, lesion: "L1", role: "target", mm }) as const;
 * const rows = [row("A", 0, 50), row("A", 56, 20), row("B", 0, 30), row("B", 60, 33)];
 * const responses = assessResponses(rows, {
 *   patient: "id", day: "day", lesion: "lesion", role: "role", viable: "mm", criteria: "mrecist",
 * });
 * const figure = waterfallPlot(responses, { document });
 * figure.querySelector("desc").textContent.includes("1 with a decrease of 30% or more"); // => true
 * ```
 *
 * @see Shao T, Wang L, Templeton AJ, et al. (2014) doi:10.1093/jnci/dju331
 */
export function waterfallPlot(
  patients: readonly ResponsePlotPatient[],
  options: WaterfallPlotOptions = {},
): SVGSVGElement {
  checkFigureOptions("waterfallPlot", options, ["until", "limit", "yLabel"]);
  const { until = "progression", limit = 100, yLabel = "Best change of the target sum from baseline (%)" } = options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const read = readResponses(patients, until);
  const { decrease, increase } = read;
  checkLimit(limit, increase);
  const bars = read.patients.flatMap(({ patient, best, points }) =>
    points.length === 0 ? [] : [{ patient, best, percent: Math.min(...points.map(({ percent }) => percent)) }],
  );
  bars.sort((a, b) => b.percent - a.percent || RESPONSES.indexOf(b.best) - RESPONSES.indexOf(a.best));
  const without = read.patients.filter(({ points }) => points.length === 0);
  const cut = bars.filter(({ percent }) => percent > limit);

  const samples = responseSamples(
    bars.map(({ best }) => best),
    "box",
  );
  const key = sampleKey(document, samples, { left: 4, top: sheet.top, width: width - 8 });
  const longest = Math.max(0, ...bars.map(({ patient }) => textWidth(patient, 11)));
  const layout = (below: number) =>
    changeFrame({
      width,
      top: sheet.top + key.height + 8,
      most: Math.max(0, ...bars.map(({ percent }) => percent)),
      limit,
      decrease,
      increase,
      xLabel: `Patients (n\u00a0=\u00a0${bars.length})`,
      yLabel,
      below,
    });
  const rough = layout(8).area;
  const slot = (rough.right - rough.left) / Math.max(1, bars.length);
  const named = slot >= 14 && longest <= 90;
  const { area, high, y, bottom, draw } = layout(named ? longest + 14 : 8);

  const notes = [
    ...(cut.length === 0
      ? []
      : [
          `Cut at ${percentText(limit)}: ${cut.map((bar) => `${bar.patient} ${percentText(bar.percent)}`).join(", ")}.`,
        ]),
    ...(without.length === 0
      ? []
      : [
          `No measured change in ${without.length} of ${read.patients.length} patients: ${RESPONSES.flatMap(
            (response) => {
              const names = without.filter(({ best }) => best === response).map(({ patient }) => patient);
              return names.length === 0 ? [] : [`${responseLook(response).name} ${names.join(", ")}`];
            },
          ).join("; ")}.`,
        ]),
  ];
  const lines = notes.flatMap((note) => wrapText(note, width - 8, 11));
  const root = blank(sheet, bottom + 15 * lines.length + (lines.length > 0 ? 6 : 0) + sheet.bottom);
  const add = (element: SVGElement): void => {
    root.appendChild(element);
  };

  const size = Math.min(slot, 60);
  const gap = size >= 6 ? Math.min(6, 0.16 * size) : size >= 3 ? 0.5 : 0;
  const marks: SVGElement[] = [];
  const breaks: SVGElement[] = [];
  const names: SVGElement[] = [];
  const indent = (rough.right - rough.left - size * bars.length) / 2;
  bars.forEach(({ patient, best, percent }, i) => {
    const left = area.left + indent + i * size + gap / 2;
    const end = y(Math.min(percent, high));
    const flat = Math.abs(end - y(0)) < 1.5;
    const { fill, line } = responseLook(best);
    const shape = {
      x: left,
      width: size - gap,
      y: flat ? y(0) - 1 : Math.min(end, y(0)),
      height: flat ? 2 : Math.abs(end - y(0)),
      fill: flat ? line : fill,
      stroke: size >= 6 && !flat ? line : undefined,
    };
    marks.push(
      svg(document, "rect", shape, [svg(document, "title", {}, [`${patient}: ${percentText(percent)}, ${best}`])]),
    );
    if (percent > limit) {
      const [x1, x2] = [left - 1, left + size - gap + 1];
      const slope = Math.min(4, size / 2);
      const d = `M${x1},${end + 12}L${x2},${end + 12 - slope}`;
      breaks.push(svg(document, "path", { d, fill: "none", stroke: "white", "stroke-width": 2.5 }));
    }
    if (named) {
      const x = left + (size - gap) / 2 + 4;
      const name = label(document, patient, 0, 0, { anchor: "end", size: 11 });
      name.setAttribute("transform", `translate(${Math.round(100 * x) / 100},${area.bottom + 7}) rotate(-90)`);
      names.push(name);
    }
  });
  add(svg(document, "g", { "aria-label": "bars" }, marks));
  if (breaks.length > 0) add(svg(document, "g", { "aria-label": "cut" }, breaks));
  for (const element of draw(document, [])) add(element);
  add(svg(document, "line", { x1: area.left, x2: area.right, y1: y(0), y2: y(0), stroke: ink }));
  if (named) add(svg(document, "g", { "aria-label": "names" }, names));
  for (const element of noteLines(document, lines, bottom + 14)) add(element);
  add(key.element);

  const of = (found: number, what: string): string => `${found} with ${what}`;
  const less = bars.filter(({ percent }) => percent <= -decrease).length;
  const more = bars.filter(({ percent }) => percent >= increase).length;
  const first = `${yLabel}: ${bars.length} patients, ${of(less, `a decrease of ${decrease}% or more`)}, ${of(more, `an increase of ${increase}% or more`)}.`;
  const best = `Best response: ${samples.map(({ name }) => name).join(", ")}.`;
  const description = options.description ?? [first, best, ...notes].join(" ");
  return finish(root, sheet, { name: options.title ?? "Best change of the target sum", description, id: options.id });
}
