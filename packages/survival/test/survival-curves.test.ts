import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import {
  cumulativeHazard,
  kaplanMeier,
  restrictedMean,
  type SurvivalCurve,
  survivalAt,
  survivalQuantile,
  toRows,
} from "../src/index.js";
import { expectClose, expectColumn, reference as rightCensored } from "./reference.js";

type Column = readonly (number | null)[];

interface DataSet {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly by: readonly string[];
  readonly entry?: readonly number[];
  readonly id?: readonly number[];
  readonly cluster?: readonly number[];
  readonly weight?: readonly number[];
}

interface CurveColumns {
  readonly time: readonly number[];
  readonly nRisk: readonly number[];
  readonly nEvent: readonly number[];
  readonly nCensor: readonly number[];
  readonly survival: readonly number[];
  readonly standardError: Column;
  readonly lower: Column;
  readonly upper: Column;
  readonly hazard?: readonly number[];
  readonly hazardError?: readonly number[];
}

interface Case extends CurveColumns {
  readonly set: string;
  readonly robust: boolean;
  readonly weighted: boolean;
  readonly estimator: "kaplan-meier" | "nelson-aalen" | "fleming-harrington";
  readonly group: string | null;
}

interface Reference {
  readonly data: Readonly<Record<string, DataSet>>;
  readonly cases: readonly Case[];
  readonly lung: { readonly time: readonly number[]; readonly event: readonly number[] };
  readonly start: readonly (CurveColumns & { readonly start: number; readonly median: number; readonly n: number })[];
  readonly lowerLimits: readonly {
    readonly lower: "peto" | "modified";
    readonly type: "log" | "log-log" | "plain" | "logit" | "arcsin";
    readonly limits: Column;
    readonly upper: Column;
  }[];
  readonly atStart: { readonly time: readonly number[]; readonly event: readonly number[]; readonly at: number };
}

/** What validation/survival-curves.R wrote. */
const reference: Reference = JSON.parse(
  readFileSync(new URL("../../../validation/survival-curves.json", import.meta.url), "utf8"),
);
const channels = { time: "time", event: "event" } as const;
const late = { ...channels, entry: "entry" } as const;

function specOf(of: Case) {
  const data = reference.data[of.set]!;
  const { entry, id, cluster, weight, by } = data;
  const spec = {
    ...channels,
    ...(entry && { entry }),
    ...(id && { id }),
    ...(of.robust && { cluster: cluster ?? id ?? by.map((_, i) => i) }),
    ...(of.weighted && { weights: weight!, weightType: "sampling" as const }),
    ...(of.group && { where: by.map((one) => one === of.group) }),
  };
  return { data: { time: data.time, event: data.event }, weight, id, spec };
}

/** The points of a curve at which R has one; the others are late entries. */
function expectCurve(curve: SurvivalCurve, expected: CurveColumns, errors = true): void {
  const used = Array.from(curve.time.keys()).filter((i) => curve.nEvent[i]! + curve.nCensor[i]! > 0);
  const of = (values: Float64Array): number[] => used.map((i) => values[i]!);
  for (const name of ["time", "nRisk", "nEvent", "nCensor", "survival"] as const) {
    expectColumn(of(curve[name]), expected[name]);
  }
  if (!errors) return;
  for (const name of ["standardError", "lower", "upper"] as const) expectColumn(of(curve[name]), expected[name]);
}

