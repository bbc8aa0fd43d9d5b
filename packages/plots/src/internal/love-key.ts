import { keyRows } from "./group-key.js";
import { rule } from "./palette.js";
import { label, svg } from "./svg.js";
import { symbol } from "./symbols.js";

/** Key of the samples and of the lines of comparison; rows no wider than `width`. */
export function loveKey(
  document: Document,
  samples: readonly string[],
  thresholds: readonly number[],
  { top, width }: { readonly top: number; readonly width: number },
): { readonly element: SVGElement; readonly height: number } {
  const names = [...samples, ...thresholds.map((threshold) => `Threshold ${threshold}`)];
  const rows = keyRows(names, width, 24);
  const items = rows.flatMap((row, line) =>
    row.flatMap(({ index, name, x }) => {
      const y = top + 8 + 18 * line;
      const at = x + 12;
      const dash = index === samples.length ? "4 3" : "1.5 2.5";
      const sample =
        index < samples.length
          ? symbol(document, index, at, y)
          : svg(document, "line", { x1: at, x2: at, y1: y - 8, y2: y + 8, stroke: rule, "stroke-dasharray": dash });
      return [sample, label(document, name, x + 24, y + 4)];
    }),
  );
  return { element: svg(document, "g", { "aria-label": "key" }, items), height: 18 * rows.length + 8 };
}
