import { describe, expect, test } from "vitest";
import { differsFromR, expectShown, measured } from "../../../scripts/differs-from-r.js";
import {
  cumulativeIncidence,
  followUp,
  kaplanMeier,
  numberAtRisk,
  restrictedMean,
  type SurvivalCurve,
  survivalAt,
  survivalQuantile,
  toRows,
} from "../src/index.js";
import { expectClose, expectColumn, reference } from "./reference.js";

const curveOf = (data: { time: readonly number[]; event: readonly number[] }): SurvivalCurve =>
  kaplanMeier(data, { time: "time", event: "event" }).curves[0]!;
const steps = (event: readonly number[]) => curveOf({ time: event.map((_, i) => i + 1), event });

describe("equal to R", () => {
  for (const [name, expected] of Object.entries(reference.at)) {
    const data = reference.data[name]!;
    const curve = curveOf(data);
    test(`survivalAt and numberAtRisk on ${name}`, () => {
      const at = survivalAt(curve, expected["times"]!);
      expectColumn(numberAtRisk(curve, expected["times"]!), expected["nRisk"]!);
      at.forEach((interval, i) => {
        expectClose(interval.estimate, expected["survival"]![i]!);
        expectClose(interval.lower, expected["lower"]![i]!);
        expectClose(interval.upper, expected["upper"]![i]!);
      });
    });

    test(`restrictedMean on ${name}`, () => {
      expected["tau"]!.forEach((tau, i) => {
        const mean = restrictedMean(curve, { tau, extend: true });
        expectClose(mean.estimate, expected["rmean"]![i]!);
        expectClose(mean.standardError, expected["rmeanError"]![i]!);
      });
    });

    test(`the reverse Kaplan-Meier median of followUp on ${name}`, () => {
      const { reverseKaplanMeier } = followUp(data, { time: "time", event: "event" }).groups[0]!;
      const [estimate, lower, upper] = expected["reverse"]!;
      expectClose(reverseKaplanMeier.estimate, estimate!);
      expectClose(reverseKaplanMeier.lower, lower!);
      expectClose(reverseKaplanMeier.upper, upper!);
    });
  }
});

