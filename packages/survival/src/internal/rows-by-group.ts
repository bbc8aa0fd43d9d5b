import type { Group } from "@hcc/data";
import { countingOrder } from "@hcc/numerics";

/** The rows of each group, or all of them, in the order that they come in. */
export function rowsByGroup(by: Group | null, rows: Int32Array): Int32Array[] {
  if (by === null) return [rows];
  const order = countingOrder(by.codes, by.levels.length, rows);
  let end = 0;
  return by.levels.map((_, code) => {
    const first = end;
    while (end < order.length && by.codes[order[end]!] === code) end++;
    return order.subarray(first, end);
  });
}
