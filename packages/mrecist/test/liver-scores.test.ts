import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  albi,
  type BclcSpec,
  bclc,
  childPugh,
  hapScore,
  sixAndTwelve,
  type TaceHistory,
  type TaceSession,
  taceRefractoriness,
  upToSeven,
} from "../src/index.js";
import { freeze, STAGE_CHANNELS, session } from "./helpers.js";

const error = (code: string, column: string, row?: number): object =>
  expect.objectContaining({ name: "HccInputError", code, column, ...(row !== undefined && { row }) });

describe("ALBI (Johnson 2015)", () => {
  const of = (bilirubin: number, albumin: number, options = {}) =>
    albi(freeze([{ bilirubin, albumin }]), {
      bilirubin: { channel: "bilirubin", unit: "umol/L" },
      albumin: { channel: "albumin", unit: "g/L" },
      ...options,
    });

  test("is 0.66 log10(bilirubin) - 0.085 albumin", () => {
    expect(of(10, 40).score[0]).toBeCloseTo(0.66 - 3.4, 14);
    expect(of(100, 40).score[0]).toBeCloseTo(1.32 - 3.4, 14);
    expect(of(10, 40, { albuminCoefficient: 0.0852 }).score[0]).toBeCloseTo(0.66 - 3.408, 14);
  });

  test("is of grade 1 up to -2.60, 2a below -2.270, 2b up to -1.39, 3 above (Hiraoka 2017)", () => {
    // With bilirubin of 1 umol/L the score is that of albumin alone.
    const grade = (albumin: number) => {
      const { grade, modifiedGrade } = of(1, albumin);
      return [grade[0], modifiedGrade[0]];
    };
    expect(grade(31)).toEqual(["1", "1"]);
    expect(grade(30)).toEqual(["2", "2a"]);
    expect(grade(27)).toEqual(["2", "2a"]);
    expect(grade(26)).toEqual(["2", "2b"]);
    expect(grade(17)).toEqual(["2", "2b"]);
    expect(grade(16)).toEqual(["3", "3"]);
  });

  test("does not depend on the units in which the values come", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5, max: 300, noNaN: true }),
        fc.double({ min: 15, max: 55, noNaN: true }),
        (b, a) => {
          const other = albi([{ b: b / 17.1, a: a / 10 }], {
            bilirubin: { channel: "b", unit: "mg/dL" },
            albumin: { channel: "a", unit: "g/dL" },
          });
          expect(other.score[0]).toBeCloseTo(of(b, a).score[0]!, 12);
        },
      ),
      { numRuns: 1000, seed: 20_260 },
    );
  });

  test("albumin of 3.9 g/L cannot be, and the message offers g/dL", () => {
    expect(() => of(18, 3.9)).toThrow(error("option", "albumin", 0));
    expect(() => of(18, 3.9)).toThrow('or give the unit "g/dL"');
    expect(() => of(18, 390)).toThrow(error("option", "albumin", 0));
    expect(() => of(0.9, 39)).toThrow(error("option", "bilirubin", 0));
  });

  test("a median that is unusual in its unit is a warning", () => {
    expect(of(1.5, 39).warnings).toEqual([expect.objectContaining({ code: "unusual-unit", term: "bilirubin" })]);
    expect(of(18, 39).warnings).toEqual([]);
  });

  test("units have no default, and missing values are an error or left out", () => {
    const bilirubin = { channel: "b", unit: "umol/L" } as const;
    expect(() => albi([{ b: 18, a: 39 }], { bilirubin, albumin: { channel: "a" } as never })).toThrow(
      error("option", "albumin"),
    );
    expect(() => albi([{ b: 18, a: 39 }], { bilirubin, albumin: "a" as never })).toThrow(error("option", "albumin"));
    const rows = freeze([
      { b: 18, a: null },
      { b: 18, a: 41 },
    ]);
    const spec = { bilirubin, albumin: { channel: "a", unit: "g/L" } } as const;
    expect(() => albi(rows, spec)).toThrow(error("missing-value", "a", 0));
    const result = albi(rows, { ...spec, missing: "omit" });
    expect([result.score[0], result.grade, result.n, result.omitted.count]).toEqual([null, [null, "1"], 1, 1]);
  });
});

