import { formatNumber } from "@hcc/tables";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { axisName } from "./internal/axes.js";
import { checkFigureOptions, checkPair, finish, sheetOf } from "./internal/figure.js";
import { readLoveItems } from "./internal/love-items.js";
import { loveKey } from "./internal/love-key.js";
import { faintInk, ink, rule } from "./internal/palette.js";
import { fitTicks } from "./internal/panels.js";
import { roundStep, tickTexts } from "./internal/round-ticks.js";
import { label, svg } from "./internal/svg.js";
import { beyond, symbol } from "./internal/symbols.js";
import { textWidth, wrapText } from "./internal/text.js";

/** One variable of a love plot; the rows of `balance` have these fields. */
export interface LovePlotRow {
  readonly name: string;
  readonly before: { readonly smd: number };
  readonly after: { readonly smd: number } | null;
  /** Several adjusted samples by name, as `balance` gives them with its option `samples`; up to six. */
  readonly samples?: Readonly<Record<string, { readonly smd: number }>>;
  /** "raw" = an undivided difference of proportions, which is marked with a star. */
  readonly formula?: string;
}

/** Options of `lovePlot`. */
export interface LovePlotOptions extends FigureOptions {
  /** Text for a variable, by `name`. Default: the name. */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Order from top to bottom: "data" as the rows come (default), "before" largest imbalance first, "after" largest
   * imbalance of any adjusted sample first, "name" by the text.
   */
  readonly sort?: "data" | "before" | "after" | "name";
  /** Dashed line at this difference, or two of them, which the axis always holds; null = none. Default 0.1. */
  readonly threshold?: number | readonly [number, number] | null;
  /** Names of `before` and `after`. Default ["Before matching", "After matching"]. */
  readonly stages?: readonly [string, string];
  /** Default "Absolute standardized mean difference"; where every difference is raw, "Absolute difference of proportions". */
  readonly xLabel?: string;
}

/**
 * Absolute standardized mean differences before and after matching (a love plot), as R's `cobalt::love.plot`.
 *
 * Open circles are before; each adjusted sample has a filled symbol and a hue of its own, with three and more samples on a
 * line of its own. An infinite difference stands with an arrow right of the axis. Raw differences of proportions among
 * standardized ones have a star.
 *
 * @param balance result of `balance`, or any object with such rows.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document or no row, a difference is no number, there are more than six adjusted
 * samples, or a threshold is not positive.
 *
 * @example
 * ```ts
 * import { lovePlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const samples = { "Nearest neighbor": { smd: 0.04 }, "Overlap weights": { smd: 0 } };
 * const rows = [{ name: "age", before: { smd: -0.21 }, after: null, samples }];
 * const figure = lovePlot({ rows }, { document, labels: { age: "Age (years)" }, threshold: [0.1, 0.2] });
 * const description = figure.querySelector("desc").textContent;
 * description.includes("Age (years): 0.210; 0.040; 0.000."); // => true
 * ```
 *
 * @see Austin PC (2009) doi:10.1002/sim.3697
 */
