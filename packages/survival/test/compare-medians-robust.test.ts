import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareMedians, kaplanMeier } from "../src/index.js";
import { everySample, expectPercentile, medianOf, samplesOf } from "./every-sample.js";
import { expectClose } from "./reference.js";
import { testsReference } from "./tests-reference.js";

const channels = { time: "time", event: "event", by: "by" } as const;

/** Pairs of a treated and a control patient, with weights and late entries. */
const pairs = Object.freeze(
  [
    { time: 2, event: 1, by: "a", pair: 0, weight: 1, entry: 0 },
    { time: 3, event: 1, by: "b", pair: 0, weight: 2, entry: 1 },
    { time: 4, event: 1, by: "a", pair: 1, weight: 2, entry: 0 },
    { time: 6, event: 1, by: "b", pair: 1, weight: 1, entry: 0 },
    { time: 5, event: 0, by: "a", pair: 2, weight: 1.5, entry: 1 },
    { time: 9, event: 1, by: "b", pair: 2, weight: 1, entry: 4 },
    { time: 8, event: 1, by: "a", pair: 3, weight: 1, entry: 3 },
    { time: 12, event: 1, by: "b", pair: 3, weight: 3, entry: 0 },
  ].map((row) => Object.freeze(row)),
);
const of = <Row extends { readonly by: string }>(rows: readonly Row[], by: string): Row[] =>
  rows.filter((row) => row.by === by);
const known = (values: readonly (readonly [number, number])[], instead: number): number[] =>
  values.map(([own, control]) => own - control).map((value) => (Number.isNaN(value) ? instead : value));

/** Least and greatest difference over all pairs of steps that the test of Su and Wei does not reject. */
function suWei(data: object, spec: object, z: number): readonly (number | null)[] {
  const { curves } = kaplanMeier(data, { ...channels, ...spec } as never);
  const steps = curves.map(({ time, survival, standardError, nEvent }) => {
    const events = Array.from(time.keys()).filter((k) => nEvent[k]! > 0);
    const error = standardError[events.find((k) => survival[k]! <= 0.5 + 1e-8)!]!;
    const ends = [...events.map((k) => time[k]!), Number.POSITIVE_INFINITY];
    return ends.map((end, j) => {
      const distance = ((j === 0 ? 1 : survival[events[j - 1]!]!) - 0.5) / error;
      return { start: j === 0 ? 0 : ends[j - 1]!, end, square: distance * distance };
    });
  });
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const control of steps[0]!) {
    for (const own of steps[1]!) {
      if (own.square + control.square > z * z) continue;
      lower = Math.min(lower, own.start - control.end);
      upper = Math.max(upper, own.end - control.start);
    }
  }
  return [lower, upper].map((limit) => (Number.isFinite(limit) ? limit : null));
}

describe("Su and Wei", () => {
  const heart = testsReference.entry.data["heart"]!;
  const lung = testsReference.robust.data["lung"]!;
  const z = 1.959963984540054;

  test("late entries, sampling weights and clusters within groups: all pairs of steps of the curves of kaplanMeier", () => {
    const within = lung.cluster.map((cluster, i) => `${lung.by[i]}/${cluster}`);
    const sampling = { weights: "weight", weightType: "sampling" } as const;
    for (const [data, spec] of [
      [heart, { entry: "entry", id: "id" }],
      [lung, sampling],
      [lung, { ...sampling, cluster: within }],
      [lung, { cluster: within }],
    ] as const) {
      const [contrast] = compareMedians(data, { ...channels, ...spec } as never).contrasts;
      const [lower, upper] = suWei(data, spec, z);
      expectClose(contrast!.difference.lower, lower!, 100);
      expectClose(contrast!.difference.upper, upper!, 100);
    }
  });

  test("sampling weights that are all the same are none", () => {
    const plain = compareMedians(lung, channels).contrasts[0]!;
    const weights = lung.time.map(() => 2.5);
    const same = compareMedians(lung, { ...channels, weights, weightType: "sampling" }).contrasts[0]!;
    expect(same.difference).toEqual(plain.difference);
    expectClose(same.pValue, plain.pValue);
  });

  test("a cluster with rows in two groups is refused by name, with the remedy; one within a group is not", () => {
    const message =
      'interval "su-wei" is of independent groups, and the cluster of row 1 has rows in "a" and "b": give interval: "bootstrap", which draws whole clusters';
    expect(() => compareMedians(pairs, { ...channels, cluster: "pair" })).toThrow(message);
    expect(() =>
      compareMedians(heart, {
        ...channels,
        entry: "entry",
        id: "id",
        weights: heart.time.map((_, i) => 1 + (i % 3)),
        weightType: "sampling",
      }),
    ).toThrow("which draws whole subjects");
    expect(compareMedians(pairs, { ...channels, cluster: (row) => row.by + row.pair }).contrasts.length).toBe(1);
  });
});

