import type { HazardRatioCurve } from "@hcc/cox";
import { InputError } from "@hcc/data";
import { formatRatio } from "@hcc/tables";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { axes, sideTitle } from "./internal/axes.js";
import { clipLine } from "./internal/clip-line.js";
import { finish, sheetOf } from "./internal/figure.js";
import { groupKey, keyRows } from "./internal/group-key.js";
import { pText } from "./internal/p-text.js";
import { ink, look, rule } from "./internal/palette.js";
import { ratioDomain, ratioTicks } from "./internal/ratio-axis.js";
import { roundTicks, tickTexts } from "./internal/round-ticks.js";
import { label } from "./internal/svg.js";
import { wrapText } from "./internal/text.js";

/** What a curve must have to be drawn; `hazardRatioCurve` returns it. */
export type HazardRatioPlotCurve = Pick<
  HazardRatioCurve,
  "term" | "reference" | "at" | "points" | "test" | "nonlinearity" | "level"
>;

/** Options of `hazardRatioPlot`. */
export interface HazardRatioPlotOptions extends FigureOptions {
  /** Names of the curves. Default: where their interacting variables are held, for example "arm TKI". */
  readonly names?: readonly string[];
  /** Values of the variable in the data, as short lines on the axis. Default: none. */
  readonly rug?: ArrayLike<number>;
  /** Height of the plot area in pixels. Default: 0.6 of its width, between 200 and 340. */
  readonly height?: number;
  /** Default: the name of the variable. */
  readonly xLabel?: string;
  /** Default "Hazard ratio (95% CI)", with the level of the curve. */
  readonly yLabel?: string;
  /** Ends of the vertical axis. Default: of 0.01, 0.02, 0.05, ..., 100 those that hold the limits, at most 0.05 to 20. */
  readonly domain?: readonly [number, number];
  /** Confidence bands. Default true. */
  readonly band?: boolean;
  /** The P values of effect and linearity above the plot. Default: for a single curve. */
  readonly tests?: boolean;
  /** More lines above the plot. */
  readonly annotation?: readonly string[];
}

/**
 * Hazard ratio of a variable as a function of its value, on a logarithmic axis with pointwise confidence band; as R's
 * `ggplot(rms::Predict(fit, age, ref.zero = TRUE, fun = exp))`.
 *
 * A circle marks the reference, where the ratio is 1. Curves of several groups (of a variable that interacts with others)
 * differ by colour and by dash. What leaves the axis is cut.
 *
 * @param curves what `hazardRatioCurve` returns, or several of one variable.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, no curve or none with two values, curves are of different variables, or there
 * are more or fewer names than curves.
 *
 * @example
 * ```ts
 * import { coxph, hazardRatioCurve } from "@hcc/cox";
 * import { spline } from "@hcc/data";
 * import { hazardRatioPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const rows = Array.from({ length: 200 }, (_, i) => ({ t: 1 + ((i * 37) % 211), d: i % 5 > 0, age: 40 + (i % 40) }));
 * const model = coxph(rows, { time: "t", event: "d", covariates: [spline("age", { knots: 4 })] });
 * const curve = hazardRatioCurve(model, { term: "age", reference: 60 });
 * hazardRatioPlot(curve, { document, xLabel: "Age (years)", rug: rows.map((d) => d.age) }).getAttribute("role"); // => "img"
 * ```
 */
