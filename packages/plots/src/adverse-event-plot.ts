import type { FigureOptions } from "./figure-options.js";
import { axisName, noteLines } from "./internal/axes.js";
import { type EventRow, readEventRows } from "./internal/event-rows.js";
import { blank, checkFigureOptions, finish, sheetOf } from "./internal/figure.js";
import { ink, look } from "./internal/palette.js";
import { fitTicks } from "./internal/panels.js";
import { tickTexts } from "./internal/round-ticks.js";
import { box, sampleKey } from "./internal/sample-key.js";
import { label, svg } from "./internal/svg.js";
import { textWidth, wrapText } from "./internal/text.js";

/** One term of an adverse event plot; the rows of `adverseEvents` have these fields. */
export interface AdverseEventPlotRow {
  /** null = any event. */
  readonly term: string | null;
  readonly groups: readonly {
    readonly group: string | null;
    readonly n: number;
    readonly anyGrade: { readonly count: number };
    readonly grade3Plus: { readonly count: number };
  }[];
}

/** What `adverseEventPlot` draws; the result of `adverseEvents` is that. */
export interface AdverseEventPlotInput {
  readonly overall: AdverseEventPlotRow;
  readonly rows: readonly AdverseEventPlotRow[];
}

/** Options of `adverseEventPlot`. */
export interface AdverseEventPlotOptions extends FigureOptions {
  /** Left and right group. Default: the two of the result, in its order. */
  readonly groups?: readonly [string, string];
  /** Text for a term. Default: the term. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Leaves out terms that are rarer than this percentage in both groups; they are counted below. Default 0. */
  readonly minPercent?: number;
  /** Order of the terms: "data" as in the result, most frequent first (default), or "severe", most grade 3 or worse first. */
  readonly sort?: "data" | "severe";
  /** Whether a row for any event stands first. Default true. */
  readonly overall?: boolean;
  /** Default "Patients (%)". */
  readonly xLabel?: string;
}

/**
 * Adverse events of two groups as mirrored bars (a butterfly): patients with an event of any grade in a light shade, with
 * grade 3 or worse in a dark one, in percent of the treated patients of the group.
 *
 * Numbers beside the bars are percentages of any grade and, after a stroke, of grade 3 or worse. Both sides have the same scale.
 *
 * @param result result of `adverseEvents` with two groups, or with more and the option `groups`.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document or no row, there are not two groups to draw, a group has no treated patient, or
 * counts do not agree.
 *
 * @example
 * ```ts
 * import { adverseEventPlot } from "@hcc/plots";
 * import { adverseEvents } from "@hcc/safety";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const patients = ["A", "A", "B", "B"].map((arm, i) => ({ id: `P${i}`, arm, start: 0, stop: 100 }));
 * const events = [
 *   { id: "P0", term: "Fatigue", grade: 3, day: 9 }, { id: "P1", term: "Fatigue", grade: 1, day: 20 },
 *   { id: "P2", term: "Fatigue", grade: 2, day: 40 },
 * ];
 * const result = adverseEvents(events, patients, {
 *   patient: "id", term: "term", grade: "grade", onsetDay: "day",
 *   id: "id", by: "arm", start: "start", stop: "stop", ctcae: "5.0",
 * });
 * const figure = adverseEventPlot(result, { document });
 * figure.querySelector("desc").textContent.includes("Fatigue: A 100%, 50% grade 3 or worse; B 50%, 0%"); // => true
 * ```
 */
