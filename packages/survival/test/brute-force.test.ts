import { randomGenerator } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import {
  cumulativeIncidence,
  kaplanMeier,
  type LogRankWeighting,
  logRank,
  permutationLogRank,
  restrictedMean,
} from "../src/index.js";
import { patterns, subjects } from "./enumerate.js";

const close = (actual: number, expected: number, relative: number): boolean =>
  Math.abs(actual - expected) <= relative * Math.max(Math.abs(expected), 1e-3);

/** What does not agree, as text; the first few only. */
function disagreements<T>(cases: Iterable<T>, differs: (one: T) => string | null): { count: number; found: string[] } {
  const found: string[] = [];
  let count = 0;
  for (const one of cases) {
    count++;
    const text = found.length < 5 ? differs(one) : null;
    if (text !== null) found.push(`${JSON.stringify(one)}: ${text}`);
  }
  return { count, found };
}

/**
 * S by Efron's redistribution to the right, times n!: each subject weighs 1 / n, and one who is censored gives the weight to
 * those with later times in equal parts. Every weight is a whole number of 1 / n!.
 */
function redistributed(time: readonly number[], event: readonly number[]): { s: number[]; whole: number } {
  const n = time.length;
  let whole = 1;
  for (let i = 2; i <= n; i++) whole *= i;
  const weight = time.map(() => whole / n);
  const s: number[] = [];
  let left = whole;
  for (let t = 1; t <= time[n - 1]!; t++) {
    time.forEach((own, i) => {
      if (own === t && event[i] === 1) left -= weight[i]!;
    });
    const later = time.flatMap((own, i) => (own > t ? [i] : []));
    time.forEach((own, i) => {
      if (own !== t || event[i] === 1) return;
      for (const j of later) weight[j]! += weight[i]! / later.length;
    });
    s.push(left);
  }
  return { s, whole };
}

describe("one sample: every tie and censoring pattern of 1 to 8 subjects", () => {
  const all = function* (): Generator<readonly (readonly number[])[]> {
    for (let n = 1; n <= 8; n++) yield* patterns(n, 2);
  };

  test("Kaplan-Meier is the redistribution to the right, its error Greenwood's; median and restricted mean follow", () => {
    const { count, found } = disagreements(all(), (pattern) => {
      const { time, kind: event } = subjects(pattern);
      const curve = kaplanMeier({ time, event }, { time: "time", event: "event" }).curves[0]!;
      const { s, whole } = redistributed(time, event);
      let sum = 0;
      for (let t = 1; t <= pattern.length; t++) {
        const atRisk = time.filter((own) => own >= t).length;
        const deaths = time.filter((own, i) => own === t && event[i] === 1).length;
        const at = t - 1;
        if (curve.nRisk[at] !== atRisk || curve.nEvent[at] !== deaths) return `counts at ${t}`;
        if (!close(curve.survival[at]!, s[at]! / whole, 1e-14)) return `S(${t}) is ${curve.survival[at]}`;
        if (deaths > 0) sum += deaths / (atRisk * (atRisk - deaths));
        const error = (s[at]! / whole) * Math.sqrt(sum);
        if (s[at] === 0 ? !Number.isNaN(curve.standardError[at]) : !close(curve.standardError[at]!, error, 1e-14)) {
          return `standard error at ${t} is ${curve.standardError[at]}`;
        }
      }
      const last = pattern.length;
      const reached = s.findIndex((value) => 2 * value <= whole);
      const below = s.findIndex((value) => 2 * value < whole);
      const median = reached < 0 ? null : (reached + 1 + (below < 0 ? last : below + 1)) / 2;
      if (curve.median.estimate !== (s[reached] === whole / 2 ? median : reached < 0 ? null : reached + 1)) {
        return `median is ${curve.median.estimate}`;
      }
      const area = whole + s.slice(0, -1).reduce((total, value) => total + value, 0);
      const mean = restrictedMean(curve, { tau: last });
      return close(mean.estimate!, area / whole, 1e-14) ? null : `mean is ${mean.estimate}`;
    });
    expect(found).toEqual([]);
    expect(count).toBe(2 + 7 + 24 + 82 + 280 + 956 + 3264 + 11_144);
  });
});

/**
 * Cumulative incidences of two causes, times n!, again by redistribution to the right: a subject who is censored gives the weight
 * to those with later times, and each cause gathers the weights of those whom it ended.
 */
function gathered(time: readonly number[], cause: readonly number[]): { f: number[][]; whole: number } {
  const n = time.length;
  let whole = 1;
  for (let i = 2; i <= n; i++) whole *= i;
  const weight = time.map(() => whole / n);
  const f: number[][] = [];
  const reached = [0, 0, 0];
  for (let t = 1; t <= time[n - 1]!; t++) {
    const later = time.flatMap((own, i) => (own > t ? [i] : []));
    time.forEach((own, i) => {
      if (own !== t) return;
      reached[cause[i]!]! += weight[i]!;
      if (cause[i] === 0) for (const j of later) weight[j]! += weight[i]! / later.length;
    });
    f.push([...reached]);
  }
  return { f, whole };
}

