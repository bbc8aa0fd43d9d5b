import { InputError } from "@hcc/data";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { finish } from "./internal/figure.js";
import { type Mirrored, mirroredDensities, mirroredHistograms } from "./internal/mirrored.js";
import { ink, look } from "./internal/palette.js";
import { panelPlot } from "./internal/panel-plot.js";
import { layPanels } from "./internal/panels.js";
import { tickTexts } from "./internal/round-ticks.js";
import { sampleKey } from "./internal/sample-key.js";
import { round } from "./internal/svg.js";
import { needPatients, readTwoGroups, twoGroupSheet } from "./internal/two-groups.js";

/** Scores to draw, one entry per patient in each array. */
export interface PropensityPlotInput {
  /** Propensity scores in [0, 1], for example `score` of `propensityScore`; NaN = not in use. */
  readonly score: ArrayLike<number>;
  /** 1 or true = treated. */
  readonly treatment: ArrayLike<number | boolean>;
  /**
   * Weights after the adjustment: `weights` of `matchPairs`, `fullMatching`, `balancingWeights` or of a stratification; 0 or
   * NaN = not in use. Without them: one panel.
   */
  readonly weights?: ArrayLike<number>;
}

/** Options of `propensityPlot`. */
export interface PropensityPlotOptions extends FigureOptions {
  /** One of "histogram" (default) and "density". */
  readonly shape?: "histogram" | "density";
  /** Treated, then control. Default ["Treated", "Control"]. */
  readonly groups?: readonly [string, string];
  /** Default ["Before matching", "After matching"]; name them for weights. */
  readonly stages?: readonly [string, string];
  /** Number of equal classes of the histogram on [0, 1]. Default 20. */
  readonly bins?: number;
  /** Default "Propensity score". */
  readonly xLabel?: string;
}

/**
 * Mirrored histograms or densities of the propensity score, treated above and controls below the axis, before and after
 * the adjustment; as `cobalt::bal.plot(mirror = TRUE)`.
 *
 * Classes are [i/bins, (i+1)/bins), the last one closed; heights are numbers of patients (sums of weights after the
 * adjustment). Densities are those of `kernelDensity`: Gaussian, R's bandwidth `bw.nrd0` of each group at each stage, area
 * 1; what the kernel lays outside of [0, 1] is not drawn.
 *
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, a score is not in [0, 1], a treatment is not 0/1, a weight is negative, the
 * arrays differ in length, or a group has fewer than two patients for a density.
 *
 * @example
 * ```ts
 * import { propensityPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const input = { score: [0.2, 0.3, 0.35, 0.8], treatment: [0, 0, 1, 1], weights: [0, 1, 1, 0] };
 * propensityPlot(input, { document, groups: ["TKI-I", "TKI"] }).getAttribute("role"); // => "img"
 * ```
 *
 * @see Austin PC (2011) doi:10.1080/00273171.2011.568786
 */
export function propensityPlot(input: PropensityPlotInput, options: PropensityPlotOptions = {}): SVGSVGElement {
  const { sheet, groups, stages } = twoGroupSheet("propensityPlot", options, ["shape", "bins", "xLabel"]);
  const { shape = "histogram", bins = 20, xLabel = "Propensity score" } = options;
  const { document, width } = sheet;
  const drawn = shapes(input, shape, bins);
  const many = drawn.stages.length === 2;

  const samples = groups.map((group, side) => ({
    name: `${group} (${side === 0 ? "above the axis" : "below"})`,
    look: { fill: side },
  }));
  const key = sampleKey(document, samples, { left: 4, top: sheet.top, width: width - 8 });
  const [up, down] = drawn.limits;
  const first = -Math.floor(down / drawn.step);
  const yTicks = Array.from({ length: Math.floor(up / drawn.step) - first + 1 }, (_, i) =>
    Number(((first + i) * drawn.step).toPrecision(12)),
  );
  const laid = layPanels({
    width,
    top: sheet.top + key.height,
    headings: drawn.stages.map((_, stage) => ({ title: many ? stages[stage]! : null })),
    x: [0, 1],
    y: [-down, up],
    yTicks,
    yTexts: tickTexts(yTicks.map(Math.abs)),
    xLabel,
    yLabel: shape === "density" ? "Density" : "Number of patients",
    height: (panel) => Math.max(190, Math.min(300, 0.5 * panel)),
  });
  const { panels } = laid;
  const outlines = panels.flatMap(({ x, y }, stage) =>
    drawn.stages[stage]!.map((outline, side) => ({
      side,
      points: outline.map(([at, height]) => [x(at), y(side === 0 ? height : -height)] as const),
      zero: y(0),
    })),
  );
  const boxes = outlines.flatMap(({ side, points, zero }) =>
    points.flatMap(([x1, y], i) => {
      const next = points[i + 1];
      return next === undefined || y === zero ? [] : [{ side, x1, x2: next[0], y, zero }];
    }),
  );
  const gap = boxes.some(({ x1, x2 }) => x2 - x1 < 3) ? 0 : 0.5;

  const root = panelPlot(sheet, laid, [
    shape === "density"
      ? outlines.map(({ side, points, zero }) =>
          Plot.areaY(points, {
            x: "0",
            y1: zero,
            y2: "1",
            fill: look(side).stroke,
            fillOpacity: 0.75,
            stroke: look(side).ink,
          }),
        )
      : [0, 1].map((side) =>
          Plot.rect(
            boxes.filter((box) => box.side === side),
            { x1: "x1", x2: "x2", y1: "zero", y2: "y", insetLeft: gap, insetRight: gap, fill: look(side).stroke },
          ),
        ),
    Plot.link(panels, {
      x1: (panel) => panel.x(0),
      x2: (panel) => panel.x(1),
      y1: (panel) => panel.y(0),
      y2: (panel) => panel.y(0),
      stroke: ink,
    }),
  ]);
  root.appendChild(key.element);

  const sums = drawn.totals.map(([treated, control], stage) => {
    return `${many ? `${stages[stage]}: ` : ""}${round(treated)} ${groups[0]}, ${round(control)} ${groups[1]}`;
  });
  const what = shape === "density" ? "densities" : `in classes of 1/${bins}`;
  const description = options.description ?? `${xLabel}, ${what}, numbers of patients. ${sums.join("; ")}.`;
  return finish(root, sheet, { name: options.title ?? `${xLabel} by group`, description, id: options.id });
}

function shapes({ score, treatment, weights }: PropensityPlotInput, shape: string, bins: number): Mirrored {
  if (!(Number.isInteger(bins) && bins >= 1 && bins <= 1000)) {
    throw new InputError("option", `bins is ${String(bins)}: give a whole number from 1 to 1000`, { column: "bins" });
  }
  const stages = readTwoGroups("score", { numbers: score, treatment, weights }, (value, row) => {
    if (value >= 0 && value <= 1) return;
    const message = `the score is ${value} at row ${row}: give probabilities, not linear predictors`;
    throw new InputError("option", message, { column: "score", row });
  });
  if (shape === "histogram") return mirroredHistograms(stages, bins);
  if (shape !== "density") {
    throw new InputError("option", `shape is "${String(shape)}": give "histogram" or "density"`, { column: "shape" });
  }
  needPatients(stages, 2, "a density");
  return mirroredDensities(stages);
}
