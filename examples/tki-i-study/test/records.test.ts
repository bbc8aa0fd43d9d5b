import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseRecords } from "../src/records/parse-records.js";
import { readRecords } from "../src/records/read-records.js";
import { type RecordProblem, RecordsError } from "../src/records/records-error.js";
import type { RecordFile } from "../src/records/types.js";

const RECORDS = fileURLToPath(new URL("../records", import.meta.url));
const HEADER =
  "patient_id,refractoriness_date,arm,sex,age_years,ecog_ps,hbsag,child_pugh,afp_ug_per_l,tumor_number,tumor_distribution,largest_tumor_size_cm,macrovascular_invasion,tki,previous_tace_number,tace_technique,extrahepatic_spread,main_trunk_thrombus,prior_therapy,other_malignancy,organ_transplantation,prothrombin_prolongation_s,platelets_e9_per_l,organ_dysfunction,exclusion_reason";
const STUDY: Readonly<Record<RecordFile, string>> = Object.freeze({
  "patients.csv": `${HEADER}
A,2019-03-01,TKI-I,male,57,0,positive,A,209.1,2,unilobar,7.9,yes,sorafenib,3,cTACE,no,no,none,no,no,1.2,120,none,
B,2019-04-01,TKI,female,60,1,negative,B,12,14,bilobar,3,no,lenvatinib,2,D-TACE,no,no,none,no,no,0.4,99,none,
C,2019-05-01,TKI,male,44,1,,,,,,,,,,,yes,,,,,,,,extrahepatic-spread
`,
  "treatment.csv": `patient_id,date,kind,drug,dose_mg_per_day,seeds,reason
A,2019-03-10,tki-start,sorafenib,800,,
A,2019-03-12,seed-implantation,,,30,
B,2019-04-09,tki-start,lenvatinib,8,,
B,2019-06-09,tki-stop,lenvatinib,0,,"progression,
new nodule"
`,
  "imaging.csv": `patient_id,visit_date,visit,modality,arterial_phase,lesion_id,role,site,viable_mm,total_mm,enhancing,thrombus_level,finding
A,2019-03-08,baseline,CT,yes,L1,target,liver,60.5,79,yes,,
A,2019-03-08,baseline,CT,yes,T1,thrombus,portal-vein,12.1,12.1,yes,Vp3,
A,2019-04-20,follow-up,CT,yes,L1,target,liver,40.2,66,yes,,
A,2019-04-20,follow-up,CT,yes,T1,thrombus,portal-vein,0,6,no,,
B,2019-04-03,baseline,MRI,yes,L1,target,liver,20,30,yes,,
B,2019-06-02,follow-up,MRI,no,L1,target,liver,,,,,
B,2019-06-02,follow-up,MRI,no,N1,new,liver,,15,,,new-lesion-typical
`,
  "follow-up.csv": `patient_id,last_contact_date,status,death_date,cause
A,2021-12-31,alive,,
B,2020-01-15,dead,2020-01-15,tumor progression
`,
  "adverse-events.csv": `patient_id,onset_date,term,description,grade,related
A,2019-03-20,Fatigue,,2,tki
A,2019-03-12,Pleural hemorrhage,right hemothorax,4,seed
`,
});

function problemsOf(texts: Readonly<Partial<Record<RecordFile, string>>>): readonly RecordProblem[] {
  try {
    parseRecords(texts);
  } catch (error) {
    if (error instanceof RecordsError) return error.problems;
    throw error;
  }
  return [];
}

/** The study with some text of one file replaced. */
function edited(file: RecordFile, from: string, to: string): Record<RecordFile, string> {
  expect(STUDY[file]).toContain(from);
  return { ...STUDY, [file]: STUDY[file].replace(from, to) };
}

