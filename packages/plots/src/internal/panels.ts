import { type Area, axes, axisName, sideTitle, type Tick } from "./axes.js";
import { roundTicks, tickTexts } from "./round-ticks.js";
import { label, svg } from "./svg.js";
import { textWidth, wrapText } from "./text.js";

/** A plot area with the scales of its axes. */
export interface Panel {
  readonly area: Area;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** What stands above a panel. */
interface PanelHeading {
  readonly title: string | null;
  readonly note?: string;
}

interface PanelsOptions {
  readonly width: number;
  readonly top: number;
  readonly headings: readonly PanelHeading[];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Ticks of the vertical axis; "x" = those of the horizontal one. */
  readonly yTicks: readonly number[] | "x";
  /** Texts of ticks of their own. */
  readonly yTexts?: readonly string[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** Height of a panel as wide as this. */
  readonly height: (width: number) => number;
  /** Widest panel. Default: as wide as the page allows. */
  readonly widest?: number;
}

/** One or two panels on the same scales, with axes and headings; side by side on a wide page, else one below the other. */
export interface Panels {
  readonly panels: readonly Panel[];
  readonly bottom: number;
  readonly element: (document: Document) => SVGElement;
}

const RIGHT = 20;
const LINE = 16;

export function layPanels(options: PanelsOptions): Panels {
  const { width, top, headings, x, y, xLabel, yLabel, height } = options;
  const beside = headings.length === 2 && width >= 560;
  const columns = beside ? 2 : 1;
  // The room of the ticks' texts decides on the width, which decides on the ticks: begin with texts of usual width.
  const { widest = Number.POSITIVE_INFINITY } = options;
  const rough = Math.min(widest, (width - 100 * columns) / columns);
  const xTicks = fitTicks(x[0], x[1], rough);
  const xTexts = tickTexts(xTicks);
  const yTicks = options.yTicks === "x" ? xTicks : options.yTicks;
  const yTexts = options.yTicks === "x" ? xTexts : (options.yTexts ?? tickTexts(yTicks));
  const yRoom = 14 + Math.max(...yTexts.map((text) => textWidth(text, 12)));
  const side = wrapText(yLabel, Math.max(150, height(rough)), 13);
  const left = yRoom + 6 + LINE * side.length;
  const gap = beside ? yRoom + RIGHT : 0;
  const inner = Math.floor(Math.min(widest, (width - left - RIGHT - gap) / columns));
  const size = Math.round(height(inner));
  const below = wrapText(xLabel, beside ? inner : width - 8, 13);
  const lines = headings.map(({ title, note }) => ({
    title: title === null ? [] : wrapText(title, inner, 12, true),
    note: note === undefined ? [] : wrapText(note, inner, 12),
  }));
  const heads = lines.map(({ title, note }) => LINE * (title.length + note.length) + 10);
  const foot = 24 + LINE * below.length + 6;
  const panels: Panel[] = [];
  let from = top;
  headings.forEach((_, i) => {
    const start = left + (beside ? i * (inner + gap) : 0);
    const head = beside ? Math.max(...heads) : heads[i]!;
    const area = { left: start, right: start + inner, top: from + head, bottom: from + head + size };
    if (!beside) from = area.bottom + foot + 6;
    panels.push({
      area,
      x: (value) => area.left + (inner * (value - x[0])) / (x[1] - x[0]),
      y: (value) => area.bottom - (size * (value - y[0])) / (y[1] - y[0]),
    });
  });

  const element = (document: Document): SVGElement =>
    svg(
      document,
      "g",
      { "aria-label": "panels" },
      panels.flatMap(({ area, x, y }, i) => {
        const ticks = (at: (value: number) => number, list: readonly number[], texts: readonly string[]): Tick[] =>
          list.map((tick, k) => ({ at: at(tick), text: texts[k]! }));
        const { title, note } = lines[i]!;
        const head = area.top - 12 - LINE * (title.length + note.length - 1);
        return [
          axes(document, area, ticks(x, xTicks, xTexts), ticks(y, yTicks, yTexts)),
          ...title.map((text, k) => label(document, text, area.left, head + LINE * k, { bold: true })),
          ...note.map((text, k) => label(document, text, area.left, head + LINE * (title.length + k))),
          ...axisName(document, below, area, area.bottom + 38, width),
          ...(beside && i === 1
            ? []
            : side.map((text, k) => sideTitle(document, text, 16 + LINE * k, (area.top + area.bottom) / 2))),
        ];
      }),
    );
  return { panels, bottom: panels[panels.length - 1]!.area.bottom + foot, element };
}

/** As many round ticks as have room for their texts in a width, at most `limit` distances. */
export function fitTicks(low: number, high: number, width: number, limit: number = 10): number[] {
  for (let most = Math.min(limit, Math.floor(width / 40)); most > 1; most--) {
    const ticks = roundTicks(low, high, most);
    const room = ((ticks[1]! - ticks[0]!) / (high - low)) * width;
    if (ticks.length < 2 || Math.max(...tickTexts(ticks).map((text) => textWidth(text, 12))) + 10 <= room) return ticks;
  }
  return roundTicks(low, high, 1);
}