describe("survivalQuantile", () => {
  test("on a plateau the midpoint rule is that of R's quantile(), to the end of the curve", () => {
    for (const { event, quantile, lower, upper } of reference.plateau) {
      const curve = steps(event);
      [0.25, 0.5].forEach((p, i) => {
        const found = survivalQuantile(curve, p);
        expect([found.estimate, found.lower, found.upper]).toEqual([quantile[i], lower[i], upper[i]]);
      });
    }
    expect(survivalQuantile(steps([1, 1, 1, 0, 0, 0]), 0.5).estimate).toBe(4.5);
  });

  differsFromR(
    {
      where: "survivalQuantile",
      ours: "a median has one value, the midpoint of the plateau, where the curve ends flat at 1/2 too",
      r: "`print(survfit)` takes the start of the last plateau, `quantile(survfit)` its midpoint",
      why: "One rule, named on the result, serves every function.",
      source: "survival 3.8-11, `print.survfit.R` and `quantile.survfit.R`",
      size: { question: "median of times 1, 2, 3+, 4+ as printed", r: 2, ours: 3 },
    },
    (size) => {
      expectShown(measured.median.print, size.r);
      expectShown(survivalQuantile(steps([1, 1, 0, 0]), 0.5).estimate, size.ours);
      expect(measured.median.quantile).toBe(size.ours);
    },
  );

  differsFromR(
    {
      where: "survivalQuantile",
      ours: "rounding does not decide whether a plateau is reached",
      r: "`quantile(survfit)` is NA where the curve ends flat at S = 4/5 and p = 0.2",
      why: "S is a fraction of counts; both are compared within 1.5e-8.",
      source: "survival 3.8-11, `quantile.survfit.R`",
      size: { question: "quantile 0.2 of times 1, 2+, 3+, 4+, 5+", r: "NA", ours: 3 },
    },
    (size) => {
      expectShown(measured.plateau, size.r);
      expectShown(survivalQuantile(steps([1, 0, 0, 0, 0]), 0.2).estimate, size.ours);
    },
  );

  test("the infimum rule takes the left end of the plateau", () => {
    expect(survivalQuantile(steps([1, 1, 0, 0]), 0.5, { rule: "infimum" }).estimate).toBe(2);
  });

  test("a quantile that is not reached is null, its lower limit is given", () => {
    const curve = curveOf(reference.data["ovarian"]!);
    const quantile = survivalQuantile(curve, 0.5);
    expect([quantile.estimate, quantile.lower, quantile.upper]).toEqual([638, 464, null]);
    const later = survivalQuantile(curve, 0.55);
    expect([later.estimate, later.lower, later.upper]).toEqual([null, 475, null]);
  });

  const iud = {
    time: [10, 13, 18, 19, 23, 30, 36, 38, 54, 56, 59, 75, 93, 97, 104, 107, 107, 107],
    event: [1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0],
  };

  test("the SPSS interval of the median of the IUD data by hand: S is .5594 at 75 weeks and .3729 at 97, so that SE is 17.131", () => {
    const [before, at, after] = [7, 8, 9].map((k) => {
      const risk = [18, 15, 13, 12, 8, 7, 6, 5].slice(0, k - 1);
      return risk.reduce((s, n) => s * (1 - 1 / n), 1);
    });
    const greenwood = [18, 15, 13, 12, 8, 7, 6].reduce((sum, n) => sum + 1 / (n * (n - 1)), 0);
    const error = (at! * Math.sqrt(greenwood) * (97 - 75)) / (before! - after!);
    expect([before!.toFixed(4), after!.toFixed(4)]).toEqual(["0.5594", "0.3729"]);
    const spss = survivalQuantile(curveOf(iud), 0.5, { rule: "infimum", interval: "spss" });
    expect(spss.method).toBe("spss");
    expect(spss.estimate).toBe(93);
    expect(spss.lower!.toFixed(1)).toBe("59.4");
    expect(spss.upper!.toFixed(1)).toBe("126.6");
    expect(error.toFixed(3)).toBe("17.131");
    expectClose(spss.lower, 93 - 1.96 * error);
    expectClose(spss.upper, 93 + 1.96 * error);
    const preset = kaplanMeier(iud, { time: "time", event: "event", conventions: "spss" }).curves[0]!;
    expect(preset.median).toEqual(spss);
  });

  test("the SPSS interval is null where the curve does not fall far enough, and its lower limit is at least 0", () => {
    const short = survivalQuantile(steps([1, 1, 0, 0]), 0.5, { rule: "infimum", interval: "spss" });
    expect([short.estimate, short.lower, short.upper]).toEqual([2, null, null]);
    const steep = survivalQuantile(curveOf({ time: [1, 2, 30, 40], event: [1, 1, 1, 1] }), 0.5, {
      rule: "infimum",
      interval: "spss",
    });
    expect([steep.estimate, steep.lower]).toEqual([2, 0]);
  });

  test("p outside (0, 1) is an error", () => {
    for (const p of [0, 1, 50, Number.NaN]) {
      expect(() => survivalQuantile(curveOf(iud), p)).toThrow(`p is ${p}: give a number between 0 and 1`);
    }
  });
});

describe("survivalAt and numberAtRisk", () => {
  const curve = curveOf({ time: [2, 4, 4, 8], event: [1, 1, 0, 0] });

  test("S is right-continuous, the number at risk left-continuous", () => {
    expect(survivalAt(curve, [1.9, 2, 4, 8]).map(({ estimate }) => estimate)).toEqual([1, 0.75, 0.5, 0.5]);
    expect(Array.from(numberAtRisk(curve, [2, 2.1, 4, 4.1, 8, 8.1]))).toEqual([4, 3, 3, 1, 1, 0]);
  });

  test("beyond the last time S is null, but stays 0 once it is 0", () => {
    expect(survivalAt(curve, [8.1])[0]!.estimate).toBe(null);
    expect(survivalAt(steps([1, 1]), [2, 9])).toEqual(
      [0, 0].map((estimate) => ({ estimate, lower: null, upper: null, level: 0.95, method: "log" })),
    );
  });

  test("a time that differs from an observed one by rounding only is that time", () => {
    const third = curveOf({ time: [0.1 + 0.2, 0.9], event: [1, 1] });
    expect(survivalAt(third, [0.3])[0]!.estimate).toBe(0.5);
    expect(Array.from(numberAtRisk(third, [0.3, 0.9 + 1e-12]))).toEqual([2, 1]);
  });

  test("negative times are an error", () => {
    expect(() => survivalAt(curve, [-1])).toThrow("times holds -1: give finite times of 0 or more");
    expect(() => numberAtRisk(curve, [Number.NaN])).toThrow("times holds NaN");
  });
});

