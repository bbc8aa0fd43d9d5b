import { readFileSync } from "node:fs";
import { csvParse } from "d3-dsv";
import { describe, expect, test } from "vitest";
import { ARMS } from "../src/analysis/characteristics.js";
import { COMPONENTS } from "../src/analysis/patients.js";
import { readRecords } from "../src/records/read-records.js";
import { responseOf, safetyOf } from "../src/report/tables/outcome-tables.js";
import { runStudy } from "../src/study.js";

// Tables 2, S2 and S3 counted a second time, from the cells of the files and without the packages.
const home = new URL("..", import.meta.url).pathname;
const file = (name: string) => [...csvParse(readFileSync(`${home}records/${name}.csv`, "utf8"))];
const ofPatients = (name: string) => {
  const rows = file(name);
  const patients = new Map<string, typeof rows>();
  for (const row of rows) {
    const own = patients.get(row["patient_id"]!);
    if (own === undefined) patients.set(row["patient_id"]!, [row]);
    else own.push(row);
  }
  return patients;
};
const imaging = ofPatients("imaging");
const included = file("patients").filter((row) => row["exclusion_reason"] === "");
const study = runStudy(await readRecords(`${home}records`));
const matched = new Set(study.courses.filter((course) => course.matched).map(({ patient }) => patient));

type Response = "CR" | "PR" | "SD" | "PD";
const tenths = (text: string): number => Math.round(10 * Number(text));
const levelOf = (text: string): number => (text === "" ? 0 : Number(text.slice(2)));

/** Responses of the three components at every visit after baseline. */
function courseOf(patient: string): Record<(typeof COMPONENTS)[number], Response[]> {
  const rows = imaging.get(patient)!;
  const dates = [...new Set(rows.map((row) => row["visit_date"]!))].sort();
  const at = (date: string, role: string) => rows.filter((row) => row["visit_date"] === date && row["role"] === role);
  const sum = (date: string, role: string): number =>
    at(date, role).reduce((total, row) => total + tenths(row["viable_mm"]!), 0);
  const newSince = (site: (text: string) => boolean): string => {
    const own = rows.filter((row) => row["role"] === "new" && site(row["site"]!));
    const proven = own.filter((row) => row["finding"] !== "new-lesion-atypical" && tenths(row["viable_mm"]!) >= 100);
    return proven.map((row) => row["visit_date"]!).sort()[0] ?? "9999";
  };
  const [anyNew, hepaticNew] = [newSince(() => true), newSince((site) => site === "liver")];
  const has = (role: string): boolean => at(dates[0]!, role).length > 0;
  const base = sum(dates[0]!, "target");
  const clotBase = sum(dates[0]!, "thrombus");
  const level = (date: string): number =>
    Math.max(0, ...at(date, "thrombus").map((row) => levelOf(row["thrombus_level"]!)));
  let nadir = base;
  let clotNadir = clotBase;
  let lowest = level(dates[0]!);
  let [targetGone, clotGone, allGone] = [false, false, false];
  const course = { overall: [], intrahepatic: [], thrombus: [] } as ReturnType<typeof courseOf>;
  for (const date of dates.slice(1)) {
    const now = sum(date, "target");
    const target: Response =
      now === 0 ? "CR" : targetGone || 5 * now >= 6 * nadir ? "PD" : 10 * now <= 7 * base ? "PR" : "SD";
    nadir = Math.min(nadir, now);
    targetGone ||= now === 0;

    const others = at(date, "non-target");
    const othersLeft = others.some((row) => row["viable_mm"] !== "0" && row["viable_mm"] !== "0.0");
    const othersProgress =
      others.some((row) => row["finding"] === "unequivocal-progression") || (allGone && othersLeft);
    allGone ||= now === 0 && !othersLeft;

    const clot = sum(date, "thrombus");
    const height = level(date);
    const thrombus: Response | null = !has("thrombus")
      ? null
      : clot === 0
        ? "CR"
        : clotGone || 5 * clot >= 6 * clotNadir || height > lowest
          ? "PD"
          : 10 * clot <= 7 * clotBase || height < level(dates[0]!)
            ? "PR"
            : "SD";
    clotNadir = Math.min(clotNadir, clot);
    if (clot > 0) lowest = Math.min(lowest, height);
    clotGone ||= has("thrombus") && clot === 0;

    const joined = (progress: boolean, complete: boolean): Response =>
      target === "PD" || othersProgress || progress ? "PD" : target === "CR" ? (complete ? "CR" : "PR") : target;
    course.overall.push(
      joined(date >= anyNew || thrombus === "PD", !othersLeft && (thrombus === null || thrombus === "CR")),
    );
    course.intrahepatic.push(joined(date >= hepaticNew, !othersLeft));
    if (thrombus !== null) course.thrombus.push(thrombus);
  }
  return course;
}

