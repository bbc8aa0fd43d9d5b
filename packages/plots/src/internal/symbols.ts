import { look } from "./palette.js";
import { svg } from "./svg.js";

/** Outlines around (0, 0), about 10 pixels wide. */
const SHAPES: readonly string[] = [
  "M0,-6l5,6l-5,6l-5,-6Z",
  "M-4.2,-4.2h8.4v8.4h-8.4Z",
  "M0,-5.4l5.4,9h-10.8Z",
  "M0,5.4l5.4,-9h-10.8Z",
  "M-1.7,-5h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3Z",
  "M0,-5.6L3.3,-1.1L5.3,-1.7L3.4,1.7L3.3,5.2L0,3.6L-3.3,5.2L-3.4,1.7L-5.3,-1.7L-3.3,-1.1Z",
];

/** Samples that a symbol and a hue tell apart, with the one before the adjustment. */
export const mostSamples: number = 1 + SHAPES.length;

/** Looks by sample: that before the adjustment has the second one, which the others leave out. */
const HUES = [1, 0, 2, 3, 4, 5, 6];

/** The mark of a sample: before the adjustment (0) an open circle, after it a filled symbol of its own. */
export function symbol(document: Document, sample: number, x: number, y: number): SVGElement {
  const { stroke, ink } = look(HUES[sample]!);
  if (sample === 0) {
    return svg(document, "circle", { cx: x, cy: y, r: 4.5, stroke, "stroke-width": 1.8, fill: "white" });
  }
  const transform = `translate(${Math.round(100 * x) / 100},${Math.round(100 * y) / 100})`;
  return svg(document, "path", { d: SHAPES[sample - 1]!, transform, fill: stroke, stroke: ink });
}

/** The mark of a sample whose value lies beyond the axis, with an arrow to the right. */
export function beyond(document: Document, sample: number, x: number, y: number): SVGElement[] {
  const { ink } = look(HUES[sample]!);
  const arrow = { d: `M${x + 13},${y}l-6,-4v8Z`, fill: ink };
  return [symbol(document, sample, x, y), svg(document, "path", arrow)];
}
