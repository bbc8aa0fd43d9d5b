import { describe, expect, test } from "vitest";
import { assess, course, thrombus } from "./helpers.js";

const best = (values: readonly (number | null)[], options = {}) =>
  assess(course("T1", "target", values), "mrecist", options).best.overall;

describe("the best response", () => {
  test("is the best up to and including the first PD; what comes after does not count (RECIST 1.1)", () => {
    expect(best([100, 70, 120])).toBe("PR");
    expect(best([100, 120, 0])).toBe("PD");
    expect(best([100, null, 80, 130])).toBe("SD");
    expect(best([100, null, null])).toBe("NE");
    expect(best([100, 0, null])).toBe("CR");
  });

  test("of each component stops at its own first PD", () => {
    const rows = [
      ...course("T1", "target", [40, 40, 20]),
      ...course("V1", "thrombus", [{ viable: 20 }, { viable: 24 }, { viable: 0 }]),
    ];
    const result = assess(rows, "tki-i");
    expect(result.best).toEqual({ overall: "PD", intrahepatic: "PR", thrombus: "PD" });
    expect(result.firstProgressionDay).toEqual({ overall: 50, intrahepatic: null, thrombus: 50 });
  });

  test("is MISSING without a visit after baseline, or NE with missingAsNe", () => {
    expect(best([100])).toBe("MISSING");
    expect(best([100], { missingAsNe: true })).toBe("NE");
    expect(assess(course("T1", "target", [100])).warnings.map(({ code }) => code)).toEqual(["no-follow-up"]);
  });

  test("counts stable disease from minSdDays after baseline on, PR and PD at any time", () => {
    expect(best([100, 90], { minSdDays: 50 })).toBe("SD");
    expect(best([100, 90], { minSdDays: 51 })).toBe("NE");
    expect(best([100, 90, 130], { minSdDays: 51 })).toBe("PD");
    expect(best([100, 60], { minSdDays: 51 })).toBe("PR");
  });

  test("is null for a component that the patient does not have", () => {
    expect(assess(course("T1", "target", [40, 40]), "tki-i").best.thrombus).toBeNull();
    expect(assess(course("V1", "thrombus", [20, 20]), "tki-i").best.intrahepatic).toBeNull();
    expect(assess(course("V1", "thrombus", [20, 20]), "mrecist").best.thrombus).toBeNull();
  });
});

describe("the days of a patient", () => {
  test("the last assessment is the last evaluable one, per component, and baseline when there is none", () => {
    const result = thrombus([[20], [20], undefined]);
    expect(result.lastAssessmentDay).toEqual({ overall: 100, intrahepatic: 100, thrombus: 50 });
    expect(assess(course("T1", "target", [40, null])).lastAssessmentDay.overall).toBe(0);
  });

  test("the baseline is the first visit, or the one at or before baselineDay", () => {
    const rows = course("T1", "target", [40, 20]).map((row) => ({ ...row, day: row.day - 7 }));
    expect(assess(rows).baseline).toMatchObject({ day: -7, sum: 40 });
    expect(assess(rows, "mrecist", { baselineDay: 0 }).baseline.day).toBe(-7);
  });
});

test("what a reader should know of the choice of lesions is a warning", () => {
  const codes = (rows: Parameters<typeof assess>[0]) => assess(rows).warnings.map(({ code, term }) => [code, term]);
  expect(codes(["A", "B", "C"].flatMap((id) => course(id, "target", [20, 20])))).toEqual([
    ["too-many-targets", undefined],
  ]);
  expect(codes(course("A", "target", [10, 9]))).toEqual([]);
  expect(codes(course("A", "target", [9.9, 9]))).toEqual([["small-target", "A"]]);
  expect(codes(course("A", "non-target", [{ enhancing: false }, { enhancing: false }]))).toEqual([
    ["no-target-lesion", undefined],
    ["non-target-without-enhancement", "A"],
  ]);
});

test("a target node below 15 mm, at the porta hepatis below the criteria's size, and a normal non-target node are warnings (RECIST 1.1; Lencioni & Llovet 2010)", () => {
  const codes = (
    role: "target" | "non-target",
    site: "lymph-node" | "porta-hepatis-node",
    shortAxis: number,
    criteria: "mrecist" | "recist-1.1" = "mrecist",
  ) => {
    const node = { site, shortAxis };
    const rows = [...course("T1", "target", [{ viable: 40, total: 40 }]), ...course("N1", role, [node])];
    return assess(rows, criteria).warnings.flatMap(({ code, message }) => (code === "no-follow-up" ? [] : [message]));
  };
  const small = (mm: number, least: number) => [
    `${mm} mm at baseline: target lymph nodes have a short axis of at least ${least} mm`,
  ];
  expect(codes("target", "lymph-node", 14.9)).toEqual(small(14.9, 15));
  expect(codes("target", "lymph-node", 15)).toEqual([]);
  expect(codes("target", "porta-hepatis-node", 19.9)).toEqual(small(19.9, 20));
  expect(codes("target", "porta-hepatis-node", 20)).toEqual([]);
  expect(codes("target", "porta-hepatis-node", 14.9, "recist-1.1")).toEqual(small(14.9, 15));
  expect(codes("target", "porta-hepatis-node", 15, "recist-1.1")).toEqual([]);
  expect(codes("non-target", "lymph-node", 9.9)).toEqual(["9.9 mm at baseline: a lymph node below 10 mm is normal"]);
  expect(codes("non-target", "lymph-node", 10)).toEqual([]);
});