describe("Child-Pugh (Pugh 1973)", () => {
  const patient = { bili: 1, alb: 4, inr: 1, ascites: "none" as const, enc: 0 };
  const spec = {
    bilirubin: { channel: "bili", unit: "mg/dL" },
    albumin: { channel: "alb", unit: "g/dL" },
    inr: { channel: "inr", unit: "ratio" },
    ascites: "ascites",
    encephalopathy: "enc",
  } as const;
  const points = (more: Partial<Record<keyof typeof patient, unknown>>) => {
    const result = childPugh([{ ...patient, ...more }] as (typeof patient)[], spec);
    return result.score[0]! - 5;
  };

  test.each([
    ["bili", [1.99, 2, 3, 3.01], [0, 1, 1, 2]],
    ["alb", [3.51, 3.5, 2.8, 2.79], [0, 1, 1, 2]],
    ["inr", [1.69, 1.7, 2.3, 2.31], [0, 1, 1, 2]],
    ["ascites", ["none", "mild", "moderate-severe"], [0, 1, 2]],
    ["enc", [0, 1, 2, 3, 4], [0, 1, 1, 2, 2]],
  ])("points of %s at its limits", (name, values, more) => {
    expect(values.map((value) => points({ [name]: value }))).toEqual(more);
  });

  test("limits of umol/L, g/L and seconds are those of mg/dL, g/dL and INR", () => {
    const limits = { bili: [34.1, 34.2, 51.3, 51.4], alb: [35.1, 35, 28, 27.9], pt: [3.9, 4, 6, 6.1] };
    const rows = [0, 1, 2, 3].map((i) => ({
      ...patient,
      bili: limits.bili[i]!,
      alb: limits.alb[i]!,
      pt: limits.pt[i]!,
    }));
    const { inr: _, ...rest } = spec;
    const result = childPugh(rows, {
      ...rest,
      bilirubin: { channel: "bili", unit: "umol/L" },
      albumin: { channel: "alb", unit: "g/L" },
      prothrombinProlongation: { channel: "pt", unit: "s" },
    });
    expect(result.score).toEqual([5, 8, 8, 11]);
    expect(result.points.coagulation).toEqual([1, 2, 2, 3]);
  });

  test("A is 5 and 6, B 7 to 9, C 10 to 15", () => {
    const rows = [
      [0, "A"],
      [1, "A"],
      [2, "B"],
      [4, "B"],
      [5, "C"],
      [10, "C"],
    ] as const;
    const make = (more: number) => {
      const item = (n: number): 0 | 1 | 2 => Math.min(2, Math.max(0, more - 2 * n)) as 0 | 1 | 2;
      return {
        bili: [1, 2.5, 4][item(0)]!,
        alb: [4, 3, 2][item(1)]!,
        inr: [1, 2, 3][item(2)]!,
        ascites: (["none", "mild", "moderate-severe"] as const)[item(3)],
        enc: [0, 1, 3][item(4)]!,
      };
    };
    const result = childPugh(
      rows.map(([more]) => make(more)),
      spec,
    );
    expect(result.score).toEqual(rows.map(([more]) => 5 + more));
    expect(result.grade).toEqual(rows.map(([, grade]) => grade));
  });

  test("needs one measure of coagulation and known levels", () => {
    const { inr, ...rest } = spec;
    expect(() => childPugh([patient], rest)).toThrow(error("option", "inr"));
    const both = { ...spec, prothrombinProlongation: { channel: "inr", unit: "s" } } as const;
    expect(() => childPugh([patient], both)).toThrow(error("option", "inr"));
    expect(() => points({ enc: 5 })).toThrow(error("unknown-level", "encephalopathy", 0));
    expect(() => points({ ascites: "slight" })).toThrow(error("unknown-level", "ascites", 0));
    expect(inr.unit).toBe("ratio");
  });
});

