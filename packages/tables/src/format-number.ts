import { InputError } from "@hcc/data";

/**
 * A number with a fixed count of decimals, rounded as `Number.prototype.toFixed` does (exactly, halves of the binary value
 * away from zero); a typographic minus sign, never "-0".
 *
 * @param x the number; null gives `missing`.
 * @param digits decimals. Default 1.
 * @param missing what null, NaN or an infinite value is written as. Default "—"; infinite values are "∞".
 * @throws InputError for what is no number.
 *
 * @example
 * ```ts
 * import { formatNumber } from "@hcc/tables";
 * formatNumber(23.25, 1); // => "23.3"
 * formatNumber(-0.04, 1); // => "0.0"
 * formatNumber(null, 1, "not reached"); // => "not reached"
 * ```
 */
export function formatNumber(x: number | null | undefined, digits: number = 1, missing: string = "—"): string {
  if (x === null || x === undefined || Number.isNaN(x)) return missing;
  if (typeof x !== "number") {
    throw new InputError("not-a-number", `the number to format is ${JSON.stringify(x)}: give a number, or null`);
  }
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const text = Math.abs(x) < 1e21 ? Math.abs(x).toFixed(digits) : String(Math.abs(x));
  return x < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}
