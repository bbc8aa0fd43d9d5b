import { InputError } from "@hcc/data";
import type { ThrombusLevelPlotRow } from "../thrombus-level-plot.js";

/** Levels of the thrombi of one patient in one kind of vein, in order of time; days from the first visit. */
export interface ThrombusCourse {
  readonly patient: string;
  /** Level 0 = no thrombus, then from peripheral to proximal. */
  readonly visits: readonly { readonly day: number; readonly level: number }[];
}

const LEVEL = /^V([pv])([1-4])$/;

/** The courses of the patients in the order in which they come, the most proximal level of a day. */
export function readThrombusCourses(rows: readonly ThrombusLevelPlotRow[], vein: "p" | "v"): ThrombusCourse[] {
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new InputError("option", "there are no rows: give one per thrombus and visit");
  }
  const courses = new Map<string, Map<number, number>>();
  rows.forEach(({ patient, day, level }, row) => {
    const refuse = (column: string, message: string): never => {
      throw new InputError("option", `${message} at row ${row}`, { column, row });
    };
    if (!Number.isFinite(day)) refuse("day", `the day of patient ${patient} is ${String(day)}: give a number`);
    const parts = level === null ? null : LEVEL.exec(level);
    if (level !== null && (!parts || level === "Vv4")) {
      refuse(
        "level",
        `the level of patient ${patient} is ${JSON.stringify(level)}: give Vp1 to Vp4, Vv1 to Vv3 or null`,
      );
    }
    if (parts && parts[1] !== vein) return;
    const name = String(patient);
    const course = courses.get(name) ?? new Map<number, number>();
    courses.set(name, course);
    course.set(day, Math.max(course.get(day) ?? 0, parts ? Number(parts[2]) : 0));
  });
  const all = [...courses].map(([patient, course]) => {
    const days = [...course].sort(([a], [b]) => a - b);
    return { patient, visits: days.map(([day, level]) => ({ day: day - days[0]![0], level })) };
  });
  // Patients who never had a thrombus in these veins have no course.
  const found = all.filter(({ visits }) => visits.some(({ level }) => level > 0));
  if (found.length > 0) return found;
  const message = `no row has a level of ${vein === "p" ? "the portal vein (Vp)" : "the hepatic veins (Vv)"}: choose the other vein`;
  throw new InputError("option", message, { column: "vein" });
}
