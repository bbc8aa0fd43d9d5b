import { keyRows } from "./group-key.js";
import { faintInk, look, rule } from "./palette.js";
import { label, svg } from "./svg.js";

/** A name of a key and what stands before it: a line in the look of a group, the dashed line of comparison, a circle or a dot. */
export interface Sample {
  readonly name: string;
  readonly look: { readonly line: number } | "dashed" | "circle" | "dot";
}

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
  return svg(document, "line", { ...ends, stroke: look(kind.line).stroke, "stroke-width": 2.5 });
}
