import * as Plot from "@observablehq/plot";
import type { Sheet } from "./figure.js";
import type { Panels } from "./panels.js";

/** Marks whose channels are pixels, below the axes and headings of panels. */
export function panelPlot(
  { document, width, bottom }: Sheet,
  panels: Panels,
  marks: Plot.PlotOptions["marks"],
): SVGSVGElement {
  const root = Plot.plot({
    document,
    width,
    height: panels.bottom + bottom,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    ...(marks !== undefined && { marks }),
  }) as SVGSVGElement;
  root.appendChild(panels.element(document));
  return root;
}
