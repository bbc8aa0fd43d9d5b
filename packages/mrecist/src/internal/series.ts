import { InputError, type InputErrorCode } from "@hcc/data";
import type {
  LesionFinding,
  LesionRole,
  LesionSite,
  Measurement,
  ResponseCriteria,
  ResponseOptions,
  ThrombusLevel,
} from "../types.js";
import { tenths } from "./tenths.js";

/** What was seen of a lesion at a visit; diameters in tenths of mm. */
export interface Cell {
  readonly viable: number | null;
  readonly total: number | null;
  readonly enhancing: boolean | null;
  readonly level: ThrombusLevel | null;
  readonly finding: LesionFinding | null;
  readonly notEvaluable: boolean;
}

export interface Lesion {
  readonly id: string;
  readonly role: LesionRole;
  readonly site: LesionSite;
  /** The diameter that counts: viable, total, or the short axis of a node (given as total). */
  readonly measure: "viable" | "total" | "node";
  /** One entry per visit, the baseline first; null = no row. */
  readonly cells: readonly (Cell | null)[];
}

/** The measurements of a patient by lesion and visit. */
export interface Series {
  readonly patient: string;
  readonly days: readonly number[];
  readonly lesions: readonly Lesion[];
}

const ROLES: readonly string[] = ["target", "non-target", "thrombus", "new"] satisfies LesionRole[];
const LEVELS: readonly string[] = ["Vp1", "Vp2", "Vp3", "Vp4", "Vv1", "Vv2", "Vv3"] satisfies ThrombusLevel[];
const NEW_FINDINGS: readonly string[] = ["new-lesion-typical", "new-lesion-atypical", "new-extrahepatic"];
const FINDINGS: readonly string[] = [...NEW_FINDINGS, "unequivocal-progression", "not-assessable"];
const SITES: readonly string[] = [
  "liver",
  "portal-vein",
  "hepatic-vein",
  "porta-hepatis-node",
  "lymph-node",
  "lung",
  "bone",
  "peritoneum",
  "adrenal",
  "brain",
  "other",
] satisfies LesionSite[];

export const isVessel = (site: LesionSite): boolean => site === "portal-vein" || site === "hepatic-vein";
const isNode = (site: LesionSite): boolean => site === "lymph-node" || site === "porta-hepatis-node";
export const isExtrahepatic = (site: LesionSite): boolean => site !== "liver" && !isVessel(site);

/** Diameter in tenths of mm that counts at a visit; null = not evaluable, 0 = nothing viable. */
export function sizeAt(lesion: Lesion, visit: number): number | null {
  const cell = lesion.cells[visit];
  if (!cell || cell.notEvaluable) return null;
  if (lesion.measure !== "viable") return cell.total;
  return cell.enhancing === false ? 0 : cell.viable;
}

/** Whether a lesion of this size counts as disappeared: a node below 10 mm is normal. */
export const isGone = (lesion: Lesion, size: number): boolean => (lesion.measure === "node" ? size < 100 : size === 0);

interface Draft {
  readonly role: LesionRole;
  readonly row: number;
  site: LesionSite | null;
  level: ThrombusLevel | null;
  extrahepatic: boolean;
  readonly cells: (Cell | null)[];
}

