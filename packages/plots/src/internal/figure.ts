import { checkOptions, InputError } from "@hcc/data";
import type { FigureOptions } from "../figure-options.js";
import { faintInk, ink } from "./palette.js";
import { settle } from "./settle.js";
import { label, svg } from "./svg.js";
import { wrapText } from "./text.js";

const fontFamily = "Helvetica, Arial, 'Liberation Sans', sans-serif";
const titleSize = 14;
const captionSize = 11;

/** Checked options with heading and caption broken into lines. */
export interface Sheet {
  readonly document: Document;
  readonly width: number;
  readonly heading: readonly string[];
  readonly caption: readonly string[];
  /** Height that the heading takes, with the space below it. */
  readonly top: number;
  /** Height that the caption takes, with the space above it. */
  readonly bottom: number;
}

/** Refuses options that the figure does not have. */
export function checkFigureOptions(call: string, options: FigureOptions, own: readonly string[]): void {
  checkOptions(call, options, [...own, "document", "width", "title", "description", "caption", "id"]);
}

/** Throws unless an option is a list of two texts. */
export function checkPair(option: string, texts: readonly string[]): void {
  if (Array.isArray(texts) && texts.length === 2 && texts.every((text) => typeof text === "string")) return;
  throw new InputError("option", `${option} is ${JSON.stringify(texts)}: give a list of two texts`, { column: option });
}

export function sheetOf(options: FigureOptions, defaultWidth: number = 640): Sheet {
  const document = options.document ?? (globalThis as { document?: Document }).document;
  if (document === undefined) {
    throw new InputError(
      "option",
      "there is no document to draw with: pass one as the option document, for example of linkedom or jsdom",
      { column: "document" },
    );
  }
  const width = options.width ?? defaultWidth;
  if (!(width >= 300 && width <= 10_000)) {
    throw new InputError("option", `the width is ${width}: give 300 to 10000 pixels`, { column: "width" });
  }
  const heading = options.title ? wrapText(options.title, width - 8, titleSize, true) : [];
  const caption = options.caption ? wrapText(options.caption, width - 8, captionSize) : [];
  return {
    document,
    width,
    heading,
    caption,
    top: heading.length === 0 ? 4 : heading.length * 18 + 10,
    bottom: caption.length === 0 ? 4 : caption.length * 15 + 10,
  };
}

/** An empty drawing of the sheet's width. */
export function blank(sheet: Sheet, height: number): SVGSVGElement {
  const { width } = sheet;
  return svg(sheet.document, "svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    fill: ink,
  }) as SVGSVGElement;
}

// Set as an attribute, not by Plot's option style: linkedom has no settable style property on SVG elements.
const rootStyle = `font-family: ${fontFamily}; font-size: 12px; color: ${ink}; background: white; max-width: 100%; height: auto; overflow: visible`;

/** Adds what makes a drawing a figure: white ground, heading, caption, name and description, namespace. */
export function finish<Root extends SVGSVGElement>(
  root: Root,
  sheet: Sheet,
  { name, description, id }: { readonly name: string; readonly description: string; readonly id?: string | undefined },
): Root {
  const { document, width } = sheet;
  settle(root);
  const height = Number(root.getAttribute("height"));
  const key = id ?? `figure-${hash(`${name}\n${description}`)}`;
  root.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  root.setAttribute("style", rootStyle);
  root.setAttribute("role", "img");
  root.setAttribute("aria-labelledby", `${key}-title ${key}-description`);
  const ground = svg(document, "rect", { width, height, fill: "white" });
  root.insertBefore(ground, root.firstChild);
  root.insertBefore(svg(document, "desc", { id: `${key}-description` }, [description]), ground);
  root.insertBefore(svg(document, "title", { id: `${key}-title` }, [name]), root.firstChild);
  sheet.heading.forEach((line, i) => {
    root.appendChild(label(document, line, 4, 16 + 18 * i, { size: titleSize, bold: true, fill: ink }));
  });
  sheet.caption.forEach((line, i) => {
    const y = height - 6 - 15 * (sheet.caption.length - 1 - i);
    root.appendChild(label(document, line, 4, y, { size: captionSize, fill: faintInk }));
  });
  return root;
}

// FNV-1a: ids must differ between the figures of a page and be the same for the same figure.
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}
