import { describe, expect, test } from "vitest";
import { differsFromR, expectShown, measured } from "../../../scripts/differs-from-r.js";
import { timeRanks } from "../src/index.js";

const ranks = (times: number[]) => Array.from(timeRanks(Float64Array.from(times)).ranks);

describe("timeRanks", () => {
  test("ranks follow the input order and the times are the distinct values, ascending", () => {
    const result = timeRanks(Float64Array.of(5, 1, 3, 1));
    expect(Array.from(result.ranks)).toEqual([2, 0, 1, 0]);
    expect(Array.from(result.time)).toEqual([1, 3, 5]);
    expect(result.merged).toBe(0);
  });

  test("sorted and unsorted input give the same ranks", () => {
    expect(ranks([1, 1, 3, 5])).toEqual([0, 0, 1, 2]);
    expect(ranks([5, 3, 1, 1])).toEqual([2, 1, 0, 0]);
  });

  test("times that differ by rounding are one time, and what was merged is counted", () => {
    const root = Math.sqrt(2) * Math.sqrt(2);
    expect(ranks([2, root, 3])).toEqual([0, 0, 1]);
    expect(timeRanks(Float64Array.of(0.3, 0.1 + 0.2)).merged).toBe(1);
  });

  test("around 1e6 a spacing of 0.01 is merged and one of 0.02 is not", () => {
    expect(ranks([1e6, 1e6 + 0.01])).toEqual([0, 0]);
    expect(ranks([1e6, 1e6 + 0.02])).toEqual([0, 1]);
  });

  test("merging chains, and the smallest value stands for the chain", () => {
    const result = timeRanks(Float64Array.of(1 + 2e-8, 1 + 1e-8, 1, 2));
    expect(Array.from(result.ranks)).toEqual([0, 0, 0, 1]);
    expect(Array.from(result.time)).toEqual([1, 2]);
    expect(result.merged).toBe(2);
  });

  test("the unit of time does not matter, down to units in which every time is tiny", () => {
    const times = [3, 1, 2, 2.5, 1 + 1e-9];
    for (const unit of [1e-12, 1 / 30.4375, 86_400_000]) {
      expect(ranks(times.map((time) => time * unit))).toEqual(ranks(times));
    }
  });

  differsFromR(
    {
      where: "timeRanks",
      ours: "times are merged by their distance relative to the times, in any unit",
      r: "`aeqSurv` also merges all times closer than 1.5e-8 in whatever unit they are",
      why: "A result may not depend on the unit of time.",
      source: "survival 3.8-11, `aeqSurv.R`",
      size: { question: "distinct times of 1, 2, 3 and 4 x 1e-9", r: 1, ours: 4 },
    },
    (size) => {
      expectShown(measured.tinyTimes, size.r);
      expectShown(timeRanks(Float64Array.of(1e-9, 2e-9, 3e-9, 4e-9)).time.length, size.ours);
    },
  );

  test("0 and -0 are one time; no times give no ranks; equal times one rank", () => {
    expect(ranks([0, -0, 1])).toEqual([0, 0, 1]);
    expect(ranks([])).toEqual([]);
    expect(ranks([0, 0])).toEqual([0, 0]);
  });

  test("many times are ranked as few: 10000 rows of integers, fractions and negative numbers", () => {
    const pools = [
      (i: number) => (i * 7919) % 3650,
      (i: number) => ((i * 7919) % 4001) / 30.4375,
      (i: number) => ((i * 7919) % 5000) - 2500,
      (i: number) => (i % 2 === 0 ? -0 : 1 / (1 + (i % 97))),
    ];
    for (const pool of pools) {
      const times = Float64Array.from({ length: 10_000 }, (_, i) => pool(i));
      const { ranks, time } = timeRanks(times);
      expect(Array.from(time)).toEqual([...new Set(times)].map((value) => value + 0).sort((a, b) => a - b));
      expect(times.every((value, i) => time[ranks[i]!] === value + 0)).toBe(true);
    }
  });

  test("a time that is not finite is an error", () => {
    expect(() => ranks([1, Number.NaN])).toThrow("the time is NaN at row 1: give finite times");
  });
});
