import type { ProportionalHazardsTest, SchoenfeldCurve, SchoenfeldSmooth } from "@hcc/cox";
import { InputError } from "@hcc/data";
import { formatNumber } from "@hcc/tables";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { type Area, axes, sideTitle } from "./internal/axes.js";
import { clipLine } from "./internal/clip-line.js";
import { type EventAxis, eventAxis } from "./internal/event-axis.js";
import { finish, sheetOf } from "./internal/figure.js";
import { pText } from "./internal/p-text.js";
import { faintInk, look, rule } from "./internal/palette.js";
import { roundTicks, tickTexts } from "./internal/round-ticks.js";
import { type Sample, sampleKey } from "./internal/sample-key.js";
import { label } from "./internal/svg.js";
import { textWidth, wrapText } from "./internal/text.js";

/** What smoothed residuals must have to be drawn; `schoenfeldSmooth` returns it. */
export type SchoenfeldPlotResult = Pick<SchoenfeldSmooth, "transform" | "time" | "transformed" | "curves" | "level">;

/** Options of `schoenfeldPlot`. */
export interface SchoenfeldPlotOptions extends FigureOptions {
  /** Which curves, by name, in this order. Default: all. */
  readonly curves?: readonly string[];
  /** Text for a curve, by `name`. Default: the name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The test whose P value is written above the curve of a term. */
  readonly test?: Pick<ProportionalHazardsTest, "terms">;
  /** Height of a plot area in pixels. Default: 0.6 of its width, between 170 and 300. */
  readonly height?: number;
  /** Default "Time (months)", or "g(time)" where no time belongs to a place. */
  readonly xLabel?: string;
  /** Default "Coefficient (log hazard ratio)". */
  readonly yLabel?: string;
  /** Ends of the vertical axes. Default: of each what holds everything that is drawn. */
  readonly yDomain?: readonly [number, number];
  /** A circle for each event. Default true. */
  readonly points?: boolean;
  /** Confidence bands. Default true. */
  readonly band?: boolean;
}

/**
 * Coefficients over time: scaled Schoenfeld residuals, their smooth with confidence band, and the coefficient of the model,
 * to which the smooth is equal when hazards are proportional; as R's `plot(cox.zph(fit))`.
 *
 * One panel per curve. The horizontal axis has the scale of the test; its ticks are times.
 *
 * @param result what `schoenfeldSmooth` returns.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, no event, no curve, or no curve of a name.
 *
 * @example
 * ```ts
 * import { coxph, schoenfeldSmooth } from "@hcc/cox";
 * import { schoenfeldPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const rows = Array.from({ length: 90 }, (_, i) => ({ t: 1 + ((i * 37) % 91), d: i % 5 > 0, age: 40 + ((i * 7) % 30) }));
 * const spec = { time: "t", event: "d", covariates: ["age"] } as const;
 * const smooth = schoenfeldSmooth(coxph(rows, spec), rows, spec);
 * schoenfeldPlot(smooth, { document, labels: { age: "Age (years)" } }).getAttribute("role"); // => "img"
 * ```
 *
 * @see Grambsch PM, Therneau TM (1994) doi:10.1093/biomet/81.3.515
 */
