import { formatNumber } from "@hcc/tables";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { finish } from "./internal/figure.js";
import { look } from "./internal/palette.js";
import { panelPlot } from "./internal/panel-plot.js";
import { layPanels, type Panel } from "./internal/panels.js";
import { distance, type Sample, sampleKey } from "./internal/sample-key.js";
import { shortNumber } from "./internal/short-number.js";
import { cumulativeShares, largestDistance } from "./internal/step-functions.js";
import { needPatients, readTwoGroups, twoGroupSheet, type WeightedValues, widen } from "./internal/two-groups.js";

/** A variable to draw by group, one entry per patient in each array. */
export interface GroupedValues {
  /** Finite numbers; NaN = not in use. */
  readonly values: ArrayLike<number>;
  /** 1 or true = treated. */
  readonly treatment: ArrayLike<number | boolean>;
  /**
   * Weights after the adjustment: `weights` of `matchPairs`, `fullMatching`, `balancingWeights` or of a stratification; 0 or
   * NaN = not in use. Without them: one panel.
   */
  readonly weights?: ArrayLike<number>;
}

/** Options of `ecdfPlot`. */
export interface EcdfPlotOptions extends FigureOptions {
  /** Treated, then control. Default ["Treated", "Control"]. */
  readonly groups?: readonly [string, string];
  /** Default ["Before matching", "After matching"]; name them for weights. */
  readonly stages?: readonly [string, string];
  /** Name of the variable, with its unit. Default "Value". */
  readonly xLabel?: string;
}

/**
 * Empirical distribution functions of a variable in the treated and the controls, before and after the adjustment, with
 * their largest distance.
 *
 * F(x) = sum of the weights of values of x or less / sum of all weights of the group. The distance drawn and printed is
 * max |F treated - F control|, the Kolmogorov-Smirnov statistic, at the smallest value where it is reached: `ks` of
 * `balance`, the "eCDF Max" of MatchIt's `summary`, and cobalt's `bal.plot(type = "ecdf")`.
 *
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, a value is infinite, a treatment is not 0/1, a weight is negative, the
 * arrays differ in length, or a group is empty.
 *
 * @example
 * ```ts
 * import { ecdfPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const input = { values: [52, 58, 57, 70, 51], treatment: [1, 1, 0, 0, 0], weights: [1, 1, 1, 0, 1] };
 * const figure = ecdfPlot(input, { document, groups: ["TKI-I", "TKI"], xLabel: "Age (years)" });
 * const [, before, after] = figure.querySelector("desc").textContent.split(": ");
 * before; // => "KS distance 0.333 at 51, 2 TKI-I and 3 TKI; After matching"
 * after; // => "KS distance 0.500 at 51, 2 TKI-I and 2 TKI."
 * ```
 *
 * @see Austin PC, Stuart EA (2015) doi:10.1002/sim.6607
 */
export function ecdfPlot(input: GroupedValues, options: EcdfPlotOptions = {}): SVGSVGElement {
  const { sheet, groups, stages } = twoGroupSheet("ecdfPlot", options, ["xLabel"]);
  const { xLabel = "Value" } = options;
  const { document, width } = sheet;
  const drawn = readTwoGroups("values", { numbers: input.values, treatment: input.treatment, weights: input.weights });
  needPatients(drawn, 1, "a distribution function");
  const many = drawn.length === 2;
  const distances = drawn.map(largestDistance);
  const notes = distances.map((largest) => {
    const ks = `KS distance ${formatNumber(largest.distance, 3)}`;
    return largest.distance === 0 ? ks : `${ks} at ${shortNumber(largest.at)}`;
  });

  const samples: Sample[] = [
    ...groups.map((name, side) => ({ name, look: { group: side } })),
    { name: "Largest distance (KS)", look: "distance" },
  ];
  const key = sampleKey(document, samples, { left: 4, top: sheet.top, width: width - 8 });
  const laid = layPanels({
    width,
    top: sheet.top + key.height,
    headings: drawn.map((_, stage) => ({ title: many ? stages[stage]! : null, note: notes[stage]! })),
    x: widen(drawn, 0.04),
    y: [0, 1],
    yTicks: [0, 0.25, 0.5, 0.75, 1],
    xLabel,
    yLabel: "Cumulative share",
    height: (panel) => Math.max(200, Math.min(320, 0.6 * panel)),
  });
  const { panels } = laid;

  const root = panelPlot(
    sheet,
    laid,
    panels.map((panel, stage) =>
      drawn[stage]!.map((group, side) =>
        Plot.line(steps(group, panel), {
          curve: "step-after",
          stroke: look(side).stroke,
          strokeWidth: 2,
          strokeDasharray: look(side).dash ?? "none",
        }),
      ),
    ),
  );
  distances.forEach((largest, stage) => {
    const { x, y } = panels[stage]!;
    const [from, to] = [Math.max(...largest.shares), Math.min(...largest.shares)];
    if (largest.distance > 0) root.appendChild(distance(document, x(largest.at), y(from), y(to)));
  });
  root.appendChild(key.element);

  const parts = drawn.map(([treated, control], stage) => {
    const counts = `${treated.values.length} ${groups[0]} and ${control.values.length} ${groups[1]}`;
    return `${many ? `${stages[stage]}: ` : ""}${notes[stage]}, ${counts}`;
  });
  const description = options.description ?? `Cumulative share by ${xLabel}. ${parts.join("; ")}.`;
  return finish(root, sheet, {
    name: options.title ?? `${xLabel}: distribution by group`,
    description,
    id: options.id,
  });
}

/** Corners of a distribution function in pixels; of jumps within a quarter of a pixel the last one. */
function steps(group: WeightedValues, { area, x, y }: Panel): [number, number][] {
  const points: [number, number][] = [[area.left, y(0)]];
  let column = Number.NaN;
  for (const { value, share } of cumulativeShares(group)) {
    const at = x(value);
    if (Math.floor(4 * at) === column) points[points.length - 1]![1] = y(share);
    else points.push([at, y(share)]);
    column = Math.floor(4 * at);
  }
  points.push([area.right, y(1)]);
  return points;
}
