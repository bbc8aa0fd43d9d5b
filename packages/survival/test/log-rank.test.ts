import { describe, expect, test } from "vitest";
import { differsFromR, expectShown, measured } from "../../../scripts/differs-from-r.js";
import { type LogRankWeighting, logRank } from "../src/index.js";
import { expectClose, expectLogP, reference } from "./reference.js";

const channels = { time: "time", event: "event", by: "by" } as const;

differsFromR(
  {
    where: "logRank",
    ours: "groups that are never at risk together have the status not-comparable",
    r: "`survdiff` stops in the solver: the covariance is singular",
    why: "The data do not compare the groups, which is an answer.",
    source: "survival 3.5-3, `survdiff`",
    size: { question: "two groups, each in a stratum of its own", r: "exactly singular", ours: "not-comparable" },
  },
  (size) => {
    expect(measured.apart).toContain(size.r);
    const data = { time: [1, 2, 3, 4], event: [1, 1, 1, 1], by: ["a", "a", "b", "b"] };
    expectShown(logRank(data, { ...channels, strata: [1, 1, 2, 2] }).status, size.ours);
  },
);

describe("logRank equals R", () => {
  for (const [name, expected] of Object.entries(reference.tests)) {
    const data = reference.data[name]!;
    test(`survdiff on ${name}, with and without strata, for rho 0, 0.5 and 1`, () => {
      for (const { rho, stratified, ...found } of expected.survdiff) {
        const result = logRank(data, {
          ...channels,
          ...(stratified && { strata: "strata" }),
          weighting: { rho, gamma: 0 },
        });
        expectClose(result.statistic, found.statistic);
        expectLogP(result.pValue!, found.logP);
        expect(result.df).toBe(found.df);
        result.groups.forEach((group, i) => {
          expectClose(group.observed, found.observed[i]!);
          expectClose(group.expected, found.expected[i]!);
          found.covariance[i]!.forEach((value, j) => {
            expectClose(result.covariance[i]![j]!, value, found.covariance[i]![i]!);
          });
        });
        if (rho === 0) {
          const plain = logRank(data, { ...channels, ...(stratified && { strata: "strata" }) });
          expect({ ...plain, weighting: null }).toEqual({ ...result, weighting: null });
        }
      }
    });

    test(`the weighted family on ${name}, from its definition`, () => {
      for (const [weight, found] of Object.entries(expected.family)) {
        const pair = /^rho([\d.]+)gamma([\d.]+)$/.exec(weight);
        const result = logRank(data, {
          ...channels,
          ...(expected.familyStratified && { strata: "strata" }),
          weighting: pair ? { rho: Number(pair[1]), gamma: Number(pair[2]) } : (weight as LogRankWeighting),
        });
        expectClose(result.statistic, found.statistic);
        expectLogP(result.pValue!, found.logP);
      }
    });

    test(`the score test of the exact Cox model on ${name}, and its trend`, () => {
      const result = logRank(data, { ...channels, trend: true });
      expectClose(result.statistic, expected.exactScore);
      expectClose(result.trend!.statistic, expected.trend);
    });
  }

  test("p-values keep their digits down to 1e-300", () => {
    for (const { m, statistic, logP } of reference.tails) {
      const time = Array.from({ length: 2 * m }, (_, i) => i + 1);
      const result = logRank({ time }, { time: "time", event: time.map(() => 1), by: time.map((t) => t > m) });
      expectClose(result.statistic, statistic);
      expectLogP(result.pValue!, logP);
    }
    expect(reference.tails.at(-1)!.logP).toBeLessThan(-690);
  });
});

describe("tests in print", () => {
  // Demos of MPyC, kmsurvival.py: https://github.com/lschoe/mpyc/blob/master/docs/demos.rst; 10.69 and 7.31 in survival's
  // tests/doaml.Rout.save: https://github.com/therneau/survival.
  test("acute myelogenous leukaemia: 3.396389, P 0.065339, with 7 and 11 events where 10.69 and 7.31 are expected", () => {
    const { statistic, pValue, groups } = logRank(reference.data["aml"]!, channels);
    expect([statistic!.toFixed(6), pValue!.toFixed(6)]).toEqual(["3.396389", "0.065339"]);
    expect(groups.map(({ observed, expected }) => [observed, expected.toFixed(2)])).toEqual([
      [7, "10.69"],
      [11, "7.31"],
    ]);
  });

  // https://rstudio-pubs-static.s3.amazonaws.com/79128_036da04b5d9e4a20b30803e3f08363fe.html
  test("6-mercaptopurine (Freireich 1963): 16.8, P 4.17e-5, with 9 and 21 events where 19.3 and 10.7 are expected", () => {
    const { statistic, pValue, groups } = logRank(reference.data["gehan"]!, channels);
    expect([statistic!.toFixed(1), pValue!.toExponential(2)]).toEqual(["16.8", "4.17e-5"]);
    expect(groups.map(({ observed, expected }) => [observed, expected.toFixed(1)])).toEqual([
      [9, "19.3"],
      [21, "10.7"],
    ]);
  });
});

