import type { Group } from "@hcc/data";
import type { LevelGroups, StratumRange, StratumValue } from "../stratification.js";

/** Codes of the rows, and what the rows of each code share. */
export interface Coarsened {
  readonly codes: Int32Array;
  readonly levels: readonly StratumValue[];
}

/** Share of the width of a bin within which a number counts as its boundary. */
const NEAR = 1e-7;
/** 2^-64: keeps sums within the range of numbers, and rounds nothing. */
const SMALL = 5.421010862427522e-20;

/** Number of bins by Sturges' rule, log2 n + 1 rounded up. */
export function sturges(n: number): number {
  return 33 - Math.clz32(n - 1);
}

/** Bins of equal width from the least to the greatest number; a boundary belongs to the bin above. */
export function equalBins(values: Float64Array, bins: number): Coarsened {
  let low = values[0]!;
  let high = low;
  for (let i = 1; i < values.length; i++) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  const codes = new Int32Array(values.length);
  if (low === high) return { codes, levels: [{ lower: low, upper: high }] };
  const unit = (high - low) * bins < Number.POSITIVE_INFINITY ? 1 : SMALL;
  const start = low * unit;
  const range = high * unit - start;
  for (let i = 0; i < values.length; i++) {
    const place = ((values[i]! * unit - start) / range) * bins;
    const boundary = Math.round(place);
    const bin = Math.abs(place - boundary) <= NEAR ? boundary : Math.floor(place);
    codes[i] = Math.min(bins - 1, bin);
  }
  const bound = (bin: number): number => (bin === bins ? high : (start + (range * bin) / bins) / unit);
  return { codes, levels: Array.from({ length: bins }, (_, bin) => ({ lower: bound(bin), upper: bound(bin + 1) })) };
}

/** Bins between given boundaries, open below and above; a boundary belongs to the bin above. */
export function binsBetween(values: Float64Array, boundaries: readonly number[]): Coarsened {
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let from = 0;
    let to = boundaries.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (boundaries[middle]! <= value) from = middle + 1;
      else to = middle;
    }
    codes[i] = from;
  }
  const levels: StratumRange[] = [];
  for (let bin = 0; bin <= boundaries.length; bin++) {
    levels.push({
      lower: boundaries[bin - 1] ?? Number.NEGATIVE_INFINITY,
      upper: boundaries[bin] ?? Number.POSITIVE_INFINITY,
    });
  }
  return { codes, levels };
}

/** Joins the levels of each list; a level in none stands for itself. */
export function joinLevels({ codes, levels }: Group, groups: LevelGroups): Coarsened {
  const listOf = new Map(groups.flatMap((list, g) => list.map((level) => [String(level), g] as const)));
  const codeOf = new Map<number, number>();
  const joined: (string | string[])[] = [];
  const recoded = levels.map((level) => {
    const list = listOf.get(level);
    const known = list === undefined ? undefined : codeOf.get(list);
    if (known !== undefined) {
      (joined[known] as string[]).push(level);
      return known;
    }
    const code = joined.push(list === undefined ? level : [level]) - 1;
    if (list !== undefined) codeOf.set(list, code);
    return code;
  });
  return { codes: codes.map((code) => recoded[code]!), levels: joined };
}
