import { checkOptions, InputError, oneOf } from "@hcc/data";
import { lesionsOf } from "./internal/adam-lesions.js";
import { byPatient, dayReader, readRecords } from "./internal/adam-read.js";
import type { LesionSite } from "./types.js";

/** Options of `fromAdtr`. */
export interface FromAdtrOptions<Row> {
  /** Variable that gives the days. Default "ADT": dates are counted from 1970-01-01; "ADY": day 0 is the reference date. */
  readonly day?: "ADT" | "ADY";
  /** What LDIAMn of the liver is. Default: as PARCAT3 says, "viable" for MRECIST and TKI-I, "total" for RECIST 1.1, iRECIST and WHO. */
  readonly measure?: "viable" | "total";
  /** Unit of AVAL, where the rows have no AVALU. */
  readonly unit?: "mm" | "cm";
  /** Where a lesion is, in place of TULOC. */
  readonly site?: (row: Row) => LesionSite;
  /** PARAMCD of rows to leave out. */
  readonly ignore?: readonly string[];
}

/** A target lesion at a visit: a row for `assessResponses`. Diameters in mm, null = not measured. */
export interface AdtrMeasurement {
  readonly patient: string;
  readonly day: number;
  /** TRLNKID, else the number of the parameter. */
  readonly lesion: string;
  readonly role: "target";
  readonly site: LesionSite;
  readonly viable: number | null;
  readonly perpendicular: number | null;
  readonly total: number | null;
  readonly totalPerpendicular: number | null;
  /** Of lymph nodes. */
  readonly shortAxis: number | null;
}

/**
 * Measurements from rows of an ADaM data set ADTR, for `assessResponses`: what `toAdtr` wrote, or another program.
 *
 * Diameters are LDIAMn, which is `viable` or `total` as PARCAT3 or `measure` says (outside the liver `total`), and NLDIAMn, the
 * short axis of lymph nodes (of other lesions the diameter perpendicular to LDIAMn). SDIAM is no measurement but must be
 * the sum of what was measured; derived variables are not read. AVALU is "mm" or "cm", TULOC as `toAdtr` writes it. Give the channels
 * `patient`, `day`, `lesion`, `role`, `site`, `viable`, `total`, `shortAxis` to `assessResponses`: target responses are then those of the
 * measurements that `toAdtr` was given.
 *
 * ADTR holds target lesions only: of the results, `target`, sums and nadir are meaningful; `overall` and best response are only of
 * patients without other lesions, which ADTR cannot tell. Rows of other lesions are refused. The first visit is the baseline; rows
 * before ABLFL are refused.
 *
 * @param rows rows with USUBJID, PARAMCD, ADT or ADY, AVAL, AVALU, PARCAT3, TULOC; optional AVISIT, TRLNKID, ABLFL. Empty text is
 * missing.
 * @throws InputError naming patient, visit, row and variable: for another parameter, unit, criteria or location, a missing date, a
 * diameter that is none or given twice, lesions of one AVISIT on different days, a sum that its lesions do not make, and a baseline
 * after other visits.
 *
 * @example
 * ```ts
 * import { assessResponses, fromAdtr } from "@hcc/mrecist";
 * const row = { USUBJID: "P1", PARAMCD: "LDIAM1", PARCAT3: "MRECIST", AVALU: "cm", TULOC: "LIVER" };
 * const measurements = fromAdtr([
 *   { ...row, ADT: "2021-03-01", AVAL: 4 },
 *   { ...row, ADT: "2021-04-26", AVAL: 2.8 },
 * ]);
 * const [first] = assessResponses(measurements, {
 *   patient: "patient", day: "day", lesion: "lesion", role: "role", site: "site",
 *   viable: "viable", total: "total", shortAxis: "shortAxis", criteria: "mrecist",
 * });
 * first!.visits.map(({ target, sum }) => `${target} ${sum}`); // => ["PR 28"]
 * ```
 *
 * @see CDISC ADaM Basic Data Structure; `admiralonco` of R, https://pharmaverse.github.io/admiralonco/
 */
export function fromAdtr<Row extends object>(
  rows: Iterable<Row>,
  options: FromAdtrOptions<Row> = {},
): readonly AdtrMeasurement[] {
  checkOptions("fromAdtr", options, ["day", "measure", "unit", "site", "ignore"]);
  const { measure, unit, site, ignore = [] } = options;
  if (measure !== undefined) oneOf("measure", measure, ["viable", "total"]);
  if (unit !== undefined) oneOf("unit", unit, ["mm", "cm"]);
  if (site !== undefined && typeof site !== "function") {
    throw new InputError("option", `site is a ${typeof site}: give a function of the row`, { column: "site" });
  }
  const variable = oneOf("day", options.day, ["ADT", "ADY"], "ADT");
  const records = readRecords("fromAdtr", rows, ignore);
  const dayOf = dayReader<Row>(variable);
  const reading = { dayOf, variable, measure, unit, site };
  return [...byPatient(records).values()].flatMap((own) => lesionsOf(own, reading));
}
