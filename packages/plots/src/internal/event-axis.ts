import * as Plot from "@observablehq/plot";
import type { SchoenfeldPlotResult } from "../schoenfeld-plot.js";
import type { Tick } from "./axes.js";
import { roundestBetween, roundTicks, tickTexts } from "./round-ticks.js";
import { textWidth } from "./text.js";

/** The horizontal axis of residuals: time on its scale g(t), or g(t) itself where no time belongs to it. */
export interface EventAxis {
  /** Pixels of a place that is given by g(t) and, if it has one, its time. */
  readonly at: (transformed: number, time: number | null) => number;
  readonly ticks: readonly Tick[];
  readonly isTime: boolean;
}

/** @param from first and last pixel. */
export function eventAxis(
  { transform, time, transformed }: SchoenfeldPlotResult,
  from: readonly [number, number],
): EventAxis {
  const known = [0];
  for (let e = 1; e < time.length; e++) if (time[e] !== time[e - 1]) known.push(e);
  const rising = known.every((e, i) => i === 0 || transformed[e]! > transformed[known[i - 1]!]!);
  const falling = known.every((e, i) => i === 0 || transformed[e]! < transformed[known[i - 1]!]!);
  const isTime = rising || falling;
  const domain = isTime
    ? [transformed[0]!, transformed[transformed.length - 1]!]
    : [
        transformed.reduce((least, value) => Math.min(least, value), transformed[0]!),
        transformed.reduce((most, value) => Math.max(most, value), transformed[0]!),
      ];
  const ends = domain[0] === domain[1] ? [domain[0]! - 1, domain[1]! + 1] : domain;
  const linear = Plot.scale({ x: { type: "linear", domain: ends, range: [...from] } });
  const place = (value: number): number => linear.apply(value) as number;
  if (!isTime) {
    const values = roundTicks(ends[0]!, ends[1]!, (from[1] - from[0]) / 60);
    const texts = tickTexts(values);
    return { at: place, isTime, ticks: values.map((value, i) => ({ at: place(value), text: texts[i]! })) };
  }
  if (transform === "log") {
    const times = [time[0]!, time[time.length - 1]!];
    const log = Plot.scale({ x: { type: "log", domain: times, range: [...from] } });
    const at = (_: number, t: number | null): number => log.apply(t) as number;
    return {
      at,
      isTime,
      ticks: timesOn(
        known,
        time,
        (e) => at(0, time[e]!),
        (t) => at(0, t),
        from,
      ),
    };
  }
  if (transform === "identity") {
    const values = roundTicks(time[0]!, time[time.length - 1]!, (from[1] - from[0]) / 55);
    const texts = tickTexts(values);
    return { at: place, isTime, ticks: values.map((value, i) => ({ at: place(value), text: texts[i]! })) };
  }
  const between = (t: number): number => {
    let i = 0;
    while (i < known.length - 2 && t > time[known[i + 1]!]!) i++;
    const [a, b] = [known[i]!, known[Math.min(i + 1, known.length - 1)]!];
    const share = a === b ? 0 : (t - time[a]!) / (time[b]! - time[a]!);
    return place(transformed[a]! + share * (transformed[b]! - transformed[a]!));
  };
  return { at: place, isTime, ticks: timesOn(known, time, (e) => place(transformed[e]!), between, from) };
}

/** Round times about evenly along an axis that is not linear in time. */
function timesOn(
  known: readonly number[],
  time: ArrayLike<number>,
  pixel: (event: number) => number,
  at: (t: number) => number,
  [from, to]: readonly [number, number],
): Tick[] {
  if (known.length < 2) return [{ at: pixel(known[0]!), text: String(time[known[0]!]!) }];
  const back = (x: number): number => {
    let i = 0;
    while (i < known.length - 2 && x > pixel(known[i + 1]!)) i++;
    const [a, b] = [known[i]!, known[i + 1]!];
    const share = (x - pixel(a)) / (pixel(b) - pixel(a));
    return time[a]! + Math.min(1, Math.max(0, share)) * (time[b]! - time[a]!);
  };
  const cells = Math.max(2, Math.floor((to - from) / 52));
  const size = (to - from) / cells;
  const ticks: Tick[] = [];
  for (let i = 0; i < cells; i++) {
    const [low, high] = [back(from + i * size), back(from + (i + 1) * size)];
    const value = roundestBetween(Math.max(low, Number.MIN_VALUE), high);
    const text = String(Number(value.toPrecision(3)));
    const x = at(value);
    const last = ticks[ticks.length - 1];
    const room = last === undefined ? 0 : (textWidth(last.text, 12) + textWidth(text, 12)) / 2 + 8;
    if (last === undefined || x - last.at >= room) ticks.push({ at: x, text });
  }
  return ticks;
}
