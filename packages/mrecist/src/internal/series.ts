import { InputError } from "@hcc/data";
import type { LesionSite, Measurement, ResolvedOptions } from "../types.js";
import { checkBaselineDay, checkCourse } from "./check-course.js";
import { isExtrahepatic, isNode, isVessel, type Lesion, type Series } from "./lesion.js";
import { addFragment, type Cell, readCell } from "./read-cell.js";
import { checkWord, type Fail, quoted, ROLES, SITES } from "./words.js";

/** Checks the measurements of one patient and arranges them by lesion and visit. `rows` are input rows, for messages. */
export function seriesOf(
  patient: string,
  measurements: readonly Measurement[],
  rows: ArrayLike<number>,
  rules: ResolvedOptions,
  deathDay: number | null,
): Series {
  if (measurements.length === 0) {
    throw new InputError("empty-data", `patient "${patient}" has no measurements: leave the patient out`);
  }
  const place = placeOf(patient, measurements, rows);
  const byLesion = new Map<string, number[]>();
  for (let i = 0; i < measurements.length; i++) {
    place.at = i;
    const id = lesionOf(measurements[i]!, rows[i]!, deathDay, place.fail);
    const own = byLesion.get(id);
    if (own === undefined) byLesion.set(id, [i]);
    else own.push(i);
  }
  const days = daysOf(measurements);
  checkBaselineDay(patient, days, rules.baselineDay);
  const ids = sorted([...byLesion.keys()]);
  const lesions = ids.map((id): Lesion => {
    const own = byLesion.get(id)!;
    const role = measurements[own[0]!]!.role;
    const site = siteOf(patient, id, own, measurements, rows, rules, place);
    const node = isNode(site);
    const cells = days.map((): Cell | null => null);
    let fragments: Set<string> | null = null;
    for (const i of own) {
      const measurement = measurements[i]!;
      place.at = i;
      const visit = days.indexOf(measurement.day);
      const cell = readCell(measurement, node, rules, place.fail);
      const before = cells[visit]!;
      const fragment = measurement.fragment ?? null;
      const name = fragment === null ? "" : `${visit} ${fragment}`;
      if (
        before !== null &&
        (fragment === null || fragments === null || fragments.has(name) || !fragments.has(`${visit}`))
      ) {
        place.fail(
          "duplicate",
          "measured twice on this day: keep one row per lesion and visit, or name the fragments in fragment",
          "lesion",
        );
      }
      if (fragment !== null) {
        fragments ??= new Set();
        fragments.add(name).add(`${visit}`);
      }
      cells[visit] = before === null ? cell : addFragment(before, cell);
    }
    const bySize =
      rules.nonEnhancing === "recist-total" && role !== "thrombus" && site === "liver" && isBland(cells[0]!);
    const diameter = node ? "node" : isExtrahepatic(site) || bySize ? "total" : rules.measure;
    const measure = rules.measure === "total-product" ? rules.measure : diameter;
    return { id, role, site, measure, cells };
  });
  const series = { patient, days, lesions };
  for (const lesion of lesions) checkCourse(series, lesion, rows[byLesion.get(lesion.id)![0]!]!, rules);
  return series;
}

/** Whether a lesion is known to be without enhancement. */
const isBland = (cell: Cell | null): boolean =>
  cell !== null && (cell.enhancing === false || (cell.viable === 0 && !cell.flags.includes("lipiodol")));

/** Names sorted; most tables have them in order. */
function sorted(names: string[]): string[] {
  for (let i = 1; i < names.length; i++) if (names[i - 1]! > names[i]!) return names.sort();
  return names;
}

/** The days of the visits, ascending. */
function daysOf(measurements: readonly Measurement[]): number[] {
  const days: number[] = [];
  for (const { day } of measurements) {
    if (days.length === 0 || day > days[days.length - 1]!) days.push(day);
    else if (!days.includes(day))
      days.splice(
        days.findIndex((later) => later > day),
        0,
        day,
      );
  }
  return days;
}

