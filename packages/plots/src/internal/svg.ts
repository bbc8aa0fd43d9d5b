export type Attributes = Readonly<Record<string, string | number | undefined>>;

const namespace = "http://www.w3.org/2000/svg";

/** An SVG element of `document` with attributes and children; undefined attributes are left out. */
export function svg(
  document: Document,
  name: string,
  attributes: Attributes,
  children: readonly (Node | string)[] = [],
): SVGElement {
  const element = document.createElementNS(namespace, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, typeof value === "number" ? round(value) : value);
  }
  for (const child of children) {
    element.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
  return element;
}

/** A coordinate with at most two decimals. */
export function round(x: number): string {
  return String(Math.round(x * 100) / 100);
}

/** A line of text; `anchor` start, `size` 12 unless said otherwise. */
export function label(
  document: Document,
  text: string,
  x: number,
  y: number,
  { anchor = "start", size = 12, bold = false, fill, style }: LabelOptions = {},
): SVGElement {
  const attributes = {
    x,
    y,
    "text-anchor": anchor,
    "font-size": size,
    "font-weight": bold ? "600" : undefined,
    "font-style": style,
    fill,
  };
  return svg(document, "text", attributes, [text]);
}

export interface LabelOptions {
  readonly anchor?: "start" | "middle" | "end";
  readonly size?: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly style?: "italic";
}
