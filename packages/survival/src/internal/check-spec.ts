import { InputError } from "@hcc/data";
import type { ConfidenceType } from "../types.js";

export const CONFIDENCE_TYPES: readonly ConfidenceType[] = ["log", "log-log", "plain", "logit", "arcsin"];

const rowOptions = ["where", "missing"];

/** Rejects options that a function does not know, so that a misspelt one is not silently without effect. */
export function checkSpec(
  call: string,
  spec: unknown,
  known: readonly string[],
  later: Readonly<Record<string, string>> = {},
): void {
  if (typeof spec !== "object" || spec === null) {
    throw new InputError(
      "option",
      `${call}: the second argument is ${spec === null ? "null" : typeof spec}: give an object of channels and options`,
    );
  }
  for (const [name, value] of Object.entries(spec)) {
    if (value === undefined || known.includes(name) || rowOptions.includes(name)) continue;
    const remedy = later[name] ?? `the options are ${[...known, ...rowOptions].join(", ")}`;
    throw new InputError("option", `${call} has no option "${name}": ${remedy}`, { column: name });
  }
}

/** Checks that an option is one of its values; undefined gives the default. */
export function oneOf<Value extends string>(
  name: string,
  value: Value | undefined,
  values: readonly Value[],
  fallback: Value,
): Value {
  if (value === undefined) return fallback;
  if (values.includes(value)) return value;
  throw new InputError("option", `${name} is ${JSON.stringify(value)}: give one of ${values.join(", ")}`, {
    column: name,
  });
}

/** Checks a confidence level. */
export function checkLevel(level: number): number {
  if (typeof level === "number" && level > 0 && level < 1) return level;
  throw new InputError("option", `confidence level is ${String(level)}: give a number between 0 and 1, such as 0.95`, {
    column: "level",
  });
}