export function hazardRatioPlot(
  curves: HazardRatioPlotCurve | readonly HazardRatioPlotCurve[],
  options: HazardRatioPlotOptions = {},
): SVGSVGElement {
  const list = checked(curves);
  const { term, level } = list[0]!;
  const names = namesOf(list, options.names);
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const { xLabel = term, yLabel = `Hazard ratio (${Number((level * 100).toFixed(3))}% CI)` } = options;
  const marginLeft = 62;
  const marginRight = 20;
  const innerWidth = width - marginLeft - marginRight;
  const innerHeight = options.height ?? Math.min(340, Math.max(200, Math.round(innerWidth * 0.6)));

  const values = list.flatMap(({ points }) => points.map(({ value }) => value));
  const from = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const to = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const limits = list.flatMap(({ points }) =>
    points.map(({ hazardRatio: ratio, lower, upper }) =>
      options.band === false ? { ratio } : { ratio, lower, upper },
    ),
  );
  const domain = options.domain ?? ratioDomain(limits);
  if (!(domain[0] > 0 && domain[1] > domain[0])) {
    throw new InputError("option", `domain is ${domain.join(", ")}: give two ratios above 0, the smaller one first`, {
      column: "domain",
    });
  }
  const notes = notesOf(list, options).flatMap((line) => wrapText(line, width - 8, 12));
  const key = list.length > 1 ? keyRows(names, width - 8) : [];
  const keyHeight = key.length > 0 ? 18 * key.length + 6 : 0;
  const top = sheet.top + 8 + keyHeight + (notes.length > 0 ? 16 * notes.length + 4 : 0);
  const bottom = top + innerHeight;
  const height = bottom + 46 + sheet.bottom;
  const area = { left: marginLeft, right: width - marginRight, top, bottom };

  const scales = {
    x: Plot.scale({ x: { type: "linear", domain: [from, to], range: [area.left, area.right] } }),
    y: Plot.scale({ y: { type: "log", domain: [...domain], range: [bottom, top] } }),
  };
  const x = (value: number): number => scales.x.apply(value) as number;
  const y = (ratio: number): number => scales.y.apply(Math.min(domain[1], Math.max(domain[0], ratio))) as number;
  const inside = (ratio: number): boolean => ratio >= domain[0] && ratio <= domain[1];
  const rug = [...new Set(Array.from(options.rug ?? []))].filter((value) => value >= from && value <= to);
  const references = [...new Set(list.map(({ reference }) => reference))].filter((v) => v >= from && v <= to);

  const root = Plot.plot({
    document,
    width,
    height,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      inside(1)
        ? Plot.line(
            [
              [area.left, y(1)],
              [area.right, y(1)],
            ],
            { stroke: rule, strokeDasharray: "3 3" },
          )
        : null,
      list.map((curve, i) => (options.band === false ? null : bandOf(curve, i, x, y))),
      list.map((curve, i) => lineOf(curve, i, x, (ratio) => scales.y.apply(ratio) as number, [top, bottom])),
      Plot.link(
        rug.map((value) => [x(value), bottom - 7]),
        { x1: "0", x2: "0", y1: "1", y2: () => bottom, stroke: ink, strokeOpacity: 0.45 },
      ),
      inside(1)
        ? Plot.dot(
            references.map((value) => [x(value), y(1)]),
            { r: 4, fill: "white", stroke: ink, strokeWidth: 1.5 },
          )
        : null,
    ],
  }) as SVGSVGElement;
  const add = (element: SVGElement): void => {
    root.appendChild(element);
  };
  const xTicks = roundTicks(from, to, innerWidth / 55);
  const xTexts = tickTexts(xTicks);
  const yTicks = ratioTicks(domain, y, () => 14);
  add(
    axes(
      document,
      area,
      xTicks.map((value, i) => ({ at: x(value), text: xTexts[i]! })),
      yTicks.map((ratio) => ({ at: y(ratio), text: String(ratio) })),
    ),
  );
  add(label(document, xLabel, (area.left + area.right) / 2, bottom + 38, { anchor: "middle", size: 13 }));
  add(sideTitle(document, yLabel, 18, (top + bottom) / 2));
  if (key.length > 0) add(groupKey(document, key, 4, sheet.top + 10));
  notes.forEach((line, i) => {
    add(label(document, line, 4, sheet.top + keyHeight + 12 + 16 * i));
  });
  const name = options.title ?? `Hazard ratio by ${xLabel}`;
  const description = options.description ?? describe(list, names, xLabel, yLabel, notes);
  return finish(root, sheet, { name, description, id: options.id });
}

