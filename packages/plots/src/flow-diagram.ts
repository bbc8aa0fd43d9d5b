import { InputError } from "@hcc/data";
import type { FigureOptions } from "./figure-options.js";
import { blank, finish, sheetOf } from "./internal/figure.js";
import { ink } from "./internal/palette.js";
import { label, svg } from "./internal/svg.js";
import { wrapText } from "./internal/text.js";

/** A number of patients with its name. */
export interface FlowCount {
  readonly label: string;
  readonly n?: number;
}

/** One box of a flow diagram. */
export interface FlowBox extends FlowCount {
  /** Lines below the label, for example the reasons behind a number. */
  readonly details?: readonly FlowCount[];
}

/** One level of a flow diagram, from top to bottom: a single box, or one box for each arm. */
export interface FlowStep extends Partial<FlowBox> {
  /** Boxes side by side; without it the step itself is the box. */
  readonly arms?: readonly FlowBox[];
  /** Box at the side of the way to the next step, for patients who leave here; single steps only. */
  readonly excluded?: FlowBox;
}

/**
 * Flow of patients through a study: boxes with counts, exclusions at the side, arms side by side (as CONSORT and STROBE
 * ask for).
 *
 * @param steps from top to bottom.
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document or no step, or when steps with arms differ in their number.
 *
 * @example
 * ```ts
 * import { flowDiagram } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const figure = flowDiagram(
 *   [
 *     { label: "Patients with TACE-refractory HCC", n: 167, excluded: { label: "Excluded", n: 35 } },
 *     { label: "Included", n: 132 },
 *     { arms: [{ label: "TKI-I group", n: 68 }, { label: "TKI group", n: 64 }] },
 *   ],
 *   { document, width: 380 },
 * );
 * figure.querySelectorAll("rect").length; // => 6
 * ```
 */
