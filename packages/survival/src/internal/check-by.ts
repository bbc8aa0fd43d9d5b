import { type Group, InputError } from "@hcc/data";

/** Refuses a comparison without groups. */
export function checkBy(by: unknown): void {
  if (by !== undefined) return;
  throw new InputError("option", "by is not given: name the channel of the groups to compare", { column: "by" });
}

/** The levels of the groups to compare; one alone, or more than `most`, are an error. */
export function comparedLevels({ levels }: Group, most: number = Number.POSITIVE_INFINITY): readonly string[] {
  const k = levels.length;
  if (k < 2) {
    throw new InputError("too-few-groups", `by has the one group "${levels[0]}": a comparison needs two or more`, {
      column: "by",
    });
  }
  if (k > most) {
    throw new InputError("option", `by has ${k} groups, more than ${most}: does it name subjects, not groups?`, {
      column: "by",
    });
  }
  return levels;
}
