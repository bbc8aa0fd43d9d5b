import { InputError } from "./input-error.js";

/**
 * Checks a confidence level and returns it.
 *
 * @param name what the option is called. Default "level".
 * @throws InputError unless it is a number between 0 and 1.
 *
 * @example
 * ```ts
 * import { checkLevel } from "@hcc/data";
 * checkLevel(0.95); // => 0.95
 * ```
 */
export function checkLevel(level: number, name: string = "level"): number {
  if (typeof level === "number" && level > 0 && level < 1) return level;
  const found = typeof level === "string" ? JSON.stringify(level) : String(level);
  throw new InputError("option", `${name} is ${found}: give a confidence level between 0 and 1, such as 0.95`, {
    column: name,
  });
}