export function lovePlot(
  balance: { readonly rows: readonly LovePlotRow[] },
  options: LovePlotOptions = {},
): SVGSVGElement {
  checkFigureOptions("lovePlot", options, ["labels", "sort", "threshold", "stages", "xLabel"]);
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  if (options.stages !== undefined) checkPair("stages", options.stages);
  const { items, samples, allRaw, thresholds } = readLoveItems(balance?.rows, options);
  const { xLabel = allRaw ? "Absolute difference of proportions" : "Absolute standardized mean difference" } = options;

  const texts = items.map(({ name, marked }) => (marked ? `${name} *` : name));
  const infinite = Math.max(...items.map(({ differences }) => differences.filter((d) => d === Infinity).length));
  const marginLeft = Math.min(Math.max(...texts.map((text) => textWidth(text, 12))) + 16, Math.round(width * 0.45));
  const marginRight = 16 + (infinite === 0 ? 0 : 10 + 22 * (samples.length > 2 ? 1 : infinite));
  const right = width - marginRight;
  const finite = items.flatMap(({ differences }) => differences).filter((d) => d !== null && Number.isFinite(d));
  const most = Math.max(0.19, ...(finite as number[]), ...thresholds);
  const unit = most <= 1 ? 0.05 : roundStep(most / 20);
  const end = Number((Math.ceil(most / unit + 0.2) * unit).toPrecision(12));
  const ticks = fitTicks(0, end, right - marginLeft, 7);
  const tickLabels = tickTexts(ticks);
  const x = (difference: number): number => marginLeft + ((right - marginLeft) * difference) / end;

  // Of three and more samples each has its own line within a variable, so that none hides another.
  const apart = samples.length > 2 ? 8 : 0;
  const names = texts.map((text) => wrapText(text, marginLeft - 12, 12));
  const key = loveKey(document, samples, thresholds, { top: sheet.top, width: width - 8 });
  const top = sheet.top + key.height;
  let y = top + 6;
  const rows = items.map((item, i) => {
    const tall = 8 + Math.max(15 * names[i]!.length, apart * (samples.length - 1) + 10);
    const middle = y + tall / 2;
    y += tall;
    return { ...item, middle, tall, names: names[i]! };
  });
  const bottom = y + 2;
  const notes = items.some(({ marked }) => marked)
    ? wrapText("* Difference of proportions, not standardized", width - 8, 12)
    : [];
  const below = wrapText(xLabel, width - 8, 13);
  const height = bottom + 30 + 16 * (below.length + notes.length) + sheet.bottom;
  const marks = rows.flatMap(({ differences, middle }) =>
    differences.flatMap((difference, sample) =>
      difference === null
        ? []
        : [{ difference, sample, y: middle + apart * (sample - (samples.length - 1) / 2), middle }],
    ),
  );

  const root = Plot.plot({
    document,
    width,
    height,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      apart > 0
        ? Plot.rect(
            rows.filter((_, i) => i % 2 === 0),
            { x1: 0, x2: width, y1: (d) => d.middle - d.tall / 2, y2: (d) => d.middle + d.tall / 2, fill: "#f3f3f3" },
          )
        : Plot.ruleY(rows, { x1: marginLeft, x2: right, y: "middle", stroke: "#e3e3e3" }),
      Plot.ruleX([marginLeft], { y1: top, y2: bottom, stroke: ink }),
      thresholds.map((threshold, i) =>
        Plot.ruleX([x(threshold)], { y1: top, y2: bottom, stroke: rule, strokeDasharray: i === 0 ? "4 3" : "1.5 2.5" }),
      ),
    ],
  }) as SVGSVGElement;
  const add = (element: SVGElement): void => {
    root.appendChild(element);
  };
  add(
    svg(document, "g", { "aria-label": "axis" }, [
      svg(document, "line", { x1: marginLeft, x2: right, y1: bottom, y2: bottom, stroke: ink }),
      ...ticks.flatMap((tick, i) => [
        svg(document, "line", { x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 5, stroke: ink }),
        label(document, tickLabels[i]!, x(tick), bottom + 18, { anchor: "middle" }),
      ]),
    ]),
  );
  for (const { middle, names: lines } of rows) {
    lines.forEach((line, k) => {
      add(label(document, line, marginLeft - 8, middle + 4 + 15 * (k - (lines.length - 1) / 2), { anchor: "end" }));
    });
  }
  const dots = marks.filter(({ difference }) => Number.isFinite(difference));
  const mark = dots.map(({ difference, sample, y: at }) => symbol(document, sample, x(difference), at));
  add(svg(document, "g", { "aria-label": "dot" }, mark));
  const arrows = rows.flatMap(({ middle }) =>
    marks
      .filter((mark) => mark.difference === Infinity && mark.middle === middle)
      .flatMap(({ sample, y: at }, i) => beyond(document, sample, right + 12 + (apart > 0 ? 0 : 22 * i), at)),
  );
  if (arrows.length > 0) add(svg(document, "g", { "aria-label": "infinite" }, arrows));
  for (const element of axisName(document, below, { left: marginLeft, right }, bottom + 38, width)) add(element);
  notes.forEach((line, k) => {
    add(label(document, line, 4, bottom + 40 + 16 * (below.length + k), { fill: faintInk }));
  });
  add(key.element);

  const parts = items.map(({ name, marked, differences }) => {
    const values = differences.map((difference) =>
      difference === Infinity ? "infinite" : formatNumber(difference, 3),
    );
    return `${name}${marked ? " (not standardized)" : ""}: ${values.join("; ")}`;
  });
  const lines =
    thresholds.length === 0 ? "" : ` Line${thresholds.length > 1 ? "s" : ""} at ${thresholds.join(" and ")}.`;
  const description = options.description ?? `${xLabel}. ${samples.join("; ")}. ${parts.join(". ")}.${lines}`;
  return finish(root, sheet, { name: options.title ?? "Balance of the covariates", description, id: options.id });
}
