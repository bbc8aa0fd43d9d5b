import { describe, expect, test } from "vitest";
import { differsFromR, expectShown, measured } from "../../../scripts/differs-from-r.js";
import { kaplanMeier, type SurvivalCurve, survivalQuantile } from "../src/index.js";
import { type CurveReference, expectClose, expectColumn, reference } from "./reference.js";

const channels = { time: "time", event: "event" } as const;
const one = (data: { time: readonly number[]; event: readonly number[] }): SurvivalCurve =>
  kaplanMeier(data, channels).curves[0]!;
const patients = [
  { time: 6, event: 1, arm: "b" },
  { time: 6, event: 0, arm: "a" },
  { time: 7, event: 1, arm: "a" },
  { time: 10, event: 0, arm: "b" },
];

function expectCurve(
  data: { time: readonly number[]; event: readonly number[] },
  expected: CurveReference,
  weights?: readonly number[],
): void {
  for (const limits of expected.limits) {
    const { curves } = kaplanMeier(data, {
      ...channels,
      confidence: { level: expected.level, type: limits.type },
      ...(weights && { weights, weightType: "frequency" as const }),
    });
    const curve = curves[0]!;
    expect(Array.from(curve.nRisk)).toEqual(expected.nRisk);
    expect(Array.from(curve.nEvent)).toEqual(expected.nEvent);
    expect(Array.from(curve.nCensor)).toEqual(expected.nCensor);
    expectColumn(curve.time, expected.time);
    expectColumn(curve.survival, expected.survival);
    expectColumn(curve.standardError, expected.standardError);
    // R has NA limits at S = 1 for three of the types; ours are 1 and 1.
    const known = (column: readonly (number | null)[]) =>
      column.map((value, i) => (expected.survival[i] === 1 ? 1 : value));
    expectColumn(curve.lower, known(limits.lower));
    expectColumn(curve.upper, known(limits.upper));
    reference.probabilities.forEach((p, i) => {
      const quantile = survivalQuantile(curve, p);
      expectClose(quantile.estimate, limits.quantile[i]!);
      expectClose(quantile.lower, limits.quantileLower[i]!);
      if (!limits.upperRises) expectClose(quantile.upper, limits.quantileUpper[i]!);
      if (p !== 0.5) return;
      expect(curve.median).toEqual(quantile);
      expectClose(quantile.lower, limits.printed[0]!);
      expectClose(quantile.upper, limits.printed[1]!);
    });
  }
}

describe("kaplanMeier equals R's survfit, with quantiles and limits of every type", () => {
  for (const [name, expected] of Object.entries(reference.curves)) {
    test(`on ${name}`, () => expectCurve(reference.data[name]!, expected));
  }
  test("at the level 0.9", () => expectCurve(reference.data["aml"]!, reference.level90));
  test("with frequency weights", () =>
    expectCurve(reference.data["lung"]!, reference.weighted, reference.weighted.weights));
});

differsFromR(
  {
    where: "kaplanMeier",
    ours: "before the first event the limits are 1",
    r: '`survfit(conf.type = "log-log")` has NA, and with the default "log" 1',
    why: "The estimated variance is 0 there, whatever the type of the limits.",
    source: "survival 3.5-3, `survfit.formula`",
    size: { question: "lower limit at a censoring before the first event", r: "NA", ours: 1 },
  },
  (size) => {
    expectShown(measured.start.lower, size.r);
    for (const type of ["log", "log-log", "plain", "logit", "arcsin"] as const) {
      const data = { time: [1, 2, 3], event: [0, 1, 1] };
      expectShown(kaplanMeier(data, { ...channels, confidence: { type } }).curves[0]!.lower[0], size.ours);
    }
  },
);

