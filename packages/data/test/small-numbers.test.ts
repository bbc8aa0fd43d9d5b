import { expect, test } from "vitest";
import { column, readFrame } from "../src/index.js";

const groupOf = (g: readonly (number | null)[] | Float64Array | Uint8Array | Int32Array) =>
  readFrame({ g }, { g: column("group", "g") }, { missing: "omit" }).columns.g;

test("typed arrays of small whole numbers are the groups that lists of them are", () => {
  for (const values of [
    [3, 0, 3, 255, 10, 2],
    [0],
    [1, 1],
    [-0, 0, 1],
    [256, 1],
    [0.5, 1],
    [-1, 4],
    [Number.NaN, 7, 2],
  ]) {
    expect(groupOf(Float64Array.from(values))).toEqual(groupOf(values));
  }
  const whole = [9, 2, 10, 2];
  expect(groupOf(Uint8Array.from(whole))).toEqual(groupOf(whole));
  expect(groupOf(Int32Array.from(whole)).levels).toEqual(["2", "9", "10"]);
});
