import { describe, expect, test } from "vitest";
import { assess, course, targets } from "./helpers.js";

describe("the sum of the target lesions", () => {
  test("is CR when no viable tumor is left, by diameter 0 or by lost enhancement (Lencioni & Llovet 2010)", () => {
    expect(targets([40, 0])).toEqual(["CR"]);
    expect(assess(course("T1", "target", [40, { enhancing: false }])).visits[0]!.target).toBe("CR");
    const bland = assess(course("T1", "target", [40, { enhancing: false, viable: 30 }])).visits[0]!;
    expect([bland.target, bland.flags]).toEqual(["CR", ["viable-without-enhancement"]]);
  });

  test("is PR at exactly -30 % of baseline and SD one tenth of a mm above (Lencioni & Llovet 2010)", () => {
    expect(targets([100, 70])).toEqual(["PR"]);
    expect(targets([100, 70.1])).toEqual(["SD"]);
    expect(targets([10, 7])).toEqual(["PR"]);
  });

  test("is PD at exactly +20 % of the nadir and SD one tenth of a mm below (Lencioni & Llovet 2010)", () => {
    expect(targets([100, 120])).toEqual(["PD"]);
    expect(targets([100, 119.9])).toEqual(["SD"]);
    expect(targets([100, 50, 60])).toEqual(["PR", "PD"]);
    expect(targets([100, 50, 59.9])).toEqual(["PR", "PR"]);
  });

  test("is compared exactly where floating point is not", () => {
    expect(((9.8 - 14) / 14) * 100 <= -30).toBe(false);
    expect(targets([14, 9.8])).toEqual(["PR"]);
    // Every exact -30 % and +20 % pair on the 0.1 mm grid from 10 to 150 mm, and its neighbours.
    for (let base = 100; base <= 1500; base++) {
      if (base % 10 === 0) {
        const at = (base * 7) / 10;
        expect(targets([base / 10, at / 10, (at + 1) / 10])[0], `${base}`).toBe("PR");
        expect(targets([base / 10, (at + 1) / 10])[0], `${base}`).toBe("SD");
      }
      if (base % 5 === 0) {
        const at = (base * 6) / 5;
        expect(targets([base / 10, at / 10])[0], `${base}`).toBe("PD");
        expect(targets([base / 10, (at - 1) / 10])[0], `${base}`).toBe("SD");
      }
    }
  });

  test("progresses against the smallest sum so far, which includes baseline (RECIST 1.1) [D]", () => {
    const result = assess(course("T1", "target", [50, 40, 30, 36]));
    expect(result.visits.map((visit) => [visit.target, visit.nadir, visit.nadirDay])).toEqual([
      ["SD", 50, 0],
      ["PR", 40, 50],
      ["PD", 30, 100],
    ]);
    expect(result.visits[2]!.percentFromNadir).toBe(20);
    expect(result.visits[2]!.percentFromBaseline).toBe(-28);
    expect(targets([40, 48, 52], "mrecist", { nadirIncludesBaseline: false })).toEqual(["SD", "SD"]);
  });

  test("PD comes before PR: -50 % against baseline and +25 % against the nadir is PD (Lencioni & Llovet 2010)", () => {
    const visit = assess(course("T1", "target", [80, 32, 40])).visits[1]!;
    expect(visit.target).toBe("PD");
    expect(visit.trace[0]!.alternatives).toContain("against baseline alone: PR (-50 %); progression takes precedence");
  });

  test("the 5 mm rule holds for RECIST 1.1 and, by default, not for mRECIST; the other answer is in the trace", () => {
    expect(targets([20, 24])).toEqual(["PD"]);
    expect(targets([20, 24], "recist-1.1")).toEqual(["SD"]);
    expect(targets([20, 25], "recist-1.1")).toEqual(["PD"]);
    expect(targets([20, 24.9], "mrecist", { pdAbsMm: 5 })).toEqual(["SD"]);
    const loose = assess(course("T1", "target", [20, 24])).visits[0]!;
    expect(loose.flags).toEqual(["increase-below-5mm"]);
    expect(loose.trace[0]!.alternatives).toEqual(["with the 5 mm rule of RECIST 1.1: SD (increase 4 mm)"]);
    expect(assess(course("T1", "target", [20, 25])).visits[0]).toMatchObject({ target: "PD", flags: [] });
    const strict = assess(course("T1", "target", [20, 24]), "mrecist", { pdAbsMm: 5 }).visits[0]!;
    expect(strict.trace[0]!.alternatives).toEqual([
      "without the 5 mm rule: PD (+20 % against the nadir 20 mm of day 0)",
    ]);
  });

  test("viable tumor after CR is PD whatever its size, flagged below 10 mm (RECIST 1.1, Table 3 footnote)", () => {
    const result = assess(course("T1", "target", [40, 0, 3, 0]));
    expect(result.visits.map((visit) => visit.target)).toEqual(["CR", "PD", "CR"]);
    expect(result.visits[1]!.flags).toEqual(["reappearance-below-10mm"]);
    expect(result.visits[1]!.percentFromNadir).toBeNull();
    expect(assess(course("T1", "target", [40, 0, 10])).visits[1]).toMatchObject({ target: "PD", flags: [] });
    expect(targets([40, 0, 12], "recist-1.1")).toEqual(["CR", "PD"]);
  });

  test("PR is not carried forward (RECIST 1.1, Table 3)", () => {
    expect(targets([100, 70, 75])).toEqual(["PR", "SD"]);
  });

  test("a missing diameter is not evaluable, never 0 (RECIST 1.1)", () => {
    expect(targets([40, null])).toEqual(["NE"]);
    const visit = assess([...course("T1", "target", [40, 5]), ...course("T2", "target", [20, undefined])]).visits[0]!;
    expect([visit.target, visit.sum, visit.percentFromBaseline, visit.flags]).toEqual([
      "NE",
      null,
      null,
      ["lesion-not-measured"],
    ]);
    expect(assess(course("T1", "target", [40, { viable: 10, notEvaluable: true }])).visits[0]!.target).toBe("NE");
    expect(assess(course("T1", "target", [40, { viable: 10, finding: "not-assessable" }])).visits[0]!.target).toBe(
      "NE",
    );
    expect(assess(course("T1", "target", [40, { enhancing: true }])).visits[0]!.target).toBe("NE");
  });

  test("with a lesion missing, the measured part that is PD by itself is PD; the visit does not change the nadir (RECIST 1.1)", () => {
    const rows = (second: number) => [
      ...course("T1", "target", [40, second, 50]),
      ...course("T2", "target", [20, null, 10]),
    ];
    expect(assess(rows(72)).visits.map((visit) => visit.target)).toEqual(["PD", "SD"]);
    expect(assess(rows(71.9)).visits.map((visit) => [visit.target, visit.nadir])).toEqual([
      ["NE", 60],
      ["SD", 60],
    ]);
    expect(assess(rows(72)).visits[0]!.trace[0]!.rule).toBe("target.pd-measured-part");
    expect(assess(rows(10)).visits[1]!.nadir).toBe(60);
  });

  test("lymph nodes count by their short axis and are gone below 10 mm (RECIST 1.1)", () => {
    const node = (short: number) => ({ total: short, site: "lymph-node" as const });
    const rows = (short: number) => [
      ...course("T1", "target", [40, 0]),
      ...course("N1", "target", [node(20), node(short)]),
    ];
    expect(assess(rows(9.9)).visits[0]!.target).toBe("CR");
    expect(assess(rows(10)).visits[0]!.target).toBe("PR");
  });

  test("lesions outside the liver count by their total diameter and do not touch the intrahepatic response (RECIST 1.1) [K]", () => {
    const rows = [
      ...course("T1", "target", [50, 30]),
      ...course("L1", "target", [
        { total: 20, site: "lung" },
        { total: 60, viable: 10, site: "lung" },
      ]),
    ];
    const visit = assess(rows).visits[0]!;
    expect([visit.sum, visit.target, visit.intrahepatic, visit.overall]).toEqual([90, "PD", "PR", "PD"]);
  });
});
