import { describe, expect, test } from "vitest";
import { chiSquareUpperTail, randomGenerator } from "../src/index.js";

/** The first numbers of xoshiro128** (Blackman and Vigna), written again in whole numbers without bounds. */
function* written(seed: number): Generator<number> {
  const mask = (1n << 32n) - 1n;
  const rotated = (word: bigint, by: bigint): bigint => ((word << by) | (word >> (32n - by))) & mask;
  const mixed = (word: bigint): bigint => {
    let h = word & mask;
    h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask;
    h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask;
    return h ^ (h >> 16n);
  };
  const s = [1n, 2n, 3n, 4n].map((i) => mixed(BigInt(seed) + i * 0x9e3779b9n));
  const next = (): bigint => {
    const result = (rotated((s[1]! * 5n) & mask, 7n) * 9n) & mask;
    const shifted = (s[1]! << 9n) & mask;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotated(s[3]!, 11n);
    return result;
  };
  for (;;) {
    const high = next() >> 5n;
    yield Number((high << 26n) + (next() >> 6n)) / 2 ** 53;
  }
}

describe("randomGenerator", () => {
  test("gives the numbers of xoshiro128**", () => {
    for (const seed of [0, 1, 20261125, 4294967295]) {
      const random = randomGenerator(seed);
      const again = written(seed);
      for (let i = 0; i < 1000; i++) expect(random()).toBe(again.next().value);
    }
  });
  test("numbers lie in [0, 1), and pairs of successive ones are spread evenly", () => {
    const random = randomGenerator(1);
    const cells = new Float64Array(256);
    const pairs = 200_000;
    let outside = 0;
    for (let i = 0; i < pairs; i++) {
      const [one, other] = [random(), random()];
      if (!(one >= 0 && one < 1 && other >= 0 && other < 1)) outside++;
      cells[Math.floor(one * 16) * 16 + Math.floor(other * 16)]!++;
    }
    expect(outside).toBe(0);
    const expected = pairs / 256;
    const statistic = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquareUpperTail(statistic, 255)).toBeGreaterThan(1e-3);
    expect(1 - chiSquareUpperTail(statistic, 255)).toBeGreaterThan(1e-3);
  });
  test("another seed gives other numbers, and no number is a seed that is none", () => {
    expect(new Set(Array.from({ length: 1000 }, (_, seed) => randomGenerator(seed)())).size).toBe(1000);
    for (const seed of [-1, 0.5, 4294967296, Number.NaN]) expect(() => randomGenerator(seed)).toThrow(RangeError);
  });
});
