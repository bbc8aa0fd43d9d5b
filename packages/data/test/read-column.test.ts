import { expect, test } from "vitest";
import { readColumn } from "../src/index.js";

const rows = Object.freeze([
  { mm: 3.5, seen: true, site: "liver" },
  { mm: null, seen: null, site: null },
  { mm: undefined, seen: 0, site: "bone" },
]);

test("missing values are kept: NaN in numbers, -1 in events and groups", () => {
  expect(Array.from(readColumn(rows, "number", "mm", "viable"))).toEqual([3.5, Number.NaN, Number.NaN]);
  expect(Array.from(readColumn(rows, "event", "seen", "enhancing"))).toEqual([1, -1, 0]);
  const site = readColumn(rows, "group", "site", "site");
  expect([Array.from(site.codes), site.levels]).toEqual([
    [1, -1, 0],
    ["bone", "liver"],
  ]);
  expect(Array.from(readColumn(rows, "group", "site", "site", ["liver", "bone"]).codes)).toEqual([0, -1, 1]);
});

test("values of another kind and unknown columns are errors that name the column", () => {
  expect(() => readColumn(rows, "number", "site", "viable")).toThrow('column "site" holds the text "liver" at row 0');
  expect(() => readColumn(rows, "event", "mm", "enhancing")).toThrow('event "mm" is 3.5 at row 0');
  expect(() => readColumn(rows, "group", "site", "site", ["liver"])).toThrow("none of its levels");
  expect(() => readColumn(rows, "number", "cm", "viable")).toThrow('viable: there is no column "cm"');
});
