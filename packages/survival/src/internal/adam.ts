import { InputError } from "@hcc/data";

/** Name of a variable, or code of a parameter, in ADaM: at most 8 letters, digits and underscores. */
export function checkAdamName(name: unknown, role: string): string {
  if (typeof name === "string" && /^[A-Z_][A-Z0-9_]{0,7}$/.test(name)) return name;
  throw new InputError(
    "option",
    `${role} is ${JSON.stringify(name) ?? typeof name}: give at most 8 capital letters, digits or _, the first no digit, such as "TTPIH"`,
    { column: role },
  );
}

/** Whether a value counts as missing in a table that was read from a file. */
export function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || value === "" || Number.isNaN(value);
}