describe("properties", () => {
  const lung = reference.data["lung"]!;
  const base = logRank(lung, { ...channels, strata: "strata" });

  test("observed and expected add up to the events, and observed minus expected to 0", () => {
    expect(base.groups.reduce((sum, { observed }) => sum + observed, 0)).toBe(base.events);
    expectClose(
      base.groups.reduce((sum, { expected }) => sum + expected, 0),
      base.events,
    );
  });

  test("row order and the unit of time do not matter", () => {
    const order = lung.time.map((_, i) => (i * 61) % lung.time.length);
    const shuffled = {
      time: order.map((i) => lung.time[i]! / 30.4375),
      event: order.map((i) => lung.event[i]!),
      by: order.map((i) => lung.by[i]!),
      strata: order.map((i) => lung.strata[i]!),
    };
    expect(logRank(shuffled, { ...channels, strata: "strata" })).toEqual(base);
  });

  test("a frequency weight is a repetition of the row", () => {
    const weights = lung.time.map((_, i) => i % 3);
    const rows = weights.flatMap((weight, i) => new Array<number>(weight).fill(i));
    const repeated = logRank(
      {
        time: rows.map((i) => lung.time[i]!),
        event: rows.map((i) => lung.event[i]!),
        by: rows.map((i) => lung.by[i]!),
      },
      channels,
    );
    const weighted = logRank(lung, { ...channels, weights, weightType: "frequency" });
    expect(weighted).toEqual({ ...repeated, zeroWeight: weighted.zeroWeight });
  });

  test("strata add up: expected and covariance are those of the strata alone", () => {
    const data = reference.data["veteran"]!;
    const whole = logRank(data, { ...channels, strata: "strata" });
    const parts = [1, 2].map((level) => logRank(data, { ...channels, where: data.strata.map((s) => s === level) }));
    expect(whole.strata).toBe(2);
    whole.groups.forEach(({ expected }, i) => {
      expectClose(
        expected,
        parts.reduce((sum, { groups }) => sum + groups[i]!.expected, 0),
      );
      expectClose(
        whole.covariance[i]![i]!,
        parts.reduce((sum, { covariance }) => sum + covariance[i]![i]!, 0),
      );
    });
  });

  test("the weights of Fleming and Harrington with rho = gamma = 0 are the log-rank", () => {
    expectClose(
      logRank(lung, { ...channels, weighting: { rho: 0, gamma: 0 } }).statistic,
      logRank(lung, channels).statistic!,
    );
  });

  test("two groups: the test for trend is the test", () => {
    const { trend, statistic } = logRank(lung, { ...channels, trend: [3, 7] });
    expectClose(trend!.statistic, statistic!);
  });
});

describe("degenerate comparisons", () => {
  const at = (time: number[], event: number[], by: string[], strata?: number[]) =>
    logRank({ time, event, by }, { ...channels, ...(strata && { strata }) });

  test("no events: no statistic, p null, and the status says why", () => {
    expect(at([1, 2, 3], [0, 0, 0], ["a", "b", "b"])).toMatchObject({
      statistic: null,
      pValue: null,
      df: 0,
      status: "no-events",
    });
  });

  test("groups that are never at risk together cannot be compared", () => {
    expect(at([1, 2, 3, 4], [1, 1, 1, 1], ["a", "a", "b", "b"], [1, 1, 2, 2])).toMatchObject({
      statistic: null,
      pValue: null,
      status: "not-comparable",
    });
  });

  test("a group never at risk at an event time is dropped from the degrees of freedom, as in R", () => {
    const with3 = at([1, 2, 3, 4, 0.5], [1, 1, 0, 1, 0], ["a", "b", "a", "b", "c"]);
    const with2 = at([1, 2, 3, 4], [1, 1, 0, 1], ["a", "b", "a", "b"]);
    expect(with3.df).toBe(1);
    expectClose(with3.statistic, with2.statistic!);
    expect(with3.groups[2]).toEqual({ group: "c", n: 1, events: 0, observed: 0, expected: 0 });
  });

  test("two pairs of groups in strata of their own: the statistics add up with 2 degrees of freedom", () => {
    const first = at([1, 2, 3, 4], [1, 1, 0, 1], ["a", "b", "a", "b"]);
    const second = at([2, 3, 5, 9], [1, 1, 1, 1], ["c", "c", "d", "d"]);
    const both = at(
      [1, 2, 3, 4, 2, 3, 5, 9],
      [1, 1, 0, 1, 1, 1, 1, 1],
      ["a", "b", "a", "b", "c", "c", "d", "d"],
      [1, 1, 1, 1, 2, 2, 2, 2],
    );
    expect(both.df).toBe(2);
    expectClose(both.statistic, first.statistic! + second.statistic!);
  });

  test("one patient a group, and an arm without events, have an answer", () => {
    expect(at([1, 2], [1, 1], ["a", "b"]).statistic).toBe(1);
    expect(at([1, 2, 3, 4], [0, 0, 1, 1], ["a", "a", "b", "b"]).status).toBe("not-comparable");
    expect(at([1, 5, 3, 4], [0, 0, 1, 1], ["a", "a", "b", "b"]).status).toBe("tested");
  });

  test("a single group is an error", () => {
    expect(() => at([1, 2], [1, 1], ["a", "a"])).toThrow('by has the one group "a": a comparison needs two or more');
  });

  test("subjects instead of groups are an error, not an endless computation", () => {
    const time = Array.from({ length: 501 }, (_, i) => i + 1);
    expect(() => logRank({ time }, { time: "time", event: time.map(() => 1), by: time })).toThrow(
      "by has 501 groups, more than 500: does it name subjects, not groups?",
    );
  });

  test("options outside their range are errors", () => {
    const data = { time: [1, 2], event: [1, 1], by: ["a", "b"] };
    const call = (more: object) => () => logRank(data, { ...channels, ...more });
    expect(call({ weighting: "wilcoxon" })).toThrow('weighting is "wilcoxon": give one of logrank, gehan');
    expect(call({ weighting: { rho: -1, gamma: 0 } })).toThrow("weighting has rho -1 and gamma 0");
    expect(call({ trend: [1] })).toThrow("trend is [1]: give one finite score for each of the 2 groups");
    expect(call({ by: undefined })).toThrow("by is not given");
  });
});
