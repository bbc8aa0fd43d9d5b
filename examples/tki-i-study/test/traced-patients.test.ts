import { describe, expect, test } from "vitest";
import { buildCohort } from "../src/analysis/patients.js";
import { analyseTraced, type TracedPatient } from "../src/analysis/traced.js";
import { readRecords } from "../src/records/read-records.js";
import { patientPage, tracedSentence } from "../src/report/patient-pages.js";

const home = new URL("..", import.meta.url).pathname;
const records = await readRecords(`${home}records`);
const { patients } = buildCohort(records);
const traced = analyseTraced(patients, records.imaging);

test("one patient of each arm, with a thrombus, a response and a progression after it", () => {
  expect(traced.map(({ arm }) => arm)).toEqual(["TKI-I", "TKI"]);
  for (const { response, patientId } of traced) {
    const cohort = patients.find((patient) => patient.patientId === patientId)!;
    expect(response.baseline.thrombi.length).toBeGreaterThan(0);
    const overall = response.visits.map((visit) => visit.overall);
    const first = overall.findIndex((value) => value === "CR" || value === "PR");
    expect(first).toBeGreaterThanOrEqual(0);
    expect(overall.indexOf("PD")).toBeGreaterThan(first);
    expect(response.best).toEqual(cohort.response.best);
    expect(response.visits.map((visit) => visit.overall)).toEqual(cohort.response.visits.map((visit) => visit.overall));
  }
});

describe.each(traced.map((patient): [string, TracedPatient] => [patient.patientId, patient]))(
  "page of %s",
  (_, patient) => {
    const { lesions, visits, facts } = patientPage(patient);
    const column = (key: string): string[] =>
      visits.rows.map(({ cells }) => cells[visits.columns.findIndex((own) => own.key === key)]!);
    const readings = records.imaging.filter(({ patientId }) => patientId === patient.patientId);
    const days = [...new Set(readings.map(({ visitDate }) => visitDate))].sort();
    // In tenths of mm, straight from the file.
    const tenths = (role: string): number[] =>
      days.map((date) =>
        readings
          .filter((row) => row.visitDate === date && row.role === role)
          .reduce((sum, row) => sum + Math.round(10 * row.viableMm!), 0),
      );

    test("shows every visit of the records with its date, and the sums of the viable target diameters", () => {
      expect(column("date")).toEqual(days);
      expect(column("sum")).toEqual(tenths("target").map((sum) => (sum / 10).toFixed(1)));
      expect(lesions.rows.find(({ cells }) => cells[0] === "Sum, viable")!.cells.slice(1)).toEqual(column("sum"));
      expect(column("thrombusSum")).toEqual(tenths("thrombus").map((sum) => (sum / 10).toFixed(1)));
    });

    test("target responses are those of the thresholds of mRECIST, counted in whole tenths of mm", () => {
      const sums = tenths("target");
      let nadir = sums[0]!;
      const expected = sums.slice(1).map((sum) => {
        const response = sum === 0 ? "CR" : 5 * sum >= 6 * nadir ? "PD" : 10 * sum <= 7 * sums[0]! ? "PR" : "SD";
        nadir = Math.min(nadir, sum);
        return response;
      });
      expect(
        column("target")
          .slice(1)
          .map((text) => text.slice(0, 2)),
      ).toEqual(expected);
    });

    test("every response that is another than at the visit before has a footnote, and every footnote a source", () => {
      for (const key of ["target", "nonTarget", "thrombus", "overall"]) {
        const texts = column(key).slice(1);
        texts.forEach((text, i) => {
          const [response, before] = [text, texts[i - 1] ?? ""].map((own) => own.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, ""));
          if (response !== before) expect(text, `${key}, visit ${i + 1}`).toMatch(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/);
        });
      }
      const numbered = visits.notes.filter((note) => /^[⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(note));
      expect(numbered.length).toBeGreaterThan(8);
      for (const note of numbered) expect(note).toMatch(/ \[\d\]\.$/);
    });

    test("says where RECIST 1.1 would have answered otherwise", () => {
      expect(column("compare1").slice(1)).toEqual(patient.recist.visits.map(({ overall }) => overall));
      expect(visits.notes.some((note) => /^RECIST 1\.1, day \d+: SD instead of PR/.test(note))).toBe(true);
      expect(facts.join(" ")).toContain("Best response PR");
    });
  },
);

test("without such a patient there is no page, and the report says so", () => {
  const none = patients.map((patient) => ({
    ...patient,
    response: { ...patient.response, best: { ...patient.response.best, thrombus: null } },
  }));
  expect(analyseTraced(none, records.imaging)).toEqual([]);
  expect(tracedSentence([])).toBe("No patient has a tumor thrombus, a response and a progression after it.");
});
