import { InputError } from "@hcc/data";

/**
 * A P value with three decimals: "<0.001" only when it rounds to 0.000, ">0.999" when it rounds to 1.000.
 *
 * @param p P value in [0, 1]; null and NaN (not estimable) give `missing`.
 * @param missing default "—".
 * @throws InputError for what is no number from 0 to 1.
 *
 * @example
 * ```ts
 * import { formatP } from "@hcc/tables";
 * formatP(0.0302); // => "0.030"
 * formatP(4e-17); // => "<0.001"
 * formatP(0.0005); // => "0.001"
 * formatP(1); // => ">0.999"
 * formatP(null); // => "—"
 * ```
 */
export function formatP(p: number | null | undefined, missing: string = "—"): string {
  if (p === null || p === undefined || Number.isNaN(p)) return missing;
  if (!(p >= 0 && p <= 1) || typeof p !== "number") {
    throw new InputError("option", `the P value is ${JSON.stringify(p)}: give a number from 0 to 1, or null`);
  }
  const text = p.toFixed(3);
  if (text === "0.000") return "<0.001";
  return text === "1.000" ? ">0.999" : text;
}
