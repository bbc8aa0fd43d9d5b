import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareSurvival, kaplanMeier, restrictedMean, survivalAt } from "../src/index.js";
import { type ContrastReference, expectContrasts } from "./compare-reference.js";
import { expectClose } from "./reference.js";

type Value = readonly [estimate: number, standardError: number];
interface Rows {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly by: readonly string[];
  readonly strata: readonly string[];
  readonly cluster: readonly number[];
  readonly weight: readonly number[];
  readonly entry?: readonly number[];
  readonly id?: readonly number[];
}
interface Comparison extends ContrastReference {
  readonly set: string;
  readonly weighted: boolean;
  readonly stratified: boolean;
  readonly groups: readonly string[];
  readonly times: readonly number[];
  readonly tau: number;
  readonly survival: readonly (readonly Value[])[];
  readonly means: readonly Value[];
}
const reference: {
  readonly data: Readonly<Record<string, Rows>>;
  readonly comparisons: readonly Comparison[];
  readonly late: {
    readonly data: Omit<Required<Rows>, "strata" | "cluster" | "weight">;
    readonly times: readonly number[];
    readonly tau: number;
    readonly survival: readonly { survival: readonly number[]; standardError: readonly number[] }[];
    readonly means: readonly Value[];
  };
} = JSON.parse(readFileSync(new URL("../../../validation/survival-compared.json", import.meta.url), "utf8"));

const channels = { time: "time", event: "event", by: "by" } as const;
const freeze = <Data extends object>(data: Data): Data => {
  for (const column of Object.values(data)) Object.freeze(column);
  return Object.freeze(data);
};
for (const data of [...Object.values(reference.data), reference.late.data]) freeze(data);

const spec = (data: Rows, weighted: boolean, stratified: boolean) => ({
  ...channels,
  cluster: "cluster" as const,
  ...(data.entry && ({ entry: "entry", id: "id" } as const)),
  ...(weighted && ({ weights: "weight", weightType: "sampling" } as const)),
  ...(stratified && ({ strata: "strata" } as const)),
});

describe("clusters and sampling weights: the sums of the influences that R gives", () => {
  for (const expected of reference.comparisons) {
    const { set, weighted, stratified, times, tau } = expected;
    const title = `${set}${weighted ? ", weighted" : ""}${stratified ? ", over strata" : ""}`;
    test(`${title}: values, differences, ratios and tests`, () => {
      const data = reference.data[set] as Required<Rows>;
      const base = { ...spec(data, weighted, stratified), times, tau };
      const found = compareSurvival(data, base);
      const other = compareSurvival(data, { ...base, differenceMethod: "log-log" });
      expect(found.variance).toBe("robust");
      expect(found.groups.map(({ level }) => level)).toEqual(expected.groups);
      const { curves } = kaplanMeier(data, spec(data, weighted, false));
      curves.forEach((curve, g) => {
        if (!stratified) expectClose(restrictedMean(curve, { tau }).standardError, expected.means[g]![1]);
      });
      times.forEach((_, i) => {
        found.groups.forEach((group, g) => {
          expectClose(group.survival[i]!.estimate, expected.survival[i]![g]![0]);
          expectClose(group.survival[i]!.standardError, expected.survival[i]![g]![1]);
        });
      });
      found.groups.forEach((group, g) => {
        expectClose(group.restrictedMean!.estimate, expected.means[g]![0]);
        expectClose(group.restrictedMean!.standardError, expected.means[g]![1]);
        expectClose(group.restrictedMeanLost!.standardError, expected.means[g]![1]);
      });
      expect(expected.differences).toHaveLength(times.length);
      expectContrasts(found, other, expected);
    });
  }

  test("late entries alone: groups are independent and have Greenwood's variance, as survfit has", () => {
    const { data, times, tau, survival, means } = reference.late;
    const found = compareSurvival(data, { ...channels, entry: "entry", id: "id", times, tau });
    expect(found.variance).toBe("greenwood");
    found.groups.forEach((group, g) => {
      times.forEach((_, i) => {
        expectClose(group.survival[i]!.estimate, survival[g]!.survival[i]!);
        expectClose(group.survival[i]!.standardError, survival[g]!.standardError[i]!);
      });
      expectClose(group.restrictedMean!.estimate, means[g]![0]);
      expectClose(group.restrictedMean!.standardError, means[g]![1]);
    });
    const [a, b] = found.groups.map((group) => group.restrictedMean!.standardError!);
    expectClose(found.differences[0]!.restrictedMean!.standardError, Math.sqrt(a! * a! + b! * b!));
  });

  test("pairs that go together make the difference surer than independent groups, which the naive sum does not see", () => {
    const eyes = reference.data["retinopathy"]!;
    const { differences, groups } = compareSurvival(eyes, { ...channels, cluster: "cluster", times: [45] });
    const naive = Math.sqrt(groups.reduce((sum, { survival: [at] }) => sum + at!.standardError! ** 2, 0));
    expect(differences[0]!.survival[0]!.standardError!).toBeLessThan(0.95 * naive);
  });
});

