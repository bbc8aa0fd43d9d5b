import { assessResponse, type Measurement, type ResponseCriteria } from "@hcc/mrecist";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { patientLesionTable, patientResponseTable, type Table } from "../src/index.js";

const freeze = (rows: readonly Measurement[]): readonly Measurement[] =>
  Object.freeze(rows.map((row) => Object.freeze(row)));
const sizes = (values: readonly (number | null)[], more: Partial<Measurement> = {}): readonly Measurement[] =>
  freeze(values.map((viable, i) => ({ day: 50 * i, lesion: "L1", role: "target" as const, viable, ...more })));
const assess = (measurements: readonly Measurement[], criteria: ResponseCriteria = "mrecist") =>
  assessResponse({ patient: "P1", measurements }, { criteria });
const columnOf = (table: Table, key: string): string[] =>
  table.rows.map(({ cells }) => cells[table.columns.findIndex((column) => column.key === key)]!);
const rectangular = (table: Table): void => {
  for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
  expect(new Set(table.columns.map(({ key }) => key)).size).toBe(table.columns.length);
  expect(structuredClone(table)).toEqual(table);
};

const course = freeze([
  { day: 0, lesion: "L1", role: "target", viable: 40, total: 50 },
  { day: 0, lesion: "L2", role: "non-target", viable: 12.5 },
  { day: 0, lesion: "T1", role: "thrombus", viable: 10, level: "Vp3", site: "portal-vein" },
  { day: 60, lesion: "L1", role: "target", viable: 20, total: 48 },
  { day: 60, lesion: "L2", role: "non-target", viable: 12 },
  { day: 60, lesion: "T1", role: "thrombus", viable: 0, site: "portal-vein" },
  { day: 120, lesion: "L1", role: "target", viable: 21, total: 47 },
  { day: 120, lesion: "L2", role: "non-target", viable: 13, finding: "unequivocal-progression" },
  { day: 120, lesion: "T1", role: "thrombus", viable: 4, level: "Vp2", site: "portal-vein" },
  { day: 180, lesion: "L1", role: "target", viable: 22, total: 47 },
  { day: 180, lesion: "L2", role: "non-target", viable: 14, finding: "unequivocal-progression" },
  { day: 180, lesion: "T1", role: "thrombus", viable: 5, level: "Vp2", site: "portal-vein" },
  { day: 180, lesion: "N1", role: "new", viable: 12, site: "lung", finding: "new-extrahepatic" },
]);