/** The best response up to the first progression. */
function bestOf(responses: readonly Response[]): Response | null {
  if (responses.length === 0) return null;
  const end = responses.indexOf("PD");
  const counted = end < 0 ? responses : responses.slice(0, end + 1);
  return (["CR", "PR", "SD", "PD"] as const).find((response) => counted.includes(response))!;
}

const bests = included.map((row) => {
  const course = courseOf(row["patient_id"]!);
  const best = Object.fromEntries(COMPONENTS.map((component) => [component, bestOf(course[component])]));
  return { patient: row["patient_id"]!, arm: row["arm"]!, best: best as Record<string, Response | null> };
});

describe.each([
  ["Table 2", study.matched, bests.filter(({ patient }) => matched.has(patient))],
  ["Table S2", study.total, bests],
] as const)("%s", (title, cohort, patients) => {
  const table = responseOf(title, cohort);
  test.each(["CR", "PR", "SD", "PD", "ORR", "DCR"])("%s of every component and arm", (name) => {
    const row = table.rows.find(({ cells }) => cells[0]!.startsWith(`${name},`))!;
    const found = COMPONENTS.flatMap((component) =>
      ARMS.map(
        (arm) => row.cells[table.columns.findIndex(({ key }) => key === `${component}.group${ARMS.indexOf(arm) + 1}`)],
      ),
    );
    const expected = COMPONENTS.flatMap((component) =>
      ARMS.map((arm) => {
        const own = patients.filter((patient) => patient.arm === arm && patient.best[component] !== null);
        const counted = { ORR: ["CR", "PR"], DCR: ["CR", "PR", "SD"] }[name] ?? [name];
        const count = own.filter((patient) => counted.includes(patient.best[component]!)).length;
        const percent = ((100 * count) / own.length).toFixed(1);
        return counted.length === 1 ? `${count} (${percent})` : percent;
      }),
    );
    expect(found.map((text, i) => (expected[i]!.includes("(") ? text : text!.split(" ")[0]))).toEqual(expected);
  });
});

test("Table S3: every count of patients with a term, any grade and grade 3 or more", () => {
  const starts = ofPatients("treatment");
  const last = new Map(file("follow-up").map((row) => [row["patient_id"]!, row["last_contact_date"]!]));
  const day = (date: string): number => Date.parse(date) / 86_400_000;
  const counted = file("adverse-events").filter((row) => {
    const events = starts.get(row["patient_id"]!);
    if (events === undefined || row["related"] === "none") return false;
    const first = events
      .filter(({ kind }) => kind === "tki-start" || kind === "seed-implantation")
      .map(({ date }) => date!)
      .sort()[0]!;
    const stop = events.find(({ kind }) => kind === "tki-stop" || kind === "tki-discontinuation-ae")?.date;
    const end = day(stop ?? last.get(row["patient_id"]!)!) + 90;
    return day(row["onset_date"]!) >= day(first) && day(row["onset_date"]!) <= end;
  });
  const arms = new Map(included.map((row) => [row["patient_id"]!, row["arm"]!]));
  const patientsWith = (arm: string, is: (row: (typeof counted)[number]) => boolean): number =>
    new Set(counted.filter((row) => arms.get(row["patient_id"]!) === arm && is(row)).map((row) => row["patient_id"]))
      .size;
  const table = safetyOf(study);
  expect(
    table.rows
      .slice(1)
      .map(({ cells }) => cells[0])
      .sort(),
  ).toEqual([...new Set(counted.map((row) => row["term"]!))].sort());
  for (const { cells } of table.rows) {
    const term = cells[0]!.startsWith("Any ") ? null : cells[0]!;
    const expected = [1, 3].flatMap((least) =>
      ARMS.map((arm) =>
        patientsWith(arm, (row) => (term === null || row["term"] === term) && Number(row["grade"]) >= least),
      ),
    );
    expect(
      [1, 2, 4, 5].map((column) => Number(cells[column]!.split(" ")[0])),
      cells[0],
    ).toEqual(expected);
  }
});
