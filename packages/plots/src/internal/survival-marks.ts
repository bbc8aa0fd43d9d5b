import * as Plot from "@observablehq/plot";
import type { SurvivalPlotCurve } from "../survival-plot.js";
import type { Path } from "./curve-labels.js";
import { look, rule } from "./palette.js";

/** What is drawn of a curve at its times. */
type Drawn = Pick<SurvivalPlotCurve, "time" | "survival" | "lower" | "upper" | "nCensor" | "median">;

/** The corners of the curve from its value at 0, cut at the end of the axis. */
export function stepsOf(
  curve: { readonly time: ArrayLike<number>; readonly survival: ArrayLike<number> },
  end: number,
  start: number,
): Path {
  const path: (readonly [number, number])[] = [[0, start]];
  let last = start;
  for (let i = 0; i < curve.time.length && curve.time[i]! <= end; i++)
    path.push([curve.time[i]!, (last = curve.survival[i]!)]);
  if (curve.time.length > 0 && curve.time[curve.time.length - 1]! > end) path.push([end, last]);
  return path;
}

export function curveMark(path: Path, i: number): Plot.Markish {
  const { stroke, dash } = look(i);
  const style = { stroke, strokeWidth: 2, ...(dash && { strokeDasharray: dash }) };
  return Plot.lineY(path, { x: "0", y: "1", curve: "step-after", ...style });
}

/** The curve with limits up to the time at which it falls to 0: at that time there are none, until then they hold. */
export function limitsToZero(curve: SurvivalPlotCurve): SurvivalPlotCurve {
  const zero: number = Array.prototype.indexOf.call(curve.survival, 0);
  if (zero < 1 || !Number.isNaN(curve.lower[zero])) return curve;
  const held = (limits: ArrayLike<number>): Float64Array =>
    Float64Array.from(limits, (limit, i) => (i === zero ? limits[zero - 1]! : limit));
  return { ...curve, lower: held(curve.lower), upper: held(curve.upper) };
}

export function bandMark(
  curve: Pick<Drawn, "time" | "lower" | "upper">,
  end: number,
  start: number,
  i: number,
): Plot.Markish {
  const rows: { time: number; lower: number; upper: number }[] = [{ time: 0, lower: start, upper: start }];
  for (let k = 0; k < curve.time.length; k++) {
    rows.push({ time: Math.min(end, curve.time[k]!), lower: curve.lower[k]!, upper: curve.upper[k]! });
    if (curve.time[k]! > end) {
      const before = rows[rows.length - 2]!;
      rows[rows.length - 1] = { ...before, time: end };
      break;
    }
  }
  const channels = { x: "time", y1: "lower", y2: "upper", curve: "step-after" } as const;
  return Plot.areaY(rows, { ...channels, fill: look(i).stroke, fillOpacity: 0.13 });
}

export function censorMark(curve: Drawn, end: number, i: number): Plot.Markish {
  const points: [number, number][] = [];
  for (let k = 0; k < curve.time.length && curve.time[k]! <= end; k++) {
    if (curve.nCensor[k]! > 0) points.push([curve.time[k]!, curve.survival[k]!]);
  }
  const mark = { symbol: "plus", r: 3, stroke: look(i).stroke, strokeWidth: 1.3 } as const;
  return Plot.dot(points, { x: "0", y: "1", ...mark });
}

/** From 50 % to the medians, and down to the axis. */
export function medianLines(curves: readonly Pick<Drawn, "median">[]): Plot.Markish {
  const medians = curves.map(({ median }) => median.estimate).filter((t) => t !== null);
  const links = medians.map((t) => [t, 0, t, 0.5]);
  if (medians.length > 0) links.push([0, 0.5, Math.max(...medians), 0.5]);
  const ends = { x1: "0", y1: "1", x2: "2", y2: "3" };
  return Plot.link(links, { ...ends, stroke: rule, strokeDasharray: "3 3" });
}
