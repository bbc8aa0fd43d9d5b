import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { type LogRankWeighting, logRank } from "../src/index.js";
import { expectClose, expectLogP, reference } from "./reference.js";
import { testsReference } from "./tests-reference.js";

const channels = { time: "time", event: "event", by: "by" } as const;
const freeze = <Value extends object>(data: Value): Value => {
  for (const column of Object.values(data)) Object.freeze(column);
  return Object.freeze(data);
};

describe("delayed entry", () => {
  const delayed = { ...channels, entry: "entry", id: "id" } as const;
  for (const [name, found] of Object.entries(testsReference.entry.tests)) {
    const data = freeze(testsReference.entry.data[name]!);

    test(`${name}: the score test of the exact Cox model on (start, stop]`, () => {
      if (found.exactScore === null) return expect(data.time.length).toBeGreaterThan(1000);
      expectClose(logRank(data, delayed).statistic, found.exactScore);
      expectClose(logRank(data, { ...delayed, strata: "strata" }).statistic, found.exactScoreStratified);
    });

    test(`${name}: every weighting from its definition, in strata`, () => {
      for (const [weight, statistic] of Object.entries(found.byDefinition)) {
        const weighting = weight === "rho1gamma1" ? { rho: 1, gamma: 1 } : (weight as LogRankWeighting);
        expectClose(logRank(data, { ...delayed, strata: "strata", weighting }).statistic, statistic);
      }
    });
  }

  differsFromR(
    {
      where: "logRank",
      ours: "takes delayed entry",
      r: '`survdiff` stops: "Right censored data only"',
      why: "The risk sets are defined; the score test of the exact Cox model is the same test.",
      source:
        'survival 3.5-3, heart: `survdiff(Surv(start, stop, event) ~ transplant)` and `coxph(ties = "exact")$score`',
      size: { question: "heart, statistic of transplant", r: "an error", ours: 0.1750858 },
    },
    (size) => {
      const data = testsReference.entry.data["heart"]!;
      expectShown(logRank(data, delayed).statistic, size.ours);
      expectClose(logRank(data, delayed).statistic, testsReference.entry.tests["heart"]!.exactScore);
    },
  );

  test("a patient cut into intervals is the same patient", () => {
    const lung = reference.data["lung"]!;
    const cut = [60, 200, 201, 500];
    const rows = lung.time.flatMap((time, i) => {
      const ends = [...cut.filter((one) => one < time), time];
      return ends.map((end, j) => ({
        entry: j === 0 ? 0 : ends[j - 1]!,
        time: end,
        event: end === time ? lung.event[i]! : 0,
        by: String(lung.by[i]!),
        strata: lung.strata[i]!,
        id: i,
      }));
    });
    for (const weighting of ["logrank", "modified-peto", { rho: 0.5, gamma: 1 }] as const) {
      const whole = logRank(lung, { ...channels, strata: "strata", weighting });
      const split = logRank(rows, { ...delayed, strata: "strata", weighting });
      expect(split.n).toBe(whole.n);
      expect(split.groups.map(({ n }) => n)).toEqual(whole.groups.map(({ n }) => n));
      expectClose(split.statistic, whole.statistic!);
      const robust = logRank(lung, { ...channels, cluster: lung.time.map((_, i) => i), weighting });
      expectClose(logRank(rows, { ...delayed, cluster: "id", weighting }).statistic, robust.statistic!);
    }
  });

  test("entries at 0 are no entries, and a patient who enters at a time of death is not yet at risk", () => {
    const aml = reference.data["aml"]!;
    const without = logRank(aml, channels);
    const { mergedTimes, ...zero } = logRank(aml, { ...channels, entry: aml.time.map(() => 0) });
    expect(mergedTimes).toBe(0);
    expect(zero).toMatchObject({ statistic: without.statistic, groups: without.groups });
    const late = { entry: [0, 0, 3], time: [3, 5, 9], event: [1, 1, 1], by: ["a", "b", "a"] };
    expect(logRank(late, { ...channels, entry: "entry" }).groups.map((group) => group.expected)).toEqual([
      0.5 + 0.5 + 1,
      1,
    ]);
  });
});

