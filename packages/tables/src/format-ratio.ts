import { type FormatIntervalOptions, formatInterval } from "./format-interval.js";

/** A ratio with its confidence limits, as hazard and odds ratios are given. */
export interface Ratio {
  readonly ratio: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * A hazard or odds ratio with its confidence limits, "3.55 (2.02–6.24)"; "NE" where it is not estimable.
 *
 * @example
 * ```ts
 * import { formatRatio } from "@hcc/tables";
 * formatRatio({ ratio: 3.546, lower: 2.015, upper: 6.239 }, { digits: 3 }); // => "3.546 (2.015–6.239)"
 * formatRatio({ ratio: null, lower: null, upper: null }); // => "NE"
 * ```
 */
export function formatRatio({ ratio, lower, upper }: Ratio, options: FormatIntervalOptions = {}): string {
  return formatInterval({ estimate: ratio, lower, upper }, { digits: 2, missing: "NE", ...options });
}