describe("parseRecords", () => {
  it("returns typed rows; empty cells are null; excluded patients stand apart", () => {
    const study = parseRecords(STUDY);
    expect(study.screened.map(({ patientId }) => patientId)).toEqual(["A", "B", "C"]);
    expect(study.patients.map(({ patientId }) => patientId)).toEqual(["A", "B"]);
    expect(study.patients[0]).toMatchObject({
      ageYears: 57,
      afpUgPerL: 209.1,
      plateletsE9PerL: 120,
      exclusionReason: null,
    });
    expect(study.screened[2]).toMatchObject({ sex: "male", childPugh: null, exclusionReason: "extrahepatic-spread" });
    expect(study.treatment[1]).toMatchObject({ kind: "seed-implantation", drug: null, seeds: 30 });
    expect(study.treatment[3]?.reason).toBe("progression,\nnew nodule");
    expect(study.imaging[3]).toMatchObject({ viableMm: 0, enhancing: "no", thrombusLevel: null });
    expect(study.imaging[5]).toMatchObject({ viableMm: null, arterialPhase: "no" });
    expect(study.adverseEvents[1]).toMatchObject({ grade: 4, related: "seed" });
    expect(study.cutOffDate).toBe("2021-12-31");
  });

  it("does not mind the order of columns, a byte order mark, CRLF, blank lines; tells which columns it left unread", () => {
    const turned = STUDY["follow-up.csv"]
      .trim()
      .split("\n")
      .map((line, k) => [...line.split(",").reverse(), k === 0 ? "ward" : "7"].join(","))
      .join("\r\n\r\n");
    const study = parseRecords({ ...STUDY, "follow-up.csv": `\uFEFF${turned}\r\n` });
    expect(study.followUp).toEqual(parseRecords(STUDY).followUp);
    expect(study.ignoredColumns).toEqual([{ file: "follow-up.csv", column: "ward" }]);
  });

  const cases: readonly [
    rule: string,
    file: RecordFile,
    from: string,
    to: string,
    expected: Partial<RecordProblem> & { found: string; remedy: string },
  ][] = [
    [
      "text in a number",
      "patients.csv",
      ",57,",
      ",old,",
      { line: 2, column: "age_years", value: "old", found: "is not a number", remedy: "whole number from 0 to 120" },
    ],
    [
      "a decimal comma",
      "patients.csv",
      ",209.1,",
      ',"209,1",',
      {
        line: 2,
        column: "afp_ug_per_l",
        value: "209,1",
        found: "is not a number",
        remedy: "write 209.1 (a decimal point)",
      },
    ],
    [
      "a number out of range",
      "patients.csv",
      ",57,",
      ",157,",
      { line: 2, column: "age_years", value: "157", found: "is above 120", remedy: "from 0 to 120" },
    ],
    [
      "a fraction where a whole number belongs",
      "adverse-events.csv",
      ",2,tki",
      ",2.5,tki",
      { line: 2, column: "grade", value: "2.5", found: "is not a whole number", remedy: "from 1 to 5" },
    ],
    [
      "an unknown word",
      "patients.csv",
      ",male,57",
      ",man,57",
      { line: 2, column: "sex", value: "man", found: "is not an accepted word", remedy: "male, female" },
    ],
    [
      "a word in capitals",
      "imaging.csv",
      "CT,yes,L1,target,liver,60.5",
      "CT,yes,L1,Target,liver,60.5",
      { line: 2, column: "role", value: "Target", found: "is not an accepted word", remedy: "write target" },
    ],
    [
      "a date in another form",
      "follow-up.csv",
      "2021-12-31",
      "31/12/2021",
      { line: 2, column: "last_contact_date", value: "31/12/2021", found: "is not a date", remedy: "YYYY-MM-DD" },
    ],
    [
      "a day that does not exist",
      "patients.csv",
      "2019-04-01",
      "2019-02-29",
      {
        line: 3,
        column: "refractoriness_date",
        value: "2019-02-29",
        found: "is not a day of the calendar",
        remedy: "YYYY-MM-DD",
      },
    ],
    [
      "an empty cell that must not be empty",
      "follow-up.csv",
      ",alive,",
      ",,",
      { line: 2, column: "status", value: "", found: "is empty", remedy: "alive, dead" },
    ],
    [
      "a negative diameter",
      "imaging.csv",
      "60.5,79",
      "-60.5,79",
      { line: 2, column: "viable_mm", value: "-60.5", found: "is below 0", remedy: "0 to 500" },
    ],
    [
      "an included patient without a characteristic",
      "patients.csv",
      ",positive,",
      ",,",
      { line: 2, column: "hbsag", value: "", found: "is empty for an included patient", remedy: "exclusion_reason" },
    ],
    [
      "a duplicate patient",
      "patients.csv",
      "C,2019-05-01",
      "A,2019-05-01",
      {
        line: 4,
        column: "patient_id",
        value: "A",
        found: "stands on line 2 already",
        remedy: "keep one row per patient",
      },
    ],
    [
      "an unknown patient in a child file",
      "adverse-events.csv",
      "A,2019-03-20",
      "X,2019-03-20",
      { line: 2, column: "patient_id", value: "X", found: "is not in patients.csv", remedy: "add the patient" },
    ],
    [
      "an included patient without follow-up",
      "follow-up.csv",
      "A,2021-12-31,alive,,\n",
      "",
      {
        file: "patients.csv",
        line: 2,
        column: "patient_id",
        value: "A",
        found: "no row in follow-up.csv",
        remedy: "add the row",
      },
    ],
    [
      "an included patient without a start of treatment",
      "treatment.csv",
      "B,2019-04-09,tki-start,lenvatinib,8,,\n",
      "",
      {
        file: "patients.csv",
        line: 3,
        column: "patient_id",
        value: "B",
        found: "no tki-start",
        remedy: "add the start",
      },
    ],
    [
      "two starts of treatment",
      "treatment.csv",
      "2019-06-09,tki-stop",
      "2019-06-09,tki-start",
      { line: 5, column: "kind", value: "tki-start", found: "second tki-start", remedy: "keep the first start" },
    ],
    [
      "a visit before baseline",
      "imaging.csv",
      "2019-04-20,follow-up,CT,yes,L1",
      "2019-03-05,follow-up,CT,yes,L1",
      {
        line: 4,
        column: "visit_date",
        value: "2019-03-05",
        found: "is not after the baseline visit of 2019-03-08",
        remedy: "write baseline",
      },
    ],
    [
      "a second baseline",
      "imaging.csv",
      "2019-06-02,follow-up,MRI,no,L1",
      "2019-06-02,baseline,MRI,no,L1",
      { line: 7, column: "visit_date", value: "2019-06-02", found: "second baseline visit", remedy: "write follow-up" },
    ],
    [
      "a lesion unknown at baseline",
      "imaging.csv",
      "no,L1,target,liver,,,,,",
      "no,L7,target,liver,,,,,",
      { line: 7, column: "lesion_id", value: "L7", found: "no row at baseline", remedy: "write new as the role" },
    ],
    [
      "a lesion read twice at a visit",
      "imaging.csv",
      "T1,thrombus,portal-vein,0,6,no,,",
      "L1,target,liver,0,6,no,,",
      {
        line: 5,
        column: "lesion_id",
        value: "L1",
        found: "was read on 2019-04-20 already, on line 4",
        remedy: "one row per lesion and visit",
      },
    ],
    [
      "a date before the origin",
      "treatment.csv",
      "A,2019-03-10",
      "A,2019-02-10",
      {
        line: 2,
        column: "date",
        value: "2019-02-10",
        found: "is before the refractoriness date 2019-03-01",
        remedy: "correct one of the two dates",
      },
    ],
    [
      "a date after the cut-off",
      "follow-up.csv",
      "2021-12-31",
      "2022-01-09",
      {
        line: 2,
        column: "last_contact_date",
        value: "2022-01-09",
        found: "is after the data cut-off 2021-12-31",
        remedy: "leave out",
      },
    ],
    [
      "a date after the last contact",
      "treatment.csv",
      "B,2019-06-09",
      "B,2020-06-09",
      {
        line: 5,
        column: "date",
        value: "2020-06-09",
        found: "is after the last contact 2020-01-15",
        remedy: "correct one",
      },
    ],
    [
      "a death before the origin",
      "follow-up.csv",
      "dead,2020-01-15",
      "dead,2019-01-15",
      {
        line: 3,
        column: "death_date",
        value: "2019-01-15",
        found: "is before the refractoriness date 2019-04-01",
        remedy: "correct one",
      },
    ],
    [
      "a dead patient without a date of death",
      "follow-up.csv",
      "dead,2020-01-15",
      "dead,",
      {
        line: 3,
        column: "death_date",
        value: "",
        found: "is empty for a dead patient",
        remedy: "write the day of death",
      },
    ],
    [
      "a living patient with a date of death",
      "follow-up.csv",
      "alive,,",
      "alive,2021-12-31,",
      {
        line: 2,
        column: "death_date",
        value: "2021-12-31",
        found: "is given for a patient alive",
        remedy: "empty the cell",
      },
    ],
    [
      "a diameter without enhancement",
      "imaging.csv",
      "60.5,79,yes",
      "60.5,79,no",
      { line: 2, column: "viable_mm", value: "60.5", found: "is above 0 without enhancement", remedy: "write 0" },
    ],
    [
      "enhancement without a diameter",
      "imaging.csv",
      "60.5,79,yes",
      "0,79,yes",
      { line: 2, column: "viable_mm", value: "0", found: "is 0 with enhancement", remedy: "viable diameter" },
    ],
    [
      "viable above total",
      "imaging.csv",
      "60.5,79,yes",
      "60.5,50,yes",
      {
        line: 2,
        column: "viable_mm",
        value: "60.5",
        found: "is larger than the total diameter 50",
        remedy: "correct one",
      },
    ],
    [
      "a thrombus without a level",
      "imaging.csv",
      "yes,Vp3,",
      "yes,,",
      {
        line: 3,
        column: "thrombus_level",
        value: "",
        found: "is empty for an enhancing thrombus",
        remedy: "Vp1 to Vp4",
      },
    ],
    [
      "too few cells in a line",
      "treatment.csv",
      ",,,30,",
      ",,,",
      { line: 3, column: null, found: "has 6 cells where the header has 7 columns", remedy: "one cell per column" },
    ],
    [
      "a missing number of seeds",
      "treatment.csv",
      "seed-implantation,,,30,",
      "seed-implantation,,,,",
      { line: 3, column: "seeds", value: "", found: "is empty for a seed implantation", remedy: "number of seeds" },
    ],
    [
      "too many cells in a line",
      "follow-up.csv",
      "alive,,",
      "alive,,,well",
      { line: 2, column: null, found: "has 6 cells where the header has 5 columns", remedy: "in double quotes" },
    ],
    [
      "a missing column",
      "follow-up.csv",
      "status",
      "state",
      {
        line: 1,
        column: "status",
        value: null,
        found: "the column is missing",
        remedy: "the header row is patient_id",
      },
    ],
    [
      "a misspelt column",
      "follow-up.csv",
      "death_date",
      "Death Date",
      {
        line: 1,
        column: "death_date",
        value: null,
        found: "the column is missing",
        remedy: 'rename the column "Death Date"',
      },
    ],
    [
      "a column that stands twice",
      "follow-up.csv",
      "cause",
      "status",
      { line: 1, column: "status", value: "status", found: "stands twice", remedy: "keep one" },
    ],
  ];
  it.each(cases)("reports %s by file, line, column, value and remedy", (_rule, file, from, to, expected) => {
    const problems = problemsOf(edited(file, from, to));
    const { found, remedy, ...place } = expected;
    const hit = problems.find((problem) => problem.found.includes(found));
    expect(hit, JSON.stringify(problems)).toMatchObject({ file, ...place });
    expect(hit?.remedy).toContain(remedy);
  });

  it("counts lines as an editor does, with line breaks inside quotes", () => {
    const text = `${STUDY["treatment.csv"]}B,2019-06-10,tki-stop,lenvatinib,much,,\n`;
    expect(problemsOf({ ...STUDY, "treatment.csv": text })).toMatchObject([
      { line: 7, column: "dose_mg_per_day", value: "much" },
    ]);
  });

  it("reports a missing file, an empty file, a file without rows, semicolons and an open quote", () => {
    const { "adverse-events.csv": _, ...without } = STUDY;
    const one = (texts: Readonly<Partial<Record<RecordFile, string>>>, found: string) =>
      expect(problemsOf(texts).map((problem) => problem.found)).toContain(found);
    one(without, "the file is missing");
    one({ ...STUDY, "adverse-events.csv": " \n" }, "the file is empty");
    one(
      { ...STUDY, "follow-up.csv": STUDY["follow-up.csv"].split("\n")[0] ?? "" },
      "the file has no rows below the header",
    );
    one(
      { ...STUDY, "follow-up.csv": STUDY["follow-up.csv"].replaceAll(",", ";") },
      "the columns are not separated by commas",
    );
    one(
      edited("follow-up.csv", "tumor progression", '"tumor progression'),
      "the file has an opening quote without a closing one",
    );
  });

  it("reports every problem of every file at once, in the order of the files, and reads nothing", () => {
    const texts = {
      ...STUDY,
      "patients.csv": STUDY["patients.csv"]
        .replace(",57,", ",old,")
        .replace(",male,57", ",man,57")
        .replace("2019-04-01", "soon"),
      "imaging.csv": STUDY["imaging.csv"].replace("60.5", "sixty").replace("B,2019-06-02", "D,2019-06-02"),
      "adverse-events.csv": "",
    };
    const problems = problemsOf(texts);
    expect(problems.map(({ file, line, column }) => [file, line, column])).toEqual(
      [
        ["patients.csv", 2, "age_years"],
        ["patients.csv", 3, "refractoriness_date"],
        ["imaging.csv", 2, "viable_mm"],
        ["imaging.csv", 7, "patient_id"],
        ["adverse-events.csv", null, null],
      ].flatMap((entry) => (entry[2] === "patient_id" ? [entry, ["imaging.csv", 7, "visit"]] : [entry])),
    );
    expect(() => parseRecords(texts)).toThrow(
      /6 problems in the records:\npatients.csv, line 2, age_years: "old" is not a number; write/,
    );
  });

  it("does not blame the patients for a missing column", () => {
    const problems = problemsOf(edited("treatment.csv", "kind", "event"));
    expect(problems).toMatchObject([{ file: "treatment.csv", line: 1, column: "kind" }]);
  });

  it("accepts a study without a single adverse event", () => {
    const header = STUDY["adverse-events.csv"].split("\n")[0] ?? "";
    expect(parseRecords({ ...STUDY, "adverse-events.csv": header }).adverseEvents).toEqual([]);
  });

  it("takes another cut-off for another study", () => {
    const texts = edited("follow-up.csv", "A,2021-12-31", "A,2022-06-30");
    expect(parseRecords(texts, { cutOffDate: "2022-06-30" }).followUp[0]?.lastContactDate).toBe("2022-06-30");
  });
});

describe("readRecords", () => {
  it("reads the folder of the study", async () => {
    const study = await readRecords(RECORDS);
    expect([study.screened.length, study.patients.length]).toEqual([167, 132]);
    expect(study.ignoredColumns).toEqual([]);
  });

  it("reports a missing file of a folder among all other problems", async () => {
    const folder = await mkdtemp(join(tmpdir(), "records-"));
    try {
      await cp(RECORDS, folder, { recursive: true });
      await rm(join(folder, "treatment.csv"));
      await writeFile(join(folder, "follow-up.csv"), "");
      const error = await readRecords(folder).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RecordsError);
      expect((error as RecordsError).problems.map(({ file, found }) => [file, found])).toEqual([
        ["treatment.csv", "the file is missing"],
        ["follow-up.csv", "the file is empty"],
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
