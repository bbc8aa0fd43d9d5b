import { type Area, axes, axisName, sideTitle, type Tick } from "./axes.js";
import { faintInk } from "./palette.js";
import { roundStep, roundTicks, tickTexts } from "./round-ticks.js";
import { label, svg } from "./svg.js";
import { textWidth, wrapText } from "./text.js";

interface ChangeFrameOptions {
  readonly width: number;
  readonly top: number;
  /** Greatest change, and where the axis is cut at the latest. */
  readonly most: number;
  readonly limit: number;
  /** Thresholds drawn as dashed lines: a decrease and an increase. */
  readonly decrease: number;
  readonly increase: number;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Room between the axis and its name. */
  readonly below: number;
}

/** A plot area for changes in percent, from -100 to the greatest one, with lines at the thresholds. */
export interface ChangeFrame {
  readonly area: Area;
  /** End of the axis. */
  readonly high: number;
  readonly y: (percent: number) => number;
  readonly bottom: number;
  readonly draw: (document: Document, xTicks: readonly Tick[]) => SVGElement[];
}

export function changeFrame(options: ChangeFrameOptions): ChangeFrame {
  const { width, top, most, limit, decrease, increase, xLabel, yLabel, below } = options;
  const thresholds = [
    { at: -decrease, text: `−${decrease}%` },
    { at: increase, text: `+${increase}%` },
  ];
  const unit = roundStep(Math.max(most, increase + 10) / 8);
  const high = Math.min(limit, Math.ceil(Math.max(most, increase + 10) / unit) * unit);
  const rough = Math.max(240, Math.min(420, 0.55 * width));
  const ticks = roundTicks(-100, high, Math.max(4, Math.floor(rough / 40)));
  const texts = tickTexts(ticks);
  const side = wrapText(yLabel, rough, 13);
  const left = 24 + 16 * side.length + Math.max(...texts.map((text) => textWidth(text, 12)));
  const right = width - 10 - Math.max(...thresholds.map(({ text }) => textWidth(text, 11)));
  const area: Area = { left, right, top, bottom: top + Math.round(rough) };
  const y = (percent: number): number => area.bottom - ((area.bottom - area.top) * (percent + 100)) / (high + 100);
  const names = wrapText(xLabel, width - 8, 13);
  return {
    area,
    high,
    y,
    bottom: area.bottom + below + 16 * names.length + 8,
    draw: (document, xTicks) => [
      axes(
        document,
        area,
        xTicks,
        ticks.map((tick, i) => ({ at: y(tick), text: texts[i]! })),
      ),
      ...side.map((text, k) => sideTitle(document, text, 16 + 16 * k, (area.top + area.bottom) / 2)),
      ...axisName(document, names, area, area.bottom + below + 14, width),
      svg(
        document,
        "g",
        { "aria-label": "thresholds" },
        thresholds.flatMap(({ at, text }) => [
          svg(document, "line", {
            x1: left,
            x2: right,
            y1: y(at),
            y2: y(at),
            stroke: faintInk,
            "stroke-dasharray": "5 3",
          }),
          label(document, text, right + 5, y(at) + 4, { size: 11, fill: faintInk }),
        ]),
      ),
    ],
  };
}