describe("known curves", () => {
  test("eight subjects by hand: 7/8, then times 4/5, 3/4 and 1/2", () => {
    const curve = one({ time: [0.8, 1, 2.7, 3.1, 5.4, 7, 9.2, 12.1], event: [1, 0, 0, 1, 1, 0, 1, 0] });
    expectColumn(curve.survival, [0.875, 0.875, 0.875, 0.7, 0.525, 0.525, 0.2625, 0.2625]);
  });

  test("remission under 6-mercaptopurine (Freireich 1963): S is the product of 1 - d / n, the medians 23 and 8 weeks", () => {
    const { curves } = kaplanMeier(reference.data["gehan"]!, { ...channels, by: "by" });
    expect(curves.map((curve) => [curve.group, curve.n, curve.events, curve.median.estimate])).toEqual([
      ["6-MP", 21, 9, 23],
      ["control", 21, 21, 8],
    ]);
    const steps = Array.from(curves[0]!.survival).filter((_, i) => curves[0]!.nEvent[i]! > 0);
    let product = 1;
    const factors = [18 / 21, 16 / 17, 14 / 15, 11 / 12, 10 / 11, 6 / 7, 5 / 6];
    expectColumn(
      steps,
      factors.map((factor) => (product *= factor)),
    );
  });

  test("test data 1 of survival's vignette validate, by hand: 5/6, 5/12, 5/12, 0", () => {
    const curve = one({ time: [9, 1, 1, 6, 6, 8], event: [1, 1, 0, 1, 1, 0] });
    expectColumn(curve.survival, [5 / 6, 5 / 12, 5 / 12, 0]);
    expectColumn(curve.standardError.slice(0, 2), [
      (5 / 6) * Math.sqrt(1 / 30),
      (5 / 12) * Math.sqrt(1 / 30 + 2 / (4 * 2)),
    ]);
  });

  // Type log as in survival's tests/doaml.Rout.save (https://github.com/therneau/survival); those of type log-log are R's.
  test("acute myelogenous leukaemia: limits of the medians depend on the type", () => {
    const medians = (type: "log" | "log-log") =>
      kaplanMeier(reference.data["aml"]!, { ...channels, by: "by", confidence: { type } }).curves.map(({ median }) => [
        median.estimate,
        median.lower,
        median.upper,
      ]);
    expect(medians("log")).toEqual([
      [31, 18, null],
      [23, 8, null],
    ]);
    expect(medians("log-log").map(([, lower, upper]) => [lower, upper])).toEqual([
      [13, null],
      [5, 33],
    ]);
  });
});

differsFromR(
  {
    where: "kaplanMeier",
    ours: "where the upper limits of a curve rise again their first crossing of 1/2 is the upper limit of the median",
    r: "`quantile(survfit)` has a later crossing than `print(survfit)`",
    why: "The limit is the first time from which the band excludes 1/2.",
    source: "Brookmeyer & Crowley, Biometrics 1982;38:29-41, doi:10.2307/2530286",
    size: { question: "upper limit of the median of `aml`", r: 48, ours: 45 },
  },
  (size) => {
    const curve = one(reference.data["aml"]!);
    expect(curve.upper[16]!).toBeGreaterThan(curve.upper[15]!);
    expect(curve.upper[15]!).toBeLessThan(0.5);
    expectShown(measured.upper.quantile, size.r);
    expectShown(curve.median.upper, size.ours);
    expect(measured.upper.print).toBe(size.ours);
  },
);

describe("properties", () => {
  const lung = reference.data["lung"]!;
  const curve = one(lung);

  test("without censoring S is the share of longer times, bit for bit the same under any row order", () => {
    const time = [3, 1, 2, 5, 4];
    const sorted = one({ time, event: time.map(() => 1) });
    expectColumn(sorted.survival, [0.8, 0.6, 0.4, 0.2, 0]);
    const order = lung.time.map((_, i) => (i * 97) % lung.time.length);
    const shuffled = one({ time: order.map((i) => lung.time[i]!), event: order.map((i) => lung.event[i]!) });
    expect(shuffled).toEqual(curve);
  });

  test("changing the unit of time changes nothing but the times", () => {
    const days = one({ time: lung.time.map((time) => time * 86_400), event: lung.event });
    expect(days.survival).toEqual(curve.survival);
    expect(days.upper).toEqual(curve.upper);
    expectClose(days.median.lower, curve.median.lower! * 86_400);
  });

  test("a frequency weight is a repetition of the row, and weight 0 leaves the row out", () => {
    const weights = lung.time.map((_, i) => i % 4);
    const rows = weights.flatMap((weight, i) => new Array<number>(weight).fill(i));
    const repeated = one({ time: rows.map((i) => lung.time[i]!), event: rows.map((i) => lung.event[i]!) });
    const weighted = kaplanMeier(lung, { ...channels, weights, weightType: "frequency" });
    expect(weighted.curves[0]).toEqual(repeated);
    expect(weighted.zeroWeight).toBe(weights.filter((weight) => weight === 0).length);
  });

  test("a curve of a group is the curve of its rows alone", () => {
    const { curves } = kaplanMeier(lung, { ...channels, by: "by" });
    for (const { group, ...rest } of curves) {
      const alone = kaplanMeier(lung, { ...channels, where: lung.by.map((by) => by === group) });
      expect({ group: null, ...rest }).toEqual(alone.curves[0]);
      expect(alone.excluded).toBe(lung.by.filter((by) => by !== group).length);
    }
  });

  test("rows, columns, accessors and arrays give the same curve", () => {
    const rows = lung.time.map((time, i) => ({ time, dead: lung.event[i] === 1 }));
    expect(kaplanMeier(rows, { time: "time", event: "dead" }).curves[0]).toEqual(curve);
    expect(kaplanMeier(new Set(rows), { time: (d) => d.time, event: (d) => d.dead }).curves[0]).toEqual(curve);
    const typed = kaplanMeier(rows, { time: Float64Array.from(lung.time), event: Uint8Array.from(lung.event) });
    expect(typed.curves[0]).toEqual(curve);
  });

  test("the result survives a structured clone", () => {
    const result = kaplanMeier(patients, { ...channels, by: "arm" });
    expect(structuredClone(result)).toEqual(result);
  });
});

