import { type Group, InputError } from "@hcc/data";

/** Reads a column; an error of one of its rows says whose row it is. */
export function namePatient<Column>(patients: Group, read: () => Column): Column {
  try {
    return read();
  } catch (error) {
    const { name, row, column, code, message } = error as InputError;
    const place = row === undefined ? -1 : (patients.codes[row] ?? -1);
    if (name !== "HccInputError" || row === undefined || place < 0) throw error;
    const at = column === undefined ? { row } : { column, row };
    throw new InputError(code, `patient "${patients.levels[place]}": ${message}`, at);
  }
}
