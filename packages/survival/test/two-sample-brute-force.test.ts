import { randomGenerator } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { type LogRankWeighting, logRank, permutationLogRank } from "../src/index.js";
import { close, type Pattern, patterns, subjects } from "./enumerate.js";

const channels = { time: "time", event: "event", by: "by" } as const;

/** A sum over times of up to 8 subjects, times 840, and its variance, times 840^2, are whole numbers. */
const SCALE = 840;

/** Numbers of ways to choose k of n. */
const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

/** Mean and variance of the deaths in the first group, when every choice of d of the n at risk is counted. */
function countedChoices(n: number, first: number, d: number): { readonly mean: number; readonly variance: number } {
  const ways = choose(n, d);
  let mean = 0;
  let square = 0;
  for (let x = 0; x <= d; x++) {
    const share = choose(first, x) * choose(n - first, d - x);
    mean += x * share;
    square += x * x * share;
  }
  return {
    mean: Math.round((SCALE * mean) / ways),
    variance: Math.round((SCALE * SCALE * (square * ways - mean * mean)) / (ways * ways)),
  };
}

/** By number at risk, of those in the first group, and of deaths. */
const choices = Array.from({ length: 9 }, (_, n) =>
  Array.from({ length: n + 1 }, (_, first) => Array.from({ length: n + 1 }, (_, d) => countedChoices(n, first, d))),
);

/** How many subjects a set of them has, as bits. */
const sizes = Array.from({ length: 256 }, (_, set) => [...set.toString(2)].filter((bit) => bit === "1").length);

/** A pattern of censored subjects and events: at each time, how many have gone, are at risk and die, and who dies. */
const timesOf = (pattern: Pattern) => {
  const n = pattern.flat().reduce((sum, count) => sum + count, 0);
  let gone = 0;
  return pattern.map(([censored, d]) => {
    const time = { gone, n: n - gone, d: d!, dead: ((1 << d!) - 1) << (gone + censored!) };
    gone += censored! + d!;
    return time;
  });
};

/** Log-rank sums of the subjects in a set against the others, as whole numbers. */
function counted(times: ReturnType<typeof timesOf>, set: number, weigh: boolean) {
  let difference = 0;
  let expected = 0;
  let variance = 0;
  for (const { gone, n, d, dead } of times) {
    const choice = choices[n]![sizes[set >> gone]!]![d]!;
    const weight = weigh ? n : 1;
    difference += weight * (SCALE * sizes[set & dead]! - choice.mean);
    expected += weight * choice.mean;
    variance += weight * weight * choice.variance;
  }
  return { difference, expected: expected / SCALE, variance };
}

const setsOfCells = new Map<string, readonly number[]>();
/** Sets of the subjects of a pattern that differ otherwise than by exchanging subjects of the same time and kind. */
function setsOf(pattern: Pattern): readonly number[] {
  const cells = pattern.flat().filter((count) => count > 0);
  const key = cells.join();
  let sets = setsOfCells.get(key);
  if (sets === undefined) {
    sets = [0];
    let place = 0;
    for (const count of cells) {
      const taken = Array.from({ length: count + 1 }, (_, some) => ((1 << some) - 1) << place);
      sets = sets.flatMap((set) => taken.map((more) => set | more));
      place += count;
    }
    setsOfCells.set(key, sets);
  }
  return sets;
}

/** Groups of n subjects, "a" those in a set. */
const labels = Array.from({ length: 9 }, (_, n) =>
  Array.from({ length: 1 << n }, (_, set) =>
    Object.freeze(Array.from({ length: n }, (_, i) => ((set >> i) & 1 ? "a" : "b"))),
  ),
);

interface Columns {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly by: readonly string[];
}

/**
 * Calls `compare` for a seeded share of the patterns of two samples: those of one sample, each with all sets of its subjects as
 * group a. What it returns for a pattern compares one set of it.
 */
function compareShare(
  seed: number,
  share: number,
  compare: (pattern: Pattern, n: number) => (set: number, data: Columns) => string | null,
): { readonly patterns: number; readonly compared: number; readonly found: readonly string[] } {
  const random = randomGenerator(seed);
  const found: string[] = [];
  const count = { patterns: 0, compared: 0 };
  for (let n = 2; n <= 8; n++) {
    for (const pattern of patterns(n, 2)) {
      const { time, kind } = subjects(pattern);
      const event = Object.freeze(kind);
      Object.freeze(time);
      const differs = compare(pattern, n);
      for (const set of setsOf(pattern)) {
        count.patterns++;
        if (random() >= share || found.length > 4) continue;
        count.compared++;
        if (set === 0 || set === (1 << n) - 1) continue;
        const text = differs(set, { time, event, by: labels[n]![set]! });
        if (text !== null) found.push(`${JSON.stringify(pattern)}, group a ${set.toString(2)}: ${text}`);
      }
    }
  }
  return { ...count, found };
}

describe("two samples: of all tie, censoring and group patterns of 2 to 8 subjects, a seeded", {
  timeout: 120_000,
}, () => {
  test.each<[string, LogRankWeighting, number]>([
    ["tenth", "logrank", 0.1],
    ["hundredth", "gehan", 0.01],
  ])("%s has, weighting %s, the expected events and variance of all choices of the deaths", (_, weighting, share) => {
    const spec = { ...channels, weighting };
    const weigh = weighting === "gehan";
    const result = compareShare(20261125, share, (pattern) => {
      const times = timesOf(pattern);
      return (set, data) => {
        const { statistic, groups } = logRank(data, spec);
        const { difference, expected, variance } = counted(times, set, weigh);
        if (!close(groups[0]!.expected, expected, 1e-13)) return `expected is ${groups[0]!.expected}, not ${expected}`;
        const square = variance === 0 ? null : (difference * difference) / variance;
        if (statistic === null || square === null) return statistic === square ? null : `statistic is ${statistic}`;
        return close(statistic, square, 1e-12) ? null : `statistic is ${statistic}, not ${square}`;
      };
    });
    expect(result.found).toEqual([]);
    expect(result.patterns).toBe(1_913_327);
    expect(result.compared).toBeGreaterThan(1_850_000 * share);
  });

  test("tenth has in the exact log-rank test the share of all allocations that are as far out, and their variance", () => {
    const result = compareShare(20261127, 0.1, (pattern, n) => {
      const times = timesOf(pattern);
      const distances = labels[n]!.map((_, set) => Math.abs(counted(times, set, false).difference));
      return (set, data) => {
        let all = 0;
        let far = 0;
        let squares = 0;
        for (let other = 0; other < distances.length; other++) {
          if (sizes[other] !== sizes[set]) continue;
          all++;
          if (distances[other]! >= distances[set]!) far++;
          squares += distances[other]! * distances[other]!;
        }
        const { pValue, statistic } = permutationLogRank(data, channels);
        if (squares === 0) return pValue === null && statistic === null ? null : `P is ${pValue}, but nothing varies`;
        if (pValue === null || !close(pValue, far / all, 1e-13)) return `P is ${pValue}, not ${far} of ${all}`;
        const expected = (distances[set]! * distances[set]! * all) / squares;
        return close(statistic!, expected, 1e-12) ? null : `statistic is ${statistic}, not ${expected}`;
      };
    });
    expect(result.found).toEqual([]);
    expect(result.patterns).toBe(1_913_327);
    expect(result.compared).toBeGreaterThan(190_000);
  });
});