describe("small and degenerate groups", () => {
  test("all censored: S stays 1 with limits 1 and the median is null", () => {
    const curve = one({ time: [2, 4], event: [0, 0] });
    expect(Array.from(curve.survival)).toEqual([1, 1]);
    expect(Array.from(curve.lower)).toEqual([1, 1]);
    expect(curve.median).toEqual({ estimate: null, lower: null, upper: null, level: 0.95, method: "inversion-log" });
  });

  test("one patient who dies: S falls to 0, where error and limits are NaN as R's NA", () => {
    for (const conventions of ["r", "spss"] as const) {
      const curve = kaplanMeier({ time: [5], event: [1] }, { ...channels, conventions }).curves[0]!;
      expect(Array.from(curve.survival)).toEqual([0]);
      expect(Array.from(curve.standardError)).toEqual([Number.NaN]);
      expect(Array.from(curve.lower)).toEqual([Number.NaN]);
      expect([curve.median.estimate, curve.median.lower, curve.median.upper]).toEqual([5, null, null]);
    }
  });

  test("one censored patient: the median is null", () => {
    expect(one({ time: [5], event: [0] }).median.estimate).toBe(null);
  });

  test("an event at time 0 makes S(0) less than 1", () => {
    expect(Array.from(one({ time: [0, 1], event: [1, 1] }).survival)).toEqual([0.5, 0]);
  });

  test("a group that where empties has no curve", () => {
    const { curves } = kaplanMeier(patients, { ...channels, by: "arm", where: (d) => d.arm === "a" });
    expect(curves.map(({ group }) => group)).toEqual(["a"]);
  });

  test("merged times are reported", () => {
    expect(kaplanMeier({ time: [0.3, 0.1 + 0.2], event: [1, 0] }, channels).mergedTimes).toBe(1);
  });
});

describe("options", () => {
  test("conventions echo what was used and explicit options win", () => {
    const spss = kaplanMeier(patients, {
      ...channels,
      conventions: "spss",
      confidence: { type: "log-log", level: 0.9 },
    });
    expect(spss.conventions).toEqual({
      preset: "spss",
      confidence: { level: 0.9, type: "log-log" },
      medianRule: "infimum",
      medianInterval: "spss",
    });
  });

  test("missing rows are omitted when asked, and listed", () => {
    const rows = [...patients, { time: null, event: 1, arm: "a" }];
    expect(kaplanMeier(rows, { ...channels, missing: "omit" }).omitted).toEqual({ count: 1, rows: [4] });
  });
});

describe("errors name what was found, where, and what to do", () => {
  const spec = channels as { time: "time"; event: "event" };
  const cases: [string, () => unknown, string][] = [
    ["a negative time", () => one({ time: [1, -2], event: [1, 1] }), 'time "time" is -2 at row 1: times are 0 or more'],
    [
      "an event coded 2",
      () => one({ time: [1, 2], event: [1, 2] }),
      'event "event" is 2 at row 1: code it as 1 or true (event) and 0 or false (censored)',
    ],
    [
      "text as time",
      () => kaplanMeier([{ time: "5", event: 1 }] as unknown as typeof patients, spec),
      'column "time" holds the text "5" at row 0',
    ],
    ["no rows", () => kaplanMeier([] as typeof patients, spec), "the data have no rows"],
    ["no column", () => kaplanMeier([{ t: 1, event: 1 }] as unknown as typeof patients, spec), 'no column "time"'],
    ["a missing time", () => one({ time: [1, Number.NaN], event: [1, 1] }), 'column "time" is missing in 1 row (1)'],
    [
      "a fractional frequency weight",
      () => kaplanMeier(patients, { ...spec, weights: [1, 1, 0.5, 1], weightType: "frequency" }),
      "the frequency weight is 0.5 at row 2: frequency weights are whole numbers",
    ],
    [
      "a misspelt option",
      () => kaplanMeier(patients, { ...spec, strat: "arm" } as typeof spec),
      'kaplanMeier has no option "strat": the options are time, event, by,',
    ],
    [
      "an unknown type of limits",
      () => kaplanMeier(patients, { ...spec, confidence: { type: "loglog" as "log" } }),
      'confidence.type is "loglog": give one of "log", "log-log", "plain", "logit", "arcsin"',
    ],
    [
      "a level of 95",
      () => kaplanMeier(patients, { ...spec, confidence: { level: 95 } }),
      "confidence.level is 95: give a confidence level between 0 and 1, such as 0.95",
    ],
  ];
  for (const [title, call, message] of cases) {
    test(title, () =>
      expect(call).toThrow(
        expect.objectContaining({ name: "HccInputError", message: expect.stringContaining(message) }),
      ),
    );
  }
});