describe("competing events: a seeded tenth of all patterns of two causes and censoring of 1 to 8 subjects", () => {
  const random = randomGenerator(20261126);
  const tenth = function* (): Generator<readonly (readonly number[])[]> {
    for (let n = 1; n <= 8; n++) for (const pattern of patterns(n, 3)) if (random() < 0.1) yield pattern;
  };

  test("Aalen-Johansen is the redistribution to the right, of either cause, and the incidences and S add up to 1", () => {
    const { count, found } = disagreements(tenth(), (pattern) => {
      const { time, kind } = subjects(pattern);
      const { f, whole } = gathered(time, kind);
      const incidence = (event: number, other: number) => {
        const cause = { channel: "kind" as const, event: [event], competing: [other], censored: [0] };
        return cumulativeIncidence({ time, kind }, { time: "time", cause }).curves[0]!;
      };
      const [one, two] = [incidence(1, 2), incidence(2, 1)];
      for (let at = 0; at < pattern.length; at++) {
        if (!close(one.incidence[at]!, f[at]![1]! / whole, 1e-13)) return `F1 at ${at + 1} is ${one.incidence[at]}`;
        if (!close(two.incidence[at]!, f[at]![2]! / whole, 1e-13)) return `F2 at ${at + 1} is ${two.incidence[at]}`;
        if (Math.abs(one.incidence[at]! + two.incidence[at]! + one.survival[at]! - 1) > 1e-14) return "sum is not 1";
      }
      return null;
    });
    expect(found).toEqual([]);
    expect(count).toBeGreaterThan(15_000);
  });
});

/** Numbers of ways to choose k of n. */
const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

/**
 * Log-rank sums as whole numbers: at each time all choices of the deaths among those at risk are counted, which gives mean and
 * variance of the deaths of the first group; times 840 and its square a sum over times of up to 8 subjects is whole.
 */
function counted(time: readonly number[], event: readonly number[], group: readonly number[], weigh: boolean) {
  const scale = 840;
  let observed = 0;
  let expected = 0;
  let variance = 0;
  for (let t = 1; t <= time.at(-1)!; t++) {
    const atRisk = time.flatMap((own, i) => (own >= t ? [i] : []));
    const dead = atRisk.filter((i) => time[i] === t && event[i] === 1);
    const n = atRisk.length;
    const first = atRisk.filter((i) => group[i] === 0).length;
    const ways = choose(n, dead.length);
    let mean = 0;
    let square = 0;
    for (let x = 0; x <= dead.length; x++) {
      const share = choose(first, x) * choose(n - first, dead.length - x);
      mean += x * share;
      square += x * x * share;
    }
    const weight = weigh ? n : 1;
    observed += weight * dead.filter((i) => group[i] === 0).length;
    expected += weight * Math.round((scale * mean) / ways);
    variance += weight * weight * Math.round((scale * scale * (square * ways - mean * mean)) / (ways * ways));
  }
  return { difference: scale * observed - expected, expected: expected / scale, variance };
}

describe("two samples: a seeded tenth of all tie, censoring and group patterns of 2 to 8 subjects", () => {
  const random = randomGenerator(20261125);
  const tenth = function* (): Generator<readonly (readonly number[])[]> {
    for (let n = 2; n <= 8; n++) for (const pattern of patterns(n, 4)) if (random() < 0.1) yield pattern;
  };

  test.each<[LogRankWeighting, boolean]>([
    ["logrank", false],
    ["gehan", true],
  ])("weighting %s: expected events and variance count all choices of the deaths", (weighting, weigh) => {
    const { count, found } = disagreements(tenth(), (pattern) => {
      const { time, kind } = subjects(pattern);
      const event = kind.map((which) => which & 1);
      const group = kind.map((which) => which >> 1);
      if (new Set(group).size === 1) return null;
      const levels = group.map((which) => (which === 0 ? "a" : "b"));
      const result = logRank({ time, event, by: levels }, { time: "time", event: "event", by: "by", weighting });
      const { difference, expected, variance } = counted(time, event, group, weigh);
      if (!close(result.groups[0]!.expected, expected, 1e-13)) return `expected is ${result.groups[0]!.expected}`;
      if (variance === 0) return result.statistic === null ? null : `statistic is ${result.statistic}`;
      const statistic = (difference * difference) / variance;
      return close(result.statistic ?? Number.NaN, statistic, 1e-12) ? null : `statistic is ${result.statistic}`;
    });
    expect(found).toEqual([]);
    expect(count).toBeGreaterThan(150_000);
  });
});

describe("two samples: a seeded thousandth of all patterns of 2 to 8 subjects", () => {
  const random = randomGenerator(20261127);
  const some = function* (): Generator<readonly (readonly number[])[]> {
    for (let n = 2; n <= 8; n++) for (const pattern of patterns(n, 4)) if (random() < 0.001) yield pattern;
  };

  test("the exact log-rank test counts all allocations of the subjects that are as far from the mean", () => {
    const { count, found } = disagreements(some(), (pattern) => {
      const { time, kind } = subjects(pattern);
      const event = kind.map((which) => which & 1);
      const group = kind.map((which) => which >> 1);
      const first = group.filter((which) => which === 0).length;
      if (first === 0 || first === group.length) return null;
      const distance = (own: readonly number[]): number => Math.abs(counted(time, event, own, false).difference);
      let all = 0;
      let far = 0;
      let varies = false;
      const observed = distance(group);
      for (let set = 0; set < 2 ** group.length; set++) {
        const own = group.map((_, i) => (set >> i) & 1);
        if (own.filter((which) => which === 0).length !== first) continue;
        const other = distance(own);
        all++;
        if (other >= observed) far++;
        if (other !== observed) varies = true;
      }
      const levels = group.map((which) => (which === 0 ? "a" : "b"));
      const result = permutationLogRank({ time, event, by: levels }, { time: "time", event: "event", by: "by" });
      if (result.pValue === null) return varies ? "is not tested" : null;
      return close(result.pValue, far / all, 1e-12) ? null : `P is ${result.pValue}, not ${far} of ${all}`;
    });
    expect(found).toEqual([]);
    expect(count).toBeGreaterThan(1500);
  });
});
