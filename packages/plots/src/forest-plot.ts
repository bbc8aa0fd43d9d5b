import type { CoxModel, FineGrayModel, SubgroupHazardRatios } from "@hcc/cox";
import { InputError } from "@hcc/data";
import { formatRatio } from "@hcc/tables";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { finish, sheetOf } from "./internal/figure.js";
import { forestLayout } from "./internal/forest-layout.js";
import { forestRows } from "./internal/forest-rows.js";
import { faintInk, ink, look, rule } from "./internal/palette.js";
import { ratioDomain, ratioTicks } from "./internal/ratio-axis.js";
import { label, svg } from "./internal/svg.js";
import { textWidth } from "./internal/text.js";

/** One row of a forest plot: a subgroup or a coefficient, or a heading where `ratio` is absent. */
export interface ForestRow {
  readonly label: string;
  /** Indent: 0 (default) or 1. */
  readonly level?: number;
  /** Hazard ratio with its limits; null = not estimable; infinite values are drawn to the edge. Absent: a heading. */
  readonly ratio?: number | null;
  readonly lower?: number | null;
  readonly upper?: number | null;
  /** Text for each arm, for example events/patients: "30/48". */
  readonly arms?: readonly string[];
  /** P value of the interaction with the treatment; usually of a heading. */
  readonly pInteraction?: number | null;
  /** The area of the square is proportional to it, for example the number of events. Default: the same for all. */
  readonly weight?: number;
  /** A diamond as wide as the interval, as for all patients together. Default false. */
  readonly summary?: boolean;
}

/** Options of `forestPlot`. */
export interface ForestPlotOptions extends FigureOptions {
  /** Text for a term of a model or a subgroup, by its name. Default: the name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Text for levels, by term and level. Default: the level. */
  readonly levelLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Head of the names. Default "Subgroup", for a model "Variable". */
  readonly rowsLabel?: string;
  /** Heads of the texts of the arms, for example ["TKI-I", "TKI"]. Default for subgroups: treatment, then control. */
  readonly armLabels?: readonly string[];
  /** Head over the arms. Default "Events/n". */
  readonly armsLabel?: string;
  /** Default "HR". */
  readonly ratioLabel?: string;
  /** Confidence level in the head. Default: that of the result, else 0.95. */
  readonly level?: number;
  /** Texts below the axis left and right of 1, for example ["TKI-I better", "TKI better"]. */
  readonly favours?: readonly [string, string];
  /** Ends of the axis. Default: of 0.01, 0.02, 0.05, ..., 100 those that hold the intervals, at most 0.05 to 20. */
  readonly domain?: readonly [number, number];
  /** Decimals of the hazard ratios. Default 2. */
  readonly digits?: number;
}

/**
 * Hazard ratios with confidence intervals on a logarithmic axis, beside the numbers they stand for.
 *
 * Of a model there is a row per coefficient, "B vs A" for a level (a spline is left out: see `hazardRatioPlot`); of subgroups all
 * patients, then the levels with events/n of both arms and the P value of the interaction.
 *
 * Squares have an area proportional to `weight`; an interval that leaves the axis ends in an arrow. Below the width that
 * the columns need, the numbers stand under the names.
 *
 * @param input what `coxph`, `fineGray` or `subgroupHazardRatios` returns, or rows of one's own.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, no row, a row has no label, or a ratio or limit is no number,
 * negative, or a lower limit lies above the upper one.
 *
 * @example
 * ```ts
 * import { forestPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const rows = [
 *   { label: "Child-Pugh class", pInteraction: 0.41 },
 *   { label: "A", level: 1, ratio: 0.42, lower: 0.25, upper: 0.71, arms: ["26/43", "32/45"], weight: 58 },
 *   { label: "B", level: 1, ratio: 0.65, lower: 0.11, upper: 3.9, arms: ["4/5", "3/3"], weight: 7 },
 * ];
 * forestPlot(rows, { document, armLabels: ["TKI-I", "TKI"] }).getAttribute("role"); // => "img"
 * ```
 */
