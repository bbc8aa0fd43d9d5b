import { chiSquareUpperTail, hypergeometricDistribution, logGamma, randomGenerator } from "@hcc/numerics";
import { describe, expect, it } from "vitest";
import { contingencyTest } from "../src/index.js";
import { fisherMonteCarlo } from "../src/internal/fisher-monte-carlo.js";
import { logFactorialRatios } from "../src/internal/log-factorials.js";
import { randomHypergeometric } from "../src/internal/random-hypergeometric.js";
import { proportionInterval } from "../src/proportion-interval.js";

const dense = Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => 3 + ((5 * i + 3 * j) % 7)));

describe("Fisher's test of tables that are too many to enumerate", () => {
  it("is done with random tables, and method, reason and the interval say so; never Pearson", () => {
    const test = contingencyTest(dense, { rule: "fisher" });
    expect(test.method).toBe("fisher-monte-carlo");
    expect([test.statistic, test.df]).toEqual([null, null]);
    const { resamples, seed, interval } = test.monteCarlo!;
    expect([resamples, seed, interval.level, interval.method]).toEqual([100000, 1, 0.99, "clopper-pearson"]);
    const k = Math.round(interval.estimate! * resamples);
    expect(test.pValue).toBe((k + 1) / (resamples + 1));
    expect(interval).toEqual(proportionInterval(k, resamples, { level: 0.99 }));
    expect(test.reason).toMatchInlineSnapshot(
      `"Fisher's exact test as asked, but the tables with these margins are too many to enumerate: 100000 random ones, seed 1; the 99 % interval of P is 0.543 to 0.551"`,
    );
    expect(test.tests.find(({ method }) => method === "fisher-monte-carlo")!.pValue).toBe(test.pValue);
    expect(test.tests.some(({ method }) => method === "fisher")).toBe(false);
  });

  it("gives the same digits for the same seed, others for another, and takes the number of tables that is asked for", () => {
    const p = (seed?: number, resamples = 20_000): number =>
      contingencyTest(dense, { rule: "fisher", resamples, ...(seed === undefined ? {} : { seed }) }).pValue;
    const first = p();
    expect(first).toMatchInlineSnapshot(`0.5499225038748062`);
    expect(p(1)).toBe(first);
    const other = p(2);
    expect(other).not.toBe(first);
    expect(Math.abs(other - first)).toBeLessThan(0.02);
    const thousandths = 1000 * p(1, 999);
    expect(thousandths).toBeCloseTo(Math.round(thousandths), 9);
    // The chi-square that it tends to.
    expect(first).toBeCloseTo(contingencyTest(dense, { rule: "pearson" }).pValue, 1);
  }, 120_000);
});

describe("the share of random tables is the exact P within four standard errors, and mid-P too", () => {
  const random = randomGenerator(20261125);
  const tables = Array.from({ length: 50 }, (_, at) => {
    const height = 2 + (at % 3);
    const width = 3 + (at % 2);
    return Array.from({ length: height }, () => Array.from({ length: width }, () => 1 + Math.floor(random() * 7)));
  });
  it.each(tables.map((table) => [JSON.stringify(table), table] as const))("%s", (_, table) => {
    const exact = contingencyTest(table, { rule: "fisher" });
    expect(exact.method).toBe("fisher");
    const rows = table.map((row) => row.reduce((a, b) => a + b, 0));
    const columns = table[0]!.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
    const draws = 20_000;
    const { less, equal } = fisherMonteCarlo(table, rows, columns, draws, 7);
    const four = (p: number): number => 4 * Math.sqrt((p * (1 - p)) / draws) + 1e-12;
    expect(Math.abs((less + equal) / draws - exact.pValue)).toBeLessThanOrEqual(four(exact.pValue));
    const below = 2 * exact.midPValue! - exact.pValue;
    expect(Math.abs(less / draws - below)).toBeLessThanOrEqual(four(Math.max(0, below)));
  });
});

describe("random hypergeometric numbers have the hypergeometric distribution", () => {
  it.each([
    [3, 5, 4],
    [40, 60, 30],
    [1, 500, 250],
    [900, 1100, 700],
    [5000, 3000, 4500],
    [20000, 180000, 90000],
  ])("%i successes and %i failures, %i draws", (m, n, k) => {
    const ratio = logFactorialRatios(m + n);
    const random = randomGenerator(11);
    const { first, probability } = hypergeometricDistribution(m, n, k);
    const draws = 200_000;
    const counts = new Float64Array(probability.length);
    for (let i = 0; i < draws; i++) counts[randomHypergeometric(m, n, k, ratio, random) - first]!++;
    // Neighbors together until 20 are expected.
    let chiSquare = 0;
    let df = -1;
    let observed = 0;
    let expected = 0;
    for (let i = 0; i < counts.length; i++) {
      observed += counts[i]!;
      expected += draws * probability[i]!;
      if (expected < 20 && i < counts.length - 1) continue;
      if (expected >= 20) {
        chiSquare += (observed - expected) ** 2 / expected;
        df++;
      }
      observed = 0;
      expected = 0;
    }
    expect(chiSquareUpperTail(chiSquare, df)).toBeGreaterThan(0.001);
  });
});

describe("log(x! / y!)", () => {
  it.each([
    [100, 7],
    [5, 1000],
    [1_500_000, 3],
    [12, 4_000_000],
    [2_000_000, 3_000_000],
  ])("of %i and %i is the difference of log gamma", (x, y) => {
    const expected = logGamma(x + 1) - logGamma(y + 1);
    expect(Math.abs(logFactorialRatios(Math.max(x, y))(x, y) / expected - 1)).toBeLessThan(1e-14);
  });

  it("keeps its digits for neighbors in the millions of millions", () => {
    const ratio = logFactorialRatios(1e13);
    expect(Math.abs(ratio(1e13, 1e13 - 1) / Math.log(1e13) - 1)).toBeLessThan(1e-14);
    expect(Math.abs(ratio(5e12 - 1, 5e12) / -Math.log(5e12) - 1)).toBeLessThan(1e-14);
  });
});

it("a table of thirty million subjects is tested too", () => {
  const table = [
    [10_000_000, 10_001_000, 1200],
    [5_000_000, 5_001_000, 650],
  ];
  const test = contingencyTest(table, { rule: "fisher", resamples: 2000 });
  expect(test.method).toBe("fisher-monte-carlo");
  const pearson = contingencyTest(table, { rule: "pearson" }).pValue;
  expect(Math.abs(test.pValue - pearson)).toBeLessThan(4 * Math.sqrt((pearson * (1 - pearson)) / 2000));
});