export function adverseEventPlot(result: AdverseEventPlotInput, options: AdverseEventPlotOptions = {}): SVGSVGElement {
  const own = ["groups", "labels", "minPercent", "sort", "overall", "xLabel"];
  checkFigureOptions("adverseEventPlot", options, own);
  const { xLabel = "Patients (%)", minPercent = 0 } = options;
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const { groups, rows, left: leftOut } = readEventRows(result, { ...options, minPercent });

  const sides = [0, 1] as const;
  const shades = sides.map((side) => ({ light: SHADES[side]!, dark: look(side).ink, line: look(side).stroke }));
  const samples = sides.flatMap((side) => [
    {
      name: `${groups[side]!.name} (n\u00a0=\u00a0${groups[side]!.n}): any grade`,
      look: box(shades[side]!.light, shades[side]!.line),
    },
    { name: "grade ≥ 3", look: box(shades[side]!.dark, shades[side]!.dark) },
  ]);
  const keys: SVGElement[] = [];
  let top = sheet.top;
  for (const side of sides) {
    const key = sampleKey(document, samples.slice(2 * side, 2 * side + 2), { left: 4, top, width: width - 8 });
    keys.push(key.element);
    top += key.height - 4;
  }
  top += 8;

  // Terms stand between the bars where the page is wide, else above them.
  const widest = Math.max(...rows.map(({ name }) => textWidth(name, 12, true)));
  const between = width >= 560;
  const middle = between ? Math.min(widest + 20, 0.32 * width) : 0;
  const numbers = Math.max(...rows.flatMap((row) => sides.map((side) => textWidth(numbersOf(row, side), 11)))) + 8;
  const half = (width - 8 - middle) / 2 - numbers;
  const centers = [(width - middle) / 2, (width + middle) / 2] as const;
  const most = Math.max(1, ...rows.flatMap(({ any }) => any));
  const ticks = fitTicks(0, most, half, 5);
  const x = (side: 0 | 1, percent: number): number => centers[side] + ((side === 0 ? -1 : 1) * half * percent) / most;

  let y = top;
  const laid = rows.map((row) => {
    const lines = wrapText(row.name, between ? middle - 8 : width - 16, 12, row.bold);
    const above = between ? 0 : 15 * lines.length + 2;
    const tall = between ? Math.max(22, 15 * lines.length + 6) : above + 24;
    const bar = between ? y + tall / 2 : y + above + 9;
    const text = between ? bar - 7.5 * lines.length + 11.5 : y + 12;
    y += tall + (row.bold ? 6 : 0);
    return { ...row, lines, bar, text };
  });
  const bottom = y + 2;
  const hidden = `${leftOut} ${leftOut === 1 ? "term" : "terms"} below ${minPercent}% in both groups ${leftOut === 1 ? "is" : "are"} not shown.`;
  const notes = leftOut === 0 ? [] : wrapText(hidden, width - 8, 11);
  const below = wrapText(xLabel, width - 8, 13);
  const height = bottom + 30 + 16 * below.length + (notes.length > 0 ? 15 * notes.length + 6 : 0) + sheet.bottom;
  const root = blank(sheet, height);
  const group = (name: string, elements: readonly SVGElement[]): void => {
    root.appendChild(svg(document, "g", { "aria-label": name }, elements));
  };
  const bars = (
    side: 0 | 1,
    of: (row: EventRow) => readonly [number, number],
    fill: string,
    line: string,
  ): SVGElement[] =>
    laid.flatMap((row) => {
      const percent = of(row)[side];
      if (percent === 0) return [];
      const [x1, x2] = [x(side, 0), x(side, percent)];
      return [
        svg(document, "rect", {
          x: Math.min(x1, x2),
          width: Math.abs(x2 - x1),
          y: row.bar - 7,
          height: 14,
          fill,
          stroke: line,
        }),
      ];
    });
  group(
    "grid",
    sides.flatMap((side) =>
      ticks
        .slice(1)
        .map((tick) =>
          svg(document, "line", { x1: x(side, tick), x2: x(side, tick), y1: top, y2: bottom, stroke: "#ececec" }),
        ),
    ),
  );
  group(
    "any grade",
    sides.flatMap((side) => bars(side, ({ any }) => any, shades[side]!.light, shades[side]!.line)),
  );
  group(
    "grade 3 or worse",
    sides.flatMap((side) => bars(side, ({ severe }) => severe, shades[side]!.dark, shades[side]!.dark)),
  );
  group(
    "numbers",
    laid.flatMap((row) =>
      sides.map((side) => {
        const at = x(side, row.any[side]) + (side === 0 ? -5 : 5);
        return label(document, numbersOf(row, side), at, row.bar + 4, {
          anchor: side === 0 ? "end" : "start",
          size: 11,
        });
      }),
    ),
  );
  group(
    "terms",
    laid.flatMap(({ lines, text, bold }) =>
      lines.map((line, k) => label(document, line, width / 2, text + 15 * k, { anchor: "middle", bold })),
    ),
  );
  const texts = tickTexts(ticks);
  group("axis", [
    ...(between ? sides : ([0] as const)).map((side) =>
      svg(document, "line", {
        x1: centers[side],
        x2: centers[side],
        y1: top,
        y2: bottom,
        stroke: between ? ink : "none",
      }),
    ),
    ...(between
      ? []
      : laid.map(({ bar }) =>
          svg(document, "line", { x1: width / 2, x2: width / 2, y1: bar - 9, y2: bar + 9, stroke: ink }),
        )),
    ...sides.map((side) =>
      svg(document, "line", { x1: x(side, 0), x2: x(side, most), y1: bottom, y2: bottom, stroke: ink }),
    ),
    ...sides.flatMap((side) =>
      ticks.flatMap((tick, i) => {
        if (side === 1 && tick === 0 && !between) return [];
        const at = x(side, tick);
        return [
          svg(document, "line", { x1: at, x2: at, y1: bottom, y2: bottom + 5, stroke: ink }),
          label(document, texts[i]!, at, bottom + 18, { anchor: "middle" }),
        ];
      }),
    ),
  ]);
  for (const element of axisName(document, below, { left: 0, right: width }, bottom + 38, width)) {
    root.appendChild(element);
  }
  for (const element of noteLines(document, notes, bottom + 40 + 16 * below.length)) root.appendChild(element);
  for (const element of keys) root.appendChild(element);

  const parts = rows.map(({ name, any, severe }) => {
    const [a, b] = sides.map((side) => `${groups[side]!.name} ${percentText(any[side])}`);
    return `${name}: ${a}, ${percentText(severe[0])} grade 3 or worse; ${b}, ${percentText(severe[1])}`;
  });
  const description = options.description ?? `${xLabel}. ${parts.join(". ")}. ${notes.join(" ")}`.trim();
  return finish(root, sheet, { name: options.title ?? "Adverse events by group", description, id: options.id });
}

// Light shades of the first two looks: a dark bar within a light one differs without color.
const SHADES = ["#B5D7EC", "#F6CDB0"] as const;

function numbersOf({ any, severe }: EventRow, side: 0 | 1): string {
  return `${Math.round(any[side])} / ${Math.round(severe[side])}`;
}

function percentText(percent: number): string {
  return `${Math.round(percent)}%`;
}
