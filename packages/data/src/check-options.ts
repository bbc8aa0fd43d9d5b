import { InputError } from "./input-error.js";

/**
 * Refuses an argument that is no object, and options that a function does not know: a misspelt option would be without
 * effect, and the answer another one than was asked for. An option that is undefined counts as absent.
 *
 * @param call name of the function, for the message.
 * @param options the argument as it was given.
 * @param known names of its options.
 * @param later names of options that are not there yet, each with what to do instead.
 * @throws InputError naming the option and those that there are.
 *
 * @example
 * ```ts
 * import { checkOptions } from "@hcc/data";
 * const message = (options: unknown): string => {
 *   try {
 *     checkOptions("coxph", options, ["time", "event", "ties"]);
 *     return "";
 *   } catch (error) {
 *     return (error as Error).message;
 *   }
 * };
 * message({ time: "t", event: "d" }); // => ""
 * message({ tie: "breslow" }); // => "coxph has no option \"tie\": the options are time, event, ties"
 * ```
 */
export function checkOptions(
  call: string,
  options: unknown,
  known: readonly string[],
  later: Readonly<Record<string, string>> = {},
): void {
  if (typeof options !== "object" || options === null) {
    const found = options === null ? "null" : typeof options;
    throw new InputError("option", `${call}: the options are ${found}: give an object with ${known.join(", ")}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || known.includes(name)) continue;
    const remedy = Object.hasOwn(later, name) ? later[name] : `the options are ${known.join(", ")}`;
    throw new InputError("option", `${call} has no option "${name}": ${remedy}`, { column: name });
  }
}
