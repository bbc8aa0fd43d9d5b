import { formatNumber } from "./format-number.js";

/**
 * A count with its percentage of `total`, "58 (85.3)"; "0 (—)" when the total is 0.
 *
 * @param digits decimals of the percentage. Default 1.
 *
 * @example
 * ```ts
 * import { formatCountPercent } from "@hcc/tables";
 * formatCountPercent(58, 68); // => "58 (85.3)"
 * formatCountPercent(0, 0); // => "0 (—)"
 * ```
 */
export function formatCountPercent(count: number, total: number, digits: number = 1): string {
  const whole = formatNumber(count, Number.isInteger(count) ? 0 : 1);
  return `${whole} (${total > 0 ? formatNumber((100 * count) / total, digits) : "—"})`;
}
