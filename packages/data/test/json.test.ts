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
  expect(fingerprint(columns)).toBe("2d099db5fb11c0d4");
});

test("a fingerprint changes with any bit of any number, and with any two numbers exchanged", () => {
  const values = Float64Array.from({ length: 9 }, (_, i) => 0.1 * (i + 1));
  const words = new Int32Array(values.buffer);
  const seen = new Set([fingerprint([values])]);
  for (let word = 0; word < words.length; word++) {
    for (let bit = 0; bit < 32; bit++) {
      words[word]! ^= 1 << bit;
      seen.add(fingerprint([values]));
      words[word]! ^= 1 << bit;
    }
  }
  for (let i = 0; i < values.length; i++) {
    for (let k = 0; k < i; k++) {
      const changed = values.slice();
      [changed[i], changed[k]] = [changed[k]!, changed[i]!];
      seen.add(fingerprint([changed]));
    }
  }
  expect(seen.size).toBe(1 + 9 * 64 + 36);
});

test("a fingerprint of a long column is that of the same numbers in another array", () => {
  const values = Float64Array.from({ length: 2001 }, (_, i) => (i === 1999 ? Number.NaN : i - 1000));
  expect(fingerprint([Array.from(values)])).toBe(fingerprint([values]));
  expect(fingerprint([new Float32Array(values)])).toBe(fingerprint([values]));
  expect(fingerprint([values.map((value) => value + 0)])).toBe(fingerprint([values]));
});
