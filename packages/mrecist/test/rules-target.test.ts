import { describe, expect, test } from "vitest";
import { assessResponse, type Measurement } from "../src/index.js";
import { assess, course, targets, thrombus } from "./helpers.js";

const first = (values: Parameters<typeof course>[2], options = {}) =>
  assess(course("T1", "target", values), "mrecist", options).visits[0]!;

describe("selection of target lesions", () => {
  test("a treated lesion with 10 mm of viable tumor is a target, its necrosis does not count (Lencioni & Llovet 2010 [K])", () => {
    const treated = assess(
      course("T1", "target", [
        { viable: 10, total: 45 },
        { viable: 7, total: 45 },
      ]),
    );
    expect([treated.warnings, treated.baseline.sum, treated.visits[0]!.target]).toEqual([[], 10, "PR"]);
    const less = assess(course("T1", "target", [{ viable: 9.9, total: 45 }, 9.9]));
    expect(less.warnings.map(({ code }) => code)).toEqual(["small-target"]);
  });

  test("a lesion without enhancement, or without a viable diameter, is no target (Lencioni & Llovet 2010 [K])", () => {
    for (const cell of [{ viable: 0 }, { enhancing: false, total: 40 }, { total: 40 }]) {
      expect(() => assess(course("T1", "target", [cell, 20]))).toThrow("make the lesion non-target");
    }
  });

  test("infiltrative tumor without a diameter is non-target: it persists, progresses or disappears (Lencioni & Llovet 2010 [K])", () => {
    const rows = course("I1", "non-target", [{ enhancing: true }, { enhancing: true }, { enhancing: false }]);
    expect(assess(rows).visits.map(({ overall }) => overall)).toEqual(["NON-CR/NON-PD", "CR"]);
  });

  test("a patient without a target lesion is assessed by the rest, and it is said (BMC Res Notes 2015;8:609)", () => {
    const rows = course("N1", "non-target", [{ enhancing: true }, { finding: "unequivocal-progression" }]);
    const result = assess(rows);
    expect([result.visits[0]!.target, result.visits[0]!.overall, result.baseline.sum]).toEqual([null, "PD", null]);
    expect(result.warnings.map(({ code }) => code)).toEqual(["no-target-lesion"]);
  });
});

