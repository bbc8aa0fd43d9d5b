import type { Calibration } from "@hcc/cox";
import { InputError } from "@hcc/data";
import { formatNumber, formatRatio } from "@hcc/tables";
import * as Plot from "@observablehq/plot";
import type { FigureOptions } from "./figure-options.js";
import { axes, sideTitle } from "./internal/axes.js";
import { finish, sheetOf } from "./internal/figure.js";
import { ink, look, rule } from "./internal/palette.js";
import { roundStep, roundTicks, tickTexts } from "./internal/round-ticks.js";
import { type Sample, sampleKey } from "./internal/sample-key.js";
import { label } from "./internal/svg.js";
import { wrapText } from "./internal/text.js";

/** What a calibration must have to be drawn; `calibration` returns it. */
export type CalibrationPlotResult = Pick<Calibration, "horizon" | "overall" | "groups" | "slope" | "smooth" | "level">;

/** Options of `calibrationPlot`. */
export interface CalibrationPlotOptions extends FigureOptions {
  /** Unit of the horizon in the texts. Default "months". */
  readonly unit?: string;
  /** Default "Predicted risk at 24 months (%)", with the horizon. */
  readonly xLabel?: string;
  /** Default "Observed risk at 24 months (%)", with the horizon. */
  readonly yLabel?: string;
  /** Per cent (default) or probability on both axes. */
  readonly percent?: boolean;
  /** Last risk of both axes, above 0 and at most 1. Default: what holds everything, rounded up. */
  readonly max?: number;
  /** The smooth curve. Default true. */
  readonly smooth?: boolean;
  /** Observed to expected ratio, slope and integrated calibration index above the plot. Default true. */
  readonly measures?: boolean;
}

/**
 * Observed against predicted risk: groups with confidence intervals and the smooth curve, beside the line of perfect
 * agreement; as R's `plot(rms::calibrate(fit, u = 24))`.
 *
 * Both axes have the same scale. A group whose observed risk is not known is left out.
 *
 * @param result what `calibration` returns.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, no group, or `max` is no risk.
 *
 * @example
 * ```ts
 * import { baselineHazard, calibration, coxph, predictSurvival } from "@hcc/cox";
 * import { calibrationPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const rows = Array.from({ length: 120 }, (_, i) => ({ t: 1 + ((i * 37) % 121), d: i % 5 > 0, age: 40 + ((i * 7) % 30) }));
 * const spec = { time: "t", event: "d", covariates: ["age"] } as const;
 * const model = coxph(rows, spec);
 * const survival = predictSurvival(model, baselineHazard(model, rows, spec), rows, { times: [36] });
 * const result = calibration(rows, { time: "t", event: "d", survival, horizon: 36, groups: 4 });
 * calibrationPlot(result, { document, width: 420 }).getAttribute("role"); // => "img"
 * ```
 *
 * @see Austin PC, Harrell FE, van Klaveren D (2020) doi:10.1002/sim.8570
 */
