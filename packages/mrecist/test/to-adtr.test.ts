import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AdtrRow, assessResponse, type Measurement, type ResponseOptions, toAdtr } from "../src/index.js";
import { CHANNELS } from "./channels.js";
import { course, freeze } from "./helpers.js";
import { fitting, measurements, NAMED, profileOf } from "./oracle-courses.js";

const STUDY = freeze({ studyId: "HCC-1" });
const adtr = (
  rows: readonly Measurement[],
  options: ResponseOptions = {},
  criteria: "mrecist" | "recist-1.1" = "mrecist",
) => toAdtr(freeze(rows), freeze({ ...CHANNELS, ...STUDY, criteria, options }));
const sums = (rows: readonly AdtrRow[]) => rows.filter(({ PARAMCD }) => PARAMCD === "SDIAM");
const shown = <Key extends keyof AdtrRow>(rows: readonly AdtrRow[], ...keys: Key[]) =>
  rows.map((row) => keys.map((key) => row[key]));
const target = (...values: (Partial<Measurement> | number | null | undefined)[]) => course("T1", "target", values);

describe("ADTR, one record for each diameter of a target lesion and for their sum", () => {
  test("the whole data set of a patient with two lesions of the liver, one of the lung and a node", () => {
    const rows = adtr([
      ...course("L1", "target", [
        { viable: 30, total: 41 },
        { viable: 0, total: 40 },
      ]),
      ...course("L2", "target", [{ viable: 20.5, total: 25 }, { tooSmall: true }]),
      ...course("B3", "target", [
        { total: 18, site: "lung" },
        { total: 12, site: "lung" },
      ]),
      ...course("N4", "target", [
        { shortAxis: 16, site: "lymph-node" },
        { shortAxis: 9, site: "lymph-node" },
      ]),
    ]);
    expect(
      rows.map((row) =>
        [row.ASEQ, row.PARAMCD, row.TRLNKID, row.TULOC, row.AVISITN, row.AVAL, row.BASE, row.CHG, row.NADIR, row.CHGNAD]
          .map((it) => it ?? ".")
          .join(" "),
      ),
    ).toMatchInlineSnapshot(`
      [
        "1 LDIAM1 B3 LUNG 0 18 18 . . .",
        "2 LDIAM1 B3 LUNG 1 12 18 -6 . .",
        "3 LDIAM2 L1 LIVER 0 30 30 . . .",
        "4 LDIAM2 L1 LIVER 1 0 30 -30 . .",
        "5 LDIAM3 L2 LIVER 0 20.5 20.5 . . .",
        "6 LDIAM3 L2 LIVER 1 5 20.5 -15.5 . .",
        "7 NLDIAM4 N4 LYMPH NODE 0 16 16 . . .",
        "8 NLDIAM4 N4 LYMPH NODE 1 9 16 -7 . .",
        "9 SDIAM . . 0 84.5 84.5 . . .",
        "10 SDIAM . . 1 26 84.5 -58.5 84.5 -58.5",
      ]
    `);
    expect([...new Set(rows.map(({ PARAMCD, PARAM }) => `${PARAMCD}: ${PARAM}`))]).toMatchInlineSnapshot(`
      [
        "LDIAM1: Target Lesion 1 Diameter by Investigator (mm)",
        "LDIAM2: Target Lesion 2 Diameter by Investigator (mm)",
        "LDIAM3: Target Lesion 3 Diameter by Investigator (mm)",
        "NLDIAM4: Target Lesion 4 Short Axis by Investigator (mm)",
        "SDIAM: Target Lesions Sum of Diameters by Investigator (mm)",
      ]
    `);
  });

  test("a record has identifiers, unit, baseline, changes, nadir, flags and lesions", () => {
    const [, , third] = sums(adtr([...target(30, 14, 20), ...course("T2", "target", [20, 20, 24])]));
    expect(third).toEqual({
      STUDYID: "HCC-1",
      USUBJID: "P1",
      ASEQ: 9,
      PARAMCD: "SDIAM",
      PARAM: "Target Lesions Sum of Diameters by Investigator (mm)",
      PARCAT1: "Target Lesion(s)",
      PARCAT2: "Investigator",
      PARCAT3: "MRECIST",
      AVISIT: "FOLLOW-UP 2",
      AVISITN: 2,
      ADT: 100,
      ADY: 101,
      AVAL: 44,
      AVALU: "mm",
      BASE: 50,
      CHG: -6,
      PCHG: -12,
      NADIR: 34,
      CHGNAD: 10,
      PCHGNAD: 1000 / 34,
      ABLFL: null,
      ANL01FL: "Y",
      CRFL: null,
      CRNFL: null,
      PDFL: "Y",
      TRLNKID: null,
      TULOC: null,
      LSEXP: "T1, T2",
      LSASS: "T1, T2",
    });
  });

  test("ABLFL is the baseline, which has BASE but neither changes nor NADIR", () => {
    expect(shown(sums(adtr(target(30, 20))), "ABLFL", "BASE", "CHG", "PCHG", "NADIR", "CHGNAD", "PCHGNAD")).toEqual([
      ["Y", 30, null, null, null, null, null],
      [null, 30, -10, -100 / 3, 30, -10, -100 / 3],
    ]);
  });

  test("the baseline is the visit that options.baselineDay says", () => {
    const rows = target(undefined, 30, 20);
    expect(shown(sums(adtr(rows, { baselineDay: 60 })), "ADT", "ABLFL")).toEqual([
      [50, "Y"],
      [100, null],
    ]);
  });

  test("changes are exact in tenths of mm: 14 to 9.8 mm is -4.2 mm and -30 %", () => {
    expect(shown(sums(adtr(target(14, 9.8, 10.1))), "CHG", "PCHG", "CHGNAD").slice(1)).toEqual([
      [-4.2, -30, -4.2],
      [-3.9, (100 * -39) / 140, 0.3],
    ]);
  });

  test("PCHGNAD is null where NADIR is 0; CRFL is the complete response, CRNFL says that there was one before, PDFL progression", () => {
    expect(
      shown(sums(adtr(target(30, 0, 3, 0))), "AVAL", "NADIR", "CHGNAD", "PCHGNAD", "CRFL", "CRNFL", "PDFL"),
    ).toEqual([
      [30, null, null, null, null, null, null],
      [0, 30, -30, -100, "Y", null, null],
      [3, 0, 3, null, null, "Y", "Y"],
      [0, 0, 0, null, "Y", "Y", null],
    ]);
  });

  test("a node below 10 mm is a complete response with a sum above 0, and its growth after it progression", () => {
    const node = (shortAxis: number) => ({ shortAxis, site: "lymph-node" as const });
    const rows = adtr(course("N1", "target", [node(20), node(8), node(9.9), node(10)]));
    expect(shown(sums(rows), "AVAL", "CRFL", "CRNFL", "PDFL")).toEqual([
      [20, null, null, null],
      [8, "Y", null, null],
      [9.9, "Y", "Y", null],
      [10, null, "Y", "Y"],
    ]);
  });

  test("with a lesion not measured the sum is that of the others, not flagged and without changes, and no nadir", () => {
    const rows = adtr([...target(30, 10, 30), ...course("T2", "target", [20, null, 20])]);
    expect(shown(sums(rows), "AVAL", "ANL01FL", "LSEXP", "LSASS", "CHG", "PCHG", "NADIR", "CHGNAD", "PCHGNAD")).toEqual(
      [
        [50, "Y", "T1, T2", "T1, T2", null, null, null, null, null],
        [10, null, "T1, T2", "T1", null, null, 50, null, null],
        [50, "Y", "T1, T2", "T1, T2", 0, 0, 50, 0, 0],
      ],
    );
    expect(
      shown(
        rows.filter(({ PARAMCD }) => PARAMCD === "LDIAM2"),
        "AVAL",
        "ANL01FL",
        "LSEXP",
        "LSASS",
      ),
    ).toEqual([
      [20, "Y", "T2", "T2"],
      [null, null, "T2", null],
      [20, "Y", "T2", "T2"],
    ]);
  });

  test("without any lesion measured the sum is null, not 0", () => {
    const rows = adtr([...target(30, undefined, 25), { day: 50, lesion: "N1", role: "new", viable: 8 }]);
    expect(shown(sums(rows), "ADT", "AVAL", "ANL01FL", "LSASS")).toEqual([
      [0, 30, "Y", "T1"],
      [50, null, null, null],
      [100, 25, "Y", "T1"],
    ]);
  });

  test("the measured part alone can be progression", () => {
    const rows = adtr([...target(30, 60), ...course("T2", "target", [20, null])]);
    expect(shown(sums(rows), "AVAL", "ANL01FL", "PDFL")[1]).toEqual([60, null, "Y"]);
  });

  test("fragments are added, and a merged lesion is 0 beside the one with the diameter of both", () => {
    const rows = adtr([
      ...target(30),
      { day: 50, lesion: "T1", role: "target", viable: 12, fragment: "a" },
      { day: 50, lesion: "T1", role: "target", viable: 9, fragment: "b" },
      { day: 100, lesion: "T1", role: "target", viable: 45 },
      ...course("T2", "target", [20, 20, { mergedInto: "T1" }]),
    ]);
    expect(
      shown(
        rows.filter(({ AVISITN, ABLFL }) => AVISITN > 0 || ABLFL === null),
        "PARAMCD",
        "AVAL",
      ),
    ).toEqual([
      ["LDIAM1", 21],
      ["LDIAM1", 45],
      ["LDIAM2", 20],
      ["LDIAM2", 0],
      ["SDIAM", 41],
      ["SDIAM", 45],
    ]);
  });

  test("under RECIST 1.1 diameters are total, under mRECIST viable", () => {
    const rows = target({ viable: 30, total: 40 }, { viable: 10, total: 38 });
    expect(shown(sums(adtr(rows)), "AVAL", "PARCAT3")).toEqual([
      [30, "MRECIST"],
      [10, "MRECIST"],
    ]);
    expect(shown(sums(adtr(rows, {}, "recist-1.1")), "AVAL", "PARCAT3")).toEqual([
      [40, "RECIST 1.1"],
      [38, "RECIST 1.1"],
    ]);
  });

  test("what is no target lesion has no rows, nor has a patient without target lesions", () => {
    const others = [...course("N1", "non-target", [{ enhancing: true }]), ...course("V1", "thrombus", [{ viable: 8 }])];
    expect(adtr(others)).toEqual([]);
    expect(new Set(adtr([...target(30), ...others]).map(({ PARAMCD }) => PARAMCD))).toEqual(
      new Set(["LDIAM1", "SDIAM"]),
    );
  });

  test("criteria of products, unknown options and wrong rows are refused", () => {
    const spec = { ...CHANNELS, ...STUDY, criteria: "easl" } as const;
    expect(() => toAdtr(target(30), spec)).toThrow(
      'criteria "easl" sum products, ADTR holds sums of diameters: give others',
    );
    expect(() => toAdtr(target(30), { ...spec, trace: true } as never)).toThrow('toAdtr has no option "trace"');
    expect(() => adtr(target(30, -1))).toThrow("viable is -1 mm");
    expect(() =>
      toAdtr(target(30, 20), { ...spec, criteria: "mrecist", days: "calendar", referenceDate: "2020-01-01" }),
    ).toThrow('the visit of patient "P1" on day 50 is before the reference date');
  });
});