describe("patientResponseTable", () => {
  test("has the baseline and one row per visit, with the responses of every component and the decisions below", () => {
    const table = patientResponseTable(assess(course, "tki-i"), { title: "P1" });
    rectangular(table);
    expect(table.title).toBe("P1");
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ["0 (baseline)", "40.0", "", "", "10.0", "", "", "", "", "", ""],
      ["60", "20.0", "−50.0", "−50.0", "0.0", "PR¹", "NON-CR/NON-PD²", "no", "CR³", "PR⁴", "PR⁵"],
      ["120", "21.0", "−47.5", "+5.0", "4.0", "PR", "PD⁶", "no", "PD⁷", "PD⁸", "PD⁹"],
      ["180", "22.0", "−45.0", "+10.0", "5.0", "PR", "PD", "yes¹⁰", "PD", "PD", "PD"],
    ]);
    expect(table.notes.slice(0, 3)).toEqual([
      "¹ Day 60, target.pr. PR: viable sum 20 mm is -50 % against the baseline 40 mm (at least -30 %) [1].",
      "² Day 60, non-target.non-cr-non-pd. NON-CR/NON-PD: enhancement persists in L2 [1].",
      "³ Day 60, thrombus.cr. CR: no enhancing thrombus is left [2].",
    ]);
    expect(table.notes).toContain(
      "Best response: overall PR, intrahepatic PR, thrombus CR. First progression: overall day 120, intrahepatic day 120, thrombus day 120.",
    );
    expect(table.notes.find((note) => note.startsWith("Sources: [1] Lencioni & Llovet"))).toContain(
      "; [2] TKI-I study",
    );
  });

  test("thrombus columns need criteria with a thrombus component, the iRECIST column those", () => {
    const keys = (criteria: ResponseCriteria): string[] =>
      patientResponseTable(assess(course, criteria)).columns.map(({ key }) => key);
    expect(keys("mrecist")).toEqual(["day", "sum", "baseline", "nadir", "target", "nonTarget", "newLesion", "overall"]);
    expect(keys("irecist")).toEqual([...keys("mrecist").slice(0, -1), "immune", "overall"]);
    expect(keys("tki-i").filter((key) => !keys("mrecist").includes(key))).toEqual([
      "thrombusSum",
      "thrombus",
      "intrahepatic",
    ]);
  });

  test("a percentage is cut, so that it shows a threshold only when it was reached", () => {
    const table = (values: readonly number[]) => patientResponseTable(assess(sizes(values)), { decisions: "none" });
    expect(columnOf(table([14, 9.8]), "baseline")[1]).toBe("−30.0");
    expect(columnOf(table([14, 9.8]), "target")[1]).toBe("PR");
    expect(columnOf(table([100.1, 70.1]), "baseline")[1]).toBe("−29.9");
    expect(columnOf(table([100.1, 70.1]), "target")[1]).toBe("SD");
    expect(columnOf(table([100.1, 120.1]), "nadir")[1]).toBe("+19.9");
    expect(columnOf(table([100.1, 120.1]), "target")[1]).toBe("SD");
  });

  test("a sum that was not measured is NE, a change against a nadir of 0 has no percentage", () => {
    const table = patientResponseTable(assess(sizes([40, null, 0, 12])));
    expect(columnOf(table, "sum")).toEqual(["40.0", "NE", "0.0", "12.0"]);
    expect(columnOf(table, "baseline")).toEqual(["", "—", "−100.0", "−70.0"]);
    expect(columnOf(table, "nadir")).toEqual(["", "—", "−100.0", "—"]);
    expect(columnOf(table, "overall")).toEqual(["", "NE²", "CR⁴", "PD⁶"]);
  });

  test("products are in mm² with two decimals", () => {
    const table = patientResponseTable(assess(sizes([40.1, 20.3], { perpendicular: 10.1 }), "easl"));
    expect(table.columns[1]!.label).toBe("Products\n(mm²)");
    expect(columnOf(table, "sum")).toEqual(["405.01", "205.03"]);
    const total = sizes([40.1, 20.3]).map((row) => ({ ...row, total: row.viable, totalPerpendicular: 10.1 }));
    const who = assess(total, "who");
    expect(patientResponseTable(who).columns[1]!.label).toBe("Products\n(mm²)");
    expect(columnOf(patientResponseTable(who), "sum")).toEqual(["405.01", "205.03"]);
    const lesions = patientLesionTable(total, { response: who }).rows.map(({ cells }) => cells.join("|"));
    expect(lesions).toContainEqual(expect.stringMatching(/, total, across\|10\.1\|10\.1$/));
    expect(lesions).toContain("Sum of products (mm²)|405.01|205.03");
  });

  test("other criteria have a column, and a footnote at the first of the visits where they differ", () => {
    const table = patientResponseTable(assess(course, "tki-i"), {
      compare: [assess(course, "recist-1.1"), assess(course, "mrecist")],
      compareNames: ["RECIST 1.1", "mRECIST, thrombus as non-target"],
      date: (day) => `day ${day} of 2024`,
    });
    rectangular(table);
    expect(columnOf(table, "compare1")).toEqual(["", "SD", "PD", "PD"]);
    expect(columnOf(table, "date")[2]).toBe("day 120 of 2024");
    const notes = table.notes.filter((note) => note.startsWith("RECIST 1.1"));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain("RECIST 1.1, day 60: SD instead of PR (target.sd, SD: total sum 48 mm is -4 %");
    expect(notes[0]).toMatch(/\. RECIST 1\.1: best response SD, first progression on day 120\.$/);
    const own = assess(sizes([40, 20], { perpendicular: 10 }), "easl");
    expect(patientResponseTable(own, { compare: [own] }).columns.at(-1)!.label).toBe("EASL");
  });

  test("warnings and flags of the assessment stand below", () => {
    const three = freeze(
      ["A", "B", "C"]
        .flatMap((lesion) => sizes([20, 8], { lesion }))
        .map((row) => ({ ...row, site: "liver" as const })),
    );
    const response = assess(three);
    expect(response.warnings.length).toBeGreaterThan(0);
    const { notes } = patientResponseTable(response);
    for (const { message } of response.warnings) expect(notes).toContain(`Warning: ${message}.`);
    expect(patientResponseTable(assess(sizes([10, 12]))).notes).toContain("To look at: increase-below-5mm (day 50).");
  });

  test("all decisions: a footnote for each entry of the trace, each numbered once in the table; without trace none", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 6 }), (tenths) => {
        const measurements = sizes([30, ...tenths.map((value) => value / 10)]);
        const response = assess(measurements);
        const table = patientResponseTable(response, { decisions: "all" });
        const shown = response.visits
          .flatMap(({ trace }) => trace)
          .filter(({ component }) => component !== "intrahepatic");
        const marks = table.rows.flatMap(({ cells }) => cells.join(" ").match(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g) ?? []);
        expect(table.notes.filter((note) => /^[⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(note))).toHaveLength(shown.length);
        expect(marks).toHaveLength(shown.length);
        expect(new Set(marks).size).toBe(marks.length);
        expect(shown.every(({ rule, text }, i) => table.notes[i]!.includes(`${rule}. ${text}`))).toBe(true);
        const silent = assessResponse({ measurements }, { criteria: "mrecist", trace: false });
        const plain = patientResponseTable(silent).rows;
        expect(plain).toEqual(patientResponseTable(response, { decisions: "none" }).rows);
      }),
      { numRuns: 200 },
    );
  });

  test("unknown options, and names that do not fit the results, are refused", () => {
    const response = assess(course);
    expect(() => patientResponseTable(response, { compare: [response], compareNames: [] })).toThrow(
      "there are 0 names for 1 results to compare with",
    );
    expect(() => patientResponseTable(response, { decisions: "some" as "all" })).toThrow('decisions is "some"');
    expect(() => patientResponseTable(response, { dates: String } as object)).toThrow("dates");
  });
});

