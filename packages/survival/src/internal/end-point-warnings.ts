import type { Warning } from "@hcc/data";
import { latestDay } from "./day-lists.js";
import { CNSR, dayOrNever, pick } from "./end-of-time.js";
import type { EndPointDates } from "./end-point-dates.js";

const NEVER = Number.POSITIVE_INFINITY;

/** Dates in an order that cannot be, and time that could not end with the event; `cnsr` is -1 for rows left out. */
export function endPointWarnings(dates: EndPointDates, cnsr: Int8Array): Warning[] {
  const { origin, censoring, assessments, newTherapy, exposure } = dates;
  const afterDeath: number[] = [];
  const assessedAfterDeath: number[] = [];
  const beforeOrigin: number[] = [];
  const treatedBefore: number[] = [];
  const treatedAfter: number[] = [];
  const exposedAfter: number[] = [];
  const immortal: number[] = [];
  let delay = 0;
  for (let row = 0; row < cnsr.length; row++) {
    if (cnsr[row]! < 0) continue;
    const start = origin[row]!;
    const dead = dayOrNever(dates.death, row);
    const free = pick(censoring, row, (a, b) => a > b)?.day ?? -NEVER;
    const seen = assessments === null ? -NEVER : latestDay(assessments, row, NEVER);
    if (free > dead) afterDeath.push(row);
    if (seen > dead) assessedAfterDeath.push(row);
    const latest = Math.max(free, seen);
    if (cnsr[row] === CNSR.noAssessment && latest > -NEVER && latest < start) beforeOrigin.push(row);
    const therapy = dayOrNever(newTherapy, row);
    if (therapy < start) treatedBefore.push(row);
    else if (therapy > dead && therapy < NEVER) treatedAfter.push(row);
    const exposed = dayOrNever(exposure, row);
    if (exposed === NEVER || exposed <= start) continue;
    if (exposed > dead) {
      exposedAfter.push(row);
      continue;
    }
    immortal.push(row);
    delay = Math.max(delay, exposed - start);
  }

  const what = assessments === null ? "days of censoring" : "assessments";
  const findings: [code: string, rows: readonly number[], message: (rows: string) => string][] = [
    [
      "after-death",
      afterDeath,
      (rows) => `a day of censoring lies after death in ${rows}: it was cut to the day of death`,
    ],
    [
      "assessment-after-death",
      assessedAfterDeath,
      (rows) => `an assessment lies after death in ${rows}: it does not count, correct one of the dates`,
    ],
    ["before-origin", beforeOrigin, (rows) => `all ${what} lie before the origin in ${rows}: censored on day 0`],
    [
      "therapy-before-origin",
      treatedBefore,
      (rows) =>
        `the new therapy begins before the origin in ${rows}: it does not count, correct the date or leave the subjects out with where`,
    ],
    [
      "therapy-after-death",
      treatedAfter,
      (rows) => `the new therapy begins after death in ${rows}: it does not count, correct one of the dates`,
    ],
    [
      "exposure-after-death",
      exposedAfter,
      (rows) =>
        `the treatment begins after death in ${rows}: correct one of the dates, or count the subjects as untreated`,
    ],
    [
      "immortal-time",
      immortal,
      () =>
        `the treatment begins after the origin in ${listSubjects(immortal)}, at most ${delay} ${delay === 1 ? "day" : "days"} after it: none of them can have the event before it begins, which favors the treated (immortal time). Begin at a landmark (landmark), or count the time before the treatment as untreated (startStopRows)`,
    ],
  ];
  return findings
    .filter(([, rows]) => rows.length > 0)
    .map(([code, rows, message]) => ({ code, message: message(listRows(rows)) }));
}

/** "2 rows (0, 7)": how many, and the first five of them. */
export function listRows(rows: readonly number[]): string {
  return `${rows.length} ${rows.length === 1 ? "row" : "rows"} (${firstRows(rows)})`;
}

function listSubjects(rows: readonly number[]): string {
  return rows.length === 1 ? `1 subject (row ${rows[0]})` : `${rows.length} subjects (rows ${firstRows(rows)})`;
}

function firstRows(rows: readonly number[]): string {
  return `${rows.slice(0, 5).join(", ")}${rows.length > 5 ? ", ..." : ""}`;
}
