import { adverseEvents, eventRates } from "@hcc/safety";
import { describe, expect, test } from "vitest";
import { safetyTable, toMarkdown } from "../src/index.js";

const patients = Object.freeze(
  Array.from({ length: 12 }, (_, i) =>
    Object.freeze({ id: `P${i}`, arm: i < 6 ? "TKI-I" : "TKI", start: 0, stop: 300 + i, end: 380 }),
  ),
);
const event = (
  id: number,
  term: string,
  soc: string,
  grade: number | null,
  serious: boolean | null,
  action: string | null,
) => Object.freeze({ id: `P${id}`, term, soc, grade, serious, action, day: 10 + id });
const events = Object.freeze([
  event(0, "Diarrhea", "Gastrointestinal", 3, true, "paused"),
  event(0, "Nausea", "Gastrointestinal", 1, false, "unchanged"),
  event(1, "Diarrhea", "Gastrointestinal", 1, false, "reduced"),
  event(7, "Diarrhea", "Gastrointestinal", 2, false, "reduced"),
  event(8, "Liver failure", "Hepatobiliary", 5, true, "stopped"),
  event(9, "Rash", "Skin", null, null, null),
]);
const channels = { patient: "id", onsetDay: "day", id: "id", by: "arm", start: "start", stop: "stop" } as const;
const groups = { levels: ["TKI-I", "TKI"] };
const counted = adverseEvents(events, patients, { ...channels, ...groups, term: "term", grade: "grade", ctcae: "5.0" });
const full = adverseEvents(events, patients, {
  ...channels,
  ...groups,
  term: "term",
  grade: "grade",
  class: "soc",
  serious: "serious",
  action: {
    channel: "action",
    interruption: ["paused"],
    reduction: ["reduced"],
    discontinuation: ["stopped"],
    none: ["unchanged"],
  },
  ctcae: "5.0",
});
const rates = eventRates(events, patients, { ...channels, ...groups, term: "term", end: "end" });