interface Row {
  readonly time: number;
  readonly event: boolean;
  readonly by: string;
  readonly entry: number;
  readonly weight: number;
  readonly cluster: number;
  readonly strata: string;
}
const row = fc
  .record({
    time: fc.integer({ min: 2, max: 12 }),
    event: fc.boolean(),
    by: fc.constantFrom("a", "b", "c"),
    entry: fc.integer({ min: 0, max: 4 }),
    weight: fc.integer({ min: 1, max: 4 }),
    cluster: fc.integer({ min: 0, max: 5 }),
    strata: fc.constantFrom("s", "t"),
  })
  .map((one): Row => ({ ...one, entry: Math.min(one.entry, one.time - 1) }));
const rows = fc
  .array(row, { minLength: 4, maxLength: 16 })
  .filter((list) => new Set(list.map(({ by }) => by)).size > 1);
const sampling = {
  ...channels,
  entry: "entry",
  cluster: "cluster",
  weights: "weight",
  weightType: "sampling",
  times: [3, 8],
  tau: 7,
} as const;

/** S(t) of a group from its definition. */
function survivalOf(list: readonly Row[], weights: readonly number[], by: string, t: number): number {
  let survival = 1;
  for (let time = 1; time <= t; time++) {
    let atRisk = 0;
    let dead = 0;
    list.forEach((one, i) => {
      if (one.by !== by || one.entry >= time || one.time < time) return;
      atRisk += weights[i]!;
      if (one.time === time && one.event) dead += weights[i]!;
    });
    if (dead > 0) survival *= Math.abs(atRisk - dead) < 1e-9 ? 0 : 1 - dead / atRisk;
  }
  return survival;
}

function meanOf(list: readonly Row[], weights: readonly number[], by: string, tau: number): number {
  let mean = 0;
  for (let t = 0; t < tau; t++) mean += survivalOf(list, weights, by, t);
  return mean;
}

/** Derivative at 0 by differences of three steps, whose errors of second and fourth order cancel. */
function derivative(of: (change: number) => number): number {
  const slope = (h: number): number => (of(h) - of(-h)) / (2 * h);
  const better = (h: number): number => (4 * slope(h / 2) - slope(h)) / 3;
  return (16 * better(0.01) - better(0.02)) / 15;
}

describe("the infinitesimal jackknife by changing the weights", () => {
  test("the variance of a difference is the sum over clusters of the squared difference of both derivatives", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const clusters = [...new Set(list.map(({ cluster }) => cluster))];
        const found = compareSurvival(list, sampling);
        /** Root of the sum over clusters of the squared change of a number when the weights of the cluster grow. */
        const jackknifed = (of: (weights: readonly number[]) => number): number =>
          Math.sqrt(
            clusters.reduce((sum, cluster) => {
              const change = derivative((h) => of(list.map((d) => d.weight * (d.cluster === cluster ? 1 + h : 1))));
              return sum + change * change;
            }, 0),
          );
        // Sums are exact to 1e-9; the steps of the derivative allow 1e-8 of the unit.
        const expectNear = (actual: number | null, expected: number): void => {
          if (actual !== null) expect(Math.abs(actual - expected)).toBeLessThan(1e-8 * Math.max(1, expected));
        };
        found.differences.forEach(({ level, control, survival, restrictedMean }, g) => {
          [3, 8].forEach((t, i) => {
            const at = (weights: readonly number[]): readonly [number, number] => [
              survivalOf(list, weights, level, t),
              survivalOf(list, weights, control, t),
            ];
            expectNear(
              survival[i]!.standardError,
              jackknifed((w) => at(w)[0] - at(w)[1]),
            );
            const ratio = found.ratios[g]!.survival[i]!;
            if (ratio.standardError !== null) {
              expectNear(
                ratio.standardError,
                jackknifed((w) => Math.log(at(w)[0] / at(w)[1])),
              );
            }
          });
          expectNear(
            restrictedMean!.standardError,
            jackknifed((w) => meanOf(list, w, level, 7) - meanOf(list, w, control, 7)),
          );
        });
      }),
      { numRuns: 60 },
    );
  });

  test("perfect pairs differ by 0 with a standard error of 0, and there is no test", () => {
    const one = { time: [2, 3, 5, 6, 9], event: [1, 0, 1, 1, 0], pair: [0, 1, 2, 3, 4] };
    const twice = {
      time: [...one.time, ...one.time],
      event: [...one.event, ...one.event],
      by: [...one.time.map(() => "a"), ...one.time.map(() => "b")],
      pair: [...one.pair, ...one.pair],
    };
    for (const differenceMethod of ["delta", "log-log"] as const) {
      const found = compareSurvival(twice, { ...channels, cluster: "pair", times: [5], tau: 8, differenceMethod });
      const none = { estimate: 0, standardError: 0, pValue: null };
      expect(found.differences[0]!.survival[0]).toMatchObject(none);
      expect(found.differences[0]!.restrictedMean).toMatchObject({ ...none, lower: 0, upper: 0 });
      expect(found.tests).toEqual({
        survival: [{ statistic: null, df: 1, pValue: null }],
        restrictedMean: { statistic: null, df: 1, pValue: null },
      });
    }
  });

  test("clusters of one row each give Greenwood's variances", () => {
    const colon = reference.data["colon"]!;
    const plain = compareSurvival(colon, { ...channels, times: [365, 1825], tau: 2000 });
    const single = compareSurvival(colon, {
      ...channels,
      times: [365, 1825],
      tau: 2000,
      cluster: colon.time.map((_, i) => i),
    });
    expect([plain.variance, single.variance]).toEqual(["greenwood", "robust"]);
    single.groups.forEach((group, g) => {
      group.survival.forEach((at, i) => {
        expectClose(at.standardError, plain.groups[g]!.survival[i]!.standardError!);
      });
      expectClose(group.restrictedMean!.standardError, plain.groups[g]!.restrictedMean!.standardError!);
    });
    single.differences.forEach(({ restrictedMean }, g) => {
      expectClose(restrictedMean!.standardError, plain.differences[g]!.restrictedMean!.standardError!);
    });
    expectClose(single.tests.restrictedMean!.statistic, plain.tests.restrictedMean!.statistic!);
  });
});