describe("robust variance", () => {
  for (const [name, tests] of Object.entries(testsReference.robust.tests)) {
    const data = freeze(testsReference.robust.data[name]!);
    test(`${name}: weights, clusters and strata as the robust score test of the Cox model`, () => {
      for (const { weights, cluster, stratified, ...found } of tests) {
        const result = logRank(data, {
          ...channels,
          ...(data.entry && { entry: data.entry }),
          ...(weights && { weights: "weight", weightType: "sampling" }),
          ...(cluster && { cluster: "cluster" }),
          ...(stratified && { strata: "strata" }),
        });
        expect(result.variance).toBe("robust");
        expect(result.df).toBe(found.df);
        expectClose(result.statistic, found.statistic);
        expectLogP(result.pValue!, found.logP);
        expect(result.n).toBe(data.time.length);
      }
    });
  }

  const lung = testsReference.robust.data["lung"]!;

  test("sampling weights have no unit: twice the weights are the same test, which frequencies are not", () => {
    const at = (factor: number) =>
      logRank(lung, { ...channels, weights: lung.weight.map((w) => factor * w), weightType: "sampling" });
    expectClose(at(2).statistic, at(1).statistic!);
    expectClose(at(2).groups[0]!.expected, 2 * at(1).groups[0]!.expected);
    const frequency = logRank(lung, { ...channels, weights: lung.time.map(() => 2), weightType: "frequency" });
    expect(frequency.statistic! / logRank(lung, channels).statistic!).toBeGreaterThan(1.9);
  });

  test("a cluster that holds two copies of a row is that row", () => {
    const once = logRank(lung, { ...channels, cluster: lung.time.map((_, i) => i) });
    const double = <Value>(values: readonly Value[]): Value[] => [...values, ...values];
    const twice = logRank(
      { time: double(lung.time), event: double(lung.event), by: double(lung.by) },
      { ...channels, cluster: double(lung.time.map((_, i) => i)) },
    );
    expectClose(twice.statistic, once.statistic!);
  });

  test("swapping the groups, the order of the rows and the weighting's scale change nothing", () => {
    const spec = { ...channels, weights: "weight", weightType: "sampling", cluster: "cluster" } as const;
    const result = logRank(lung, spec);
    const order = lung.time.map((_, i) => (i * 61) % lung.time.length);
    const other = logRank(
      order.map((i) => ({
        time: lung.time[i]! / 7,
        event: lung.event[i]!,
        by: lung.by[i] === "1" ? "z" : "a",
        weight: lung.weight[i]!,
        cluster: lung.cluster[i]!,
      })),
      spec,
    );
    expectClose(other.statistic, result.statistic!);
  });
});

describe("trend in strata", () => {
  for (const [name, found] of Object.entries(testsReference.groups.trend)) {
    if (found === null) continue;
    test(`${name}: the score test of the exact Cox model, and weighted from the definition`, () => {
      const data = testsReference.groups.data[name]!;
      const at = (weighting: LogRankWeighting) =>
        logRank(data, { ...channels, strata: "strata", trend: true, weighting }).trend!.statistic;
      expectClose(at("logrank"), found.exactScore);
      expectClose(at("gehan"), found.gehan);
      expectClose(at({ rho: 1, gamma: 1 }), found.rho1gamma1);
    });
  }
});

describe("modified Peto", () => {
  test("the weight is Peto's times n / (n + 1): two deaths by hand", () => {
    const data = { time: [1, 2, 3], event: [1, 1, 0], by: ["a", "b", "b"] };
    // S~ is 3/4 at n = 3 and 1/2 at n = 2.
    const { groups } = logRank(data, { ...channels, weighting: "modified-peto" });
    expectClose(groups[0]!.observed, (3 / 4) * (3 / 4));
    expectClose(groups[1]!.observed, (1 / 2) * (2 / 3));
  });
});