describe("safetyTable", () => {
  test("sets terms below their classes, and what events led to below the first row", () => {
    const table = safetyTable(full, { title: "Adverse events" });
    for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
    expect(toMarkdown(table)).toMatchInlineSnapshot(`
      "**Adverse events**

      | Adverse event | Any grade: TKI-I (n = 6) | Any grade: TKI (n = 6) | Any grade: P | Grade ≥ 3: TKI-I (n = 6) | Grade ≥ 3: TKI (n = 6) | Grade ≥ 3: P |
      | :--- | :---: | :---: | :---: | :---: | :---: | :---: |
      | **Any adverse event** | 2 (33.3) | 3 (50.0) | >0.999 | 1 (16.7) | 1 (16.7) | >0.999 |
      |  Serious | 1 (16.7) | 1 (16.7) | >0.999 |  |  |  |
      |  Leading to interruption | 1 (16.7) | 0 (0.0) | >0.999 |  |  |  |
      |  Leading to dose reduction | 1 (16.7) | 1 (16.7) | >0.999 |  |  |  |
      |  Leading to discontinuation | 0 (0.0) | 1 (16.7) | >0.999 |  |  |  |
      |  Leading to death (grade 5) | 0 (0.0) | 1 (16.7) | >0.999 |  |  |  |
      | **Gastrointestinal** | 2 (33.3) | 1 (16.7) | >0.999 | 1 (16.7) | 0 (0.0) | >0.999 |
      |  Diarrhea | 2 (33.3) | 1 (16.7) | >0.999 | 1 (16.7) | 0 (0.0) | >0.999 |
      |  Nausea | 1 (16.7) | 0 (0.0) | >0.999 | 0 (0.0) | 0 (0.0) | — |
      | **Hepatobiliary** | 0 (0.0) | 1 (16.7) | >0.999 | 0 (0.0) | 1 (16.7) | >0.999 |
      |  Liver failure | 0 (0.0) | 1 (16.7) | >0.999 | 0 (0.0) | 1 (16.7) | >0.999 |
      | **Skin** | 0 (0.0) | 1 (16.7) | >0.999 | 0 (0.0) | 0 (0.0) | — |
      |  Rash | 0 (0.0) | 1 (16.7) | >0.999 | 0 (0.0) | 0 (0.0) | — |

      Data are treated patients, n (%), each counted once per row, at the worst grade by CTCAE version 5.0, up to 90 days after the end of treatment.

      Events without a grade: 1; they count as any grade.

      Events without a statement of seriousness: 1; they do not count as serious.

      Events without a statement of action: 1; they count as having led to none.

      P values: Fisher's exact test.
      "
    `);
  });

  test("adds rates of first events and their ratio, of terms and of the first row", () => {
    const table = safetyTable(full, { rates, pValues: false, groupLabels: { "TKI-I": "TKI + I-125" } });
    for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
    expect(new Set(table.columns.map(({ key }) => key)).size).toBe(table.columns.length);
    expect(toMarkdown(table)).toMatchInlineSnapshot(`
      "| Adverse event | Any grade: TKI + I-125 (n = 6) | Any grade: TKI (n = 6) | Grade ≥ 3: TKI + I-125 (n = 6) | Grade ≥ 3: TKI (n = 6) | Per 100 patient-years (95% CI): TKI + I-125 (n = 6) | Per 100 patient-years (95% CI): TKI (n = 6) | Rate ratio (95% CI) |
      | :--- | :---: | :---: | :---: | :---: | :---: | :---: | :---: |
      | **Any adverse event** | 2 (33.3) | 3 (50.0) | 1 (16.7) | 1 (16.7) | 47.4 (5.7–171.2) | 91.8 (18.9–268.2) | 0.52 (0.04–4.51) |
      |  Serious | 1 (16.7) | 1 (16.7) |  |  |  |  |  |
      |  Leading to interruption | 1 (16.7) | 0 (0.0) |  |  |  |  |  |
      |  Leading to dose reduction | 1 (16.7) | 1 (16.7) |  |  |  |  |  |
      |  Leading to discontinuation | 0 (0.0) | 1 (16.7) |  |  |  |  |  |
      |  Leading to death (grade 5) | 0 (0.0) | 1 (16.7) |  |  |  |  |  |
      | **Gastrointestinal** | 2 (33.3) | 1 (16.7) | 1 (16.7) | 0 (0.0) |  |  |  |
      |  Diarrhea | 2 (33.3) | 1 (16.7) | 1 (16.7) | 0 (0.0) | 47.4 (5.7–171.2) | 19.1 (0.5–106.2) | 2.49 (0.13–146.78) |
      |  Nausea | 1 (16.7) | 0 (0.0) | 0 (0.0) | 0 (0.0) | 19.1 (0.5–106.5) | 0.0 (0.0–59.1) | NE (0.03–NE) |
      | **Hepatobiliary** | 0 (0.0) | 1 (16.7) | 0 (0.0) | 1 (16.7) |  |  |  |
      |  Liver failure | 0 (0.0) | 1 (16.7) | 0 (0.0) | 1 (16.7) | 0.0 (0.0–59.1) | 19.0 (0.5–106.1) | 0.00 (0.00–32.81) |
      | **Skin** | 0 (0.0) | 1 (16.7) | 0 (0.0) | 0 (0.0) |  |  |  |
      |  Rash | 0 (0.0) | 1 (16.7) | 0 (0.0) | 0 (0.0) | 0.0 (0.0–59.1) | 19.0 (0.5–106.0) | 0.00 (0.00–32.82) |

      Data are treated patients, n (%), each counted once per row, at the worst grade by CTCAE version 5.0, up to 90 days after the end of treatment.

      Rates: patients with a first event per 100 patient-years up to it, with exact Poisson intervals; NE: not estimable; CI: confidence interval.

      Events without a grade: 1; they count as any grade.

      Events without a statement of seriousness: 1; they do not count as serious.

      Events without a statement of action: 1; they count as having led to none.
      "
    `);
  });

  test("has neither classes nor overview where the result has none, or they are not asked for", () => {
    const names = (table: ReturnType<typeof safetyTable>) => table.rows.map(({ cells, level }) => [cells[0], level]);
    const plain = [
      ["Any adverse event", 0],
      ["Diarrhea", 0],
      ["Liver failure", 0],
      ["Nausea", 0],
      ["Rash", 0],
    ];
    expect(names(safetyTable(counted))).toEqual(plain);
    expect(names(safetyTable(full, { classes: false, overview: false }))).toEqual(plain);
    expect(names(safetyTable(counted, { overview: true }))[1]).toEqual(["Leading to death (grade 5)", 1]);
  });

  test("leaves out rare terms, and classes without a term that is left", () => {
    const table = safetyTable(full, { minimumPercent: 17, overview: false });
    expect(table.rows.map(({ cells }) => cells[0])).toEqual(["Any adverse event", "Gastrointestinal", "Diarrhea"]);
    expect(table.notes.join(" ")).toContain("Left out: 3 terms in less than 17% of each group.");
  });

  test("a P value below 0.001 is written so", () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ id: i, arm: i < 30 ? "A" : "B", start: 0, stop: 100 }));
    const own = many.slice(0, 25).map(({ id }) => ({ id, term: "Rash", grade: 3, day: 5 }));
    const result = adverseEvents(own, many, { ...channels, term: "term", grade: "grade", ctcae: "5.0" });
    expect(safetyTable(result).rows[1]!.cells).toEqual([
      "Rash",
      "25 (83.3)",
      "0 (0.0)",
      "<0.001",
      "25 (83.3)",
      "0 (0.0)",
      "<0.001",
    ]);
  });

  test("refuses rates of other patients or of another window", () => {
    const fewer = eventRates(events.slice(0, 3), patients.slice(0, 8), { ...channels, ...groups, end: "end" });
    expect(() => safetyTable(full, { rates: fewer })).toThrow(
      "rates have the groups TKI-I (n = 6), TKI (n = 2), the events TKI-I (n = 6), TKI (n = 6): give eventRates the same patients, groups and window",
    );
    const shorter = eventRates(events, patients, { ...channels, ...groups, end: "end", windowDays: 30 });
    expect(() => safetyTable(full, { rates: shorter })).toThrow("rates have a window of 30 days, the events 90");
  });
});
