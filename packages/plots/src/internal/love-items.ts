import { InputError } from "@hcc/data";
import type { LovePlotOptions, LovePlotRow } from "../love-plot.js";
import { mostSamples } from "./symbols.js";

/** A variable with its absolute differences: before, then in each adjusted sample, null where there is none. */
interface LoveItem {
  readonly name: string;
  /** Undivided, while others are standardized. */
  readonly marked: boolean;
  readonly differences: readonly (number | null)[];
}

/** What a love plot draws. */
export interface LoveItems {
  readonly items: readonly LoveItem[];
  /** Names of the samples, that before the adjustment first. */
  readonly samples: readonly string[];
  readonly allRaw: boolean;
  /** Ascending. */
  readonly thresholds: readonly number[];
}

export function readLoveItems(rows: readonly LovePlotRow[], options: LovePlotOptions): LoveItems {
  if (!Array.isArray(rows)) {
    throw new InputError("option", "the rows are no list: give the result of balance, or an object with its rows");
  }
  if (rows.length === 0) throw new InputError("empty-data", "there is no variable to draw");
  const { labels = {}, sort = "data", stages = ["Before matching", "After matching"] } = options;
  const named = [...new Set(rows.flatMap(({ samples }) => Object.keys(samples ?? {})))];
  const adjusted = rows.some(({ after }) => after !== null && after !== undefined);
  const samples = [stages[0], ...(adjusted ? [stages[1]] : []), ...named];
  if (samples.length > mostSamples) {
    const message = `there are ${samples.length - 1} adjusted samples: a love plot tells ${mostSamples - 1} apart, leave some out`;
    throw new InputError("option", message, { column: "samples" });
  }
  const raw = rows.filter(({ formula }) => formula === "raw").length;
  const allRaw = raw === rows.length;
  const items = rows.map((row, i) => {
    const figures = [row.before, ...(adjusted ? [row.after] : []), ...named.map((name) => row.samples?.[name])];
    const differences = figures.map((figure, k) => {
      if (k > 0 && (figure === null || figure === undefined)) return null;
      const smd: unknown = figure?.smd;
      if (typeof smd === "number" && !Number.isNaN(smd)) return Math.abs(smd);
      const message = `the difference of "${row.name}" is ${String(smd)} in the sample "${samples[k]}": give a number`;
      throw new InputError("not-a-number", message, { column: "smd", row: i });
    });
    return { name: labels[row.name] ?? row.name, marked: row.formula === "raw" && !allRaw, differences };
  });
  return { items: sorted(items, sort), samples, allRaw, thresholds: thresholdsOf(options.threshold) };
}

function sorted(items: readonly LoveItem[], sort: unknown): LoveItem[] {
  const worst = ({ differences }: LoveItem): number =>
    differences.slice(1).reduce<number>((most, difference) => Math.max(most, difference ?? -1), -1);
  const descending = (of: (item: LoveItem) => number) => (a: LoveItem, b: LoveItem) =>
    of(a) === of(b) ? 0 : of(b) - of(a);
  const orders: Record<string, ((a: LoveItem, b: LoveItem) => number) | null> = {
    data: null,
    before: descending(({ differences }) => differences[0]!),
    after: descending(worst),
    name: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  };
  if (typeof sort !== "string" || !Object.hasOwn(orders, sort)) {
    throw new InputError("option", `sort is "${String(sort)}": give "data", "before", "after" or "name"`, {
      column: "sort",
    });
  }
  const order = orders[sort]!;
  return order === null ? [...items] : [...items].sort(order);
}

function thresholdsOf(given: LovePlotOptions["threshold"]): number[] {
  const list = given === null ? [] : typeof given === "object" ? [...given] : [given ?? 0.1];
  if (list.length > 2 || list.some((value) => !(value > 0 && value < Number.POSITIVE_INFINITY))) {
    throw new InputError("option", `threshold is ${list.join(", ")}: give one or two positive numbers, or null`, {
      column: "threshold",
    });
  }
  return list.sort((a, b) => a - b);
}
