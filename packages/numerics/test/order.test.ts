import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ascendingOrder, countingOrder, midRanks } from "../src/index.js";

describe("midRanks", () => {
  test("a group of ties shares the mean of its places, infinite values too", () => {
    const { doubled, tieSum } = midRanks(Float64Array.of(Infinity, 2, -Infinity, Infinity, 2, Infinity));
    expect(Array.from(doubled)).toEqual([10, 5, 2, 10, 5, 10]);
    expect(tieSum).toBe(24 + 6);
  });
  test("the rank of a value is one half, plus the number of smaller values, plus half the number of equal ones", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 })), (list) => {
        const { doubled } = midRanks(Float64Array.from(list));
        list.forEach((value, i) => {
          const smaller = list.filter((other) => other < value).length;
          const equal = list.filter((other) => other === value).length;
          expect(doubled[i]).toBe(1 + 2 * smaller + equal);
        });
      }),
    );
  });
});

describe("ascendingOrder", () => {
  const expected = (values: ArrayLike<number>): number[] =>
    Array.from(values, (_, i) => i).sort((a, b) =>
      values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b,
    );
  const agrees = (values: Float64Array): void => {
    const { order, sorted } = ascendingOrder(values);
    const places = expected(values);
    expect(Array.from(order)).toEqual(places);
    expect(sorted.every((value, i) => value === values[places[i]!])).toBe(true);
  };
  test("is the stable order of any numbers: tied, negative, infinite, crowded near a value", () => {
    const one = fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(-0, 0, Infinity, -Infinity, 1e-300, -1e300),
    );
    const array = fc.array(one, { maxLength: 80 }).map((list) => Float64Array.from(list));
    fc.assert(fc.property(array, agrees), { numRuns: 1000 });
  });
  test("is so for many numbers, evenly spread or not", () => {
    for (const power of [1, 9]) {
      const values = Float64Array.from({ length: 70_000 }, (_, i) => (((i * 7919) % 70_001) / 70_001 - 0.5) ** power);
      agrees(values);
    }
  });
  test("is so for many numbers that differ by little more than their rounding, beside others that lie far apart", () => {
    const n = 70_000;
    agrees(Float64Array.from({ length: n }, (_, i) => 1e15 + ((i * 7919) % n) / 64));
    agrees(
      Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? (i * 7919) % n : 3 + ((i * 104_729) % 977) * 1e-13)),
    );
  });
});

describe("countingOrder", () => {
  const codes = fc.array(fc.integer({ min: 0, max: 4 }));
  test("is the stable order of the codes", () => {
    fc.assert(
      fc.property(codes, (list) => {
        const expected = [...list.keys()].sort((a, b) => list[a]! - list[b]! || a - b);
        expect(Array.from(countingOrder(Int32Array.from(list), 5))).toEqual(expected);
      }),
    );
  });
  test("arranges an earlier order by a second key", () => {
    fc.assert(
      fc.property(codes, (list) => {
        const second = list.map((value) => (value * 7) % 3);
        const order = countingOrder(Int32Array.from(second), 3, countingOrder(Int32Array.from(list), 5));
        const expected = [...list.keys()].sort((a, b) => second[a]! - second[b]! || list[a]! - list[b]! || a - b);
        expect(Array.from(order)).toEqual(expected);
      }),
    );
  });
});
