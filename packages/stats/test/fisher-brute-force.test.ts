import { describe, expect, it } from "vitest";
import { contingencyTest } from "../src/index.js";
import { expectPValue } from "./reference.js";

/** All ways of placing up to 8 subjects into so many cells. */
function* allTables(cells: number, most: number): Generator<number[]> {
  if (cells === 0) {
    yield [];
    return;
  }
  for (let count = 0; count <= most; count++) {
    for (const rest of allTables(cells - 1, most - count)) yield [count, ...rest];
  }
}

const factorial = [1, 1, 2, 6, 24, 120, 720, 5040, 40320];
const close = (actual: number | null, expected: number): boolean =>
  Math.abs(Math.log(actual! / expected)) <= 1e-9 * Math.max(1, Math.abs(Math.log(expected)));

describe("Fisher's test of every table of up to 8 subjects is what counting gives, in whole numbers", () => {
  it.each([
    [2, 2, 494],
    [2, 3, 3002],
    [3, 3, 24309],
    [2, 4, 12869],
    [5, 2, 43757],
  ])(
    "%i x %i: %i tables",
    (height, width, number) => {
      // Arrangements of the subjects that give a table are in proportion to n! / product of x!, a whole number up to 8!.
      const byMargins = new Map<string, { table: number[][]; ways: number; first: number }[]>();
      for (const cells of allTables(height * width, 8)) {
        const n = cells.reduce((a, b) => a + b, 0);
        if (n === 0) continue;
        const table = Array.from({ length: height }, (_, i) => cells.slice(i * width, (i + 1) * width));
        const rows = table.map((row) => row.reduce((a, b) => a + b, 0));
        const columns = table[0]!.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
        const key = `${rows.join()}|${columns.join()}`;
        const ways = cells.reduce((product, count) => product / factorial[count]!, factorial[n]!);
        const same = byMargins.get(key) ?? [];
        byMargins.set(key, same);
        same.push({ table, ways: Math.round(ways), first: cells[0]! });
      }
      let seen = 0;
      for (const same of byMargins.values()) {
        const sum = (of: (one: (typeof same)[number]) => boolean): number =>
          same.reduce((total, one) => total + (of(one) ? one.ways : 0), 0);
        const all = sum(() => true);
        for (const { table, ways, first } of same) {
          seen++;
          const test = contingencyTest(table, { rule: "fisher" });
          const less = sum((one) => one.ways < ways) / all;
          const equal = sum((one) => one.ways === ways) / all;
          if (!close(test.pValue, less + equal) || !close(test.midPValue, less + equal / 2)) {
            expectPValue(test.pValue, less + equal, JSON.stringify(table));
            expectPValue(test.midPValue, less + equal / 2, `mid ${JSON.stringify(table)}`);
          }
          if (height * width > 4) continue;
          for (const [alternative, sign] of [
            ["less", 1],
            ["greater", -1],
          ] as const) {
            const side = contingencyTest(table, { rule: "fisher", alternative });
            const beyond = sum((one) => sign * one.first < sign * first) / all;
            expectPValue(side.pValue, beyond + ways / all, JSON.stringify(table));
            expectPValue(side.midPValue, beyond + ways / all / 2, JSON.stringify(table));
          }
        }
      }
      expect(seen).toBe(number);
    },
    60_000,
  );
});