export function schoenfeldPlot(result: SchoenfeldPlotResult, options: SchoenfeldPlotOptions = {}): SVGSVGElement {
  const curves = chosen(result, options.curves);
  const { labels = {}, yLabel = "Coefficient (log hazard ratio)" } = options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const across = curves.length > 1 && width >= 560 ? 2 : 1;
  const gap = 28;
  const sideRoom = 20;
  const outer = (width - sideRoom - gap * (across - 1) - 12) / across;
  const heads = curves.map(({ name, term }) => {
    const test = options.test?.terms.find((row) => row.term === term);
    // The test is of the whole term: it says nothing about one coefficient of several.
    const alone = result.curves.filter((curve) => curve.term === term).length === 1;
    const p = test && alone ? `: ${pText(test.test?.pValue ?? null).replaceAll(" ", "\u00a0")}` : "";
    return `${labels[name] ?? name}${p}`;
  });
  const domains = curves.map((curve) => options.yDomain ?? domainOf(curve, options));
  const plain = Math.min(300, Math.max(170, Math.round((outer - 50) * 0.6)));
  const innerHeight = options.height ?? plain;
  const yTicks = domains.map(([low, high]) => roundTicks(low, high, innerHeight / 28));
  const tickRoom = Math.max(...yTicks.flatMap((ticks) => tickTexts(ticks).map((text) => textWidth(text, 12)))) + 12;

  const headLines = heads.map((head) => wrapText(head, outer - tickRoom, 12, true));
  const place = { left: 4, top: sheet.top, width: width - 8 };
  const key = sampleKey(document, samplesOf(result.level, options), place);
  const rows = Math.ceil(curves.length / across);
  const areas: Area[] = [];
  let top = sheet.top + key.height;
  for (let row = 0; row < rows; row++) {
    const members = curves.slice(row * across, (row + 1) * across);
    top += 6 + 16 * Math.max(...members.map((_, k) => headLines[row * across + k]!.length));
    members.forEach((_, k) => {
      const left = sideRoom + tickRoom + k * (outer + gap);
      areas.push({ left, top, right: left + outer - tickRoom, bottom: top + innerHeight });
    });
    top += innerHeight + 26 + (row === rows - 1 ? 20 : 8);
  }
  const height = Math.ceil(top + sheet.bottom);

  const panels = curves.map((curve, i): Panel => {
    const { left, right, top, bottom } = areas[i]!;
    const [low, high] = domains[i]!;
    const scale = Plot.scale({ y: { type: "linear", domain: [low, high], range: [bottom, top] } });
    const axis = eventAxis(result, [left + 7, right - 7]);
    return { curve, area: areas[i]!, axis, low, high, y: (value) => scale.apply(value) as number };
  });
  const root = Plot.plot({
    document,
    width,
    height,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: panels.map((panel) => marksOf(panel, result, options)),
  }) as SVGSVGElement;
  const add = (element: SVGElement): void => {
    root.appendChild(element);
  };
  panels.forEach(({ area, axis, y }, i) => {
    const texts = tickTexts(yTicks[i]!);
    add(
      axes(
        document,
        area,
        axis.ticks,
        yTicks[i]!.map((value, k) => ({ at: y(value), text: texts[k]! })),
      ),
    );
    headLines[i]!.forEach((line, k) => {
      const at = area.top - 8 - 16 * (headLines[i]!.length - 1 - k);
      add(label(document, line, area.left, at, { bold: true }));
    });
    if (i + across >= curves.length) {
      const text = options.xLabel ?? (axis.isTime ? "Time (months)" : "g(time)");
      add(label(document, text, (area.left + area.right) / 2, area.bottom + 38, { anchor: "middle", size: 13 }));
    }
    if (i % across === 0) {
      const fits = textWidth(yLabel, 13) <= innerHeight + 30;
      add(sideTitle(document, fits ? yLabel : "Coefficient", 15, (area.top + area.bottom) / 2));
    }
  });
  add(key.element);
  const name = options.title ?? "Coefficients over time";
  const description = options.description ?? describe(curves, heads, yLabel);
  return finish(root, sheet, { name, description, id: options.id });
}

interface Panel {
  readonly curve: SchoenfeldCurve;
  readonly area: Area;
  readonly axis: EventAxis;
  readonly low: number;
  readonly high: number;
  readonly y: (value: number) => number;
}

