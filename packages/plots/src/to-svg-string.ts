/**
 * The text of a figure as a standalone SVG file: the same characters in Node and in every browser.
 *
 * @param element a figure of this package, or any SVG or HTML element without comments that matter.
 *
 * @example
 * ```ts
 * import { flowDiagram, toSvgString } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * toSvgString(flowDiagram([{ label: "Screened", n: 167 }], { document })).startsWith("<svg "); // => true
 * ```
 */
export function toSvgString(element: Element): string {
  const name = element.localName;
  let text = `<${name}`;
  // Documents differ in the order of attributes.
  const attributes = Array.from(element.attributes).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name: key, value } of attributes) text += ` ${key}="${escapeXml(value, true)}"`;
  if (element.childNodes.length === 0) return `${text}/>`;
  text += ">";
  for (const child of Array.from(element.childNodes)) {
    if (child.nodeType === 1) text += toSvgString(child as Element);
    else if (child.nodeType === 3) text += escapeXml(child.nodeValue ?? "", false);
  }
  return `${text}</${name}>`;
}

function escapeXml(text: string, quoted: boolean): string {
  const plain = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return quoted ? plain.replaceAll('"', "&quot;").replaceAll("\n", "&#10;") : plain;
}
