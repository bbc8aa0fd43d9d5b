import * as Plot from "@observablehq/plot";
import type { GroupedValues } from "./ecdf-plot.js";
import type { FigureOptions } from "./figure-options.js";
import { finish } from "./internal/figure.js";
import { look, rule } from "./internal/palette.js";
import { panelPlot } from "./internal/panel-plot.js";
import { layPanels, type Panel } from "./internal/panels.js";
import { type Sample, sampleKey } from "./internal/sample-key.js";
import { shortNumber } from "./internal/short-number.js";
import { inverse, pairedQuantiles } from "./internal/step-functions.js";
import {
  needPatients,
  readTwoGroups,
  type TwoGroups,
  twoGroupSheet,
  type WeightedValues,
  widen,
} from "./internal/two-groups.js";

/** Options of `qqPlot`. */
export interface QqPlotOptions extends FigureOptions {
  /** Treated, then control. Default ["Treated", "Control"]. */
  readonly groups?: readonly [string, string];
  /** Default ["Before matching", "After matching"]; name them for weights. */
  readonly stages?: readonly [string, string];
  /** Name of the variable, with its unit. Default "Value". */
  readonly label?: string;
}

/**
 * Quantiles of a variable in the treated against those in the controls, before and after the adjustment; where the two
 * groups are distributed alike, the points lie on the line.
 *
 * A quantile is the inverse of the (weighted) distribution function, Q(p) = min{x: F(x) >= p}; there is one point for each
 * interval of p on which neither quantile changes, so nothing is interpolated: of two groups of the same size without
 * weights these are the sorted values side by side, as R's `qqplot`. MatchIt's `plot(type = "qq")` interpolates the larger
 * group and adds two lines a tenth of the range away, which are left out here: they are no band of confidence.
 *
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, a value is infinite, a treatment is not 0/1, a weight is negative, the
 * arrays differ in length, or a group is empty.
 *
 * @example
 * ```ts
 * import { qqPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const input = { values: [52, 58, 57, 70, 54], treatment: [1, 1, 0, 0, 0] };
 * const figure = qqPlot(input, { document, groups: ["TKI-I", "TKI"], label: "Age (years)" });
 * const [, quartiles] = figure.querySelector("desc").textContent.split(". ");
 * quartiles; // => "Quartiles of TKI-I 52, 52, 58, of TKI 54, 57, 70."
 * ```
 *
 * @see Wilk MB, Gnanadesikan R (1968) doi:10.1093/biomet/55.1.1
 */
export function qqPlot(input: GroupedValues, options: QqPlotOptions = {}): SVGSVGElement {
  const { sheet, groups, stages } = twoGroupSheet("qqPlot", options, ["label"]);
  const { label = "Value" } = options;
  const { document, width } = sheet;
  const drawn = readTwoGroups("values", { numbers: input.values, treatment: input.treatment, weights: input.weights });
  needPatients(drawn, 1, "a quantile");
  const many = drawn.length === 2;
  const samples: Sample[] = [
    { name: "Quantiles", look: "dot" },
    { name: "Same distribution", look: "dashed" },
  ];
  const key = sampleKey(document, samples, { left: 4, top: sheet.top, width: width - 8 });
  const range = widen(drawn, 0.05);
  const laid = layPanels({
    width,
    top: sheet.top + key.height,
    headings: drawn.map((_, stage) => ({ title: many ? stages[stage]! : null })),
    x: range,
    y: range,
    yTicks: "x",
    xLabel: `${label}, ${groups[1]}`,
    yLabel: `${label}, ${groups[0]}`,
    height: (panel) => panel,
    widest: 480,
  });
  const { panels } = laid;

  const root = panelPlot(sheet, laid, [
    Plot.link(panels, {
      x1: ({ area }) => area.left,
      y1: ({ area }) => area.bottom,
      x2: ({ area }) => area.right,
      y2: ({ area }) => area.top,
      stroke: rule,
      strokeDasharray: "5 3",
      strokeWidth: 1.5,
    }),
    panels.map((panel, stage) =>
      Plot.dot(dots(drawn[stage]!, panel), { r: 3, fill: look(0).stroke, fillOpacity: 0.55, stroke: look(0).ink }),
    ),
  ]);
  root.appendChild(key.element);

  const parts = drawn.map(([treated, control], stage) => {
    const quartiles = `of ${groups[0]} ${quartilesOf(treated)}, of ${groups[1]} ${quartilesOf(control)}`;
    return many ? `${stages[stage]}: quartiles ${quartiles}` : `Quartiles ${quartiles}`;
  });
  const description =
    options.description ?? `Quantiles of ${label}, ${groups[0]} against ${groups[1]}. ${parts.join("; ")}.`;
  return finish(root, sheet, { name: options.title ?? `${label}: quantiles by group`, description, id: options.id });
}

/** Points in pixels, one for each half of a pixel. */
function dots(groups: TwoGroups, { x, y }: Panel): [number, number][] {
  const seen = new Map<string, [number, number]>();
  for (const [control, treated] of pairedQuantiles(groups)) {
    const point: [number, number] = [x(control), y(treated)];
    const place = point.map((at) => Math.round(2 * at)).join();
    if (!seen.has(place)) seen.set(place, point);
  }
  return [...seen.values()];
}

function quartilesOf(group: WeightedValues): string {
  return [0.25, 0.5, 0.75].map((p) => shortNumber(inverse(group, p))).join(", ");
}