describe("equal to R's survfit on real data", () => {
  test.each(
    reference.cases.map((of) => [`${of.set} ${of.group ?? ""} ${of.estimator}, robust ${of.robust}`, of] as const),
  )("%s", (_, of) => {
    const { data, spec } = specOf(of);
    if (of.estimator === "kaplan-meier") {
      const curve = kaplanMeier(data, spec).curves[0]!;
      expectCurve(curve, of);
      expect(curve.variance).toBe(of.robust ? "robust" : "greenwood");
      return;
    }
    const curve = cumulativeHazard(data, { ...spec, estimator: of.estimator }).curves[0]!;
    // R's standard error of exp(-H) is not that where the variance is robust (see below).
    expectCurve(curve, of, !(of.robust && of.estimator === "nelson-aalen"));
    const used = Array.from(curve.time.keys()).filter((i) => curve.nEvent[i]! + curve.nCensor[i]! > 0);
    expectColumn(
      used.map((i) => curve.hazard[i]!),
      of.hazard!,
    );
    expectColumn(
      used.map((i) => curve.hazardError[i]!),
      of.hazardError!,
    );
  });

  test("survival after a start between two events is S(t) / S(start) with its median", () => {
    for (const expected of reference.start) {
      const curve = kaplanMeier(reference.lung, { ...channels, start: expected.start }).curves[0]!;
      expectCurve(curve, expected);
      expectClose(curve.median.estimate, expected.median);
      expect([curve.n, curve.start]).toEqual([expected.n, expected.start]);
    }
  });

  test("Peto's and Dorey and Korn's lower limits on every scale, the upper ones as usual", () => {
    for (const { lower, type, limits, upper } of reference.lowerLimits) {
      const { curves, conventions } = kaplanMeier(reference.lung, { ...channels, confidence: { type, lower } });
      expectColumn(curves[0]!.lower, limits);
      expectColumn(curves[0]!.upper, upper);
      expect(conventions.confidence).toEqual({ level: 0.95, type, lower });
    }
  });
});

const last = (values: ArrayLike<number>): number => values[values.length - 1]!;

differsFromR(
  {
    where: "kaplanMeier",
    ours: "survival after a start is of those free of the event beyond it, S(t) / S(start)",
    r: "`survfit(start.time = )` keeps the events at the start itself",
    why: "Who had the event at the start is not free of it there, and S(start) counts that event.",
    source: "survival 3.5-3, `survfitKM`",
    size: { question: "S(13) of `aml` after start 13", r: 0.9412, ours: 1 },
  },
  (size) => {
    const { time, event, at } = reference.atStart;
    const all = kaplanMeier({ time, event }, channels).curves[0]!;
    const curve = kaplanMeier({ time, event }, { ...channels, start: 13 }).curves[0]!;
    expectShown(at, size.r);
    expect(survivalAt(curve, [13])[0]!.estimate).toBe(size.ours);
    expectClose(last(curve.survival), last(all.survival) / survivalAt(all, [13])[0]!.estimate!);
  },
);

differsFromR(
  {
    where: "cumulativeHazard",
    ours: "the standard error of exp(-H) is exp(-H) times that of H, robust or not",
    r: "`survfit(stype = 2, ctype = 1, robust = TRUE)` reports that of H, and makes the limits of it",
    why: "The derivative of exp(-H) by H is -exp(-H); with `ctype = 2` R does the same.",
    source: "survival 3.5-3, `survfitKM`",
    size: { question: "standard error of exp(-H) at the end of `heart`, weighted", r: 0.3034, ours: 0.0438 },
  },
  (size) => {
    const of = reference.cases.find((one) => one.set === "heart" && one.robust && one.estimator === "nelson-aalen")!;
    const { data, weight, id: ids, spec } = specOf(of);
    const curve = cumulativeHazard(data, spec).curves[0]!;
    expectShown(last(of.standardError as number[]), size.r);
    expectShown(last(curve.standardError), size.ours);
    // By its definition: the change of exp(-H) with the weight of each row.
    const step = 1e-4;
    const moved = (row: number, by: number): number => {
      const weights = weight!.map((value, i) => (i === row ? value * (1 + by) : value));
      return last(cumulativeHazard(data, { ...spec, weights }).curves[0]!.survival);
    };
    const sums = new Map<number, number>();
    ids!.forEach((id, row) => {
      sums.set(id, (sums.get(id) ?? 0) + (moved(row, step) - moved(row, -step)) / (2 * step));
    });
    const variance = [...sums.values()].reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(Math.sqrt(variance) / last(curve.standardError) - 1)).toBeLessThan(1e-6);
  },
);