describe("sums of size and number", () => {
  const rows = freeze([
    { mm: 40, cm: 4, n: 3 },
    { mm: 41, cm: 4.1, n: 3 },
    { mm: 30, cm: 3, n: 3 },
    { mm: 31, cm: 3.1, n: 3 },
    { mm: 90, cm: 9, n: 3 },
    { mm: 91, cm: 9.1, n: 3 },
  ]);
  test.each([
    ["mm", "mm"],
    ["cm", "cm"],
  ] as const)(
    "up to seven is at most 7 (Mazzaferro 2009), six and twelve at most 6 and 12 (Wang 2019): %s",
    (channel, unit) => {
      const spec = { largestTumor: { channel, unit }, tumorNumber: "n" } as const;
      expect(upToSeven(rows, spec).within).toEqual([true, false, true, true, false, false]);
      expect(sixAndTwelve(rows, spec).stratum).toEqual(["2", "2", "1", "2", "2", "3"]);
      expect(sixAndTwelve(rows, spec).sum).toEqual([7, 7.1, 6, 6.1, 12, 12.1]);
    },
  );

  test("a number of tumors that is none, and a size in another unit", () => {
    const spec = { largestTumor: { channel: "cm", unit: "cm" }, tumorNumber: "n" } as const;
    expect(() => upToSeven([{ cm: 4, n: 1.5 }], spec)).toThrow(error("option", "tumorNumber", 0));
    expect(() => sixAndTwelve([{ cm: 4, n: 0 }], spec)).toThrow(error("option", "tumorNumber", 0));
    expect(() => upToSeven([{ cm: 53, n: 1 }], spec)).toThrow('or give the unit "mm"');
  });
});

describe("HAP (Kadalayil 2013)", () => {
  const at = (alb: number, bili: number, afp: number, cm: number) =>
    hapScore([{ alb, bili, afp, cm }], {
      albumin: { channel: "alb", unit: "g/L" },
      bilirubin: { channel: "bili", unit: "umol/L" },
      afp: { channel: "afp", unit: "ug/L" },
      largestTumor: { channel: "cm", unit: "cm" },
    });
  test("gives a point beyond 36 g/L, 17 umol/L, 400 ug/L and 7 cm, none at the limits", () => {
    expect(at(36, 17, 400, 7).grade).toEqual(["A"]);
    expect(at(35.9, 17, 400, 7).reasons).toEqual([["albumin"]]);
    expect(at(36, 17.1, 400, 7).reasons).toEqual([["bilirubin"]]);
    expect(at(36, 17, 401, 7).reasons).toEqual([["afp"]]);
    expect(at(36, 17, 400, 7.1).reasons).toEqual([["largestTumor"]]);
  });
  test("A, B, C and D are 0, 1, 2 and more points", () => {
    expect(
      [at(35, 17, 400, 7), at(35, 18, 400, 7), at(35, 18, 500, 7), at(35, 18, 500, 8)].map((it) => it.grade[0]),
    ).toEqual(["B", "C", "D", "D"]);
  });
  test("limits in mg/dL and g/dL are the same amounts", () => {
    const { reasons } = hapScore([{ alb: 3.6, bili: 1, afp: 1, cm: 1 }], {
      albumin: { channel: "alb", unit: "g/dL" },
      bilirubin: { channel: "bili", unit: "mg/dL" },
      afp: { channel: "afp", unit: "ng/mL" },
      largestTumor: { channel: "cm", unit: "cm" },
    });
    expect(reasons).toEqual([["bilirubin"]]);
  });
});

