import type { AdtrMeasurement } from "../from-adtr.js";
import type { LesionSite } from "../types.js";
import { LOCATIONS, measureOf } from "./adam-names.js";
import { type AdamRecord, cellOf, numberOf, refuse, textOf } from "./adam-read.js";
import { isExtrahepatic, isNode } from "./lesion.js";
import { tenths } from "./tenths.js";
import { SITES } from "./words.js";

/** How rows of ADTR are read. */
export interface DiameterReading<Row extends object> {
  readonly dayOf: (record: AdamRecord<Row>) => number | null;
  readonly variable: "ADT" | "ADY";
  readonly measure: "viable" | "total" | undefined;
  readonly unit: "mm" | "cm" | undefined;
  readonly site: ((row: Row) => LesionSite) | undefined;
}

/** A lesion at a visit; diameters in tenths of mm, undefined = no row. */
interface Cell<Row extends object> {
  readonly record: AdamRecord<Row>;
  readonly lesion: string;
  readonly day: number;
  readonly site: LesionSite;
  readonly measure: "viable" | "total";
  LDIAM?: number | null;
  NLDIAM?: number | null;
}

/** Measurements from the rows of one patient, by day and lesion. */
export function lesionsOf<Row extends object>(
  records: readonly AdamRecord<Row>[],
  reading: DiameterReading<Row>,
): AdtrMeasurement[] {
  const cells = new Map<string, Cell<Row>>();
  const sums: { readonly record: AdamRecord<Row>; readonly day: number; readonly sum: number | null }[] = [];
  const lesionOfNumber = new Map<string, string>();
  const numberOfLesion = new Map<string, string>();
  const baselineDays = new Map<number, AdamRecord<Row>>();
  for (const record of records) {
    const [, kind, number] = /^(SDIAM|N?LDIAM(?=\d))(\d{0,2})$/.exec(record.PARAMCD) ?? [];
    if (kind === undefined || (kind === "SDIAM") !== (number === "")) {
      refuse(
        record,
        "unknown-level",
        "PARAMCD",
        "PARAMCD is none of SDIAM, LDIAMn and NLDIAMn, the target lesions: leave such rows out, or name it in ignore",
      );
    }
    const day = reading.dayOf(record);
    if (day === null) {
      refuse(record, "missing-value", reading.variable, `${reading.variable} is missing: every row needs its day`);
    }
    if (flagOf(record, "ABLFL") && !baselineDays.has(day!)) baselineDays.set(day!, record);
    const AVAL = millimeters(record, reading.unit);
    if (kind === "SDIAM") {
      if (sums.some((other) => other.day === day)) twice(record);
      sums.push({ record, day: day!, sum: AVAL });
      continue;
    }
    const lesion = textOf(record, "TRLNKID") ?? number!;
    const before = lesionOfNumber.get(number!) ?? lesion;
    const other = numberOfLesion.get(lesion) ?? number!;
    if (before !== lesion || other !== number) {
      const found = before === lesion ? `was lesion ${other} elsewhere` : `but "${before}" elsewhere`;
      refuse(record, "option", "TRLNKID", `TRLNKID is "${lesion}", ${found}: give each number one lesion`);
    }
    lesionOfNumber.set(number!, lesion);
    numberOfLesion.set(lesion, number!);
    const key = `${day} ${lesion}`;
    const site = siteOf(record, reading.site);
    const measure = reading.measure ?? measureOfRow(record);
    const cell: Cell<Row> = cells.get(key) ?? { record, lesion, day: day!, site, measure };
    const name = kind as "LDIAM" | "NLDIAM";
    if (cell.site !== site) refuse(record, "option", "TULOC", `the lesion is in ${cell.site} and ${site}: keep one`);
    if (cell[name] !== undefined) twice(record);
    cell[name] = AVAL;
    cells.set(key, cell);
  }
  const all = [...cells.values()].sort((a, b) => a.day - b.day || (a.lesion < b.lesion ? -1 : 1));
  checkVisits(all);
  checkSums(sums, all);
  checkBaseline(baselineDays, all[0]?.day);
  return all.map((cell) => measurementOf(cell));
}

function measurementOf<Row extends object>({
  record,
  lesion,
  day,
  site,
  measure,
  ...cell
}: Cell<Row>): AdtrMeasurement {
  const longest = inMillimeters(cell.LDIAM);
  const across = inMillimeters(cell.NLDIAM);
  const node = isNode(site);
  const viable = !node && measure === "viable" && !isExtrahepatic(site);
  return {
    patient: record.patient,
    day,
    lesion,
    role: "target",
    site,
    viable: viable ? longest : null,
    perpendicular: viable ? across : null,
    total: viable || node ? null : longest,
    totalPerpendicular: viable || node ? null : across,
    shortAxis: node ? across : null,
  };
}

const inMillimeters = (size: number | null | undefined): number | null =>
  size === null || size === undefined ? null : size / 10;

/** What a lesion adds to the sum. */
const counted = <Row extends object>({ site, LDIAM, NLDIAM }: Cell<Row>): number | null =>
  (isNode(site) ? NLDIAM : LDIAM) ?? null;