export function calibrationPlot(result: CalibrationPlotResult, options: CalibrationPlotOptions = {}): SVGSVGElement {
  if (!Array.isArray(result?.groups)) {
    throw new InputError("option", "there are no groups: give the result of calibration");
  }
  const groups = result.groups.filter(({ observed }) => observed !== null);
  if (groups.length === 0) throw new InputError("empty-data", "there is no group with an observed risk to draw");
  const { percent = true, unit = "months" } = options;
  const at = `at ${result.horizon} ${unit}${percent ? " (%)" : ""}`;
  const { xLabel = `Predicted risk ${at}`, yLabel = `Observed risk ${at}` } = options;
  const sheet = sheetOf(options, 480);
  const { document, width } = sheet;
  const curve = options.smooth === false || result.smooth === null ? [] : result.smooth.curve;
  const most = [
    ...groups.flatMap(({ predicted, observed, upper }) => [predicted, observed!, upper ?? 0]),
    ...curve.flatMap(({ predicted, observed }) => [predicted, observed]),
  ].reduce((most, value) => Math.max(most, value), 0);
  const step = roundStep(Math.max(most, 0.01) / 5);
  const max = options.max ?? Math.min(1, Math.ceil(most / step - 1e-9) * step);
  if (!(max > 0 && max <= 1)) {
    throw new InputError("option", `max is ${String(max)}: give a risk above 0 and at most 1`, { column: "max" });
  }
  const measures = measuresOf(result);
  const notes = options.measures === false ? [] : measures.flatMap((line) => wrapText(line, width - 8, 12));
  const marginLeft = 62;
  const size = Math.min(width - marginLeft - 20, 460);
  const interval = `${Number((result.level * 100).toFixed(3))}% CI`;
  const samples: Sample[] = [
    { name: `Group (${interval})`, look: "dot" },
    ...(curve.length > 0 ? [{ name: "Smooth", look: { line: 1 } } as const] : []),
    { name: "Perfect agreement", look: "dashed" },
  ];
  const key = sampleKey(document, samples, { left: 4, top: sheet.top, width: width - 8 });
  const notesTop = sheet.top + key.height;
  const top = notesTop + 8 + (notes.length > 0 ? 16 * notes.length + 4 : 0);
  const area = { left: marginLeft, right: marginLeft + size, top, bottom: top + size };
  const height = area.bottom + 46 + sheet.bottom;
  const x = (risk: number): number => area.left + (size * Math.min(risk, max)) / max;
  const y = (risk: number): number => area.bottom - (size * Math.min(risk, max)) / max;
  const inside = (...risks: readonly number[]): boolean => risks.every((risk) => risk <= max);
  const [smooth, dots] = [look(1), look(0)];
  const whiskers = groups.flatMap(({ predicted, lower, upper }) =>
    lower === null || upper === null || !inside(predicted, lower) ? [] : [[x(predicted), y(lower), y(upper)]],
  );

  const root = Plot.plot({
    document,
    width,
    height,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      Plot.line(
        [
          [x(0), y(0)],
          [x(max), y(max)],
        ],
        { stroke: rule, strokeDasharray: "5 3" },
      ),
      Plot.line(
        curve.map(({ predicted, observed }) => [x(predicted), inside(predicted, observed) ? y(observed) : Number.NaN]),
        { stroke: smooth.stroke, strokeWidth: 2 },
      ),
      Plot.link(whiskers, { x1: "0", x2: "0", y1: "1", y2: "2", stroke: ink, strokeWidth: 1.2 }),
      Plot.dot(
        groups
          .filter(({ predicted, observed }) => inside(predicted, observed!))
          .map(({ predicted, observed }) => [x(predicted), y(observed!)]),
        { r: 4, fill: dots.stroke },
      ),
    ],
  }) as SVGSVGElement;
  const add = (element: SVGElement): void => {
    root.appendChild(element);
  };
  const ticks = roundTicks(0, max, size / 50);
  const texts = tickTexts(percent ? ticks.map((risk) => Number((100 * risk).toPrecision(6))) : ticks);
  add(
    axes(
      document,
      area,
      ticks.map((risk, i) => ({ at: x(risk), text: texts[i]! })),
      ticks.map((risk, i) => ({ at: y(risk), text: texts[i]! })),
    ),
  );
  const center = { anchor: "middle", size: 13 } as const;
  add(label(document, xLabel, (area.left + area.right) / 2, area.bottom + 38, center));
  add(sideTitle(document, yLabel, 18, (area.top + area.bottom) / 2));
  add(key.element);
  notes.forEach((line, i) => {
    add(label(document, line, 4, notesTop + 12 + 16 * i));
  });
  const name = options.title ?? `Calibration ${at.replace(" (%)", "")}`;
  const risks = groups.map(({ predicted, observed }) => `${percentText(predicted)} and ${percentText(observed!)}`);
  const description =
    options.description ??
    `${yLabel} against ${xLabel.toLowerCase()}. Predicted and observed in groups: ${risks.join("; ")}. ${measures.join("; ")}.`;
  return finish(root, sheet, { name, description, id: options.id });
}

function percentText(risk: number): string {
  return `${formatNumber(100 * risk, 1)}%`;
}

function measuresOf({ overall, slope, smooth, level }: CalibrationPlotResult): string[] {
  const { ratio, ratioLower, ratioUpper } = overall;
  const interval = `(${Number((level * 100).toFixed(3))}% CI)`;
  const observed = formatRatio({ ratio, lower: ratioLower, upper: ratioUpper }, { digits: 2 });
  const slopeText = formatRatio({ ratio: slope.estimate, lower: slope.lower, upper: slope.upper }, { digits: 2 });
  return [
    `Observed/expected ${interval}: ${observed}`,
    `Slope ${interval}: ${slopeText}`,
    ...(smooth === null ? [] : [`Integrated calibration index: ${percentText(smooth.ici)}`]),
  ];
}
