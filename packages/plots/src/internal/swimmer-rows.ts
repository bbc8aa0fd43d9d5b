import { InputError } from "@hcc/data";
import type { ResponsePlotResponse } from "../response-plot-patient.js";
import type { SwimmerPlotPatient } from "../swimmer-plot.js";
import { eventGlyphs, type Glyph } from "./event-glyphs.js";
import { checkPatients, checkResponse } from "./read-responses.js";

/** A bar of the figure; days counted from its start. */
interface SwimmerRow {
  readonly patient: string;
  readonly group: string | null;
  readonly best: ResponsePlotResponse | null;
  readonly days: number;
  readonly ongoing: boolean;
  readonly marks: readonly { readonly glyph: Glyph; readonly name: string; readonly day: number }[];
}

/** Bars in the order of the data, and the names of the marks that occur. */
export interface SwimmerRows {
  readonly rows: readonly SwimmerRow[];
  readonly names: ReadonlyMap<Glyph, string>;
  readonly groups: readonly (string | null)[];
}

export function readSwimmerRows(patients: readonly SwimmerPlotPatient[]): SwimmerRows {
  checkPatients(patients, "one entry per patient");
  const own = eventNames(patients);
  const known = new Set<string>();
  const rows = patients.map((patient, row): SwimmerRow => {
    const { patient: name, start, end, response = null, group = null } = patient;
    const refuse = (column: string, message: string): never => {
      throw new InputError("option", `${message} at row ${row}`, { column, row });
    };
    if (typeof name !== "string" || name === "") refuse("patient", "there is no name of the patient: give a text");
    if (known.has(name)) refuse("patient", `patient ${name} comes twice: give one entry per patient, again`);
    known.add(name);
    for (const [column, value] of Object.entries({ start, end })) {
      if (!Number.isFinite(value)) refuse(column, `the ${column} of patient ${name} is ${String(value)}: give a day`);
    }
    if (end < start)
      refuse("end", `patient ${name} ends on day ${end}, before the start on day ${start}: exchange them`);
    const marks: { glyph: Glyph; name: string; day: number }[] = [];
    const mark = (glyph: Glyph, what: string, day: number | null | undefined): void => {
      if (day === null || day === undefined) return;
      if (!Number.isFinite(day))
        refuse(what, `"${what}" of patient ${name} is on day ${String(day)}: give a number or null`);
      if (day < start) {
        refuse(
          what,
          `"${what}" of patient ${name} is on day ${day}, before the start on day ${start}: leave it out or start earlier`,
        );
      }
      marks.push({ glyph, name: what, day: day - start });
    };
    if (response !== null) {
      const progression = response.firstProgressionDay.overall;
      const first = response.visits.find(({ overall }) => overall === "CR" || overall === "PR");
      if (first !== undefined && (progression === null || first.day < progression)) {
        mark("response", "First response (CR or PR)", first.day);
      }
      mark("progression", "First progression", progression);
    }
    for (const [what, days] of Object.entries(patient.events ?? {})) {
      for (const day of Array.isArray(days) ? days : [days]) mark(own.get(what)!, what, day);
    }
    mark("death", "Death", patient.death);
    // What is drawn last lies on top.
    const rank = (of: Glyph): number => ["death", "response", "progression"].indexOf(of);
    marks.sort((a, b) => rank(a.glyph) - rank(b.glyph));
    return {
      patient: name,
      group,
      best: response === null ? null : checkResponse(response.best.overall, name, row),
      days: end - start,
      ongoing: patient.ongoing === true,
      marks,
    };
  });
  const found = new Map(rows.flatMap(({ marks }) => marks.map(({ glyph, name }) => [glyph, name] as const)));
  if (rows.some(({ ongoing }) => ongoing)) found.set("ongoing", "Ongoing");
  const order: readonly Glyph[] = ["response", "progression", ...eventGlyphs, "death", "ongoing"];
  const names = new Map(order.flatMap((glyph) => (found.has(glyph) ? [[glyph, found.get(glyph)!] as const] : [])));
  return { rows, names, groups: [...new Set(rows.map(({ group }) => group))] };
}

function eventNames(patients: readonly SwimmerPlotPatient[]): Map<string, Glyph> {
  const names = [...new Set(patients.flatMap((patient) => Object.keys(patient?.events ?? {})))];
  if (names.length > eventGlyphs.length) {
    const message = `there are ${names.length} kinds of events (${names.join(", ")}): give at most ${eventGlyphs.length}`;
    throw new InputError("option", message, { column: "events" });
  }
  return new Map(names.map((name, i) => [name, eventGlyphs[i]!]));
}
