import { InputError } from "@hcc/data";
import type { QuantileType } from "../quantile.js";

/** Quantile of values that are already sorted. */
export function sortedQuantile(sorted: Float64Array, p: number, type: QuantileType): number {
  if (!(p >= 0 && p <= 1)) {
    throw new InputError("option", `p is ${p}: give a probability from 0 to 1`, { column: "p" });
  }
  const n = sorted.length;
  const at = (position: number): number => sorted[Math.min(n, Math.max(1, position)) - 1]!;
  const whole = (position: number): number => {
    const nearest = Math.round(position);
    return Math.abs(position - nearest) < 4 * Number.EPSILON * Math.max(1, nearest) ? nearest : position;
  };
  switch (type) {
    case 2: {
      const position = whole(n * p);
      return Number.isInteger(position) ? at(position) / 2 + at(position + 1) / 2 : at(Math.ceil(position));
    }
    case 6:
    case 7: {
      const position = whole(type === 6 ? (n + 1) * p : 1 + (n - 1) * p);
      const below = Math.floor(position);
      const share = position - below;
      const low = at(below);
      const high = at(below + 1);
      return share === 0 || low === high ? low : (1 - share) * low + share * high;
    }
    default:
      throw new InputError("option", `quantile type is ${String(type)}: use 2, 6 or 7`, { column: "type" });
  }
}