function checked(curves: HazardRatioPlotCurve | readonly HazardRatioPlotCurve[]): readonly HazardRatioPlotCurve[] {
  const list = Array.isArray(curves) ? (curves as readonly HazardRatioPlotCurve[]) : [curves as HazardRatioPlotCurve];
  if (list.length === 0) throw new InputError("empty-data", "there is no curve to draw");
  for (const curve of list) {
    if (!Array.isArray(curve?.points)) {
      throw new InputError("option", "a curve has no points: give results of hazardRatioCurve");
    }
    if (curve.term !== list[0]!.term) {
      throw new InputError("option", `the curves are of ${list[0]!.term} and ${curve.term}: draw one figure of each`);
    }
  }
  if (new Set(list.flatMap(({ points }) => points.map(({ value }) => value))).size < 2) {
    throw new InputError("empty-data", "a curve needs two values: give more as values of hazardRatioCurve");
  }
  return list;
}

function namesOf(list: readonly HazardRatioPlotCurve[], names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) {
    return list.map(({ at, reference }) => {
      const held = Object.entries(at).map(([name, value]) => `${name} ${value}`);
      return held.length > 0 ? held.join(", ") : `against ${reference}`;
    });
  }
  if (names.length === list.length) return names;
  throw new InputError("length-mismatch", `there are ${names.length} names of ${list.length} curves: give as many`, {
    column: "names",
  });
}

function notesOf(list: readonly HazardRatioPlotCurve[], { tests, annotation = [] }: HazardRatioPlotOptions): string[] {
  const { test, nonlinearity } = list[0]!;
  const shown = tests ?? list.length === 1;
  const parts = [
    ...(test === null ? [] : [`Effect: ${pText(test.pValue)}`]),
    ...(nonlinearity === null ? [] : [`nonlinearity: ${pText(nonlinearity.pValue)}`]),
  ];
  return [...(shown && parts.length > 0 ? [parts.join("; ")] : []), ...annotation];
}

function sorted({ points }: HazardRatioPlotCurve) {
  return [...points].sort((a, b) => a.value - b.value);
}

function lineOf(
  curve: HazardRatioPlotCurve,
  i: number,
  x: (v: number) => number,
  y: (ratio: number) => number,
  [top, bottom]: readonly [number, number],
) {
  const { stroke, dash } = look(i);
  const style = { stroke, strokeWidth: 2, ...(dash && { strokeDasharray: dash }) };
  const path = sorted(curve).map(({ value, hazardRatio: ratio }) => [
    x(value),
    ratio !== null && ratio > 0 && ratio < Number.POSITIVE_INFINITY ? y(ratio) : Number.NaN,
  ]);
  return Plot.line(clipLine(path, top, bottom), style);
}

function bandOf(curve: HazardRatioPlotCurve, i: number, x: (v: number) => number, y: (ratio: number) => number) {
  const path = sorted(curve).map(({ value, lower, upper }) =>
    lower === null || upper === null ? [x(value), Number.NaN, Number.NaN] : [x(value), y(lower), y(upper)],
  );
  return Plot.areaY(path, { x: "0", y1: "1", y2: "2", fill: look(i).stroke, fillOpacity: 0.15 });
}

function describe(
  list: readonly HazardRatioPlotCurve[],
  names: readonly string[],
  xLabel: string,
  yLabel: string,
  notes: readonly string[],
): string {
  const parts = list.map((curve, i) => {
    const points = sorted(curve);
    const texts = [points[0]!, points[points.length - 1]!].map(({ value, hazardRatio: ratio, lower, upper }) => {
      return `${formatRatio({ ratio, lower, upper })} at ${Number(value.toPrecision(6))}`;
    });
    return `${list.length > 1 ? `${names[i]}: ` : ""}${texts.join(", ")}, reference ${curve.reference}`;
  });
  return `${yLabel} by ${xLabel} on a logarithmic axis. ${[...parts, ...notes].join(". ")}.`;
}
