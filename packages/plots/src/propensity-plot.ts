import { InputError } from "@hcc/data";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { finish, sheetOf } from "./internal/figure.js";
import { keyRows } from "./internal/group-key.js";
import { ink, look } from "./internal/palette.js";
import { label, round, svg } from "./internal/svg.js";

/** Scores to draw, one entry per patient in each array. */
export interface PropensityPlotInput {
  /** Propensity scores in [0, 1], for example `score` of `propensityScore`; NaN = not in use. */
  readonly score: ArrayLike<number>;
  /** 1 or true = treated. */
  readonly treatment: ArrayLike<number | boolean>;
  /** Weights after matching, for example `weights` of `matchPairs`; 0 = not matched. Without them: one panel. */
  readonly weights?: ArrayLike<number>;
}

/** Options of `propensityPlot`. */
export interface PropensityPlotOptions extends FigureOptions {
  /** Treated, then control. Default ["Treated", "Control"]. */
  readonly groups?: readonly [string, string];
  /** Default ["Before matching", "After matching"]. */
  readonly stages?: readonly [string, string];
  /** Number of equal classes on [0, 1]. Default 20. */
  readonly bins?: number;
  /** Default "Propensity score". */
  readonly xLabel?: string;
}

/**
 * Mirrored histograms of the propensity score, treated above and controls below the axis, before and after matching.
 *
 * Classes are [i/bins, (i+1)/bins), the last one closed; heights are numbers of patients (sums of weights after matching).
 *
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, a score is not in [0, 1], or the arrays differ in length.
 *
 * @example
 * ```ts
 * import { propensityPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const input = { score: [0.2, 0.3, 0.35, 0.8], treatment: [0, 0, 1, 1], weights: [0, 1, 1, 0] };
 * propensityPlot(input, { document, groups: ["TKI-I", "TKI"] }).getAttribute("role"); // => "img"
 * ```
 */
