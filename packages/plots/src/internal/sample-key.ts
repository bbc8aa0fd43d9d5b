import { keyRows, lineSample } from "./group-key.js";
import { faintInk, ink, look, rule } from "./palette.js";
import { label, svg } from "./svg.js";

/**
 * A name of a key and what stands before it: a line in the look of a group, with its dash or without, a filled box in it,
 * the dashed line of comparison, a circle, a dot, a distance, or what is drawn at a place, 24 pixels wide.
 */
export interface Sample {
  readonly name: string;
  readonly look: { readonly line: number } | { readonly group: number } | { readonly fill: number } | Drawn | Plain;
}

interface Drawn {
  readonly draw: (document: Document, x: number, y: number) => SVGElement;
}

type Plain = "dashed" | "circle" | "dot" | "distance";

/** A key of samples with names; rows no wider than `width`. */
export function sampleKey(
  document: Document,
  samples: readonly Sample[],
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
): { readonly element: SVGElement; readonly height: number } {
  const names = samples.map(({ name }) => name);
  const rows = keyRows(names, width, 38);
  const items = rows.flatMap((row, line) =>
    row.flatMap(({ index, name, x }) => {
      const y = top + 8 + 18 * line;
      return [sampleOf(document, samples[index]!.look, left + x, y), label(document, name, left + x + 30, y + 4)];
    }),
  );
  return { element: svg(document, "g", { "aria-label": "key" }, items), height: 18 * rows.length + 6 };
}

function sampleOf(document: Document, kind: Sample["look"], x: number, y: number): SVGElement {
  const ends = { x1: x, x2: x + 24, y1: y, y2: y };
  if (kind === "circle") return svg(document, "circle", { cx: x + 12, cy: y, r: 2.2, fill: "none", stroke: faintInk });
  if (kind === "dot") return svg(document, "circle", { cx: x + 12, cy: y, r: 4, fill: look(0).stroke });
  if (kind === "dashed")
    return svg(document, "line", { ...ends, stroke: rule, "stroke-width": 1.5, "stroke-dasharray": "5 3" });
  if (kind === "distance") return distance(document, x + 12, y - 6, y + 6);
  if ("draw" in kind) return kind.draw(document, x, y);
  if ("group" in kind) return lineSample(document, kind.group, x, y, 24);
  if ("fill" in kind)
    return svg(document, "rect", { x, y: y - 6, width: 24, height: 12, fill: look(kind.fill).stroke });
  return svg(document, "line", { ...ends, stroke: look(kind.line).stroke, "stroke-width": 2.5 });
}

/** A filled box with an outline, as the look of a sample. */
export const box = (fill: string, stroke: string): Drawn => ({
  draw: (document, x, y) => svg(document, "rect", { x, y: y - 6, width: 24, height: 12, fill, stroke }),
});

/** A vertical line with a bar at each end. */
export function distance(document: Document, x: number, from: number, to: number): SVGElement {
  const d = `M${x - 4},${from}h8M${x},${from}V${to}M${x - 4},${to}h8`;
  return svg(document, "path", { d, fill: "none", stroke: ink, "stroke-width": 2 });
}
