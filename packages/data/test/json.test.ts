import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprint, fromJson, toJson } from "../src/index.js";

test("toJson and fromJson carry every number, typed array and structure unchanged", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Infinity, -Infinity));
  const result = fc.record({
    value: number,
    list: fc.array(number),
    curve: fc.array(number).map((values) => Float64Array.from(values)),
    codes: fc.array(fc.integer({ min: -5, max: 5 })).map((values) => Int32Array.from(values)),
    text: fc.option(fc.string()),
  });
  fc.assert(
    fc.property(result, (value) => {
      expect(fromJson(toJson(value))).toEqual(value);
    }),
  );
});

test("a fingerprint changes with any value, with the order and with the split into columns", () => {
  const prints = [[[1, 2, 3]], [[1, 3, 2]], [[1, 2], [3]], [[1, 2, 3.0000000000000004]], [[1, 2, Number.NaN]]].map(
    fingerprint,
  );
  expect(new Set(prints).size).toBe(prints.length);
});

test("a fingerprint of the same numbers never changes: it is stored in models", () => {
  const columns = [Float64Array.of(1, -2.5, 0.1, 1e300), Int32Array.of(3, -1), [Number.NaN, -0, Infinity], []];
  expect(fingerprint(columns)).toBe("775ba6d2ecd2a3b7");
});