/** Checks the measurements of one patient and arranges them by lesion and visit. `rows` are input rows, for messages. */
export function seriesOf(
  patient: string,
  measurements: readonly Measurement[],
  rows: ArrayLike<number>,
  criteria: ResponseCriteria,
  options: ResponseOptions,
): Series {
  if (measurements.length === 0) {
    throw new InputError("empty-data", `patient "${patient}" has no measurements: leave the patient out`);
  }
  for (const [i, measurement] of measurements.entries()) {
    if (typeof measurement !== "object" || measurement === null) {
      throw new InputError("option", `the measurement at row ${rows[i]} is no object: give one per lesion and visit`, {
        column: "measurements",
        row: rows[i]!,
      });
    }
    const { day } = measurement;
    if (typeof day !== "number" || !Number.isFinite(day)) {
      throw new InputError("not-finite", `day is ${String(day)} at row ${rows[i]}: give a finite number of days`, {
        column: "day",
        row: rows[i]!,
      });
    }
  }
  const days = [...new Set(measurements.map(({ day }) => day))].sort((a, b) => a - b);
  checkBaseline(patient, days, options.baselineDay);

  const drafts = new Map<string, Draft>();
  for (const [i, measurement] of measurements.entries()) {
    const row = rows[i]!;
    const id = String(measurement.lesion);
    const where = `lesion "${id}" of patient "${patient}" on day ${measurement.day} (row ${row})`;
    const fail = (code: InputErrorCode, text: string, column: string): never => {
      throw new InputError(code, `${where}: ${text}`, { column, row });
    };
    if (measurement.lesion === undefined || measurement.lesion === null || measurement.lesion === "") {
      fail(
        "missing-value",
        "the lesion has no identifier: give each lesion one that is the same at every visit",
        "lesion",
      );
    }
    oneOf(measurement.role, ROLES, "role", fail);
    const draft = drafts.get(id) ?? {
      role: measurement.role,
      row,
      site: null,
      level: null,
      extrahepatic: false,
      cells: days.map(() => null),
    };
    drafts.set(id, draft);
    if (draft.role !== measurement.role) {
      fail("option", `role is "${measurement.role}" but "${draft.role}" at row ${draft.row}: keep one role`, "role");
    }
    if (measurement.site != null) {
      oneOf(measurement.site, SITES, "site", fail);
      if (draft.site !== null && draft.site !== measurement.site) {
        fail("option", `site is "${measurement.site}" but was "${draft.site}": keep one site`, "site");
      }
      draft.site = measurement.site;
    }
    const visit = days.indexOf(measurement.day);
    if (draft.cells[visit] !== null) {
      fail("duplicate", "measured twice on this day: keep one row per lesion and visit", "lesion");
    }
    const cell = cellOf(measurement, fail);
    draft.cells[visit] = cell;
    draft.level ??= cell.level;
    if (cell.finding === "new-extrahepatic") draft.extrahepatic = true;
  }

  const ids = [...drafts.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const lesions = ids.map((id): Lesion => {
    const draft = drafts.get(id)!;
    const site = siteOf(patient, id, draft);
    const measure = isNode(site) ? "node" : criteria === "recist-1.1" || isExtrahepatic(site) ? "total" : "viable";
    const lesion: Lesion = { id, role: draft.role, site, measure, cells: draft.cells };
    checkAtBaseline(patient, lesion, days[0]!, draft.row, criteria);
    return lesion;
  });
  return { patient, days, lesions };
}

function checkBaseline(patient: string, days: readonly number[], baselineDay: number | undefined): void {
  if (baselineDay === undefined) return;
  const before = days.filter((day) => day <= baselineDay);
  if (before.length === 0) {
    throw new InputError(
      "date",
      `patient "${patient}" has no visit at or before the baseline day ${baselineDay}; the first is on day ${days[0]}: correct the days or baselineDay`,
      { column: "day" },
    );
  }
  if (before.length > 1) {
    throw new InputError(
      "date",
      `patient "${patient}" has a visit on day ${before[0]}, before the baseline visit of day ${before.at(-1)}: leave earlier visits out`,
      { column: "day" },
    );
  }
}

type Fail = (code: InputErrorCode, text: string, column: string) => never;

function oneOf(value: unknown, allowed: readonly string[], column: string, fail: Fail): void {
  if (!allowed.includes(value as string)) {
    const found = typeof value === "string" ? JSON.stringify(value) : String(value);
    fail("unknown-level", `${column} is ${found}: give one of ${allowed.join(", ")}`, column);
  }
}

function cellOf(measurement: Measurement, fail: Fail): Cell {
  const { role, level = null, finding = null, enhancing = null } = measurement;
  for (const name of ["enhancing", "notEvaluable"] as const) {
    const value = measurement[name] ?? false;
    if (typeof value !== "boolean") fail("option", `${name} is ${String(value)}: give true, false or null`, name);
  }
  const viable = tenths(measurement.viable, "viable", fail);
  const total = tenths(measurement.total, "total", fail);
  if (level !== null) oneOf(level, LEVELS, "level", fail);
  if (finding !== null) oneOf(finding, FINDINGS, "finding", fail);
  if (viable !== null && total !== null && viable > total) {
    fail("option", `viable ${viable / 10} mm exceeds total ${total / 10} mm: check both`, "viable");
  }
  if (enhancing === true && viable === 0) {
    fail(
      "option",
      "enhancing is true but viable is 0: give 5 for viable tumour too small to measure, or enhancing: false",
      "viable",
    );
  }
  if (level !== null && (role === "target" || role === "non-target")) {
    fail("option", `level with role "${role}": a level belongs to a thrombus, give role "thrombus"`, "level");
  }
  if (finding !== null && role !== "new" && NEW_FINDINGS.includes(finding)) {
    fail("option", `finding "${finding}" with role "${role}": such findings belong to role "new"`, "finding");
  }
  if (finding === "unequivocal-progression" && role === "target") {
    fail(
      "option",
      "target lesions progress by their sum: state unequivocal progression of non-target lesions",
      "finding",
    );
  }
  const notEvaluable = measurement.notEvaluable === true || finding === "not-assessable";
  return { viable, total, enhancing, level, finding, notEvaluable };
}

function siteOf(patient: string, id: string, draft: Draft): LesionSite {
  if (draft.extrahepatic && draft.site !== null && !isExtrahepatic(draft.site)) {
    throw new InputError(
      "option",
      `lesion "${id}" of patient "${patient}" is called new-extrahepatic but its site is "${draft.site}": correct one of them`,
      { column: "site", row: draft.row },
    );
  }
  if (draft.site !== null && !isVessel(draft.site) && (draft.role === "thrombus" || draft.level !== null)) {
    throw new InputError(
      "option",
      `${draft.role} "${id}" of patient "${patient}" is a thrombus but its site is "${draft.site}": give "portal-vein" or "hepatic-vein"`,
      { column: "site", row: draft.row },
    );
  }
  if (draft.site !== null) return draft.site;
  if (draft.extrahepatic) return "other";
  if (draft.level !== null) return draft.level.startsWith("Vp") ? "portal-vein" : "hepatic-vein";
  return draft.role === "thrombus" ? "portal-vein" : "liver";
}

function checkAtBaseline(patient: string, lesion: Lesion, day: number, row: number, criteria: ResponseCriteria): void {
  const fail = (code: InputErrorCode, text: string): never => {
    throw new InputError(code, `${lesion.role} "${lesion.id}" of patient "${patient}" ${text}`, {
      column: "role",
      row,
    });
  };
  const cell = lesion.cells[0] ?? null;
  if (lesion.role === "new") {
    if (cell !== null) fail("option", `is there at baseline (day ${day}): call it target, non-target or thrombus`);
    return;
  }
  if (cell === null) {
    fail(
      "missing-value",
      `is not in the baseline visit (day ${day}): complete it, or give role "new" to a lesion that appeared later`,
    );
  }
  const size = sizeAt(lesion, 0);
  if (lesion.role === "target" && size === null) {
    const diameter =
      lesion.measure === "viable"
        ? "viable diameter"
        : lesion.measure === "node"
          ? "total (short axis)"
          : "total diameter";
    fail("missing-value", `has no ${diameter} at baseline (day ${day}): complete it, or make the lesion non-target`);
  }
  if (lesion.role === "target" && size === 0) {
    fail("option", `has nothing to measure at baseline (day ${day}): make the lesion non-target`);
  }
  if (lesion.role === "thrombus" && criteria === "tki-i") {
    if (size === null) fail("missing-value", `has no diameter at baseline (day ${day}): complete it`);
    if (size === 0)
      fail("option", `does not enhance at baseline (day ${day}): a bland thrombus is no tumour, leave it out`);
  }
}
