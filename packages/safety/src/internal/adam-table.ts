import { type DateColumn, InputError, type InputErrorCode, readColumn, readDates, rereadable } from "@hcc/data";
import { namePatient } from "./name-patient.js";

/** Variables of an ADaM data set by row; blank text is missing, as is a variable that is not there unless it is required. */
export interface AdamTable {
  readonly size: number;
  readonly patient: (row: number) => string;
  readonly text: (name: string) => (row: number) => string | null;
  /** Of a variable that must be there, with a value in every row. */
  readonly requiredText: (name: string) => (row: number) => string;
  readonly days: (name: string, required?: "required") => DateColumn | null;
  /** Throws an error of a row. */
  readonly fail: (code: InputErrorCode, name: string, row: number, message: string) => never;
}

export function adamTable(data: Iterable<unknown> | object, table: "ADAE" | "ADSL"): AdamTable {
  const rows = rereadable(data);
  const filled = (name: string) => (row: Readonly<Record<string, unknown>>) => (row[name] === "" ? null : row[name]);
  const has = (name: string): boolean => {
    try {
      readColumn(rows, "group", name, table);
    } catch (error) {
      return (error as InputError).code !== "unknown-column";
    }
    return true;
  };
  const mustHave = (name: string): void => {
    if (!has(name)) readColumn(rows, "group", name, table);
  };
  mustHave("USUBJID");
  const ids = readColumn(rows, "group", filled("USUBJID"), "USUBJID");
  const size = ids.codes.length;
  const missing = ids.codes.indexOf(-1);
  if (missing >= 0) {
    throw new InputError("missing-value", `USUBJID is missing at row ${missing} of ${table}: complete it`, {
      column: "USUBJID",
      row: missing,
    });
  }
  const patient = (row: number): string => ids.levels[ids.codes[row]!]!;
  const fail = (code: InputErrorCode, name: string, row: number, message: string): never => {
    throw new InputError(code, `patient "${patient(row)}": ${name} of ${table} ${message}`, { column: name, row });
  };
  const text = (name: string) => {
    if (!has(name)) return () => null;
    const { codes, levels } = namePatient(ids, () => readColumn(rows, "group", filled(name), name));
    return (row: number) => (codes[row]! < 0 ? null : levels[codes[row]!]!);
  };
  return {
    size,
    patient,
    text,
    fail,
    requiredText: (name) => {
      mustHave(name);
      const at = text(name);
      return (row) => at(row) ?? fail("missing-value", name, row, `is missing at row ${row}: complete it`);
    },
    days: (name, required) => {
      if (required !== undefined) mustHave(name);
      return has(name) ? namePatient(ids, () => readDates(rows, filled(name), name)) : null;
    },
  };
}
