import { randomGenerator } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { cumulativeIncidence, kaplanMeier, restrictedMean } from "../src/index.js";
import { close, disagreements, patterns, subjects } from "./enumerate.js";

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
