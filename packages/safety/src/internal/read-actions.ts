import { InputError } from "@hcc/data";
import type { DoseAction, DoseActionLists } from "../types.js";

const NAMES = ["none", "interruption", "reduction", "discontinuation"] as const;

/** What the values of a column of actions mean; a value in no list is an error of its row. */
export function readActions(
  lists: DoseActionLists,
): (value: string, row: number, patient: string) => DoseAction | null {
  const meaning = new Map<string, DoseAction | null>();
  for (const name of NAMES) {
    const list = lists[name] ?? [];
    if (!Array.isArray(list)) {
      throw new InputError("option", `action.${name} is no list: give the values that mean it, as ["reduced"]`, {
        column: "action",
      });
    }
    for (const value of list.map(String)) {
      if (meaning.has(value)) {
        throw new InputError("option", `action: "${value}" is listed twice: keep one`, { column: "action" });
      }
      meaning.set(value, name === "none" ? null : name);
    }
  }
  return (value, row, patient) => {
    const action = meaning.get(value);
    if (action !== undefined) return action;
    throw new InputError(
      "unknown-level",
      `the action is "${value}" at row ${row}, of patient "${patient}", which is in none of the lists ${NAMES.join(", ")}: add it to one`,
      { column: "action", row },
    );
  };
}
