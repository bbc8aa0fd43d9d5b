import { lineSample } from "./group-key.js";
import { label, svg } from "./svg.js";

interface RiskCurve {
  readonly time: ArrayLike<number>;
  readonly nRisk: ArrayLike<number>;
}

/** The number at risk under the ticks of a time axis. */
export function riskTable(
  document: Document,
  curves: readonly RiskCurve[],
  layout: {
    readonly names: readonly string[];
    /** Names left of the counts, or in a line of their own above them. */
    readonly namesBeside: boolean;
    readonly ticks: readonly number[];
    readonly top: number;
    readonly x: (time: number) => number;
  },
): { readonly element: SVGElement; readonly height: number } {
  const { names, namesBeside, ticks, top, x } = layout;
  const items: SVGElement[] = [label(document, "Number at risk", 4, top + 18, { bold: true })];
  let y = top + 18;
  curves.forEach((curve, i) => {
    y += 18;
    items.push(lineSample(document, i, 4, y - 4, 14), label(document, names[i]!, 23, y));
    if (!namesBeside) y += 15;
    for (const t of ticks) items.push(label(document, count(riskAt(curve, t)), x(t), y, { anchor: "middle" }));
  });
  return { element: svg(document, "g", { "aria-label": "number at risk" }, items), height: y - top + 8 };
}

function riskAt({ time, nRisk }: RiskCurve, t: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle]! < t) low = middle + 1;
    else high = middle;
  }
  return low < time.length ? nRisk[low]! : 0;
}

/** A number of patients; with a decimal where weights make it broken. */
export function count(n: number): string {
  return Math.abs(n - Math.round(n)) < 1e-6 ? String(Math.round(n)) : n.toFixed(1);
}
