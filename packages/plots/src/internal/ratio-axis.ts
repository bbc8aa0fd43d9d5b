import { textWidth } from "./text.js";

interface RatioInterval {
  readonly ratio?: number | null;
  readonly lower?: number | null;
  readonly upper?: number | null;
}

const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** Of the round ratios those that hold 1 and the intervals, at most 0.05 to 20. */
export function ratioDomain(rows: readonly RatioInterval[]): [number, number] {
  const values = rows
    .filter(({ ratio }) => typeof ratio === "number")
    .flatMap(({ ratio, lower, upper }) => [ratio, lower, upper])
    .filter((x) => typeof x === "number" && x > 0 && Number.isFinite(x)) as number[];
  const least = values.reduce((least, x) => Math.min(least, x), 1);
  const most = values.reduce((most, x) => Math.max(most, x), 1);
  const low = Math.min(0.5, Math.max(0.05, least));
  const high = Math.max(2, Math.min(20, most));
  return [[...steps].reverse().find((step) => step <= low)!, steps.find((step) => step >= high)!];
}

/** As many of the round ratios as have room, the roundest first; `size` is what a text needs along the axis. */
export function ratioTicks(
  domain: readonly [number, number],
  at: (ratio: number) => number,
  size: (text: string) => number = (text) => textWidth(text, 12),
): number[] {
  const ticks: number[] = [];
  for (const tick of [1, 0.1, 10, 0.01, 100, 0.5, 2, 0.2, 5, 0.05, 20, 0.02, 50]) {
    const room = (other: number): number => (size(String(tick)) + size(String(other))) / 2 + 6;
    if (tick < domain[0] || tick > domain[1]) continue;
    if (ticks.every((other) => Math.abs(at(tick) - at(other)) >= room(other))) ticks.push(tick);
  }
  return ticks.sort((a, b) => a - b);
}