describe("restrictedMean", () => {
  test("without censoring it is the mean of min(time, tau) with the standard error of a mean of n", () => {
    const { estimate, standardError } = restrictedMean(steps([1, 1, 1, 1]), { tau: 3 });
    expectClose(estimate, (1 + 2 + 3 + 3) / 4);
    expectClose(standardError, Math.sqrt((1.25 ** 2 + 0.25 ** 2 + 0.75 ** 2 * 2) / 4 / 4));
  });

  test("tau beyond the follow-up has no answer unless the curve is extended or has reached 0", () => {
    expect(restrictedMean(steps([1, 0]), { tau: 3 })).toMatchObject({ estimate: null, status: "beyond-follow-up" });
    expect(restrictedMean(steps([1, 0]), { tau: 3, extend: true }).estimate).toBe(2);
    expect(restrictedMean(steps([1, 1]), { tau: 3 }).estimate).toBe(1.5);
  });
});

differsFromR(
  {
    where: "restrictedMean",
    ours: "a mean restricted to a time beyond the follow-up has no answer unless the curve is extended",
    r: "`print(survfit, rmean = tau)` takes the curve as flat after its last time",
    why: "Nothing is known there; `extend: true` says that the assumption was made.",
    source: "survival 3.5-3, `survmean`",
    size: { question: "mean until 3 of times 1, 2+", r: 2, ours: "NA" },
  },
  (size) => {
    expectShown(measured.beyond, size.r);
    expectShown(restrictedMean(steps([1, 0]), { tau: 3 }).estimate, size.ours);
    expectShown(restrictedMean(steps([1, 0]), { tau: 3, extend: true }).estimate, size.r);
  },
);

describe("toRows", () => {
  test("every curve starts with its (0, 1) row and undefined limits are null", () => {
    const data = { time: [1, 2, 3], event: [1, 0, 1], arm: ["a", "b", "a"] };
    const rows = toRows(kaplanMeier(data, { time: "time", event: "event", by: "arm" }));
    expect(rows.map(({ group, time, survival, nRisk }) => [group, time, survival, nRisk])).toEqual([
      ["a", 0, 1, 2],
      ["a", 1, 0.5, 2],
      ["a", 3, 0, 1],
      ["b", 0, 1, 1],
      ["b", 2, 1, 1],
    ]);
    expect(rows[2]).toMatchObject({ lower: null, upper: null, nEvent: 1, nCensor: 0 });
  });

  test("a cumulative incidence starts at 0 and has its columns by name, limits null where all had the event", () => {
    const data = { time: [1, 2, 3, 0, 5], end: [1, 0, 1, 2, 2], arm: ["a", "b", "a", "b", "b"] };
    const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
    const result = cumulativeIncidence(data, { time: "time", cause, by: "arm" });
    const rows = toRows(result);
    const first = {
      time: 0,
      incidence: 0,
      survival: 1,
      standardError: 0,
      lower: 0,
      upper: 0,
      nEvent: 0,
      nCompeting: 0,
    };
    expect(rows[0]).toEqual({ group: "a", ...first, nRisk: 2, nCensor: 0 });
    expect(rows[2]).toMatchObject({
      time: 3,
      incidence: 1,
      survival: 0,
      standardError: null,
      lower: null,
      upper: null,
    });
    expect(rows[3]).toEqual({ group: "b", ...first, nRisk: 3, nCensor: 0 });
    for (const curve of result.curves) {
      const own = rows.filter(({ group }) => group === curve.group).slice(1);
      for (const name of ["time", "incidence", "survival", "nRisk", "nEvent", "nCompeting", "nCensor"] as const) {
        expect(own.map((row) => row[name])).toEqual(Array.from(curve[name]));
      }
      for (const name of ["standardError", "lower", "upper"] as const) {
        expect(own.map((row) => row[name] ?? Number.NaN)).toEqual(Array.from(curve[name]));
      }
    }
    expect(toRows({ curves: [] })).toEqual([]);
  });
});

describe("followUp", () => {
  test("plain median and range are of all observed times, by group", () => {
    const data = { time: [4, 1, 3, 2, 9], event: [1, 0, 1, 0, 0], arm: ["a", "a", "a", "a", "b"] };
    const { groups } = followUp(data, { time: "time", event: "event", by: "arm" });
    expect(groups.map(({ group, n, events, observed }) => ({ group, n, events, ...observed }))).toEqual([
      { group: "a", n: 4, events: 2, median: 2.5, minimum: 1, maximum: 4 },
      { group: "b", n: 1, events: 0, median: 9, minimum: 9, maximum: 9 },
    ]);
  });

  test("when everyone has the event, the reverse median is not reached", () => {
    const { groups } = followUp({ time: [1, 2], event: [1, 1] }, { time: "time", event: "event" });
    expect(groups[0]!.reverseKaplanMeier.estimate).toBe(null);
  });
});