/** A visit of analysis whose lesions were measured on different days would fall into two that are not evaluable. */
function checkVisits<Row extends object>(cells: readonly Cell<Row>[]): void {
  const visits = new Map<string, Map<number, Cell<Row>[]>>();
  for (const cell of cells) {
    const { AVISIT } = cell.record;
    if (AVISIT === null) continue;
    const days = visits.get(AVISIT) ?? new Map<number, Cell<Row>[]>();
    days.set(cell.day, [...(days.get(cell.day) ?? []), cell]);
    visits.set(AVISIT, days);
  }
  for (const days of visits.values()) {
    const [[first, lesions], ...others] = [...days] as [[number, Cell<Row>[]], ...[number, Cell<Row>[]][]];
    for (const [day, own] of others) {
      if (own.length === lesions.length && own.every(({ lesion }, i) => lesion === lesions[i]!.lesion)) continue;
      const text = `the visit has diameters of day ${first} and of day ${day}, not of the same lesions: give its rows one day`;
      refuse(own[0]!.record, "date", "ADT", text);
    }
  }
}

function checkSums<Row extends object>(
  sums: readonly { readonly record: AdamRecord<Row>; readonly day: number; readonly sum: number | null }[],
  cells: readonly Cell<Row>[],
): void {
  for (const { record, day, sum } of sums) {
    const own = cells.filter((cell) => cell.day === day);
    if (own.length === 0) {
      refuse(record, "option", "AVAL", "there are no diameters of that day, only their sum: give rows of the lesions");
    }
    const parts = own.map(counted).filter((size) => size !== null);
    const total = parts.reduce((a, b) => a + b, 0);
    // Without any lesion measured, some programs write 0.
    if (sum === null ? parts.length === 0 : sum === total) continue;
    const found = sum === null ? "missing" : `${sum / 10} mm`;
    refuse(record, "option", "AVAL", `the sum is ${found}, its diameters make ${total / 10} mm: correct one of them`);
  }
}

function checkBaseline<Row extends object>(
  days: ReadonlyMap<number, AdamRecord<Row>>,
  first: number | undefined,
): void {
  for (const [day, record] of days) {
    if (day === first) continue;
    const text = "ABLFL is Y on a later day than the first: leave rows before the baseline out, and flag one day only";
    refuse(record, "date", "ABLFL", text);
  }
}

function twice<Row extends object>(record: AdamRecord<Row>): never {
  const text = "this parameter is there twice on one day: keep rows of one evaluator (PARCAT2) and one visit a day";
  return refuse(record, "duplicate", "PARAMCD", text);
}

function flagOf<Row extends object>(record: AdamRecord<Row>, variable: string): boolean {
  const flag = cellOf(record, variable);
  if (flag === null || flag === "N") return false;
  if (flag === "Y") return true;
  return refuse(record, "unknown-level", variable, `${variable} is ${JSON.stringify(flag)}: give "Y" or nothing`);
}

/** AVAL in tenths of mm. */
function millimeters<Row extends object>(record: AdamRecord<Row>, fallback: "mm" | "cm" | undefined): number | null {
  const AVAL = numberOf(record, "AVAL");
  const given = textOf(record, "AVALU");
  if (given !== null && given.toLowerCase() !== "mm" && given.toLowerCase() !== "cm") {
    refuse(record, "unknown-level", "AVALU", `AVALU is ${JSON.stringify(given)}: give mm or cm`);
  }
  if (AVAL === null) return null;
  const unit = given?.toLowerCase() ?? fallback;
  if (unit === undefined) {
    refuse(record, "missing-value", "AVALU", "AVALU is missing: give mm or cm, or the option unit for all rows");
  }
  return tenths(unit === "cm" ? AVAL * 10 : AVAL, "AVAL", (code, text, column) => refuse(record, code, column, text));
}

const SITE_OF = new Map(Object.entries(LOCATIONS).map(([site, location]) => [location, site as LesionSite]));

function siteOf<Row extends object>(
  record: AdamRecord<Row>,
  given: ((row: Row) => LesionSite) | undefined,
): LesionSite {
  if (given !== undefined) {
    const site: unknown = given(record.row);
    if (SITES.includes(site as string)) return site as LesionSite;
    return refuse(record, "unknown-level", "site", `site is ${JSON.stringify(site)}: give one of ${SITES.join(", ")}`);
  }
  const location = textOf(record, "TULOC");
  const site = location === null ? undefined : SITE_OF.get(location.trim().toUpperCase());
  if (site !== undefined) return site;
  const found = location === null ? "missing" : JSON.stringify(location);
  const known = [...SITE_OF.keys()].join("; ");
  return refuse(
    record,
    location === null ? "missing-value" : "unknown-level",
    "TULOC",
    `TULOC is ${found}: give one of ${known}, or the site of each row in the option site`,
  );
}

function measureOfRow<Row extends object>(record: AdamRecord<Row>): "viable" | "total" {
  const label = textOf(record, "PARCAT3");
  const measure = label === null ? null : measureOf(label);
  if (measure !== null) return measure;
  return refuse(
    record,
    "unknown-level",
    "PARCAT3",
    `PARCAT3 is ${label === null ? "missing" : JSON.stringify(label)}, which does not tell whether diameters are viable or total: give measure`,
  );
}