describe("properties of random data sets", () => {
  const always = (law: (list: readonly Row[]) => void, numRuns = 400): void =>
    fc.assert(fc.property(rows, law), { numRuns });
  const numbers = (found: ReturnType<typeof compareSurvival>, sign = 1): (number | null)[] => [
    ...found.groups.flatMap(({ survival, restrictedMean }) =>
      [...survival, restrictedMean!].flatMap((at) => [at.estimate, at.standardError]),
    ),
    ...found.differences.flatMap(({ survival, restrictedMean }) =>
      [...survival, restrictedMean!].flatMap(({ estimate, lower, upper, standardError, pValue }) => [
        estimate === null ? null : sign * estimate,
        ...(sign > 0 ? [lower, upper] : [upper, lower].map((limit) => (limit === null ? null : -limit))),
        standardError,
        // Of nearly no variance only rounding is tested.
        standardError !== null && standardError > 1e-6 ? pValue : null,
      ]),
    ),
  ];
  const expectNumbers = (actual: (number | null)[], expected: (number | null)[]): void => {
    expect(actual.length).toBe(expected.length);
    // Thousands of numbers: only one that differs is worth an assertion.
    const off = actual.findIndex((value, i) => {
      const other = expected[i]!;
      if (value === null || other === null) return value !== other;
      return !(Math.abs(value - other) <= 1e-9 * Math.max(Math.abs(other), 1));
    });
    if (off >= 0) expectClose(actual[off]!, expected[off]!, 1);
  };

  test("the order of the rows and the scale of sampling weights have no effect", () => {
    always((list) => {
      const one = numbers(compareSurvival(list, sampling));
      const scaled = [...list].reverse().map((d) => ({ ...d, weight: d.weight * 0.37 }));
      expectNumbers(numbers(compareSurvival(scaled, sampling)), one);
    });
  });

  test("swapping the groups turns the sign of differences and leaves standard errors and p", () => {
    always((all) => {
      const list = all.filter(({ by }) => by !== "c");
      if (new Set(list.map(({ by }) => by)).size < 2) return;
      const one = compareSurvival(list, sampling);
      const other = compareSurvival(list, { ...sampling, control: "b" });
      expectNumbers(numbers({ ...other, groups: [] }, -1), numbers({ ...one, groups: [] }));
    });
  });

  test("frequency weights are repeated rows, in clusters and with late entries", () => {
    always((list) => {
      const repeated = list.flatMap((one) => Array.from({ length: one.weight }, () => one));
      const { weights, weightType, cluster, ...late } = sampling;
      for (const base of [late, { ...late, cluster }] as const) {
        const weighted = compareSurvival(list, { ...base, weights, weightType: "frequency" });
        const plain = compareSurvival(repeated, base);
        expect(weighted.groups.map(({ n, events }) => [n, events])).toEqual(
          plain.groups.map(({ n, events }) => [n, events]),
        );
        expectNumbers(numbers(weighted), numbers(plain));
      }
    }, 200);
  });

  test("rows cut into intervals of one subject are the row, with weights, clusters and strata", () => {
    always((list) => {
      const strata = new Set(list.map((d) => `${d.by}${d.strata}`)).size === 2 * new Set(list.map((d) => d.by)).size;
      const cut = list.flatMap((one, id) => {
        const middle = Math.floor((one.entry + one.time) / 2);
        const first = { ...one, id, time: middle, event: false };
        return middle > one.entry ? [first, { ...one, id, entry: middle }] : [{ ...one, id }];
      });
      const { weights, weightType, cluster, ...late } = sampling;
      for (const more of [{}, { cluster }, { weights, weightType }, { weights, weightType, cluster }]) {
        const base = { ...late, ...more, ...(strata && { strata: "strata" as const }) };
        const whole = compareSurvival(list, base);
        const split = compareSurvival(cut, { ...base, id: "id" });
        expect(split.groups.map(({ n, events }) => [n, events])).toEqual(
          whole.groups.map(({ n, events }) => [n, events]),
        );
        expectNumbers(numbers(split), numbers(whole));
        const shares = ({ strata: found }: typeof whole) => (found ?? []).map(({ share }) => share);
        expectNumbers(shares(split), shares(whole));
      }
    }, 100);
  });

  test("another unit of time scales means and leaves probabilities", () => {
    always((list) => {
      const days = list.map((d) => ({ ...d, time: d.time * 32, entry: d.entry * 32 }));
      const one = compareSurvival(list, sampling);
      const other = compareSurvival(days, { ...sampling, times: [96, 256], tau: 224 });
      other.differences.forEach(({ survival, restrictedMean }, g) => {
        survival.forEach((at, i) => {
          expectClose(at.standardError, one.differences[g]!.survival[i]!.standardError, 1);
        });
        const months = one.differences[g]!.restrictedMean!.standardError;
        expectClose(restrictedMean!.standardError, months === null ? null : 32 * months, 1);
      });
    });
  });

  test("S(t), its limits and the mean are those of the curves of kaplanMeier with the same channels", () => {
    always((list) => {
      const { times, tau, ...base } = sampling;
      const { curves } = kaplanMeier(list, base);
      const { groups } = compareSurvival(list, sampling);
      curves.forEach((curve, g) => {
        survivalAt(curve, times).forEach(({ estimate, lower, upper }, i) => {
          const own = groups[g]!.survival[i]!;
          expectClose(own.estimate, estimate);
          expectClose(own.lower, lower, 1);
          expectClose(own.upper, upper, 1);
        });
        for (const until of [1, 4.5, 7]) {
          const mean = restrictedMean(curve, { tau: until });
          const group = compareSurvival(list, { ...sampling, times: [], tau: until }).groups[g]!;
          expectClose(mean.estimate, group.restrictedMean!.estimate);
          // Roots of what is nearly 0 have half its digits.
          expectClose(mean.standardError, group.restrictedMean!.standardError, 10);
        }
      });
    }, 100);
  });
});