describe("thresholds in decimals", () => {
  test("PR: a decrease of exactly 30 % from baseline, 14.0 to 9.8 mm (Lencioni & Llovet 2010)", () => {
    expect([targets([14, 9.8]), targets([14, 9.9]), targets([14, 9.7])]).toEqual([["PR"], ["SD"], ["PR"]]);
    expect(first([14, 9.8]).percentFromBaseline).toBe(-30);
  });

  test("PD: an increase of exactly 20 % over the nadir (Lencioni & Llovet 2010), above 20 % with pdInclusive: false", () => {
    expect([targets([20.5, 24.6]), targets([20.5, 24.5])]).toEqual([["PD"], ["SD"]]);
    const strict = { pdInclusive: false };
    expect([targets([20.5, 24.6], "mrecist", strict), targets([20.5, 24.7], "mrecist", strict)]).toEqual([
      ["SD"],
      ["PD"],
    ]);
  });

  test("PR and PD on all exact pairs of the 0.1 mm grid: floats misjudge 21 and 112 of them, the engine none", () => {
    // The two usual forms: the change as a percentage, and as a fraction.
    const change = (now: number, reference: number) => (now - reference) / reference;
    let decreases = 0;
    let increases = 0;
    for (let tenths = 100; tenths <= 1500; tenths++) {
      const mm = tenths / 10;
      if ((tenths * 7) % 10 === 0) {
        const now = (tenths * 7) / 10 / 10;
        if (!(change(now, mm) * 100 <= -30 && change(now, mm) <= -0.3)) decreases++;
        expect(targets([mm, now]), `${mm} to ${now} mm`).toEqual(["PR"]);
      }
      if ((tenths * 6) % 5 === 0) {
        const now = (tenths * 6) / 5 / 10;
        if (!(change(now, mm) * 100 >= 20 && change(now, mm) >= 0.2)) increases++;
        expect(targets([mm, now]), `${mm} to ${now} mm`).toEqual(["PD"]);
      }
    }
    expect([decreases, increases]).toEqual([21, 112]);
  });

  test("PD: at least 5 mm as well (RECIST 1.1); not at nadir 0 (RECIST 1.1, Table 3 footnote)", () => {
    expect(targets([20, 24.9], "recist-1.1")).toEqual(["SD"]);
    expect(targets([20, 25], "recist-1.1")).toEqual(["PD"]);
    expect(targets([40, 0, 3], "recist-1.1")).toEqual(["CR", "PD"]);
    expect(targets([40, 0, 0.1], "mrecist", { pdAbsMm: 5 })).toEqual(["CR", "PD"]);
  });

  test("PD after CR [P]: any size, with reappearanceMinMm 5 or 10 from that size of one lesion on", () => {
    for (const [reappearanceMinMm, below] of [
      [0, 0],
      [5, 4.9],
      [10, 9.9],
    ] as const) {
      const least = reappearanceMinMm === 0 ? 0.1 : reappearanceMinMm;
      expect(targets([40, 0, below, least], "mrecist", { reappearanceMinMm })).toEqual([
        "CR",
        below === 0 ? "CR" : "PR",
        "PD",
      ]);
    }
  });

  test("the nadir includes the baseline [D] (RECIST 1.1), without it the first visit has no reference", () => {
    expect(targets([50, 60])).toEqual(["PD"]);
    expect(targets([50, 60, 72], "mrecist", { nadirIncludesBaseline: false })).toEqual(["SD", "PD"]);
  });

  test("the nadir is of evaluable visits before the current one (Lencioni & Llovet 2010; RECIST 1.1)", () => {
    const rows = [...course("T1", "target", [30, 10, 30]), ...course("T2", "target", [30, null, 41])];
    expect(assess(rows).visits.map(({ target, nadir }) => [target, nadir])).toEqual([
      ["NE", 60],
      ["SD", 60],
    ]);
  });

  test("a node below 10 mm is gone, though the sum stays above 0 (RECIST 1.1)", () => {
    const node = (shortAxis: number) => ({ site: "lymph-node" as const, shortAxis });
    const visit = assess(course("N1", "target", [node(20), node(9.9)])).visits[0]!;
    expect([visit.target, visit.sum]).toEqual(["CR", 9.9]);
  });

  test("faint but enhancing is 5 mm, not enhancing is 0, no number is NE and never 0 [P] (RECIST 1.1)", () => {
    const sums = [{ tooSmall: true }, { enhancing: false }, { viable: 0 }, {}].map((cell) => first([40, cell]));
    expect(sums.map(({ target, sum }) => [target, sum])).toEqual([
      ["PR", 5],
      ["CR", 0],
      ["CR", 0],
      ["NE", null],
    ]);
  });

  test("without an adequate arterial phase the visit is NE [D]; dense lipiodol on CT by the option [P]", () => {
    const lipiodol = { viable: null, total: 30, lipiodol: true, modality: "CT" as const };
    expect(first([40, { viable: 20, arterialPhase: false }]).target).toBe("NE");
    const by = (rule?: "NE" | "viable" | "necrosis") => first([40, lipiodol], rule && { lipiodol: rule }).target;
    expect([by(), by("NE"), by("viable"), by("necrosis")]).toEqual(["NE", "NE", "SD", "CR"]);
  });
});

describe("the order NE, CR, PD, PR, SD", () => {
  test("a measured part that is PD alone is PD, any other visit with a lesion missing is NE (RECIST 1.1)", () => {
    const part = (now: number) =>
      assess([...course("T1", "target", [30, now]), ...course("T2", "target", [20, undefined])]).visits[0]!;
    expect([part(60).target, part(59.9).target, part(0).target]).toEqual(["PD", "NE", "NE"]);
    // The lesion that is missing stays in the baseline sum: 35 of 50 mm is no PR of the other alone.
    expect([part(21).sum, part(21).percentFromBaseline]).toEqual([null, null]);
  });
});

describe("no profile is shipped that nobody has read (response-rules.md 1.11)", () => {
  test.each(["mrecist-2020", "mrecist2020"])("%s is refused", (criteria) => {
    const measurements: Measurement[] = course("T1", "target", [40, 20]);
    expect(() => assessResponse({ measurements }, { criteria: criteria as "mrecist" })).toThrow("criteria is");
  });
});

describe("levels of a thrombus (Vp by the Japanese classification; Vv1 < Vv2 < Vv3 [K])", () => {
  const LEVELS = ["Vp1", "Vp2", "Vp3", "Vp4", "Vv1", "Vv2", "Vv3"] as const;
  for (const before of LEVELS) {
    for (const now of LEVELS) {
      const sameTree = before[1] === now[1];
      const expected = !sameTree || now > before ? "PD" : now < before ? "PR" : "SD";
      test(`${before} to ${now} is ${expected} (TKI-I study, Methods)`, () => {
        const visits = thrombus([
          [20, before],
          [20, now],
        ]).visits;
        expect(visits[0]!.thrombus).toBe(expected);
      });
    }
  }
});