describe("patientLesionTable", () => {
  test("has every diameter as measured, levels, the sum below the targets, and statements from their first visit on", () => {
    const table = patientLesionTable(course, { response: assess(course), date: (day) => `d${day}` });
    rectangular(table);
    expect(table.columns.map(({ label }) => label)).toEqual([
      "Lesion (mm)",
      "0\nd0",
      "60\nd60",
      "120\nd120",
      "180\nd180",
    ]);
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ["Target lesions", "", "", "", ""],
      ["L1, liver, viable", "40.0", "20.0", "21.0", "22.0"],
      ["L1, liver, total", "50.0", "48.0", "47.0", "47.0"],
      ["Sum, viable", "40.0", "20.0", "21.0", "22.0"],
      ["Non-target lesions", "", "", "", ""],
      ["L2, liver, viable", "12.5", "12.0", "13.0¹", "14.0"],
      ["Tumor thrombi", "", "", "", ""],
      ["T1, portal-vein, viable", "10.0", "0.0", "4.0", "5.0"],
      ["T1, portal-vein, level", "Vp3", "—", "Vp2", "Vp2"],
      ["New lesions", "", "", "", ""],
      ["N1, lung, viable", "", "", "", "12.0²"],
    ]);
    expect(table.columns.slice(1).every(({ group }) => group === "Day")).toBe(true);
    expect(table.notes).toEqual([
      "¹ L2, liver, from day 120: unequivocal progression, as stated by the reader.",
      "² N1, lung, from day 180: new extrahepatic, as stated by the reader.",
    ]);
  });

  test("what was not measured, does not enhance, is too small, in parts or merged is told apart", () => {
    const target = { lesion: "A", role: "target" } as const;
    const table = patientLesionTable(
      freeze([
        { ...target, day: 0, viable: 30 },
        { ...target, day: 1, viable: 20, enhancing: false },
        { ...target, day: 2, tooSmall: true },
        { ...target, day: 3, viable: 8, fragment: "a" },
        { ...target, day: 3, viable: 9.5, fragment: "b" },
        { ...target, day: 4, mergedInto: "B" },
        { ...target, day: 5, viable: 7, arterialPhase: false },
        { ...target, day: 6, viable: 7, notEvaluable: true },
        { ...target, day: 7, enhancing: false },
        { lesion: "B", role: "non-target", day: 0, viable: 4 },
        { lesion: "B", role: "non-target", day: 8, viable: 4, lipiodol: true },
        { lesion: "E", role: "new", day: 8, site: "effusion", cytology: "not-done" },
      ]),
    );
    expect(table.rows[1]!.cells).toEqual([
      "A, liver, viable",
      "30.0",
      "20.0 (−)",
      "<",
      "8.0 + 9.5",
      "in B",
      "NE",
      "NE",
      "0.0",
      "NE",
    ]);
    expect(table.rows.at(-1)!.cells.at(-1)).toBe("NE²");
    expect(table.notes).toEqual([
      "¹ B, liver, from day 8: dense lipiodol, as stated by the reader.",
      "² E, effusion, from day 8: cytology not done, as stated by the reader.",
      "NE: not evaluable or not measured.",
      "(−): without enhancement.",
      "<: viable, too small to measure.",
    ]);
  });

  test("the order of the rows does not matter", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...course], { minLength: course.length }), (rows) => {
        expect(patientLesionTable(rows)).toEqual(patientLesionTable(course));
      }),
    );
  });

  test("no measurement is an error", () => {
    expect(() => patientLesionTable([])).toThrow("there is no measurement");
    expect(() => patientLesionTable(course, { unit: "cm" } as object)).toThrow("unit");
  });
});
