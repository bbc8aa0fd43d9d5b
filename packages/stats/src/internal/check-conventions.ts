import { InputError } from "@hcc/data";

export function checkConventions(conventions: string | undefined): void {
  if (conventions === undefined || conventions === "r" || conventions === "spss") return;
  throw new InputError("option", `conventions is ${conventions}: use "r" or "spss"`, { column: "conventions" });
}
