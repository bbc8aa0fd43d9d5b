/**
 * JSON text of a result that `fromJson` reads back unchanged: typed arrays, NaN, infinities and -0 included.
 *
 * @example
 * ```ts
 * import { fromJson, toJson } from "@hcc/data";
 * fromJson(toJson({ time: Float64Array.of(1, Infinity), z: -0 })); // => { time: Float64Array.of(1, Infinity), z: -0 }
 * ```
 */
export function toJson(value: unknown, space?: number): string {
  return JSON.stringify(encode(value), null, space);
}

function encode(value: unknown): unknown {
  if (typeof value === "number") {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { $number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (ArrayBuffer.isView(value)) {
    return { $array: value.constructor.name, values: Array.from(value as unknown as ArrayLike<number>, encode) };
  }
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
  }
  return value;
}