/** Which measurement is read, so that one function raises the errors of all. */
interface Place {
  at: number;
  readonly fail: Fail;
}

function placeOf(patient: string, measurements: readonly Measurement[], rows: ArrayLike<number>): Place {
  const place: Place = {
    at: 0,
    fail: (code, text, column) => {
      const { lesion, day } = measurements[place.at]!;
      const row = rows[place.at]!;
      const where = `lesion "${String(lesion)}" of patient "${patient}" on day ${day} (row ${row})`;
      throw new InputError(code, `${where}: ${text}`, { column, row });
    },
  };
  return place;
}

function lesionOf(measurement: Measurement, row: number, deathDay: number | null, fail: Fail): string {
  if (typeof measurement !== "object" || measurement === null) {
    throw new InputError("option", `the measurement at row ${row} is no object: give one per lesion and visit`, {
      column: "measurements",
      row,
    });
  }
  const { day, lesion } = measurement;
  if (typeof day !== "number" || !Number.isFinite(day)) {
    fail("not-finite", `day is ${quoted(day)}: give the day of the visit as a whole number`, "day");
  }
  if (!Number.isInteger(day)) {
    fail("date", `day is ${day}: give whole days, rounded by a rule of your own`, "day");
  }
  if (lesion === undefined || lesion === null || lesion === "") {
    fail(
      "missing-value",
      "the lesion has no identifier: give each lesion one that is the same at every visit",
      "lesion",
    );
  }
  if (deathDay !== null && day > deathDay) {
    const text = `the visit is after the death on day ${deathDay}: correct one of them`;
    fail("date", text, "day");
  }
  return String(lesion);
}

/** Checks that role and site are the same on all rows of a lesion, and says where it is. */
function siteOf(
  patient: string,
  id: string,
  own: readonly number[],
  measurements: readonly Measurement[],
  rows: ArrayLike<number>,
  rules: ResolvedOptions,
  place: Place,
): LesionSite {
  const first = measurements[own[0]!]!;
  let site: LesionSite | null = null;
  let level: string | null = null;
  let extrahepatic = false;
  for (const i of own) {
    const measurement = measurements[i]!;
    place.at = i;
    const { fail } = place;
    checkWord(measurement.role, ROLES, "role", fail);
    if (measurement.role !== first.role) {
      fail(
        "option",
        `role is "${measurement.role}" but "${first.role}" at row ${rows[own[0]!]}: keep one role`,
        "role",
      );
    }
    if (measurement.site != null) {
      checkWord(measurement.site, SITES, "site", fail);
      if (site !== null && site !== measurement.site) {
        fail("option", `site is "${measurement.site}" but was "${site}": keep one site`, "site");
      }
      site = measurement.site;
    }
    level ??= measurement.level ?? null;
    if (measurement.finding === "new-extrahepatic") extrahepatic = true;
  }
  const wrong = (text: string): never => {
    const row = rows[own[0]!]!;
    throw new InputError("option", `${text} (row ${row})`, { column: "site", row });
  };
  if (extrahepatic && site !== null && !isExtrahepatic(site)) {
    wrong(
      `lesion "${id}" of patient "${patient}" is called new-extrahepatic but its site is "${site}": correct one of them`,
    );
  }
  if (site !== null && !isVessel(site) && (first.role === "thrombus" || level !== null)) {
    wrong(
      `${first.role} "${id}" of patient "${patient}" is a thrombus but its site is "${site}": give "portal-vein" or "hepatic-vein"`,
    );
  }
  if (site !== null) return site;
  if (extrahepatic) return "other";
  if (level !== null && Object.hasOwn(rules.levels, level)) return `${rules.levels[level]!.tree}-vein`;
  return first.role === "thrombus" ? "portal-vein" : "liver";
}