describe("BCLC (Reig 2022)", () => {
  const row = { ecog: 0, cp: "A" as "A" | "B" | "C", mvi: 0, spread: 0, cm: 4, n: 1, lt: 0 };
  const spec: BclcSpec<typeof row> = STAGE_CHANNELS;
  const stage = (more: Partial<typeof row>, options: Partial<BclcSpec<typeof row>> = {}) => {
    const result = bclc([{ ...row, ...more }], { ...spec, ...options });
    return [result.stage[0], result.reasons[0]];
  };

  test.each<[string, Partial<typeof row>, string, string[]]>([
    ["ECOG 3", { ecog: 3, mvi: 1 }, "D", ["ECOG 3"]],
    ["Child-Pugh C", { cp: "C" }, "D", ["Child-Pugh C, no transplantation"]],
    ["vascular invasion", { mvi: 1 }, "C", ["macrovascular invasion"]],
    ["extrahepatic spread", { spread: 1, ecog: 2 }, "C", ["extrahepatic spread", "ECOG 2"]],
    ["ECOG 1", { ecog: 1, cm: 1 }, "C", ["ECOG 1"]],
    ["a single tumor of 2 cm", { cm: 2 }, "0", ["single tumor of 2 cm"]],
    ["a single tumor of 2.1 cm", { cm: 2.1 }, "A", ["single tumor of 2.1 cm"]],
    ["a single tumor of any size", { cm: 14 }, "A", ["single tumor of 14 cm"]],
    ["three of 3 cm", { n: 3, cm: 3 }, "A", ["3 tumors, the largest 3 cm"]],
    ["three of 3.1 cm", { n: 3, cm: 3.1 }, "B", ["3 tumors, the largest 3.1 cm"]],
    ["four of 1 cm", { n: 4, cm: 1 }, "B", ["4 tumors, the largest 1 cm"]],
  ])("%s", (_, more, expected, reasons) => {
    expect(stage(more)).toEqual([expected, reasons]);
  });

  test("options: transplantation in class C, and on which side 2 cm falls", () => {
    expect(stage({ cp: "C", lt: 1 }, { transplantable: "lt" })[0]).toBe("A");
    expect(stage({ cm: 2 }, { stageZeroAt2Cm: "A" })[0]).toBe("A");
    expect(stage({ cm: 1.9 }, { stageZeroAt2Cm: "A" })[0]).toBe("0");
  });

  test("an unknown performance status or class is named", () => {
    expect(() => stage({ ecog: 5 })).toThrow(error("unknown-level", "ecog", 0));
    expect(() => stage({ cp: "a" as "A" })).toThrow(error("unknown-level", "cp", 0));
  });
});

describe("refractoriness to TACE (JSH-LCSGJ 2014)", () => {
  const of = (sessions: readonly TaceSession[], more: Partial<TaceHistory> = {}) =>
    taceRefractoriness(freeze({ sessions, ...more }));

  test("two consecutive insufficient responses, above 50 %, not at 50 %", () => {
    const poor = { viablePercent: 51 };
    const result = of([session(60, poor), session(0, poor)]);
    expect([result.refractory, result.day, result.reasons.map(({ criterion }) => criterion)]).toEqual([
      true,
      102,
      ["insufficient-response"],
    ]);
    expect(of([session(0, poor), session(60), session(120, poor)]).refractory).toBe(false);
    expect(of([session(0, { viablePercent: 50 }), session(60, poor)]).refractory).toBe(false);
    expect(
      of([session(0, poor), session(60, { viablePercent: null, moreTumors: null }), session(120, poor)]),
    ).toMatchObject({
      refractory: false,
      warnings: [{ code: "not-evaluated" }],
    });
  });

  test("two consecutive progressions in the liver", () => {
    expect(of([session(0, { moreTumors: true }), session(60, { moreTumors: true })]).reasons[0]!.criterion).toBe(
      "progression-in-liver",
    );
    expect(of([session(0, { moreTumors: true }), session(60)]).refractory).toBe(false);
  });

  test("rising markers, vascular invasion and extrahepatic spread count each for itself, all are returned by day", () => {
    const result = of([session(0, { markersRise: true })], { vascularInvasionDay: 30, extrahepaticSpreadDay: 90 });
    expect(result.reasons.map(({ criterion, day }) => [criterion, day])).toEqual([
      ["vascular-invasion", 30],
      ["marker-rise", 42],
      ["extrahepatic-spread", 90],
    ]);
    expect(result.day).toBe(30);
  });

  test("a session that was not selective or not evaluated after 1 to 3 months counts with a warning", () => {
    const codes = (more: Partial<TaceSession>) => of([session(0, more)]).warnings.map(({ code }) => code);
    expect(codes({ selective: false })).toEqual(["inadequate-session"]);
    expect([27, 28, 93, 94].map((evaluationDay) => codes({ evaluationDay }).length)).toEqual([1, 0, 0, 1]);
  });

  test("bad input is named", () => {
    expect(() => of([session(0), session(0)])).toThrow(error("option", "day"));
    expect(() => of([session(Number.NaN)])).toThrow(error("option", "day"));
    expect(() => of([session(50, { evaluationDay: 49 })])).toThrow(error("option", "evaluationDay"));
    expect(() => of([session(0, { viablePercent: 101 })])).toThrow(error("option", "viablePercent"));
    expect(() => of([session(0, { moreTumors: 1 as never })])).toThrow(error("option", "moreTumors"));
    expect(() => taceRefractoriness({} as never)).toThrow(error("option", "sessions"));
  });
});