describe("bootstrap of units", () => {
  const replicates = 39_999;
  const settings = { ...channels, interval: "bootstrap", replicates, level: 0.8 } as const;
  const expectLimits = (
    values: readonly (readonly [number, number])[],
    { lower, upper }: { lower: number | null; upper: number | null },
  ): void => {
    expectPercentile(known(values, Number.NEGATIVE_INFINITY), lower, 0.1, replicates);
    expectPercentile(known(values, Number.POSITIVE_INFINITY), upper, 0.9, replicates);
  };

  test("pairs across the groups: percentiles of all samples of pairs, in which both medians belong together", () => {
    const every = samplesOf([0, 1, 2, 3]).map((sample) => {
      const rows = sample.flatMap((pair) => pairs.filter((row) => row.pair === pair));
      return [medianOf(of(rows, "b")), medianOf(of(rows, "a"))] as const;
    });
    const spec = { ...settings, cluster: "pair", weights: "weight", weightType: "sampling", entry: "entry" } as const;
    const [contrast] = compareMedians(pairs, spec).contrasts;
    expectLimits(every, contrast!.difference);
    const share = every.filter(([own, control]) => !Number.isFinite(own + control)).length / every.length;
    const slack = 5 * Math.sqrt(0.25 / replicates);
    expect(Math.abs(contrast!.notReached! / replicates - share)).toBeLessThan(slack);
  });

  test("sampling weights and late entries without clusters: percentiles over the samples of each group", () => {
    const [own, control] = [everySample(of(pairs, "b")), everySample(of(pairs, "a"))];
    const every = own.flatMap((b) => control.map((a) => [b, a] as const));
    const spec = { ...settings, weights: "weight", weightType: "sampling", entry: "entry" } as const;
    expectLimits(every, compareMedians(pairs, spec).contrasts[0]!.difference);
  });

  test("a subject cut into intervals is drawn as one", () => {
    const cut = pairs.flatMap((row, id) => [
      { ...row, id, time: row.time - 0.5, event: 0 },
      { ...row, id, entry: row.time - 0.5 },
    ]);
    const [own, control] = ["b", "a"].map((by) => everySample(of(pairs, by).map((row) => ({ ...row, weight: 1 }))));
    const every = own!.flatMap((b) => control!.map((a) => [b, a] as const));
    expectLimits(every, compareMedians(cut, { ...settings, entry: "entry", id: "id" }).contrasts[0]!.difference);
  });

  test("frequencies are repeated rows, drawn one by one, to the last bit; in a cluster they stay together", () => {
    const row = fc.record({
      time: fc.integer({ min: 2, max: 12 }),
      event: fc.boolean(),
      by: fc.constantFrom("a", "b"),
      entry: fc.integer({ min: 0, max: 1 }),
      weight: fc.integer({ min: 1, max: 3 }),
      cluster: fc.integer({ min: 0, max: 3 }),
    });
    const rows = fc
      .array(row, { minLength: 2, maxLength: 12 })
      .filter((list) => new Set(list.map(({ by }) => by)).size === 2);
    fc.assert(
      fc.property(rows, (list) => {
        const repeated = list.flatMap((one) => Array.from({ length: one.weight }, () => one));
        const late = { ...channels, entry: "entry", interval: "bootstrap", replicates: 19 } as const;
        for (const spec of [late, { ...late, cluster: "cluster" } as const]) {
          const weighted = compareMedians(list, { ...spec, weights: "weight", weightType: "frequency" });
          expect(weighted.contrasts).toEqual(compareMedians(repeated, spec).contrasts);
        }
      }),
      { numRuns: 300 },
    );
  });
});
