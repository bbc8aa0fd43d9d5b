import { formatP } from "@hcc/tables";
import type { ForestRow } from "../forest-plot.js";
import { textWidth } from "./text.js";

/** A text of a forest plot; y = 0 is the top of the first row. */
interface ForestText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly bold: boolean;
  readonly faint: boolean;
}

/** Where the parts of a forest plot lie. */
export interface ForestLayout {
  readonly plotLeft: number;
  readonly plotRight: number;
  readonly headHeight: number;
  readonly height: number;
  /** Middle of each row. */
  readonly middles: readonly number[];
  readonly texts: readonly ForestText[];
}

interface Heads {
  readonly width: number;
  readonly ratio: string;
  readonly arms: string;
  readonly armLabels: readonly string[];
  readonly rowsLabel: string;
}

const left = 4;
const indent = 14;

/**
 * Columns beside the plot where they fit; else without a column for the interaction, whose P value then stands in the
 * empty cell of its heading; else the numbers under the names.
 */
export function forestLayout(rows: readonly ForestRow[], ratios: readonly string[], heads: Heads): ForestLayout {
  return columns(rows, ratios, heads, false) ?? columns(rows, ratios, heads, true) ?? stacked(rows, ratios, heads);
}

function isBold(row: ForestRow): boolean {
  return row.ratio === undefined || row.summary === true;
}

function nameWidth(rows: readonly ForestRow[]): number {
  return Math.max(...rows.map((row) => indent * (row.level ?? 0) + textWidth(row.label, 12, isBold(row))));
}

function columns(
  rows: readonly ForestRow[],
  ratios: readonly string[],
  heads: Heads,
  pInline: boolean,
): ForestLayout | null {
  const { width, armLabels } = heads;
  const arms = Math.max(armLabels.length, ...rows.map((row) => row.arms?.length ?? 0));
  const armWidths = Array.from({ length: arms }, (_, a) => {
    const texts = rows.map((row) => textWidth(row.arms?.[a] ?? "", 12));
    return Math.max(...texts, textWidth(armLabels[a] ?? "", 12, true), textWidth(heads.arms, 12, true) / arms) + 14;
  });
  const withP = !pInline && rows.some((row) => row.pInteraction !== undefined);
  const numbers = rows.map((row, i) => {
    const p = pInline && row.pInteraction !== undefined ? `P for interaction ${formatP(row.pInteraction)}` : "";
    return [ratios[i]!, p].filter((text) => text !== "").join("; ");
  });
  const ratioWidth = Math.max(textWidth(heads.ratio, 12, true), ...numbers.map((text) => textWidth(text, 12)));
  const pWidth = withP ? textWidth("interaction", 12, true) + 14 : 0;
  let x = left + Math.max(nameWidth(rows), textWidth(heads.rowsLabel, 12, true)) + 14;
  const armMiddles = armWidths.map((size) => (x += size) - size / 2);
  const plotLeft = x + 8;
  const plotRight = width - left - pWidth - ratioWidth - 18;
  if (plotRight - plotLeft < (pInline ? 120 : 170)) return null;

  const rowHeight = 23;
  const texts: ForestText[] = [];
  const put = (text: string, at: number, y: number, anchor: ForestText["anchor"], bold = false): void => {
    if (text !== "") texts.push({ text, x: at, y, anchor, bold, faint: false });
  };
  const ratioAt = plotRight + 18;
  put(heads.rowsLabel, left, -8, "start", true);
  if (arms > 0) put(heads.arms, (armMiddles[0]! + armMiddles[arms - 1]!) / 2, -24, "middle", true);
  armMiddles.forEach((at, a) => {
    put(armLabels[a] ?? "", at, -8, "middle", true);
  });
  put(heads.ratio, ratioAt, -8, "start", true);
  if (withP) {
    put("P for", width - left, -24, "end", true);
    put("interaction", width - left, -8, "end", true);
  }
  const middles = rows.map((row, i) => {
    const middle = rowHeight * (i + 0.5) + 4;
    const y = middle + 4;
    put(row.label, left + indent * (row.level ?? 0), y, "start", isBold(row));
    armMiddles.forEach((at, a) => {
      put(row.arms?.[a] ?? "", at, y, "middle");
    });
    put(numbers[i]!, ratioAt, y, "start");
    if (withP && row.pInteraction !== undefined) put(formatP(row.pInteraction), width - left, y, "end");
    return middle;
  });
  const headHeight = arms > 0 || withP ? 40 : 24;
  return { plotLeft, plotRight, headHeight, height: rowHeight * rows.length + 10, middles, texts };
}

function stacked(rows: readonly ForestRow[], ratios: readonly string[], heads: Heads): ForestLayout {
  const { width, armLabels } = heads;
  const texts: ForestText[] = [];
  const put = (text: string, level: number, y: number, bold = false, faint = false): void => {
    texts.push({ text, x: left + indent * level, y, anchor: "start", bold, faint });
  };
  const armText = (row: ForestRow): string => (row.arms ?? []).join(" vs ");
  const sub = rows.flatMap((row, i) =>
    [ratios[i]!, armText(row)].map((text) => indent * (row.level ?? 0) + textWidth(text, 12)),
  );
  const plotRight = width - 14;
  // Names may run over the plot area: nothing is drawn at their height.
  const plotLeft = Math.min(Math.max(...sub, 90) + left + 16, plotRight - 120);
  const armHead = armLabels.length > 0 ? `${heads.arms}: ${armLabels.join(" vs ")}` : "";
  put(heads.ratio, 0, armHead === "" ? -8 : -24, true);
  if (armHead !== "") put(armHead, 0, -8, false, true);
  let y = 4;
  const middles = rows.map((row, i) => {
    const level = row.level ?? 0;
    put(row.label, level, y + 14, isBold(row));
    y += 18;
    let middle = y;
    if (row.pInteraction !== undefined) {
      put(`P for interaction ${formatP(row.pInteraction)}`, level, y + 12, false, true);
      y += 16;
    }
    if (ratios[i] !== "") {
      put(ratios[i]!, level, y + 12);
      middle = y + 8;
      y += 16;
    }
    if (armText(row) !== "") {
      put(armText(row), level, y + 12, false, true);
      y += 16;
    }
    y += 5;
    return middle;
  });
  return { plotLeft, plotRight, headHeight: armHead === "" ? 24 : 40, height: y + 4, middles, texts };
}
