import { InputError, oneOf } from "@hcc/data";
import type { AdverseEventPlotInput, AdverseEventPlotOptions, AdverseEventPlotRow } from "../adverse-event-plot.js";

/** A row of the figure, in percent of the left and the right group. */
export interface EventRow {
  readonly name: string;
  /** Whether it is the row of any event. */
  readonly bold: boolean;
  readonly any: readonly [number, number];
  readonly severe: readonly [number, number];
}

interface EventGroup {
  readonly name: string;
  readonly n: number;
}

/** Checks a result of `adverseEvents` and turns the rows to be drawn into percentages. */
export function readEventRows(
  result: AdverseEventPlotInput,
  options: AdverseEventPlotOptions & { readonly minPercent: number },
): { readonly groups: readonly [EventGroup, EventGroup]; readonly rows: readonly EventRow[]; readonly left: number } {
  const { minPercent, labels = {}, overall = true } = options;
  const sort = oneOf("sort", options.sort, ["data", "severe"], "data");
  if (!Array.isArray(result?.rows) || !Array.isArray(result.overall?.groups)) {
    throw new InputError("option", "there are no rows of events: give the result of adverseEvents");
  }
  if (!(minPercent >= 0 && minPercent <= 100)) {
    const message = `minPercent is ${String(minPercent)}: give a percentage from 0 to 100`;
    throw new InputError("option", message, { column: "minPercent" });
  }
  const names = result.overall.groups.map(({ group }) => group ?? "All patients");
  const chosen = options.groups ?? names;
  if (!Array.isArray(chosen) || chosen.length !== 2 || chosen[0] === chosen[1]) {
    const message = `the groups are ${JSON.stringify(chosen)}: name two of ${JSON.stringify(names)} by the option groups`;
    throw new InputError("option", message, { column: "groups" });
  }
  const at = chosen.map((name) => {
    const index = names.indexOf(name);
    if (index >= 0) return index;
    const message = `there is no group "${String(name)}": give two of ${JSON.stringify(names)}`;
    throw new InputError("option", message, { column: "groups" });
  }) as [number, number];

  const read = (row: AdverseEventPlotRow, index: number | undefined): EventRow => {
    const name = row.term === null ? "Any event" : (labels[row.term] ?? row.term);
    const place = { column: name, ...(index !== undefined && { row: index }) };
    const percent = (of: "anyGrade" | "grade3Plus") =>
      at.map((k) => {
        const group = row.groups[k];
        const count = group?.[of]?.count;
        if (group === undefined || count === undefined || !(group.n > 0)) {
          const message = `"${name}" has no count or no treated patient in the group "${names[k]}": leave the group out`;
          throw new InputError("option", message, place);
        }
        if (count >= 0 && count <= (of === "anyGrade" ? group.n : group.anyGrade.count)) return (100 * count) / group.n;
        const message = `"${name}" has ${count} patients with grade ${of === "anyGrade" ? "1 or worse" : "3 or worse"} in the group "${names[k]}" of ${group.n}: give counts of patients, not of events`;
        throw new InputError("option", message, place);
      }) as [number, number];
    return { name, bold: row.term === null, any: percent("anyGrade"), severe: percent("grade3Plus") };
  };
  const all = result.rows.map(read);
  const rows = all.filter(({ any }) => Math.max(...any) >= minPercent);
  if (sort === "severe") rows.sort((a, b) => b.severe[0] + b.severe[1] - a.severe[0] - a.severe[1]);
  const shown = overall ? [read(result.overall, undefined), ...rows] : rows;
  if (shown.length === 0) {
    throw new InputError("option", "there is no row to draw: no event was counted, or minPercent leaves all out", {
      column: "rows",
    });
  }
  const groups = at.map((k) => ({ name: names[k]!, n: result.overall.groups[k]!.n })) as [EventGroup, EventGroup];
  return { groups, rows: shown, left: all.length - rows.length };
}