describe("delayed entry and subjects", () => {
  test("who enters at 0 is no late entry, and entries in the course of time are points of the curve", () => {
    const rows = { entry: [0, 0, 2, 5], time: [4, 6, 7, 9], event: [1, 0, 1, 0] };
    const curve = kaplanMeier(rows, late).curves[0]!;
    expect(Array.from(curve.time)).toEqual([2, 4, 5, 6, 7, 9]);
    expect(Array.from(curve.nRisk)).toEqual([2, 3, 2, 3, 2, 1]);
    expect(Array.from(curve.nEnter!)).toEqual([1, 0, 1, 0, 0, 0]);
    expectColumn(curve.survival, [1, 2 / 3, 2 / 3, 2 / 3, 1 / 3, 1 / 3]);
  });

  test("the mean number of events of subjects with several, by hand", () => {
    const rows = { id: [1, 1, 2], entry: [0, 3, 0], time: [3, 8, 5], event: [1, 1, 0] };
    const curve = cumulativeHazard(rows, { ...late, id: "id" }).curves[0]!;
    expect(curve.variance).toBe("robust");
    expect([curve.n, curve.events]).toEqual([2, 2]);
    expectColumn(curve.hazard, [1 / 2, 1 / 2, 3 / 2]);
    // Influences at time 3: (1 - 1/2) / 2 and (0 - 1/2) / 2; the last event is of the only subject left.
    expectColumn(curve.hazardError, [Math.sqrt(1 / 8), Math.sqrt(1 / 8), Math.sqrt(1 / 8)]);
  });
});

describe("questions to the new curves", () => {
  const aml = rightCensored.data["aml"]!;

  test("a restricted mean of exp(-H) has the variance of H, of a conditional curve it begins at the start", () => {
    const { curves } = cumulativeHazard(aml, channels);
    const curve = curves[0]!;
    const tau = 40;
    const used = Array.from(curve.time.keys()).filter((i) => curve.time[i]! <= tau);
    const area = (from: number): number =>
      used.reduce((sum, i) => {
        const right = Math.min(curve.time[i + 1]!, tau);
        return sum + Math.max(right - Math.max(curve.time[i]!, from), 0) * curve.survival[i]!;
      }, 0);
    const mean = restrictedMean(curve, { tau });
    expectClose(mean.estimate, curve.time[0]! + area(0));
    const square = (x: number): number => x * x;
    const variance = used.reduce(
      (sum, i) => sum + square(area(curve.time[i]!) / curve.nRisk[i]!) * curve.nEvent[i]!,
      0,
    );
    expectClose(mean.standardError, Math.sqrt(variance));
    const later = kaplanMeier(aml, { ...channels, start: 20 }).curves[0]!;
    const all = kaplanMeier(aml, channels).curves[0]!;
    const rest = restrictedMean(all, { tau }).estimate! - restrictedMean(all, { tau: 20 }).estimate!;
    expectClose(restrictedMean(later, { tau }).estimate, rest / survivalAt(all, [20])[0]!.estimate!);
    expect(() => restrictedMean(later, { tau: 10 })).toThrow("tau is 10, before the start of the curve at 20");
    expect(toRows({ curves: [later] })[0]).toMatchObject({ time: 20, survival: 1, nRisk: later.n });
  });

  test("a robust variance leaves the restricted mean and the quantile; each row its own cluster gives the usual error", () => {
    const curve = kaplanMeier(aml, { ...channels, cluster: aml.time.map((_, i) => i % 7) }).curves[0]!;
    const plain = kaplanMeier(aml, channels).curves[0]!;
    const own = kaplanMeier(aml, { ...channels, cluster: aml.time.map((_, i) => i) }).curves[0]!;
    expect(restrictedMean(curve, { tau: 30 }).estimate).toBe(restrictedMean(plain, { tau: 30 }).estimate);
    for (const tau of [3, 5, 30, 48.5, 161]) {
      const usual = restrictedMean(plain, { tau }).standardError!;
      expect(Math.abs(restrictedMean(own, { tau }).standardError! - usual)).toBeLessThanOrEqual(1e-9 * usual);
    }
    expect(restrictedMean(curve, { tau: 200 }).status).toBe("beyond-follow-up");
    expect(restrictedMean(curve, { tau: 200, extend: true }).standardError).toBeGreaterThan(0);
    expectColumn(curve.naiveStandardError!, Array.from(plain.standardError));
    expect(survivalQuantile(curve, 0.5).estimate).toBe(plain.median.estimate);
  });

  test("the robust error of a mean is what changed weights of a cluster do to it, for every estimator", () => {
    const weights = aml.time.map((_, i) => 1 + (i % 3) / 2);
    const cluster = aml.time.map((_, i) => i % 7);
    const entry = aml.time.map((time, i) => Math.min(time - 1, i % 5));
    const of = { ...channels, entry, cluster, weightType: "sampling" } as const;
    for (const curveOf of [
      (w: number[]) => kaplanMeier(aml, { ...of, weights: w }).curves[0]!,
      (w: number[]) => cumulativeHazard(aml, { ...of, weights: w }).curves[0]!,
      (w: number[]) => cumulativeHazard(aml, { ...of, weights: w, estimator: "fleming-harrington" }).curves[0]!,
    ]) {
      for (const tau of [3, 18, 40.5, 161]) {
        const mean = (one: number, h: number): number =>
          restrictedMean(curveOf(weights.map((w, i) => w * (cluster[i] === one ? 1 + h : 1))), { tau }).estimate!;
        const slope = (one: number, h: number): number => (mean(one, h) - mean(one, -h)) / (2 * h);
        let sum = 0;
        for (let one = 0; one < 7; one++) sum += ((4 * slope(one, 0.001) - slope(one, 0.002)) / 3) ** 2;
        const found = restrictedMean(curveOf(weights), { tau }).standardError!;
        // The derivative by steps of 0.001 has errors of its fourth power.
        expect(Math.abs(found - Math.sqrt(sum))).toBeLessThan(1e-8 * Math.max(1, found));
      }
    }
  });

  test("limits of H are -log of those of S; of type log they are H +- z se(H)", () => {
    const curve = cumulativeHazard(aml, { ...channels, estimator: "fleming-harrington" }).curves[0]!;
    const z = 1.959963984540054;
    expectColumn(
      curve.hazardUpper,
      Array.from(curve.hazard, (h, i) => h + z * curve.hazardError[i]!),
    );
    expectColumn(
      curve.hazardLower,
      Array.from(curve.hazard, (h, i) => Math.max(h - z * curve.hazardError[i]!, 0)),
    );
  });
});