describe("for random courses under all criteria of diameters", () => {
  const run = fc
    .constantFrom(...NAMED.filter((name) => name !== "easl" && name !== "who"))
    .chain((name) => fc.tuple(fc.constant(name), measurements, profileOf(name)));

  test("sums, nadirs, percentages and target responses are those of assessResponse, and lesions add up", () => {
    fc.assert(
      fc.property(run, ([name, rows, criteria]) => {
        const own = fitting(name, rows);
        const { visits, baseline } = assessResponse({ patient: "P1", measurements: own }, { criteria, trace: false });
        const all = toAdtr(own, { ...CHANNELS, ...STUDY, criteria });
        const ofSums = sums(all);
        expect(ofSums.length).toBe(baseline.targets.length === 0 ? 0 : visits.length + 1);
        expect(all.length).toBe(ofSums.length * (baseline.targets.length + 1));
        ofSums.forEach((row, i) => {
          const parts = all.filter((it) => it.PARAMCD !== "SDIAM" && it.ADT === row.ADT).map(({ AVAL }) => AVAL);
          const tenths = parts.map((mm) => Math.round((mm ?? 0) * 10)).reduce((a, b) => a + b, 0);
          expect(row.AVAL).toBe(parts.every((mm) => mm === null) ? null : tenths / 10);
          expect(row.ANL01FL === "Y").toBe(parts.every((mm) => mm !== null));
          expect(row.BASE).toBe(baseline.sum);
          if (i === 0) return;
          const visit = visits[i - 1]!;
          expect([row.ADT, row.NADIR, row.PCHG, row.PCHGNAD]).toEqual([
            visit.day,
            visit.nadir,
            visit.percentFromBaseline,
            visit.percentFromNadir,
          ]);
          if (visit.sum !== null) expect(row.AVAL).toBe(visit.sum);
          expect([row.CRFL, row.PDFL]).toEqual([
            visit.target === "CR" ? "Y" : null,
            visit.target === "PD" ? "Y" : null,
          ]);
        });
        for (const row of all)
          expect(Object.values(row).every((it) => it !== undefined && !Number.isNaN(it))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
