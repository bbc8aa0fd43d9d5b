import type { ResponsePlotResponse } from "../response-plot-patient.js";
import { ink } from "./palette.js";
import { box, type Sample } from "./sample-key.js";
import { svg } from "./svg.js";

/** How a response is drawn: hues of Okabe and Ito that also differ in lightness, and a dash for lines. */
export interface ResponseLook {
  readonly name: string;
  readonly fill: string;
  /** The outline of an area, and the color of a line. */
  readonly line: string;
  readonly dash: string | undefined;
  /** Text on the area. */
  readonly text: string;
}

const LOOKS: ReadonlyMap<ResponsePlotResponse, ResponseLook> = new Map([
  ["CR", { name: "CR", fill: "#005B8E", line: "#005B8E", dash: undefined, text: "#ffffff" }],
  ["PR", { name: "PR", fill: "#56B4E9", line: "#2E8FC7", dash: undefined, text: ink }],
  ["SD", { name: "SD", fill: "#F2CF66", line: "#A87900", dash: "5 2.5", text: ink }],
  ["NON-CR/NON-PD", { name: "Non-CR/non-PD", fill: "#DDA9C7", line: "#9A3D70", dash: "9 3 2 3", text: ink }],
  ["PD", { name: "PD", fill: "#C44E00", line: "#C44E00", dash: "2 2", text: "#ffffff" }],
  ["NE", { name: "NE", fill: "#D9D9D9", line: "#737373", dash: "1 3", text: ink }],
  ["MISSING", { name: "No visit", fill: "#FFFFFF", line: "#8C8C8C", dash: "1 3", text: ink }],
]);

/** From the best to the worst, then those without a response. */
export const RESPONSES: readonly ResponsePlotResponse[] = [...LOOKS.keys()];

export function responseLook(response: ResponsePlotResponse): ResponseLook {
  return LOOKS.get(response)!;
}

/** Entries of a key for the responses that occur, with their numbers, as boxes or as lines. */
export function responseSamples(found: readonly ResponsePlotResponse[], shape: "box" | "line"): Sample[] {
  return RESPONSES.flatMap((response) => {
    const count = found.filter((each) => each === response).length;
    if (count === 0) return [];
    const { name, fill, line, dash } = responseLook(response);
    const drawLine = (document: Document, x: number, y: number): SVGElement =>
      svg(document, "line", {
        x1: x,
        x2: x + 24,
        y1: y,
        y2: y,
        stroke: line,
        "stroke-width": 2,
        "stroke-dasharray": dash,
      });
    return [{ name: `${name} (${count})`, look: shape === "box" ? box(fill, line) : { draw: drawLine } }];
  });
}
