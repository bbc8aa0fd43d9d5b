import { randomGenerator } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import {
  balance,
  compareMatchings,
  fuzzyMatching,
  matchedRows,
  matchPairs,
  propensityScore,
  spss,
} from "../src/index.js";
import { lalonde, lalondeCovariates } from "./lalonde.js";

interface Row {
  readonly tki: 0 | 1;
  readonly ps: number;
  readonly site: string;
}

function rowsOf(random: () => number, n: number, grid: number): Row[] {
  return Array.from({ length: n }, (_, i) => ({
    tki: i === 0 || (i > 1 && random() < 0.4) ? 1 : 0,
    ps: (1 + Math.floor(random() * grid)) / (grid * 1.1 + 1),
    site: random() < 0.7 ? "a" : "b",
  }));
}

const spec = { treatment: "tki", score: "ps", exact: "site", tolerance: 0.07 } as const;
const eligible = (t: Row, c: Row) => t.tki === 1 && c.tki === 0 && t.site === c.site && Math.abs(t.ps - c.ps) <= 0.07;
const rules = ["random-control", "first-control", "first-case"] as const;

const scored = () => {
  const { score } = propensityScore(lalonde, { treatment: "treat", covariates: lalondeCovariates });
  return lalonde.map((row, i) => ({ ...row, ps: score[i]! }));
};

describe("SPSS's rules", () => {
  test("the first free control within the tolerance for each case, or the first case for each control: 1000 problems", () => {
    const random = randomGenerator(11);
    for (let i = 0; i < 1000; i++) {
      const rows = rowsOf(random, 3 + Math.floor(random() * 40), random() < 0.5 ? 9 : 1e6);
      for (const rule of ["first-control", "first-case"] as const) {
        const swap = rule === "first-case";
        const taken = new Set<number>();
        const pairs = rows.flatMap((row, a) => {
          if (row.tki !== (swap ? 0 : 1)) return [];
          const b = rows.findIndex((it, k) => !taken.has(k) && (swap ? eligible(it, row) : eligible(row, it)));
          if (b < 0) return [];
          taken.add(b);
          return [swap ? [b, a] : [a, b]];
        });
        const found = fuzzyMatching(rows, { ...spec, rule }).pairs.map(({ treated, control }) => [treated, control]);
        expect(found).toEqual(pairs.sort((x, y) => x[0]! - y[0]!));
      }
    }
  });

  test("a random control is any of the free ones within the tolerance, equally often", () => {
    const rows = { tki: [1, 0, 0, 0, 0], ps: [0.5, 0.49, 0.5, 0.52, 0.53] };
    const counts = [0, 0, 0, 0, 0];
    for (let seed = 1; seed <= 3000; seed++) {
      const { pairs } = fuzzyMatching(rows, { treatment: "tki", score: "ps", tolerance: 0.021, seed });
      counts[pairs[0]!.control]!++;
    }
    expect(counts[4]).toBe(0);
    // 1000 expected each, standard deviation 26.
    for (const control of [1, 2, 3]) expect(Math.abs(counts[control]! - 1000)).toBeLessThan(110);
  });

  test("exactPriority takes a control of the same score first", () => {
    const rows = { tki: [1, 0, 0, 0], ps: [0.5, 0.49, 0.5, 0.51] };
    for (let seed = 1; seed <= 40; seed++) {
      const { pairs } = fuzzyMatching(rows, {
        treatment: "tki",
        score: "ps",
        tolerance: 0.02,
        exactPriority: true,
        seed,
      });
      expect(pairs[0]!.control).toBe(2);
    }
  });

  test("no pair is left unused, all keep tolerance and stratum, and there are at least half of the most pairs", () => {
    const random = randomGenerator(12);
    for (let i = 0; i < 1000; i++) {
      const rows = rowsOf(random, 3 + Math.floor(random() * 40), random() < 0.5 ? 9 : 1e6);
      const rule = rules[i % 3]!;
      const { pairs, weights } = fuzzyMatching(rows, { ...spec, rule, shuffle: i % 2 === 0, seed: i });
      const { tolerance, ...rest } = spec;
      const most = matchPairs(rows, { ...rest, caliper: spss(tolerance), method: "optimal" }).pairs.length;
      expect(2 * pairs.length).toBeGreaterThanOrEqual(most);
      expect(pairs.length).toBeLessThanOrEqual(most);
      for (const { treated, control } of pairs) expect(eligible(rows[treated]!, rows[control]!)).toBe(true);
      rows.forEach((t, a) => {
        rows.forEach((c, b) => {
          if (eligible(t, c)) expect(weights[a]! + weights[b]!).toBeGreaterThan(0);
        });
      });
    }
  });

  test("the result serves matchedRows and balance, and a seed repeats it", () => {
    const patients = scored();
    const found = fuzzyMatching(patients, { treatment: "treat", score: "ps", tolerance: 0.02, seed: 5 });
    expect(found).toEqual(fuzzyMatching(patients, { treatment: "treat", score: "ps", tolerance: 0.02, seed: 5 }));
    expect(matchedRows(patients, found)).toHaveLength(2 * found.pairs.length);
    expect(balance(patients, { treatment: "treat", covariates: ["age"], matching: found }).samples.after!.treated).toBe(
      found.pairs.length,
    );
  });
});

describe("a published number of pairs", () => {
  const patients = scored();
  const base = { treatment: "treat", score: "ps", caliper: spss(0.02) } as const;

  test("is placed among the algorithms and the file orders", () => {
    const at = (published: number) =>
      compareMatchings(patients, { ...base, published, random: randomGenerator(2), fileOrders: 50 });
    const { published, fileOrder } = at(109);
    expect(published).toMatchObject({
      pairs: 109,
      possible: true,
      maximal: true,
      algorithms: ["smallest", "data", "closest"],
    });
    const { fewer, equal, more } = published!.fileOrders!;
    expect(fewer + equal + more).toBe(50);
    expect(equal).toBe(fileOrder!.distribution.find(({ pairs }) => pairs === 109)?.frequency ?? 0);
    expect(at(111).published).toMatchObject({ possible: false, maximal: false, algorithms: [] });
    expect(at(54).published).toMatchObject({ possible: true, maximal: false });
    expect(at(55).published).toMatchObject({ possible: true, maximal: true });
  });

  test("has no place among file orders that were not simulated", () => {
    expect(compareMatchings(patients, { ...base, published: 110 }).published!.fileOrders).toBeNull();
    expect(compareMatchings(patients, base).published).toBeNull();
  });
});
