import { dayNumber, InputError, type InputErrorCode } from "@hcc/data";

/** A row of an analysis data set that is read. */
export interface AdamRecord<Row extends object> {
  readonly row: Row;
  /** Place in the data, from 0. */
  readonly index: number;
  /** USUBJID. */
  readonly patient: string;
  readonly PARAMCD: string;
  readonly AVISIT: string | null;
}

/** Refuses a value of a record: names patient, visit, row and variable. */
export function refuse<Row extends object>(
  { patient, PARAMCD, AVISIT, index }: Pick<AdamRecord<Row>, "patient" | "PARAMCD" | "AVISIT" | "index">,
  code: InputErrorCode,
  variable: string,
  text: string,
): never {
  const visit = AVISIT === null ? "" : `, visit "${AVISIT}"`;
  throw new InputError(code, `patient "${patient}"${visit}, ${PARAMCD} (row ${index}): ${text}`, {
    column: variable,
    row: index,
  });
}

/** The records of an analysis data set without those of parameters in `ignore`. Empty text is missing, as in SAS. */
export function readRecords<Row extends object>(
  call: string,
  rows: Iterable<Row>,
  ignore: readonly string[],
): AdamRecord<Row>[] {
  if (typeof rows !== "object" || rows === null || !(Symbol.iterator in rows)) {
    throw new InputError("option", `${call}: the rows are none: give an array of rows { USUBJID, PARAMCD, ... }`);
  }
  const records: AdamRecord<Row>[] = [];
  let index = 0;
  for (const row of rows) {
    if (typeof row !== "object" || row === null) {
      throw new InputError("option", `${call}: row ${index} is no object: give rows { USUBJID, PARAMCD, ... }`, {
        row: index,
      });
    }
    const nameless = { row, index, patient: "", PARAMCD: "", AVISIT: null };
    const need = (variable: string): string => {
      const found = textOf(nameless, variable);
      if (found !== null) return found;
      throw new InputError("missing-value", `${variable} is missing at row ${index}: every row needs it`, {
        column: variable,
        row: index,
      });
    };
    const PARAMCD = need("PARAMCD");
    const record = { row, index, patient: need("USUBJID"), PARAMCD, AVISIT: textOf(nameless, "AVISIT") };
    if (!ignore.includes(PARAMCD)) records.push(record);
    index++;
  }
  return records;
}

/** Value of a variable; null where it is missing. */
export function cellOf<Row extends object>({ row }: AdamRecord<Row>, variable: string): unknown {
  const value = (row as Readonly<Record<string, unknown>>)[variable];
  return value === undefined || value === "" || Number.isNaN(value) ? null : value;
}

/** A text; identifiers may be numbers. */
export function textOf<Row extends object>(record: AdamRecord<Row>, variable: string): string | null {
  const value = cellOf(record, variable);
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return refuse(record, "mixed-types", variable, `${variable} is a ${typeof value}: give text`);
}

export function numberOf<Row extends object>(record: AdamRecord<Row>, variable: string): number | null {
  const value = cellOf(record, variable);
  if (value === null) return null;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const code = typeof value === "string" ? "text-in-number" : "not-a-number";
  return refuse(record, code, variable, `${variable} is ${JSON.stringify(value)}: give a number`);
}

/** Reads days: of ADT dates as days since 1970-01-01 and numbers as they are, of ADY days since its day 1. */
export function dayReader<Row extends object>(variable: "ADT" | "ADY"): (record: AdamRecord<Row>) => number | null {
  let scale: string | null = null;
  return (record) => {
    if (variable === "ADY") {
      const day = numberOf(record, "ADY");
      if (day === 0 || (day !== null && !Number.isInteger(day))) {
        refuse(record, "date", "ADY", `ADY is ${day}: days of study are whole, 1 the first and -1 the day before it`);
      }
      return day !== null && day > 0 ? day - 1 : day;
    }
    const date = cellOf(record, "ADT");
    if (date === null) return null;
    const found = typeof date === "number" ? "numbers" : "dates";
    if (scale !== null && scale !== found) {
      refuse(record, "date", "ADT", `ADT mixes dates and numbers: give one of them`);
    }
    scale = found;
    if (typeof date === "number") {
      return Number.isInteger(date)
        ? date
        : refuse(record, "date", "ADT", `ADT is ${date}: give a whole number of days`);
    }
    if (typeof date !== "string" && !(date instanceof Date)) {
      return refuse(record, "date", "ADT", `ADT is a ${typeof date}: give "yyyy-mm-dd"`);
    }
    try {
      return dayNumber(date);
    } catch (error) {
      return refuse(record, "date", "ADT", (error as Error).message);
    }
  };
}

/** Groups records by patient, in the order in which patients come. */
export function byPatient<Row extends object>(
  records: readonly AdamRecord<Row>[],
): ReadonlyMap<string, readonly AdamRecord<Row>[]> {
  const groups = new Map<string, AdamRecord<Row>[]>();
  for (const record of records) {
    const own = groups.get(record.patient);
    if (own === undefined) groups.set(record.patient, [record]);
    else own.push(record);
  }
  return groups;
}
