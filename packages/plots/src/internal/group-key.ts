import { look } from "./palette.js";
import { label, svg } from "./svg.js";
import { textWidth } from "./text.js";

/** One name of a key: which group, and where it starts in its row. */
interface KeyEntry {
  readonly index: number;
  readonly name: string;
  readonly x: number;
}

/** Names of groups in rows no wider than `width`, each with room for a sample before it. */
export function keyRows(names: readonly string[], width: number, sample: number = 32): KeyEntry[][] {
  const rows: KeyEntry[][] = [[]];
  let x = 0;
  names.forEach((name, index) => {
    const size = sample + textWidth(name, 12);
    if (x > 0 && x + size > width) {
      rows.push([]);
      x = 0;
    }
    rows[rows.length - 1]!.push({ index, name, x });
    x += size + 18;
  });
  return rows;
}

/** A key of line samples with names. */
export function groupKey(
  document: Document,
  rows: readonly (readonly KeyEntry[])[],
  left: number,
  top: number,
): SVGElement {
  const items = rows.flatMap((row, line) =>
    row.flatMap(({ index, name, x }) => {
      const y = top + 18 * line;
      return [lineSample(document, index, left + x, y, 24), label(document, name, left + x + 30, y + 4)];
    }),
  );
  return svg(document, "g", { "aria-label": "key" }, items);
}

/** A short line in the look of a group. */
export function lineSample(document: Document, index: number, x: number, y: number, width: number): SVGElement {
  const { stroke, dash } = look(index);
  const ends = { x1: x, y1: y, x2: x + width, y2: y };
  return svg(document, "line", { ...ends, stroke, "stroke-width": 2.5, "stroke-dasharray": dash });
}