function chosen(result: SchoenfeldPlotResult, names: readonly string[] | undefined): readonly SchoenfeldCurve[] {
  if (!Array.isArray(result?.curves)) {
    throw new InputError("option", "there are no curves: give the result of schoenfeldSmooth");
  }
  if (result.time.length === 0 || result.curves.length === 0 || names?.length === 0) {
    throw new InputError("empty-data", "there is no curve to draw");
  }
  return (names ?? result.curves.map(({ name }) => name)).map((name) => {
    const curve = result.curves.find((one) => one.name === name);
    if (curve !== undefined) return curve;
    const known = result.curves.map((one) => one.name).join(", ");
    throw new InputError("option", `there is no curve "${name}": those of the result are ${known}`, {
      column: "curves",
    });
  });
}

function domainOf({ values, points, estimate }: SchoenfeldCurve, options: SchoenfeldPlotOptions): [number, number] {
  const shown = [
    estimate,
    ...(options.points === false ? [] : Array.from(values).filter((value) => !Number.isNaN(value))),
    ...points.flatMap((point) => (options.band === false ? [point.estimate] : [point.lower, point.upper])),
  ];
  const low = shown.reduce((least, value) => Math.min(least, value), estimate);
  const high = shown.reduce((most, value) => Math.max(most, value), estimate);
  const pad = high > low ? 0.04 * (high - low) : 1;
  return [low - pad, high + pad];
}

function marksOf(panel: Panel, { time, transformed }: SchoenfeldPlotResult, options: SchoenfeldPlotOptions) {
  const { curve, area, axis, low, high, y } = panel;
  const inside = (value: number): boolean => value >= low && value <= high;
  const clip = (value: number): number => y(Math.min(high, Math.max(low, value)));
  const smooth = look(0);
  const circles = Array.from(curve.values, (value, e) => ({ value, e }))
    .filter(({ value }) => inside(value))
    .map(({ value, e }) => [axis.at(transformed[e]!, axis.isTime ? time[e]! : null), y(value)]);
  const points = curve.points.map((point) => ({ point, x: axis.at(point.transformed, point.time) }));
  const line = points.map(({ point, x }) => [x, y(point.estimate)]);
  const band = points.map(({ point, x }) => [x, clip(point.lower), clip(point.upper)]);
  const across = (value: number): number[][] =>
    inside(value)
      ? [
          [area.left, y(value)],
          [area.right, y(value)],
        ]
      : [];
  return [
    Plot.line(across(0), { stroke: "#d9d9d9" }),
    options.points === false ? null : Plot.dot(circles, { r: 2.2, stroke: faintInk, strokeOpacity: 0.6 }),
    options.band === false
      ? null
      : Plot.areaY(band, { x: "0", y1: "1", y2: "2", fill: smooth.stroke, fillOpacity: 0.18 }),
    Plot.line(across(curve.estimate), { stroke: rule, strokeWidth: 1.5, strokeDasharray: "5 3" }),
    Plot.line(clipLine(line, area.top, area.bottom), { stroke: smooth.stroke, strokeWidth: 2 }),
  ];
}

function samplesOf(level: number, { points, band }: SchoenfeldPlotOptions): Sample[] {
  const interval = band === false ? "" : ` (${Number((level * 100).toFixed(3))}% CI)`;
  return [
    { name: `Smooth${interval}`, look: { line: 0 } },
    { name: "Coefficient of the model", look: "dashed" },
    ...(points === false ? [] : [{ name: "Event", look: "circle" } as const]),
  ];
}

function describe(curves: readonly SchoenfeldCurve[], heads: readonly string[], yLabel: string): string {
  const parts = curves.map(({ estimate, points }, i) => {
    const [first, last] = [points[0], points[points.length - 1]];
    const model = `${heads[i]}; ${formatNumber(estimate, 2)} in the model`;
    if (first === undefined || last === undefined) return model;
    return `${model}, ${formatNumber(first.estimate, 2)} at the first and ${formatNumber(last.estimate, 2)} at the last event`;
  });
  return `${yLabel} over time, smoothed. ${parts.join(". ")}.`;
}
