import type { Interval } from "@hcc/data";
import { formatNumber } from "./format-number.js";

/** Options of `formatInterval` and `formatRatio`. */
export interface FormatIntervalOptions {
  /** Decimals. Default 1 for intervals, 2 for ratios. */
  readonly digits?: number;
  /** What a missing estimate is written as. Default "not reached" for intervals, "NE" for ratios. */
  readonly missing?: string;
  /** What a missing limit is written as. Default "NE" (not estimable). */
  readonly missingLimit?: string;
  /** Multiplies the estimate and its limits, for example 100 for per cent. Default 1. */
  readonly scale?: number;
}

/**
 * An estimate with its confidence limits, "23.2 (20.9–25.5)"; "to" instead of the dash where a limit is negative.
 *
 * A limit that does not exist is "NE" (not estimable); without an estimate and limits the answer is `missing` alone.
 *
 * @example
 * ```ts
 * import { formatInterval } from "@hcc/tables";
 * formatInterval({ estimate: 23.2, lower: 20.94, upper: 25.46 }); // => "23.2 (20.9–25.5)"
 * formatInterval({ estimate: 30.1, lower: 22, upper: null }); // => "30.1 (22.0–NE)"
 * formatInterval({ estimate: null, lower: null, upper: null }); // => "not reached"
 * formatInterval({ estimate: 0.1, lower: -0.2, upper: 0.4 }, { digits: 2 }); // => "0.10 (−0.20 to 0.40)"
 * ```
 */
export function formatInterval(
  interval: Pick<Interval, "estimate" | "lower" | "upper">,
  { digits = 1, missing = "not reached", missingLimit = "NE", scale = 1 }: FormatIntervalOptions = {},
): string {
  const write = (x: number | null, none: string): string => formatNumber(x === null ? null : x * scale, digits, none);
  const { estimate, lower, upper } = interval;
  if (estimate === null && lower === null && upper === null) return missing;
  const between = (lower ?? 0) < 0 || (upper ?? 0) < 0 ? " to " : "–";
  return `${write(estimate, missing)} (${write(lower, missingLimit)}${between}${write(upper, missingLimit)})`;
}