export function flowDiagram(steps: readonly FlowStep[], options: FigureOptions = {}): SVGSVGElement {
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  const widest = Math.max(0, ...steps.map(({ arms }) => arms?.length ?? 1));
  if (widest === 0) throw new InputError("empty-data", "there is no step to draw");
  for (const [i, { arms }] of steps.entries()) {
    if (arms && arms.length !== widest) {
      throw new InputError(
        "length-mismatch",
        `step ${i} has ${arms.length} arms, another one ${widest}: give as many`,
        { row: i },
      );
    }
  }

  const inner = width - 8;
  const armGap = width < 520 ? 12 : 28;
  const armWidth = Math.min(320, (inner - armGap * (widest - 1)) / widest);
  const sideGap = width < 520 ? 14 : 30;
  const withSide = steps.some(({ excluded }) => excluded);
  const sideWidth = withSide ? Math.min(300, Math.floor((inner - sideGap) * 0.48)) : 0;
  let mainWidth = Math.min(320, withSide ? inner - sideGap - sideWidth : inner);
  // The arms are centred under the main boxes where the page is wide enough, else they use its whole width.
  const armsWidth = armWidth * widest + armGap * (widest - 1);
  const rightPart = mainWidth / 2 + (withSide ? sideGap + sideWidth : 0);
  const balanced = (width - rightPart + mainWidth / 2) / 2;
  let center = Math.min(Math.max(4 + armsWidth / 2, balanced), width - 4 - rightPart);
  const armsLeft = Math.min(Math.max(center - armsWidth / 2, 4), width - 4 - armsWidth);
  const armCenters = Array.from({ length: widest }, (_, a) => armsLeft + armWidth / 2 + a * (armWidth + armGap));

  if (Math.abs(center - armCenters[0]!) < 8) {
    center = armCenters[0]!;
    mainWidth = Math.min(mainWidth, 2 * (center - 4));
  }
  const lastSide = steps.map(({ excluded }) => excluded !== undefined).lastIndexOf(true);
  const lastArms = steps.map(({ arms }) => arms !== undefined).lastIndexOf(true);

  const boxes: SVGElement[] = [];
  const lines: SVGElement[] = [];
  const connect = (points: readonly (readonly [number, number])[]): void => {
    const d = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(2)},${y.toFixed(2)}`).join("");
    lines.push(svg(document, "path", { d, fill: "none", stroke: ink }));
    const [x, y] = points[points.length - 1]!;
    const [x0] = points[points.length - 2]!;
    const head = x0 === x ? "l-4,-7h8Z" : "l-7,-4v8Z";
    lines.push(svg(document, "path", { d: `M${x.toFixed(2)},${y.toFixed(2)}${head}`, fill: ink }));
  };
  let y = sheet.top + 2;
  let from: number[] = [];
  let bottoms: number[] = [];
  for (const [index, step] of steps.entries()) {
    const list = step.arms ?? [step as FlowBox];
    const size = step.arms ? armWidth : mainWidth;
    const after = lastArms >= 0 && index > lastArms && index > lastSide;
    const at = step.arms ? armCenters : [after ? armsLeft + armsWidth / 2 : center];
    const heights = list.map((box) => boxHeight(box, size));
    const height = Math.max(...heights);
    if (from.length === at.length) {
      at.forEach((x, i) => {
        connect([
          [x, bottoms[i]!],
          [x, y],
        ]);
      });
    } else if (from.length > 0) {
      const turn = y - 16;
      for (const [i, x0] of from.entries()) {
        for (const x of at) {
          if (from.length === 1 || at.length === 1)
            connect([
              [x0, bottoms[i]!],
              [x0, turn],
              [x, turn],
              [x, y],
            ]);
        }
      }
    }
    list.forEach((box, i) => {
      boxes.push(...drawBox(document, box, at[i]!, y, size, height));
    });
    from = [...at];
    bottoms = at.map(() => y + height);
    y += height;
    if (step.excluded) {
      const side = boxHeight(step.excluded, sideWidth);
      const way = y + 14 + side / 2;
      const left = center + mainWidth / 2 + sideGap;
      connect([
        [center, way],
        [left, way],
      ]);
      boxes.push(...drawBox(document, step.excluded, left + sideWidth / 2, y + 14, sideWidth, side, true));
      y += side + 28;
    } else y += 34;
  }
  const root = blank(sheet, Math.ceil(bottoms[0]! + 4 + sheet.bottom));
  for (const element of [...lines, ...boxes]) root.appendChild(element);
  const description = options.description ?? `${steps.map(sentence).join(". ")}.`;
  return finish(root, sheet, { name: options.title ?? "Flow of patients", description, id: options.id });
}

const size = 12;
const lineHeight = 16;
const padding = 9;

function withCount({ label: text, n }: FlowCount): string {
  return n === undefined ? text : `${text} (n\u00a0=\u00a0${n})`;
}

function boxLines(box: FlowBox, width: number): { readonly head: string[]; readonly details: string[][] } {
  const room = width - 2 * padding;
  return {
    head: wrapText(withCount(box), room, size, true),
    details: (box.details ?? []).map((detail) => wrapText(withCount(detail), room - 10, size)),
  };
}

function boxHeight(box: FlowBox, width: number): number {
  const { head, details } = boxLines(box, width);
  return lineHeight * (head.length + details.flat().length) + (details.length > 0 ? 4 : 0) + 2 * padding;
}

function drawBox(
  document: Document,
  box: FlowBox,
  center: number,
  top: number,
  width: number,
  height: number,
  side = false,
): SVGElement[] {
  const { head, details } = boxLines(box, width);
  const left = center - width / 2;
  const fill = side ? "#ffffff" : "#f2f6fa";
  const elements = [svg(document, "rect", { x: left, y: top, width, height, rx: 2, fill, stroke: ink })];
  const plain = details.length === 0;
  const used = lineHeight * (head.length + details.flat().length) + (plain ? 0 : 4);
  let y = top + (height - used) / 2 + 12;
  for (const line of head) {
    const middle = plain && !side;
    elements.push(
      label(document, line, middle ? center : left + padding, y, { anchor: middle ? "middle" : "start", bold: true }),
    );
    y += lineHeight;
  }
  y += 4;
  for (const lines of details) {
    elements.push(svg(document, "circle", { cx: left + padding + 3, cy: y - 4, r: 1.8, fill: ink }));
    for (const line of lines) {
      elements.push(label(document, line, left + padding + 10, y));
      y += lineHeight;
    }
  }
  return elements;
}

function sentence(step: FlowStep): string {
  const write = (box: FlowBox): string => {
    const details = (box.details ?? []).map(withCount).join(", ");
    return `${withCount(box)}${details === "" ? "" : `: ${details}`}`;
  };
  const own = (step.arms ?? [step as FlowBox]).map(write).join("; ");
  return (step.excluded ? `${own}; ${write(step.excluded)}` : own).replaceAll("\u00a0", " ");
}
