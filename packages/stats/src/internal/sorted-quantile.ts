import { InputError } from "@hcc/data";
import type { QuantileName, QuantileType } from "../quantile.js";

const NAMED: Readonly<Record<QuantileName, QuantileType>> = {
  r: 7,
  spss: 6,
  haverage: 6,
  sas: 2,
  stata: 2,
  "inverted-cdf": 1,
  "averaged-inverted-cdf": 2,
  "closest-observation": 3,
  "interpolated-inverted-cdf": 4,
  hazen: 5,
  weibull: 6,
  linear: 7,
  "median-unbiased": 8,
  "normal-unbiased": 9,
};

/** Number of a definition that was given by number or by name. */
export function quantileTypeOf(type: QuantileType | QuantileName, option: string): QuantileType {
  if (typeof type === "number" && Number.isInteger(type) && type >= 1 && type <= 9) return type;
  if (typeof type === "string" && Object.hasOwn(NAMED, type)) return NAMED[type];
  throw new InputError(
    "option",
    `${option} is ${JSON.stringify(type) ?? String(type)}: give a number from 1 to 9, or one of ${Object.keys(NAMED).join(", ")}`,
    { column: option },
  );
}

/** Shares a and b of Hyndman and Fan: the position of type 4 to 9 is a + p (n + 1 - a - b). */
const SHARES: Readonly<Record<4 | 5 | 6 | 7 | 8 | 9, readonly [number, number]>> = {
  4: [0, 1],
  5: [0.5, 0.5],
  6: [0, 0],
  7: [1, 1],
  8: [1 / 3, 1 / 3],
  9: [3 / 8, 3 / 8],
};

/** Quantile of `n` values of which `at` gives the one at a position from 1. */
export function quantileAt(at: (position: number) => number, n: number, p: number, type: QuantileType): number {
  if (!(p >= 0 && p <= 1)) {
    throw new InputError("option", `p is ${p}: give a probability from 0 to 1`, { column: "p" });
  }
  const value = (position: number): number => at(Math.min(n, Math.max(1, position)));
  const whole = (position: number): number => {
    const nearest = Math.round(position);
    return Math.abs(position - nearest) < 4 * Number.EPSILON * Math.max(1, nearest) ? nearest : position;
  };
  if (type === 1 || type === 2) {
    const position = whole(n * p);
    if (type === 1 || !Number.isInteger(position)) return value(Math.ceil(position));
    const low = value(position);
    const high = value(position + 1);
    return low === high ? low : low / 2 + high / 2;
  }
  if (type === 3) {
    const position = whole(n * p - 0.5);
    const below = Math.floor(position);
    return value(position === below && below % 2 === 0 ? below : below + 1);
  }
  const [a, b] = SHARES[type];
  const position = whole(a + (n + 1 - a - b) * p);
  const below = Math.floor(position);
  const share = position - below;
  const low = value(below);
  const high = value(below + 1);
  return share === 0 || low === high ? low : (1 - share) * low + share * high;
}

/** Quantile of values that are already sorted. */
export function sortedQuantile(sorted: Float64Array, p: number, type: QuantileType): number {
  return quantileAt((position) => sorted[position - 1]!, sorted.length, p, type);
}
