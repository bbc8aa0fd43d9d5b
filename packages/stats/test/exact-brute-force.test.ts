import { randomGenerator } from "@hcc/numerics";
import { describe, expect, it } from "vitest";
import { correlation, hodgesLehmann, mantelHaenszel } from "../src/index.js";
import { tiePatterns } from "./ranks-reference.js";

/** All ways of placing up to so many subjects into cells. */
function* placed(cells: number, most: number): Generator<number[]> {
  if (cells === 0) yield [];
  else {
    for (let count = 0; count <= most; count++) {
      for (const rest of placed(cells - 1, most - count)) yield [count, ...rest];
    }
  }
}

/** How many subjects a set of up to 8 of them has, as bits. */
const sizes = Array.from({ length: 256 }, (_, set) => [...set.toString(2)].filter((bit) => bit === "1").length);
const setsOf = (n: number, size: number): number[] =>
  Array.from({ length: 1 << n }, (_, set) => set).filter((set) => sizes[set] === size);

describe("mantelHaenszel, exact: a seeded tenth of all pairs of 2 x 2 tables of up to 8 subjects together", () => {
  it("P is the share of the allocations within the strata whose sum of events is no more frequent", () => {
    const random = randomGenerator(20261128);
    const wrong: unknown[] = [];
    let compared = 0;
    for (const cells of placed(8, 8)) {
      if (random() >= 0.1) continue;
      compared++;
      const strata = [cells.slice(0, 4), cells.slice(4)];
      // The first subjects of a stratum are those with an event; a set of the size of the first group is an allocation.
      const sums = strata.map(([x = 0, y = 0, z = 0, rest = 0]) =>
        setsOf(x + y + z + rest, x + y).map((set) => sizes[set & ((1 << (x + z)) - 1)]!),
      );
      const all = sums[0]!.flatMap((one) => sums[1]!.map((other) => one + other));
      const frequencies = Array.from({ length: 9 }, (_, sum) => all.filter((other) => other === sum).length);
      const rare = frequencies
        .filter((ways) => ways <= frequencies[cells[0]! + cells[4]!]!)
        .reduce((sum, ways) => sum + ways, 0);
      const tables = strata.map(([x = 0, y = 0, z = 0, rest = 0]) => [
        [x, y],
        [z, rest],
      ]);
      const { pValue } = mantelHaenszel(tables, { exact: true });
      if (!(Math.abs(pValue! - rare / all.length) < 1e-13)) wrong.push([tables, pValue, rare, all.length]);
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(1200);
  });
});

describe("hodgesLehmann: place and coverage of the limits, for all sizes of up to 8 values", () => {
  /** The least k that P(statistic <= k) of all draws is the share outside or more, and at least 1 where it is the share. */
  const expectPlace = (found: ReturnType<typeof hodgesLehmann>, statistics: readonly number[], level: number): void => {
    const upTo = (k: number): number => statistics.filter((value) => value <= k).length / statistics.length;
    const share = (1 - level) / 2;
    let place = 0;
    while (upTo(place) < share - 1e-12) place++;
    if (place === 0 && upTo(0) < share + 1e-12) place = 1;
    expect(found.place, `${JSON.stringify(found.n)} at ${level}`).toBe(place === 0 ? null : place);
    if (place > 0) expect(found.coverage).toBeCloseTo(1 - 2 * upTo(place - 1), 13);
    else expect(found).toMatchObject({ coverage: null, lower: null, upper: null });
  };
  const values = (n: number, from: number): number[] => Array.from({ length: n }, (_, i) => from + i * i);

  it.each([0.5, 0.6, 0.75, 0.9, 0.95, 0.99])("level %d: the distributions of all choices and of all signs", (level) => {
    for (let n = 1; n <= 8; n++) {
      const signs = Array.from({ length: 1 << n }, (_, set) =>
        Array.from({ length: n }, (_, i) => ((set >> i) & 1) * (i + 1)).reduce((sum, rank) => sum + rank, 0),
      );
      expectPlace(hodgesLehmann(values(n, 0), null, { level }), signs, level);
      for (let nx = 1; nx < n; nx++) {
        const won = setsOf(n, nx).map((set) =>
          Array.from({ length: n }, (_, i) => ((set >> i) & 1 ? i - sizes[set & ((1 << i) - 1)]! : 0)).reduce(
            (sum, pairs) => sum + pairs,
            0,
          ),
        );
        expectPlace(hodgesLehmann(values(nx, 0), values(n - nx, 0.5), { level }), won, level);
      }
    }
  });
});

describe("correlation, Spearman, exact with ties: a seeded share of all patterns of ties of 6 to 8 pairs", () => {
  /** Twice the mean ranks of values with these ties. */
  const ranksOf = (ties: readonly number[]): number[] => {
    let before = 0;
    return ties.flatMap((count) => {
      before += count;
      return Array.from({ length: count }, () => 2 * before - count + 1);
    });
  };
  /** All orders of the places below n. */
  const ordersOf = (n: number): number[][] =>
    n === 0
      ? [[]]
      : ordersOf(n - 1).flatMap((order) =>
          Array.from({ length: n }, (_, i) => [...order.slice(0, i), n - 1, ...order.slice(i)]),
        );

  it.each([
    [6, 0.1],
    [7, 0.1],
    [8, 0.01],
  ])("%d pairs, a share of %d: one order of each counts all orders that are as far out", (n, share) => {
    const random = randomGenerator(20261129 + n);
    const patterns = tiePatterns(n)
      .filter((ties) => ties.length > 1)
      .map(ranksOf);
    const orders = ordersOf(n);
    const mean = n * (n + 1) * (n + 1);
    const sums = new Int32Array(orders.length);
    const wrong: unknown[] = [];
    let compared = 0;
    for (const x of patterns) {
      for (const ranked of patterns) {
        if (random() >= share) continue;
        compared++;
        for (let k = 0; k < sums.length; k++) {
          const order = orders[k]!;
          let sum = -mean;
          for (let i = 0; i < n; i++) sum += x[i]! * ranked[order[i]!]!;
          sums[k] = sum;
        }
        const at = Math.floor(random() * orders.length);
        const y = orders[at]!.map((place) => ranked[place]!);
        const tails = { less: 0, greater: 0, "two-sided": 0 };
        for (const sum of sums) {
          if (sum <= sums[at]!) tails.less++;
          if (sum >= sums[at]!) tails.greater++;
          if (Math.abs(sum) >= Math.abs(sums[at]!)) tails["two-sided"]++;
        }
        for (const alternative of ["less", "greater", "two-sided"] as const) {
          const { pValue } = correlation(x, y, { method: "spearman", exact: true, alternative });
          const expected = tails[alternative] / sums.length;
          if (!(Math.abs(pValue! - expected) < 1e-13)) wrong.push([x, y, alternative, pValue, expected]);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(0.8 * share * patterns.length ** 2);
  });
});