test("the standard error of a mean whose clusters cancel is 0, not the root of a negative rounding error", () => {
  const data = { time: [5, 3, 2], event: [0, 1, 1], weight: [2, 2, 3], cluster: [2, 0, 2] };
  const spec = { time: "time", event: "event", weights: "weight", cluster: "cluster", weightType: "sampling" } as const;
  const [curve] = kaplanMeier(data, spec).curves;
  expect(restrictedMean(curve!, { tau: 4.5 })).toMatchObject({ estimate: 3, lower: 3, upper: 3, standardError: 0 });
});

describe("refused", () => {
  test("a subject at risk after its event, overlapping intervals and a thousand groups", () => {
    const data = { entry: [0, 3, 0], time: [3, 5, 4], event: [1, 1, 1], by: ["a", "b", "a"], id: [1, 1, 2] };
    const base = { ...channels, entry: "entry", id: "id", tau: 3 } as const;
    expect(() => compareSurvival(data, base)).toThrow('id "1" has an event at row 0 and is at risk again at row 1');
    expect(() => compareSurvival({ ...data, event: [0, 1, 1], entry: [0, 2, 0] }, base)).toThrow(
      "overlapping intervals",
    );
    const time = Array.from({ length: 1000 }, (_, i) => 1 + i);
    expect(() => compareSurvival({ time }, { time: "time", event: () => 1, by: "time", tau: 3 })).toThrow(
      "by has 1000 groups, more than 500",
    );
  });
});