describe("errors name what was found, where, and what to do", () => {
  const data = { id: [1, 1, 2], entry: [0, 3, 0], time: [3, 8, 5], event: [1, 0, 0] };
  const cases: [string, () => unknown, string][] = [
    [
      "at risk after the event",
      () => kaplanMeier(data, { ...late, id: "id" }),
      'id "1" has an event at row 0 and is at risk again at row 1: end the subject with the first event',
    ],
    ["overlapping rows", () => kaplanMeier(data, { ...channels, id: "id" }), 'patient "1" has overlapping intervals'],
    [
      "an entry at the time",
      () => kaplanMeier(data, { ...channels, entry: [3, 3, 0] }),
      "the interval (3, 3] at row 0 has no length",
    ],
    [
      "nobody after the start",
      () => kaplanMeier(data, { ...channels, by: "id", start: 6 }),
      'nobody of group "2" is followed beyond start 6: give an earlier one',
    ],
    [
      "a negative start",
      () => kaplanMeier(data, { ...channels, start: -1 }),
      "start holds -1: give finite times of 0 or more",
    ],
    [
      "frequencies that change within a subject",
      () => cumulativeHazard(data, { ...late, id: "id", weights: [1, 2, 1], weightType: "frequency" }),
      'id "1" has the frequency weights 1 and 2, in rows 0 and 1: all rows of a subject need one frequency',
    ],
    [
      "a misspelt lower limit",
      () => kaplanMeier(data, { ...channels, confidence: { lower: "dorey" as "peto" } }),
      'confidence.lower is "dorey": give one of "usual", "peto", "modified"',
    ],
  ];
  test.each(cases)("%s", (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ name: "HccInputError", message: expect.stringContaining(message) }));
  });
});
