/**
 * Data that can be read more than once: an iterable becomes an array of its rows, columns and Arrow-like tables stay.
 *
 * For functions that read a channel at a time: an iterator gives its rows only once.
 *
 * @example
 * ```ts
 * import { rereadable } from "@hcc/data";
 * rereadable(new Set([{ t: 3 }]).values()); // => [{ t: 3 }]
 * ```
 */
export function rereadable<Data>(data: Data): Data | unknown[] {
  const isRows = typeof data === "object" && data !== null && Symbol.iterator in data && !("getChild" in data);
  return isRows && !Array.isArray(data) ? Array.from(data as Iterable<unknown>) : data;
}
