import { InputError } from "./input-error.js";

/**
 * Checks that an option is one of its values; undefined gives the default.
 *
 * @param fallback the default; without one the option must be given.
 * @throws InputError that lists the values.
 *
 * @example
 * ```ts
 * import { oneOf } from "@hcc/data";
 * oneOf("ties", undefined, ["efron", "breslow"], "efron"); // => "efron"
 * oneOf("ties", "breslow", ["efron", "breslow"], "efron"); // => "breslow"
 * ```
 */
export function oneOf<Value extends string | number>(
  name: string,
  value: Value | undefined,
  values: readonly Value[],
  fallback?: Value,
): Value {
  if (value === undefined && fallback !== undefined) return fallback;
  if (values.includes(value as Value)) return value as Value;
  const found = value === undefined ? "not given" : JSON.stringify(value);
  const list = values.map((one) => JSON.stringify(one)).join(", ");
  throw new InputError("option", `${name} is ${found}: give one of ${list}`, { column: name });
}
