import { describe, expect, test } from "vitest";
import { type Matching, spss } from "../src/index.js";
import { generator } from "./lalonde.js";
import { algorithms, anyRules, apart, match, onEach, type Spec, sample, total } from "./match-mixtures.js";
import { type Case, problem } from "./match-scan.js";

const sortedPairs = ({ pairs }: Matching, id: (row: number) => number = (row) => row): string =>
  pairs
    .map(({ treated, control }) => [id(treated), id(control)] as const)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .join("; ");

function shuffled(rows: readonly Case[], seed: number): { rows: readonly Case[]; id: (row: number) => number } {
  const random = generator(seed + 5000);
  const keys = rows.map((row, id) => ({ row, id, key: random() })).sort((a, b) => a.key - b.key);
  return { rows: keys.map(({ row }) => row), id: (row) => keys[row]!.id };
}

describe("what does not matter", () => {
  test("units, origins and signs of covariates: the same pairs in every method and order, 1000 problems", () => {
    const ages = (width: number): Spec => ({ calipers: { y: { channel: "y", width, unit: "absolute" } } });
    onEach(1000, (seed) => {
      const random = generator(seed + 300);
      // Sixty-fourths times powers of two, so that rounding moves no difference across the caliper.
      const rows = sample(seed).map((row) => ({ ...row, y: Math.floor(row.y * 64) / 64 }));
      const factor = [-4, -1, -0.5, 2, 8][Math.floor(random() * 5)]!;
      const shift = Math.floor(random() * 100) - 50;
      const slope = [-3, -0.1, 7][Math.floor(random() * 3)]!;
      const recoded = rows.map((row) => ({ ...row, y: factor * row.y + shift, z: slope * row.z - shift }));
      const { spec } = anyRules(seed);
      const own = spec.calipers !== undefined;
      const again = algorithms(seed);
      return algorithms(seed).find((algorithm, i) => {
        const one = match(rows, { ...spec, ...algorithm, ...(own && ages(3)) });
        const other = match(recoded, { ...spec, ...again[i]!, ...(own && ages(3 * Math.abs(factor))) });
        return sortedPairs(other) !== sortedPairs(one);
      });
    });
  });

  test("the order of rows, where no scores are equal: the same pairs but in the orders that name it, 1000 problems", () => {
    onEach(1000, (seed) => {
      const rows = problem(seed, 18, 0);
      const other = shuffled(rows, seed);
      const { spec } = anyRules(seed);
      const ratio = seed % 3 === 0 ? 2 : 1;
      return algorithms(seed).find((algorithm) => {
        if (algorithm.order === "data" || algorithm.order === "random") return false;
        const one = match(rows, { ...spec, ...algorithm, ratio });
        const two = match(other.rows, { ...spec, ...algorithm, ratio });
        if (two.pairs.length !== one.pairs.length || apart(total(one), total(two))) return true;
        // On a line crossed and uncrossed pairs may have one total: of the scores there may be several optima.
        const unique = algorithm.method !== "optimal" || (ratio === 1 && spec.distance !== undefined);
        return unique && sortedPairs(two, other.id) !== sortedPairs(one);
      });
    });
  });

  test("the order of rows, for the number of pairs and the total of optimal matching with equal scores: 1000 problems", () => {
    onEach(1000, (seed) => {
      const rows = problem(seed, 18, 16);
      const other = shuffled(rows, seed);
      const { spec } = anyRules(seed);
      return (["total", "maximum"] as const).find((objective) => {
        const one = match(rows, { ...spec, method: "optimal", objective });
        const two = match(other.rows, { ...spec, method: "optimal", objective });
        return two.pairs.length !== one.pairs.length || apart(total(one), total(two));
      });
    });
  });

  test("the order of rows, for the scores that greedy matching pairs, where equal distances are those of equal scores: 1000 problems", () => {
    // Marks of a Golomb ruler: every two differ by another distance.
    const marks = [0, 1, 4, 10, 18, 23, 25].map((mark) => mark / 32);
    onEach(1000, (seed) => {
      const random = generator(seed + 40);
      const rows = problem(seed, 24, 0).map((row) => ({ ...row, s: marks[Math.floor(random() * marks.length)]! }));
      const other = shuffled(rows, seed);
      const exact = seed % 3 === 0;
      // Not "farthest": at distance 0 rows of different scores are equal, and choose in row order.
      return (["largest", "smallest", "closest"] as const).find((order) => {
        const spec: Spec = { order, ratio: 1 + (seed % 2), caliper: spss(0.5), ...(exact && { exact: "x" as const }) };
        const scores = (data: readonly Case[]): string =>
          match(data, spec)
            .pairs.map(({ treated: t, control: c }) => `${exact && data[t]!.x}: ${data[t]!.s} with ${data[c]!.s}`)
            .sort()
            .join("; ");
        return scores(other.rows) !== scores(rows);
      });
    });
  });

  test("but where a treated row has controls equally far on both sides the order of rows may change the number of greedy pairs", () => {
    for (const order of ["largest", "smallest", "closest", "farthest"] as const) {
      const changed = Array.from({ length: 200 }, (_, seed) => {
        const rows = problem(seed + 1, 24, 16);
        const spec: Spec = { order, caliper: spss(0.125) };
        return match(rows, spec).pairs.length !== match(shuffled(rows, seed).rows, spec).pairs.length;
      });
      expect(changed).toContain(true);
    }
  });
});
