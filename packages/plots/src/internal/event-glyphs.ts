import { ink } from "./palette.js";
import { svg } from "./svg.js";

// Outlines around (0, 0), about 10 pixels wide; that of progression is taller, so that no other mark of the day hides it.
const GLYPHS: Readonly<Record<Glyph, { readonly d: string; readonly fill: string }>> = {
  response: { d: "M0,-5.6l5.2,9h-10.4Z", fill: "white" },
  progression: { d: "M0,-8V8", fill: "none" },
  death: { d: "M-4,-4h8v8h-8Z", fill: ink },
  ongoing: { d: "M-4,-5L6,0L-4,5Z", fill: ink },
  event0: { d: "M0,-5.6l5,5.6l-5,5.6l-5,-5.6Z", fill: "white" },
  event1: { d: "M0,-4.4A4.4,4.4 0 1 1 0,4.4A4.4,4.4 0 1 1 0,-4.4Z", fill: "white" },
  event2: { d: "M0,5.6l5.2,-9h-10.4Z", fill: "white" },
  event3: { d: "M-1.7,-5h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3Z", fill: "white" },
  event4: {
    d: "M0,-5.6L3.3,-1.1L5.3,-1.7L3.4,1.7L3.3,5.2L0,3.6L-3.3,5.2L-3.4,1.7L-5.3,-1.7L-3.3,-1.1Z",
    fill: "white",
  },
};

/** A mark at a time of a patient's course. */
export type Glyph =
  | "response"
  | "progression"
  | "death"
  | "ongoing"
  | "event0"
  | "event1"
  | "event2"
  | "event3"
  | "event4";

/** Glyphs for events of the caller's own. */
export const eventGlyphs: readonly Glyph[] = ["event0", "event1", "event2", "event3", "event4"];

/** A mark, told from the others by its shape; a white edge sets it off from what lies below. */
export function glyph(document: Document, name: Glyph, x: number, y: number, scale: number = 1): SVGElement {
  const { d, fill } = GLYPHS[name];
  const place = `translate(${Math.round(100 * x) / 100},${Math.round(100 * y) / 100})`;
  const transform = scale === 1 ? place : `${place} scale(${scale})`;
  const shape = { d, fill, "stroke-linejoin": "round" };
  return svg(document, "g", { transform }, [
    svg(document, "path", { ...shape, stroke: "white", "stroke-width": 4.4 }),
    svg(document, "path", { ...shape, stroke: ink, "stroke-width": fill === "none" ? 2.4 : 1.3 }),
  ]);
}
