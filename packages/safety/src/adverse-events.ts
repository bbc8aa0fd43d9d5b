import { checkOptions, oneOf, type RowOf } from "@hcc/data";
import { checkWindow, emergence } from "./internal/emergence.js";
import { readEvents } from "./internal/read-events.js";
import { readPatients } from "./internal/read-patients.js";
import { similarTerms } from "./internal/similar-terms.js";
import { addEvent, newTally, rowOf, type Tally } from "./internal/tally.js";
import type { AdverseEventRow, AdverseEvents, AdverseEventsSpec, EventExclusionReason } from "./types.js";

const OPTIONS = [
  "patient",
  "term",
  "grade",
  "onsetDay",
  "related",
  "id",
  "by",
  "levels",
  "start",
  "stop",
  "where",
  "windowDays",
  "ctcae",
  "rule",
] as const satisfies readonly (keyof AdverseEventsSpec<never, never>)[];

const REASONS: readonly EventExclusionReason[] = [
  "not-in-analysis",
  "not-treated",
  "before-treatment",
  "after-window",
  "unrelated",
];

/**
 * Patients with treatment-emergent adverse events by term and group, any grade and grade 3 or worse.
 *
 * An event counts when start <= onset <= stop + `windowDays`. A patient counts once per term, with the worst grade; a
 * missing grade is missing, not 1, and yields to any grade of the same term. Percentages are of all treated patients.
 * Each row is tested by `rule` on patients with and without the event by group.
 *
 * @param events one row per event; may be empty.
 * @param patients one row per patient, those without events included.
 * @throws InputError for an event of an unknown patient, a repeated patient, a grade other than 1 to 5, a stop before the
 * start, a missing term or CTCAE version, ...
 *
 * @example
 * ```ts
 * import { adverseEvents } from "@hcc/safety";
 * const patients = [
 *   { id: "P1", arm: "A", start: 0, stop: 100 }, { id: "P2", arm: "A", start: 0, stop: 80 },
 *   { id: "P3", arm: "B", start: 0, stop: null },
 * ];
 * const events = [
 *   { id: "P1", term: "Diarrhoea", grade: 1, day: 20 }, { id: "P1", term: "Diarrhoea", grade: 3, day: 190 },
 *   { id: "P2", term: "Fatigue", grade: 2, day: 171 }, { id: "P3", term: "Diarrhoea", grade: 2, day: 300 },
 * ];
 * const result = adverseEvents(events, patients, {
 *   patient: "id", term: "term", grade: "grade", onsetDay: "day",
 *   id: "id", by: "arm", start: "start", stop: "stop", ctcae: "5.0",
 * });
 * result.rows.map(({ term, groups }) => [term, ...groups.map(({ anyGrade }) => anyGrade.count)]); // => [["Diarrhoea", 1, 1]]
 * result.overall.groups[0]!.grade3Plus; // => { count: 1, percent: 50 }
 * result.excluded.find(({ reason }) => reason === "after-window")!.rows; // => [2]
 * ```
 *
 * @see Common Terminology Criteria for Adverse Events, version 5.0, National Cancer Institute, 2017
 */
export function adverseEvents<Events extends Iterable<unknown> | object, Patients extends Iterable<unknown> | object>(
  events: Events,
  patients: Patients,
  spec: AdverseEventsSpec<RowOf<Events>, RowOf<Patients>>,
): AdverseEvents {
  checkOptions("adverseEvents", spec, OPTIONS);
  const { rule = "spss" } = spec;
  const ctcae = oneOf("ctcae", spec.ctcae, ["3.0", "4.0", "4.03", "5.0", "6.0"]);
  const windowDays = checkWindow(spec.windowDays ?? 90);
  const treated = readPatients(patients, spec);
  const read = readEvents(events, spec, treated.byId);

  const excluded = new Map<EventExclusionReason, number[]>(REASONS.map((reason) => [reason, []]));
  const missing = { grade: 0, onsetDay: 0, related: 0 };
  const all = newTally(treated.groups.length);
  const terms = new Map<string, Tally>();
  let counted = 0;
  for (const event of read) {
    const patient = treated.byId.get(event.patient)!;
    const reason = emergence(event, patient, windowDays) ?? (event.related === false ? "unrelated" : null);
    if (reason !== null) {
      excluded.get(reason)!.push(event.row);
      continue;
    }
    counted++;
    if (event.grade === null) missing.grade++;
    if (event.onset === null) missing.onsetDay++;
    if (event.related === null) missing.related++;
    let tally = terms.get(event.term);
    if (tally === undefined) terms.set(event.term, (tally = newTally(treated.groups.length)));
    for (const it of [tally, all]) addEvent(it, patient.group, event.patient, event.grade);
  }
  const rows = [...terms].map(([term, tally]) => rowOf(term, tally, treated.groups, rule));
  const total = (row: AdverseEventRow, of: "anyGrade" | "grade3Plus"): number =>
    row.groups.reduce((sum, group) => sum + group[of].count, 0);
  rows.sort(
    (a, b) =>
      total(b, "anyGrade") - total(a, "anyGrade") ||
      total(b, "grade3Plus") - total(a, "grade3Plus") ||
      (a.term! < b.term! ? -1 : 1),
  );
  return {
    kind: "adverse-events",
    version: 1,
    ctcae,
    windowDays,
    relatedOnly: spec.related !== undefined,
    rule,
    groups: treated.groups,
    overall: rowOf(null, all, treated.groups, rule),
    rows,
    events: counted,
    excluded: REASONS.map((reason) => {
      const list = excluded.get(reason)!;
      return { reason, count: list.length, rows: list };
    }),
    untreated: treated.untreated,
    missing,
    warnings: similarTerms([...terms.keys()]),
  };
}
