import { InputError } from "@hcc/data";
import { formatNumber } from "@hcc/tables";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { finish, sheetOf } from "./internal/figure.js";
import { keyRows } from "./internal/group-key.js";
import { ink, look, rule } from "./internal/palette.js";
import { label, svg } from "./internal/svg.js";
import { textWidth, wrapText } from "./internal/text.js";

/** One variable of a love plot; the rows of `balance` have these fields. */
export interface LovePlotRow {
  readonly name: string;
  readonly before: { readonly smd: number };
  readonly after: { readonly smd: number } | null;
}

/** Options of `lovePlot`. */
export interface LovePlotOptions extends FigureOptions {
  /** Text for a variable, by `name`. Default: the name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Order from top to bottom: "data" as the rows come (default), "before" largest imbalance first. */
  readonly sort?: "data" | "before";
  /** Dashed line at this difference; null = none. Default 0.1. */
  readonly threshold?: number | null;
  /** Default ["Before matching", "After matching"]. */
  readonly stages?: readonly [string, string];
  /** Default "Absolute standardized mean difference". */
  readonly xLabel?: string;
}

/**
 * Absolute standardized mean differences before and after matching (a love plot), as R's `cobalt::love.plot`.
 *
 * Open circles are before, filled diamonds after; an infinite difference is drawn as an arrow at the edge.
 *
 * @param balance result of `balance`, or any object with such rows.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document or no row.
 *
 * @example
 * ```ts
 * import { lovePlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const rows = [{ name: "age", before: { smd: -0.21 }, after: { smd: -0.03 } }];
 * lovePlot({ rows }, { document, labels: { age: "Age (years)" } }).getAttribute("role"); // => "img"
 * ```
 *
 * @see Austin PC (2009) doi:10.1002/sim.3697
 */
export function lovePlot(
  balance: { readonly rows: readonly LovePlotRow[] },
  options: LovePlotOptions = {},
): SVGSVGElement {
  const { labels = {}, sort = "data", threshold = 0.1, stages = ["Before matching", "After matching"] } = options;
  const { xLabel = "Absolute standardized mean difference" } = options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const items = balance.rows.map(({ name, before, after }) => ({
    name: labels[name] ?? name,
    before: Math.abs(before.smd),
    after: after === null ? null : Math.abs(after.smd),
  }));
  if (items.length === 0) throw new InputError("empty-data", "there is no variable to draw");
  if (sort === "before") items.sort((a, b) => b.before - a.before);
  const adjusted = items.some(({ after }) => after !== null);

  const finite = items.flatMap(({ before, after }) => [before, after ?? 0]).filter(Number.isFinite);
  const end = Math.max(0.2, Math.ceil(Math.max(...finite) * 20 + 0.2) / 20);
  const marginLeft = Math.min(Math.max(...items.map(({ name }) => textWidth(name, 12))) + 16, Math.round(width * 0.45));
  const marginRight = 16;
  const step = end <= 0.3 ? 0.05 : end <= 0.8 ? 0.1 : end <= 2 ? 0.5 : Math.ceil(end / 4);
  const ticks = Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
  const digits = step < 0.1 ? 2 : 1;

  const names = items.map(({ name }) => wrapText(name, marginLeft - 12, 12));
  const tops: number[] = [];
  let y = 6;
  for (const lines of names) {
    tops.push(y);
    y += 8 + 15 * lines.length;
  }
  const key = adjusted ? keyRows(stages, width - 8, 18) : [];
  const top = sheet.top + (adjusted ? 6 + 18 * key.length : 0);
  const bottom = top + y + 2;
  const height = bottom + 46 + sheet.bottom;
  const clip = (smd: number): number => Math.min(smd, end);
  const points = items.map((item, i) => ({ ...item, y: top + tops[i]! + 4 + 7.5 * names[i]!.length }));
  const [first, second] = [look(1), look(0)];

  const root = Plot.plot({
    document,
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: top,
    marginBottom: height - bottom,
    x: { type: "linear", domain: [0, end], label: null },
    y: { type: "identity", axis: null },
    marks: [
      Plot.ruleY(points, { y: "y", stroke: "#e3e3e3" }),
      Plot.ruleX([0], { y1: top, y2: bottom, stroke: ink }),
      threshold === null || threshold > end
        ? null
        : Plot.ruleX([threshold], { y1: top, y2: bottom, stroke: rule, strokeDasharray: "4 3" }),
      Plot.axisX(ticks, { tickSize: 5, text: (d: number) => d.toFixed(digits) }),
      Plot.dot(points, {
        filter: (d) => Number.isFinite(d.before),
        x: (d) => clip(d.before),
        y: "y",
        r: 4.5,
        stroke: first.stroke,
        strokeWidth: 1.8,
        fill: "white",
      }),
      Plot.dot(points, {
        filter: (d) => d.after !== null && Number.isFinite(d.after),
        x: (d) => clip(d.after),
        y: "y",
        r: 4.5,
        symbol: "diamond",
        fill: second.stroke,
      }),
    ],
  }) as SVGSVGElement;

  const right = width - marginRight;
  points.forEach(({ y: middle, before, after }, i) => {
    names[i]!.forEach((line, k) => {
      const at = top + tops[i]! + 16 + 15 * k;
      root.appendChild(label(document, line, marginLeft - 8, at, { anchor: "end" }));
    });
    for (const [value, fill] of [
      [before, first.stroke],
      [after, second.stroke],
    ] as const) {
      if (value !== Number.POSITIVE_INFINITY) continue;
      root.appendChild(svg(document, "path", { d: `M${right + 6},${middle}l-9,-5v10Z`, fill }));
    }
  });
  root.appendChild(svg(document, "line", { x1: marginLeft, x2: right, y1: bottom, y2: bottom, stroke: ink }));
  const axisTitle = textWidth(xLabel, 13) / 2;
  const center = Math.max(4 + axisTitle, Math.min((marginLeft + right) / 2, width - 4 - axisTitle));
  root.appendChild(label(document, xLabel, center, bottom + 38, { anchor: "middle", size: 13 }));
  key.forEach((row, line) => {
    for (const { index, name: text, x } of row) {
      const at = sheet.top + 8 + 18 * line;
      const circle = { cx: 9 + x, cy: at, r: 4.5, stroke: first.stroke, "stroke-width": 1.8, fill: "white" };
      const diamond = { d: `M${9 + x},${at - 6}l4.5,6l-4.5,6l-4.5,-6Z`, fill: second.stroke };
      root.appendChild(index === 0 ? svg(document, "circle", circle) : svg(document, "path", diamond));
      root.appendChild(label(document, text, 20 + x, at + 4));
    }
  });
  const parts = points.map(({ name, before, after }) => {
    return `${name}: ${formatNumber(before, 3)}${after === null ? "" : `, then ${formatNumber(after, 3)}`}`;
  });
  const stage = adjusted ? `${stages[0]}, then ${stages[1].toLowerCase()}` : stages[0];
  const description = options.description ?? `${xLabel}. ${stage}. ${parts.join("; ")}.`;
  return finish(root, sheet, { name: options.title ?? "Balance of the covariates", description, id: options.id });
}
