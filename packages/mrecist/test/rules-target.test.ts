import { describe, expect, test } from "vitest";
import { assessResponse, type Measurement, type ResponseOptions } from "../src/index.js";
import { assess, course, targets, thrombus } from "./helpers.js";

const targetsOf = (values: Parameters<typeof course>[2], options: ResponseOptions = {}) =>
  assess(course("T1", "target", values), "mrecist", options).visits.map(({ target }) => target);
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

  test("nonEnhancing: a lesion without enhancement at baseline goes by its total diameter (RECIST 1.1; 2020 update [K])", () => {
    const options = { nonEnhancing: "recist-total" } as const;
    const bland = (total: number) => ({ enhancing: false, total });
    expect(targetsOf([bland(40), bland(28), bland(33.6)], options)).toEqual(["PR", "PD"]);
    expect(targetsOf([{ viable: 0, total: 40 }, bland(0), { viable: 5, total: 10 }], options)).toEqual(["CR", "PD"]);
    // What enhances at baseline goes on by its viable part, and a diameter hidden by lipiodol is no lack of enhancement.
    expect(targetsOf([{ viable: 40, total: 40 }, bland(40)], options)).toEqual(["CR"]);
    const hidden = { total: 40, viable: 0, lipiodol: true } as const;
    expect(() => targetsOf([hidden, hidden], { ...options, lipiodol: "necrosis" })).toThrow("nothing to measure");
    // The total and the viable diameters of two lesions add up.
    const both = [...course("T1", "target", [bland(40), bland(30)]), ...course("T2", "target", [20, 12])];
    expect(assess(both, "mrecist", options).visits.map(({ sum, target }) => [sum, target])).toEqual([[42, "PR"]]);
    expect(() => assess(both, "easl", options)).toThrow('nonEnhancing is "recist-total": give "viable"');
  });

  test("nonEnhancing: non-target lesions are there by their total diameter; thrombi and lesions elsewhere do not change", () => {
    const options = { nonEnhancing: "recist-total" } as const;
    const bland = { enhancing: false, total: 30 };
    const found = (criteria: "mrecist" | "tki-i", site: Measurement["site"], role: Measurement["role"]) =>
      assess(
        [
          ...course("T1", "target", [40, 40]),
          ...course("A", role, [
            { ...bland, site },
            { ...bland, site },
          ]),
        ],
        criteria,
        options,
      ).visits[0]!.nonTarget;
    expect(found("mrecist", "liver", "non-target")).toBe("NON-CR/NON-PD");
    expect(found("mrecist", "portal-vein", "non-target")).toBe("CR");
    expect(found("mrecist", "portal-vein", "thrombus")).toBe("CR");
    expect(found("mrecist", "lung", "non-target")).toBe("NON-CR/NON-PD");
  });

  test("at most five target lesions, two in an organ (RECIST 1.1), ten and five by mostTargets and mostPerOrgan (RECIST 1.0)", () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => course(`T${i}`, "target", [20, 20])).flat();
    const codes = (count: number, options: ResponseOptions = {}) =>
      assess(many(count), "mrecist", options).warnings.map(({ message }) => message);
    expect(codes(2)).toEqual([]);
    expect(codes(3)).toEqual(["3 target lesions in one organ (liver): the criteria take 2 at most"]);
    const old = { mostTargets: 10, mostPerOrgan: 5 };
    expect([codes(5, old), codes(6, old)]).toEqual([
      [],
      ["6 target lesions in one organ (liver): the criteria take 5 at most"],
    ]);
    expect(codes(11, { ...old, mostPerOrgan: 11 })).toEqual(["11 target lesions: the criteria take 10 at most"]);
    expect(codes(1, { mostTargets: 1, mostPerOrgan: 1 })).toEqual([]);
    expect(codes(12, { mostTargets: null, mostPerOrgan: null })).toEqual([]);
    expect(codes(3, { mostTargets: 1, mostPerOrgan: null })).toEqual(["3 target lesions: the criteria take 1 at most"]);
    for (const name of ["mostTargets", "mostPerOrgan"]) {
      for (const value of [0, 1.5])
        expect(() => codes(1, { [name]: value })).toThrow(`${name} is ${value}: give a whole`);
    }
  });

  test("slices above 5 mm: a target measures at least twice their thickness (RECIST 1.1)", () => {
    const warned = (size: number, sliceThickness: number | null, more: Partial<Measurement> = {}) =>
      assess(
        course("T1", "target", [
          { viable: size, sliceThickness, ...more },
          { viable: size, sliceThickness: 10 },
        ]),
      ).warnings;
    expect([warned(10, 5), warned(10, null), warned(14, 7), warned(10, Number.NaN)]).toEqual([[], [], [], []]);
    expect(warned(13.9, 7)).toEqual([
      {
        code: "small-target",
        term: "T1",
        message: "13.9 mm at baseline: target lesions measure at least 14 mm, twice the slice thickness of 7 mm",
      },
    ]);
    expect(warned(9.9, 5)[0]!.message).toBe("9.9 mm at baseline: target lesions measure at least 10 mm");
    // Nodes have a limit of their own, and the thickest slice of the lesion's own parts counts.
    const node = { site: "lymph-node", shortAxis: 15 } as const;
    expect(warned(15, 10, node)).toEqual([]);
    const parts = [
      { day: 0, lesion: 1, role: "target", viable: 8, fragment: "a", sliceThickness: 5 },
      { day: 0, lesion: 1, role: "target", viable: 8, fragment: "b", sliceThickness: 10 },
      { day: 0, lesion: 2, role: "target", viable: 16, sliceThickness: 5 },
    ] as const;
    expect(assess(parts).warnings.map(({ code, term }) => [code, term])).toEqual([
      ["no-follow-up", undefined],
      ["small-target", "1"],
    ]);
    for (const wrong of [0, -1, 20.1, "5", Number.POSITIVE_INFINITY]) {
      expect(() => warned(20, wrong as number)).toThrow(
        expect.objectContaining({ column: "sliceThickness", message: expect.stringMatching(/above 0 and at most 20/) }),
      );
    }
    expect(warned(40, 20)).toEqual([]);
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

  test("PR, then neither PR nor PD, is SD (RECIST 1.1, Table 3); with carryForwardPr it stays PR until PD", () => {
    const sizes = [40, 28, 30, null, 31, 33.6, 30] as const;
    expect(targets(sizes)).toEqual(["PR", "SD", "NE", "SD", "PD", "SD"]);
    expect(targets(sizes, "mrecist", { carryForwardPr: true })).toEqual(["PR", "PR", "NE", "PR", "PD", "SD"]);
    expect(targets([40, 39, 38], "mrecist", { carryForwardPr: true })).toEqual(["SD", "SD"]);
    const traced = assess(course("T1", "target", [40, 28, 30]), "mrecist", { carryForwardPr: true }).visits[1]!.trace;
    expect(traced.find(({ component }) => component === "target")).toMatchObject({
      rule: "target.pr-carried",
      text: "PR: viable sum 30 mm is -25 % against the baseline 40 mm, neither PR nor PD: the partial response stays",
      referenceDay: 50,
      alternatives: ["without carrying forward: SD (viable sum 30 mm)"],
    });
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
