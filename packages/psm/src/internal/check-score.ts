import { InputError } from "@hcc/data";

/** Refuses a score of an input row that is no probability. */
export function checkScore(p: number, name: string, row: number): void {
  if (p >= 0 && p <= 1) return;
  throw new InputError("option", `score "${name}" is ${p} at row ${row}: give a probability`, { column: name, row });
}
