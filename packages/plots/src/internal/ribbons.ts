import { ink } from "./palette.js";
import { box, type Sample } from "./sample-key.js";
import { label, round, svg } from "./svg.js";
import { textWidth, wrapText } from "./text.js";

/** How a state is drawn. */
interface RibbonState {
  readonly name: string;
  readonly fill: string;
  readonly line: string;
  readonly text: string;
}

/** States of the same subjects in columns, to be drawn as bars that ribbons join. */
interface RibbonsOptions {
  readonly width: number;
  readonly top: number;
  readonly columns: readonly string[];
  /** States from top to bottom. */
  readonly states: readonly RibbonState[];
  /** Index of the state of each subject, by column. */
  readonly values: readonly (readonly number[])[];
}

/** Bars and ribbons, and the height at which they end. */
export interface Ribbons {
  readonly bottom: number;
  readonly elements: (document: Document) => SVGElement[];
  /** Subjects from state to state between a column and the next one. */
  readonly flows: readonly (readonly { readonly from: number; readonly to: number; readonly count: number }[])[];
}

interface Node {
  readonly state: number;
  readonly count: number;
  readonly top: number;
  readonly height: number;
}

const GAP = 16;
const EDGE = 4;

export function layRibbons({ width, top, columns, states, values }: RibbonsOptions): Ribbons {
  const n = values[0]!.length;
  const counts = values.map((column) => tally(column, states.length));
  const named = (column: number, state: number): string => `${states[state]!.name} ${counts[column]![state]}`;
  const used = counts.flatMap((list, k) => list.flatMap((count, s) => (count > 0 ? [[k, s] as const] : [])));
  const names = Math.max(...used.map(([k, s]) => textWidth(named(k, s), 11))) + 8;
  // Names stand in the bars where enough is left for the ribbons, else the key alone has them.
  const whole = names * columns.length <= 0.55 * width;
  const bar = whole ? Math.max(30, names) : Math.max(...used.map(([k, s]) => textWidth(String(counts[k]![s]), 11))) + 8;
  const step = (width - 2 * EDGE - bar) / (columns.length - 1);
  const left = (k: number): number => EDGE + k * step;

  // Names of columns share the width, those at the ends begin and end with their bar.
  const room = columns.length === 2 ? (step + bar - 12) / 2 : Math.min(step - 8, (step + bar / 2 - 8) / 1.5);
  const heads = columns.map((name, k) => {
    const last = k === columns.length - 1;
    const middle = k > 0 && !last;
    const lines = wrapText(name, room, 12, true);
    return {
      lines,
      anchor: middle ? "middle" : last ? "end" : "start",
      x: middle ? left(k) + bar / 2 : last ? width - EDGE : EDGE,
    } as const;
  });
  const headHeight = 16 * Math.max(...heads.map(({ lines }) => lines.length)) + 8;
  const body = Math.round(Math.max(260, Math.min(440, 0.5 * width)));
  const start = top + headHeight;
  const unit = body / n;
  const most = Math.max(...counts.map((list) => list.filter((count) => count > 0).length));
  const bottom = start + body + GAP * most;
  const nodes = counts.map((list) => {
    let y = start;
    return list.map((count, state): Node => {
      if (count > 0) y += GAP;
      const node = { state, count, top: y, height: count * unit };
      y += node.height;
      return node;
    });
  });

  const flows = values.slice(1).map((column, k) => {
    const table = new Map<number, number>();
    column.forEach((to, i) => {
      const pair = values[k]![i]! * states.length + to;
      table.set(pair, (table.get(pair) ?? 0) + 1);
    });
    return [...table]
      .sort(([a], [b]) => a - b)
      .map(([pair, count]) => ({ from: Math.floor(pair / states.length), to: pair % states.length, count }));
  });

  const elements = (document: Document): SVGElement[] => {
    const ribbons: SVGElement[] = [];
    const texts: SVGElement[] = [];
    flows.forEach((list, k) => {
      const out = nodes[k]!.map((node) => node.top);
      const into = nodes[k + 1]!.map((node) => node.top);
      const [x1, x2] = [left(k) + bar, left(k + 1)];
      const middle = (x1 + x2) / 2;
      for (const { from, to, count } of list) {
        const tall = count * unit;
        const [y1, y2] = [out[from]!, into[to]!];
        out[from] = y1 + tall;
        into[to] = y2 + tall;
        const d = [
          `M${round(x1)},${round(y1)}C${round(middle)},${round(y1)} ${round(middle)},${round(y2)} ${round(x2)},${round(y2)}`,
          `V${round(y2 + tall)}C${round(middle)},${round(y2 + tall)} ${round(middle)},${round(y1 + tall)} ${round(x1)},${round(y1 + tall)}Z`,
        ].join("");
        const { fill, line } = states[from]!;
        const title = `${states[from]!.name} to ${states[to]!.name}: ${count}`;
        const look = { fill, "fill-opacity": 0.45, stroke: line, "stroke-opacity": 0.6, "stroke-width": 0.6 };
        ribbons.push(svg(document, "path", { d, ...look }, [svg(document, "title", {}, [title])]));
        if (tall >= 13 && count < counts[k]![from]! && x2 - x1 > 50) {
          texts.push(label(document, String(count), x1 + 5, y1 + tall / 2 + 4, { size: 11 }));
        }
      }
    });
    const bars = nodes.flatMap((column, k) =>
      column.flatMap(({ state, count, top: y, height }) => {
        if (count === 0) return [];
        const { fill, line, text } = states[state]!;
        const inside = height >= 15;
        const at = inside ? y + height / 2 + 4 : y - 4;
        const what = whole ? named(k, state) : String(count);
        const place = { x: left(k), y, width: bar, height };
        texts.push(
          label(document, what, left(k) + bar / 2, at, { anchor: "middle", size: 11, fill: inside ? text : ink }),
        );
        return [svg(document, "rect", { ...place, fill, stroke: line })];
      }),
    );
    return [
      svg(document, "g", { "aria-label": "flows" }, ribbons),
      svg(document, "g", { "aria-label": "bars" }, bars),
      svg(document, "g", { "aria-label": "counts" }, texts),
      ...heads.flatMap(({ lines, anchor, x }) =>
        lines.map((line, i) => label(document, line, x, top + 14 + 16 * i, { anchor, bold: true })),
      ),
    ];
  };
  return { bottom, elements, flows };
}

/** The key of states. */
export const stateSamples = (states: readonly RibbonState[]): Sample[] =>
  states.map(({ name, fill, line }) => ({ name, look: box(fill, line) }));

/** The flows in sentences. */
export function flowText(columns: readonly string[], states: readonly RibbonState[], { flows }: Ribbons): string {
  const parts = flows.map((list, k) => {
    const each = list.map(({ from, to, count }) => `${states[from]!.name} to ${states[to]!.name} ${count}`);
    return `${columns[k]} to ${columns[k + 1]}: ${each.join(", ")}.`;
  });
  return parts.join(" ");
}

function tally(values: readonly number[], states: number): number[] {
  const counts = new Array<number>(states).fill(0);
  for (const value of values) counts[value]!++;
  return counts;
}
