import { faintInk, ink } from "./palette.js";
import { label, svg } from "./svg.js";
import { textWidth } from "./text.js";

/** A plot area in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A place on an axis, in pixels, and its text. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Lines left of and below a plot area with ticks and their texts. */
export function axes(document: Document, area: Area, x: readonly Tick[], y: readonly Tick[]): SVGElement {
  const { left, top, right, bottom } = area;
  const line = (x1: number, y1: number, x2: number, y2: number): SVGElement =>
    svg(document, "line", { x1, y1, x2, y2, stroke: ink });
  return svg(document, "g", { "aria-label": "axes" }, [
    line(left, top, left, bottom),
    line(left, bottom, right, bottom),
    ...x.flatMap(({ at, text }) => [
      line(at, bottom, at, bottom + 5),
      label(document, text, at, bottom + 18, { anchor: "middle" }),
    ]),
    ...y.flatMap(({ at, text }) => [
      line(left - 5, at, left, at),
      label(document, text, left - 8, at + 4, { anchor: "end" }),
    ]),
  ]);
}

/** The name of a vertical axis, read from below. */
export function sideTitle(document: Document, text: string, x: number, middle: number): SVGElement {
  const title = label(document, text, 0, 0, { anchor: "middle", size: 13 });
  title.setAttribute("transform", `translate(${x},${middle}) rotate(-90)`);
  return title;
}

/** Lines of the name of a horizontal axis, which is centered below it and stays on the page. */
export function axisName(
  document: Document,
  lines: readonly string[],
  { left, right }: Pick<Area, "left" | "right">,
  top: number,
  width: number,
): SVGElement[] {
  return lines.map((line, k) => {
    const room = textWidth(line, 13) / 2 + 4;
    const center = Math.max(room, Math.min((left + right) / 2, width - room));
    return label(document, line, center, top + 16 * k, { anchor: "middle", size: 13 });
  });
}

/** Lines of a note below a figure. */
export const noteLines = (document: Document, lines: readonly string[], top: number): SVGElement[] =>
  lines.map((line, k) => label(document, line, 4, top + 15 * k, { size: 11, fill: faintInk }));
