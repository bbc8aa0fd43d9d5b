import * as Plot from "@observablehq/plot";
import type { SurvivalPlotOverlay } from "../survival-plot.js";
import { look } from "./palette.js";
import { stepsOf } from "./survival-marks.js";

type OverlayCurve = SurvivalPlotOverlay["curves"][number];

/** Second curves: thin steps, or where times are intervals boxes of what is open, joined by thin lines. */
export function overlayMarks(curves: readonly OverlayCurve[], end: number): Plot.Markish {
  return curves.map((curve, i) => {
    const { stroke } = look(i);
    if ("time" in curve) {
      return Plot.lineY(stepsOf(curve, end, 1), { x: "0", y: "1", curve: "step-after", stroke, strokeWidth: 1 });
    }
    const { left, right, survival } = curve;
    const boxes: [number, number, number, number][] = [];
    const lines: [number, number, number][] = [];
    let from = 0;
    let level = 1;
    for (let k = 0; k < left.length && from < end; k++) {
      if (left[k]! > from) lines.push([from, Math.min(left[k]!, end), level]);
      if (left[k]! >= end || right[k] === Number.POSITIVE_INFINITY) {
        from = end;
        break;
      }
      boxes.push([left[k]!, Math.min(right[k]!, end), level, survival[k]!]);
      from = right[k]!;
      level = survival[k]!;
    }
    return [
      Plot.rect(boxes, {
        x1: "0",
        x2: "1",
        y1: "2",
        y2: "3",
        fill: stroke,
        fillOpacity: 0.18,
        stroke,
        strokeWidth: 0.8,
      }),
      Plot.ruleY(lines, { x1: "0", x2: "1", y: "2", stroke, strokeWidth: 1 }),
    ];
  });
}

/** Last time at which an overlay falls. */
export function overlayEnd(curve: OverlayCurve): number {
  if ("time" in curve) return curve.time[curve.time.length - 1] ?? 0;
  return Math.max(0, ...Array.from(curve.left), ...Array.from(curve.right).filter(Number.isFinite));
}
