import { InputError } from "./input-error.js";

const arrays = {
  Float64Array,
  Float32Array,
  Int32Array,
  Int16Array,
  Int8Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
  Uint8ClampedArray,
} as const;

/**
 * Reads back what `toJson` wrote.
 *
 * @throws InputError for a kind of array that `toJson` does not write.
 *
 * @example
 * ```ts
 * import { fromJson, toJson } from "@hcc/data";
 * fromJson(toJson([NaN, 1])); // => [NaN, 1]
 * ```
 */
export function fromJson(text: string): unknown {
  return decode(JSON.parse(text));
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  const { $number, $array, values } = value as { $number?: string; $array?: string; values?: unknown[] };
  if (typeof $number === "string") return Number($number);
  if (typeof $array === "string" && Array.isArray(values)) {
    const type = arrays[$array as keyof typeof arrays];
    if (type === undefined)
      throw new InputError("option", `the text names a "${$array}": it was not written by toJson`);
    return type.from(values.map(decode) as number[]);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}