export function forestPlot(
  input: readonly ForestRow[] | CoxModel | FineGrayModel | SubgroupHazardRatios,
  options: ForestPlotOptions = {},
): SVGSVGElement {
  const given = forestRows(input, options);
  const { rows } = given;
  check(rows);
  const { ratioLabel = "HR", level = given.level, digits = 2 } = options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const domain = options.domain ?? ratioDomain(rows);
  const head = `${ratioLabel} (${Number((level * 100).toFixed(3))}% CI)`;
  const ratios = rows.map((row) => ratioText(row, digits));
  const { armsLabel: arms = "Events/n", armLabels = given.armLabels, rowsLabel = given.rowsLabel } = options;
  const layout = forestLayout(rows, ratios, { width, ratio: head, arms, armLabels, rowsLabel });

  const clip = (ratio: number): number => Math.min(domain[1], Math.max(domain[0], ratio));
  const x = Plot.scale({ x: { type: "log", domain, range: [layout.plotLeft, layout.plotRight] } });
  const at = (ratio: number): number => x.apply(clip(ratio)) as number;
  const ticks = ratioTicks(domain, at);
  const top = sheet.top + layout.headHeight;
  const bottom = top + layout.height;
  const sides = options.favours ? favours(document, options.favours, at(1), bottom + 42, width) : [];
  const height = Math.max(bottom + 26, ...sides.map((side) => Number(side.getAttribute("y")) + 6)) + sheet.bottom;
  const marginRight = width - layout.plotRight;
  const middles = layout.middles.map((y) => y + top);
  const drawn = rows.flatMap((row, i) =>
    row.ratio === undefined || row.ratio === null ? [] : [{ row, y: middles[i]! }],
  );
  const whiskers = drawn
    .filter(({ row }) => !row.summary)
    .map(({ row, y }) => ({ y, lower: clip(row.lower ?? domain[0]), upper: clip(row.upper ?? domain[1]) }));
  const heaviest = Math.max(...drawn.map(({ row }) => row.weight ?? 0));
  const squares = drawn
    .filter(({ row }) => !row.summary && row.ratio! >= domain[0] && row.ratio! <= domain[1])
    .map(({ row, y }) => ({
      y,
      ratio: row.ratio!,
      r: heaviest > 0 ? Math.max(2, 6 * Math.sqrt((row.weight ?? 0) / heaviest)) : 4,
    }));
  const { stroke } = look(0);

  const root = Plot.plot({
    document,
    width,
    height,
    marginLeft: layout.plotLeft,
    marginRight,
    marginTop: top,
    marginBottom: height - bottom,
    x: { type: "log", domain, label: null },
    y: { type: "identity", axis: null },
    r: { type: "identity" },
    marks: [
      Plot.axisX(ticks, { tickSize: 5, text: String }),
      Plot.ruleX([1], { stroke: rule, strokeDasharray: "3 3", y1: top, y2: bottom }),
      Plot.link(whiskers, { x1: "lower", x2: "upper", y1: "y", y2: "y", stroke: ink, strokeWidth: 1.4 }),
      Plot.dot(squares, { x: "ratio", y: "y", r: "r", symbol: "square", fill: stroke }),
    ],
  }) as SVGSVGElement;
  const add = (element: SVGElement): void => {
    root.appendChild(element);
  };
  add(svg(document, "line", { x1: layout.plotLeft, x2: layout.plotRight, y1: bottom, y2: bottom, stroke: ink }));
  for (const { row, y } of drawn) {
    if (row.summary) {
      const [left, middle, right] = [row.lower ?? domain[0], row.ratio!, row.upper ?? domain[1]].map((v) =>
        at(v).toFixed(2),
      );
      add(
        svg(document, "path", {
          d: `M${left},${y}L${middle},${y - 7}L${right},${y}L${middle},${y + 7}Z`,
          fill: stroke,
        }),
      );
    }
    if ((row.lower ?? 0) < domain[0]) add(arrow(document, layout.plotLeft, y, -1));
    if ((row.upper ?? Number.POSITIVE_INFINITY) > domain[1]) add(arrow(document, layout.plotRight, y, 1));
  }
  for (const { text, x: left, y, anchor, bold, faint } of layout.texts) {
    add(label(document, text, left, y + top, { anchor, bold, fill: faint ? faintInk : ink }));
  }
  sides.forEach(add);
  const name = options.title ?? `Forest plot of ${ratioLabel === "HR" ? "hazard ratios" : ratioLabel}`;
  return finish(root, sheet, {
    name,
    description: options.description ?? describe(rows, ratios, head),
    id: options.id,
  });
}

function check(rows: readonly ForestRow[]): void {
  if (!Array.isArray(rows)) throw new InputError("option", "the rows are no list: give an array of rows");
  if (rows.length === 0) throw new InputError("empty-data", "there is no row to draw");
  (rows as readonly ForestRow[]).forEach((given, row) => {
    if (typeof given !== "object" || given === null || typeof given.label !== "string") {
      throw new InputError("option", `row ${row} has no label: give { label, ratio, lower, upper }`, { row });
    }
    const { label: name, ratio, lower, upper } = given;
    for (const x of [ratio, lower, upper]) {
      if (x === null || x === undefined) continue;
      if (typeof x !== "number") {
        throw new InputError(
          "not-a-number",
          `"${name}" has the ratio or limit ${JSON.stringify(x)} at row ${row}: give numbers`,
          {
            row,
          },
        );
      }
      if (!(x >= 0)) {
        throw new InputError(
          "negative-value",
          `"${name}" has the ratio or limit ${x} at row ${row}: give ratios, not logarithms`,
          { row },
        );
      }
    }
    if (typeof lower === "number" && typeof upper === "number" && lower > upper) {
      throw new InputError("option", `"${name}" has the limits ${lower} and ${upper} at row ${row}: exchange them`, {
        row,
      });
    }
  });
}

function ratioText({ ratio, lower = null, upper = null }: ForestRow, digits: number): string {
  return ratio === undefined ? "" : formatRatio({ ratio, lower, upper }, { digits });
}

function arrow(document: Document, x: number, y: number, direction: 1 | -1): SVGElement {
  return svg(document, "path", { d: `M${x + direction * 5},${y}l${-direction * 8},-4.5v9Z`, fill: ink });
}

function favours(
  document: Document,
  texts: readonly [string, string],
  one: number,
  y: number,
  width: number,
): SVGElement[] {
  const [left, right] = [`← ${texts[0]}`, `${texts[1]} →`];
  const leftEnd = Math.max(one - 8, 4 + textWidth(left, 12));
  const rightStart = Math.min(one + 8, width - 4 - textWidth(right, 12));
  const down = leftEnd + 8 > rightStart ? 18 : 0;
  return [label(document, left, leftEnd, y, { anchor: "end" }), label(document, right, rightStart, y + down)];
}

function describe(rows: readonly ForestRow[], ratios: readonly string[], head: string): string {
  let heading = "";
  const parts: string[] = [];
  rows.forEach((row, i) => {
    if (row.ratio === undefined) heading = `${row.label}, `;
    else parts.push(`${row.level ? heading : ""}${row.label}: ${ratios[i]}`);
  });
  return `${head} on a logarithmic axis. ${parts.join("; ")}.`;
}
