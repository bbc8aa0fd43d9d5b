import type { MatchingComparison } from "@hcc/psm";
import { ALGORITHM_LABELS } from "./tables/matching-tables.js";

/** Options of `algorithmFigure`; those of the figures of @hcc/plots. */
interface AlgorithmFigureOptions {
  readonly document: Document;
  readonly width: number;
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** Pairs that a paper printed; null = none. */
  readonly published: number | null;
}

const INK = "#1a1a1a";
const FAINT = "#595959";
const BLUE = "#0072B2";
const RED = "#A34700";
const NAMESPACE = "http://www.w3.org/2000/svg";
const STYLE = `font-family: Helvetica, Arial, 'Liberation Sans', sans-serif; font-size: 12px; color: ${INK}; background: white; max-width: 100%; height: auto; overflow: visible`;

/** Pair counts of the algorithms as dots, those over file orders as bars, the published count as a line. */
export function algorithmFigure(comparison: MatchingComparison, options: AlgorithmFigureOptions): SVGSVGElement {
  const { document, width, id, title, caption, published } = options;
  const { rows, fileOrder, maximumPairs } = comparison;
  const beside = width >= 560;
  const left = beside ? 290 : 24;
  const right = width - 40;
  const counts = [
    ...rows.map(({ pairs }) => pairs),
    ...(fileOrder === null ? [] : [fileOrder.min, fileOrder.max]),
    ...(published === null ? [] : [published]),
  ];
  const [from, to] = [Math.min(...counts) - 1, Math.max(...counts) + 1];
  const x = (pairs: number): number => left + ((right - left) * (pairs - from)) / (to - from);
  const step = Math.max(1, Math.ceil((to - from) / (beside ? 12 : 8)));

  const element = (name: string, attributes: Readonly<Record<string, string | number>>, text = ""): SVGElement => {
    const made = document.createElementNS(NAMESPACE, name) as SVGElement;
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
    }
    if (text !== "") made.appendChild(document.createTextNode(text));
    return made;
  };
  const drawn: SVGElement[] = [];
  const label = (
    text: string,
    at: number,
    y: number,
    attributes: Readonly<Record<string, string | number>> = {},
  ): void => {
    drawn.push(element("text", { x: at, y, "font-size": 12, fill: INK, ...attributes }, text));
  };
  const line = (
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    attributes: Readonly<Record<string, string | number>>,
  ): void => {
    drawn.push(element("line", { x1, y1, x2, y2, ...attributes }));
  };

  const heading = wrap(title, Math.floor((width - 8) / 8.6));
  for (const [k, text] of heading.entries()) label(text, 4, 16 + 18 * k, { "font-size": 14, "font-weight": "600" });
  const top = 16 + 18 * heading.length + (published === null ? 0 : 20);
  const rowHeight = beside ? 28 : 44;
  const barsTop = top + rows.length * rowHeight + (beside ? 8 : 44);
  const bottom = barsTop + (fileOrder === null ? 0 : 84);
  if (published !== null) {
    line(x(published), top - 8, x(published), bottom, { stroke: RED, "stroke-width": 1.5, "stroke-dasharray": "5 3" });
    const anchor = x(published) > width / 2 ? "end" : "start";
    const shift = anchor === "end" ? 6 : -6;
    label(`Published: ${published}`, x(published) + shift, top - 14, {
      "text-anchor": anchor,
      fill: RED,
      "font-weight": "600",
    });
  }
  rows.forEach(({ algorithm, pairs }, i) => {
    const middle = top + i * rowHeight + rowHeight - 14;
    if (beside) label(ALGORITHM_LABELS[algorithm], left - 14, middle + 4, { "text-anchor": "end" });
    else label(ALGORITHM_LABELS[algorithm], 4, middle - 16);
    line(left, middle, right, middle, { stroke: "#e3e3e3" });
    drawn.push(element("circle", { cx: x(pairs), cy: middle, r: 5, fill: BLUE }));
    label(String(pairs), x(pairs) - 10, middle + 4, { "text-anchor": "end", "font-weight": "600" });
  });
  if (fileOrder !== null) {
    const name = ["SPSS-like: first eligible control,", `number of ${fileOrder.fileOrders} orders of the file`];
    for (const [k, text] of name.entries()) {
      if (beside) label(text, left - 14, bottom - 40 + 16 * k, { "text-anchor": "end" });
      else label(text, 4, barsTop - 22 + 16 * k);
    }
    const most = Math.max(...fileOrder.distribution.map(({ frequency }) => frequency));
    const half = Math.min(16, (0.4 * (right - left)) / (to - from));
    for (const { pairs, frequency } of fileOrder.distribution) {
      const height = (60 * frequency) / most;
      drawn.push(element("rect", { x: x(pairs) - half, y: bottom - height, width: 2 * half, height, fill: "#D55E00" }));
      label(String(frequency), x(pairs), bottom - height - 4, {
        "text-anchor": "middle",
        "font-size": 11,
        fill: FAINT,
      });
    }
  }
  line(left, bottom, right, bottom, { stroke: INK });
  for (let pairs = from; pairs <= to; pairs += step) {
    line(x(pairs), bottom, x(pairs), bottom + 5, { stroke: INK });
    label(String(pairs), x(pairs), bottom + 18, { "text-anchor": "middle" });
  }
  label("Pairs", (left + right) / 2, bottom + 38, { "text-anchor": "middle", "font-size": 13 });
  const foot = caption === "" ? [] : wrap(caption, Math.floor((width - 8) / 6.2));
  for (const [k, text] of foot.entries()) label(text, 4, bottom + 60 + 15 * k, { "font-size": 11, fill: FAINT });

  const height = bottom + 50 + (foot.length === 0 ? 0 : 15 * foot.length + 6);
  const root = element("svg", {
    xmlns: NAMESPACE,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    fill: INK,
    style: STYLE,
    role: "img",
    "aria-labelledby": `${id}-title ${id}-description`,
  }) as SVGSVGElement;
  const parts = rows.map(({ algorithm, pairs }) => `${ALGORITHM_LABELS[algorithm]}: ${pairs}`);
  if (fileOrder !== null)
    parts.push(`${fileOrder.fileOrders} orders of the file: ${fileOrder.min} to ${fileOrder.max}`);
  if (published !== null) parts.push(`published: ${published}`);
  root.appendChild(element("title", { id: `${id}-title` }, title));
  root.appendChild(
    element("desc", { id: `${id}-description` }, `Numbers of pairs, at most ${maximumPairs}. ${parts.join("; ")}.`),
  );
  root.appendChild(element("rect", { width, height, fill: "white" }));
  for (const child of drawn) root.appendChild(child);
  return root;
}

function wrap(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && `${lines[last]} ${word}`.length <= characters) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
