import { log } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { logRank, logRankHazardRatio } from "../src/index.js";
import { expectClose, expectLogP } from "./reference.js";
import { testsReference } from "./tests-reference.js";

const channels = { time: "time", event: "event", by: "by" } as const;

describe("logRankHazardRatio equals the arithmetic on survdiff", () => {
  for (const [name, ratios] of Object.entries(testsReference.groups.ratios)) {
    test(`Peto and Pike on ${name}`, () => {
      const result = Object.freeze(logRank(testsReference.groups.data[name]!, channels));
      for (const method of ["peto", "pike"] as const) {
        const found = ratios[method];
        const rows = logRankHazardRatio(result, { method });
        expect(rows.map(({ group }) => group)).toEqual(result.groups.slice(1).map(({ group }) => group));
        rows.forEach((row, i) => {
          expectClose(row.estimate, found.estimate[i]!);
          expectClose(row.lower, found.lower[i]!);
          expectClose(row.upper, found.upper[i]!);
          expectClose(row.standardError, found.error[i]!);
        });
      }
    });
  }
});

describe("properties", () => {
  const { groups } = testsReference;
  const aml = logRank(groups.data["aml"]!, channels);
  const veteran = logRank(groups.data["veteran"]!, channels);

  test("two groups: the P value of Peto's ratio is the log-rank test's", () => {
    expectLogP(logRankHazardRatio(aml)[0]!.pValue!, log(aml.pValue!));
  });

  test("changing the control inverts a ratio and its limits, and divides those of the others", () => {
    for (const method of ["peto", "pike"] as const) {
      const forward = logRankHazardRatio(veteran, { method, control: "adeno" });
      const back = logRankHazardRatio(veteran, { method, control: "large" });
      const at = (rows: typeof forward, group: string) => rows.find((row) => row.group === group)!;
      expectClose(at(back, "adeno").estimate! * at(forward, "large").estimate!, 1);
      expectClose(at(back, "adeno").lower! * at(forward, "large").upper!, 1);
      expectClose(at(back, "squamous").estimate! * at(forward, "large").estimate!, at(forward, "squamous").estimate!);
    }
  });

  test("a group without events has Peto's ratio, and Pike's 0 without limits; a group never at risk has none", () => {
    const data = {
      time: [2, 3, 4, 5, 6, 7, 1],
      event: [1, 1, 1, 0, 0, 0, 0],
      by: ["a", "a", "a", "b", "b", "b", "c"],
    };
    const result = logRank(data, channels);
    const [peto, none] = logRankHazardRatio(result);
    expect(peto!.estimate).toBeLessThan(1);
    expect(peto!.upper).toBeGreaterThan(peto!.estimate!);
    expect(none).toMatchObject({ estimate: null, lower: null, upper: null, standardError: null, pValue: null });
    const [pike] = logRankHazardRatio(result, { method: "pike" });
    expect(pike).toMatchObject({ estimate: 0, lower: null, upper: null });
    expect(logRankHazardRatio(result, { method: "pike", control: "b" })[0]!.estimate).toBeNull();
  });

  test("groups that never meet have no ratio", () => {
    const apart = logRank(
      { time: [1, 2, 3, 4], event: [1, 1, 1, 1], by: ["a", "a", "b", "b"] },
      { ...channels, strata: [1, 1, 2, 2] },
    );
    expect(logRankHazardRatio(apart)[0]!.estimate).toBeNull();
  });

  test("a weighted or robust test, an unknown group and a wrong level are errors", () => {
    const data = groups.data["aml"]!;
    const gehan = logRank(data, { ...channels, weighting: "gehan" });
    expect(() => logRankHazardRatio(gehan)).toThrow('the test has weighting "gehan"');
    const robust = logRank(data, { ...channels, cluster: "time" });
    expect(() => logRankHazardRatio(robust)).toThrow("the test has a robust variance: fit coxph");
    expect(() => logRankHazardRatio(aml, { control: "x" })).toThrow('control is "x": the groups are Maintained');
    expect(() => logRankHazardRatio(aml, { level: 95 })).toThrow("level is 95");
  });
});