export function propensityPlot(input: PropensityPlotInput, options: PropensityPlotOptions = {}): SVGSVGElement {
  const { groups = ["Treated", "Control"], stages = ["Before matching", "After matching"], bins = 20 } = options;
  const { xLabel = "Propensity score" } = options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const panels = [histogram(input, bins, false), ...(input.weights ? [histogram(input, bins, true)] : [])];
  const many = panels.length === 2;
  const beside = many && width >= 560;
  const most = Math.max(1, ...panels.flat(2));
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => most / size <= 3) ?? Math.ceil(most / 3);
  const limit = Math.ceil(most / step) * step;

  // Both panels lie on one pair of scales, the second one shifted to the right or down.
  const shiftX = beside ? 1.16 : 0;
  const shiftY = many && !beside ? -2.45 * limit : 0;
  const bars = panels.flatMap((sides, panel) =>
    sides.flatMap((counts, side) =>
      counts.flatMap((count, bin) => (count > 0 ? [{ panel, side, bin, to: side === 0 ? count : -count }] : [])),
    ),
  );
  const xTicks = (beside ? [0, 1] : [0]).flatMap((panel) =>
    [0, 0.2, 0.4, 0.6, 0.8, 1].map((v) => ({ v, at: v + panel * shiftX })),
  );
  const count = (2 * limit) / step + 1;
  const yTicks = (beside ? [0] : panels.map((_, panel) => panel)).flatMap((panel) =>
    Array.from({ length: count }, (_, i) => i * step - limit).map((v) => ({ v, at: v + panel * shiftY })),
  );

  const key = keyRows([`${groups[0]} (above the axis)`, `${groups[1]} (below)`], width - 8, 18);
  const keyHeight = 8 + 18 * key.length;
  const top = sheet.top + keyHeight + (many ? 20 : 4);
  const panelHeight = 190;
  const bottom = top + panelHeight * (shiftY < 0 ? 4.45 / 2 : 1);
  const height = Math.ceil(bottom + 46 + sheet.bottom);
  const marginLeft = 56;
  const marginRight = 16;
  const innerWidth = width - marginLeft - marginRight;
  const zeros = panels.map((_, panel) => ({ x1: panel * shiftX, x2: panel * shiftX + 1, y: panel * shiftY }));
  const xAt = (x: number): number => marginLeft + (innerWidth * x) / (1 + shiftX);
  const yAt = (y: number): number => top + (bottom - top) * ((limit - y) / (2 * limit - shiftY));

  const root = Plot.plot({
    document,
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: top,
    marginBottom: height - bottom,
    x: { type: "linear", domain: [0, 1 + shiftX], label: null },
    y: { type: "linear", domain: [shiftY - limit, limit], label: null },
    marks: [
      [0, 1].map((side) =>
        Plot.rect(
          bars.filter((bar) => bar.side === side),
          {
            x1: (d) => d.bin / bins + d.panel * shiftX,
            x2: (d) => (d.bin + 1) / bins + d.panel * shiftX,
            y1: (d) => d.panel * shiftY,
            y2: (d) => d.to + d.panel * shiftY,
            insetLeft: 0.5,
            insetRight: 0.5,
            fill: look(side).stroke,
          },
        ),
      ),
      Plot.link(zeros, { x1: "x1", x2: "x2", y1: "y", y2: "y", stroke: ink }),
      Plot.axisX(xTicks, { x: "at", tickSize: 5, text: (d) => d.v.toFixed(1) }),
      Plot.axisY(yTicks, { y: "at", tickSize: 5, text: (d) => String(Math.abs(d.v)) }),
    ],
  }) as SVGSVGElement;

  const add = (element: SVGElement): void => {
    root.appendChild(element);
  };
  if (many) {
    stages.forEach((stage, panel) => {
      add(label(document, stage, xAt(panel * shiftX), yAt(limit + panel * shiftY) - 8, { bold: true }));
    });
  }
  key.forEach((row, line) => {
    for (const { index, name, x } of row) {
      const y = sheet.top + 4 + 18 * line;
      add(svg(document, "rect", { x: 4 + x, y, width: 12, height: 12, fill: look(index).stroke }));
      add(label(document, name, 22 + x, y + 10));
    }
  });
  for (const panel of beside ? [0, 1] : [0]) {
    add(label(document, xLabel, xAt(panel * shiftX + 0.5), bottom + 38, { anchor: "middle", size: 13 }));
  }
  const yTitle = label(document, "Number of patients", 0, 0, { anchor: "middle", size: 13 });
  yTitle.setAttribute("transform", `translate(16,${(top + bottom) / 2}) rotate(-90)`);
  add(yTitle);

  const sums = panels.map((sides, panel) => {
    const [treated, control] = sides.map((counts) => counts.reduce((sum, n) => sum + n, 0)) as [number, number];
    return `${many ? `${stages[panel]}: ` : ""}${round(treated)} ${groups[0]}, ${round(control)} ${groups[1]}`;
  });
  const description =
    options.description ?? `${xLabel} in classes of 1/${bins}, numbers of patients. ${sums.join("; ")}.`;
  return finish(root, sheet, { name: options.title ?? `${xLabel} by group`, description, id: options.id });
}

/** Sums of weights by class, treated and controls. */
function histogram({ score, treatment, weights }: PropensityPlotInput, bins: number, weighted: boolean): number[][] {
  const sides = [new Array<number>(bins).fill(0), new Array<number>(bins).fill(0)];
  if (treatment.length !== score.length || (weights && weights.length !== score.length)) {
    throw new InputError("length-mismatch", `there are ${score.length} scores: give as many treatments and weights`);
  }
  for (let i = 0; i < score.length; i++) {
    const value = score[i]!;
    if (Number.isNaN(value)) continue;
    if (!(value >= 0 && value <= 1)) {
      const message = `the score is ${value} at row ${i}: give probabilities, not linear predictors`;
      throw new InputError("option", message, { column: "score", row: i });
    }
    const side = treatment[i] === true || treatment[i] === 1 ? sides[0]! : sides[1]!;
    side[Math.min(bins - 1, Math.floor(value * bins))]! += weighted ? weights![i]! : 1;
  }
  return sides;
}
