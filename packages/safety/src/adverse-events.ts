import { checkLevel, checkOptions, InputError, oneOf, type RowOf } from "@hcc/data";
import { checkWindow, emergence } from "./internal/emergence.js";
import { exclusions, NOT_EMERGENT } from "./internal/exclusions.js";
import { readActions } from "./internal/read-actions.js";
import { type EventRecord, readEvents } from "./internal/read-events.js";
import { readPatients } from "./internal/read-patients.js";
import { similarTerms } from "./internal/similar-terms.js";
import { addEvent, byFrequency, newTally, rowOf, type Tally } from "./internal/tally.js";
import { type AdverseEventClass, type AdverseEvents, type AdverseEventsSpec, CTCAE_VERSIONS } from "./types.js";

const OPTIONS = [
  "patient",
  "term",
  "grade",
  "onsetDay",
  "related",
  "class",
  "initialGrade",
  "endDay",
  "serious",
  "action",
  "level",
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

/**
 * Patients with treatment-emergent adverse events by term and group, any grade and grade 3 or worse.
 *
 * An event counts when start <= onset <= stop + `windowDays`. A patient counts once per term, with the worst grade; a
 * missing grade is missing, not 1, and yields to any grade of the same term. With `initialGrade` an event that began
 * before treatment counts when its grade is worse than that; with `endDay` one that ended before treatment never counts. With
 * `class` a patient counts once per class too. Percentages are of all treated patients.
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
  const ctcae = oneOf("ctcae", spec.ctcae, CTCAE_VERSIONS);
  const windowDays = checkWindow(spec.windowDays ?? 90);
  const level = spec.level === undefined ? undefined : checkLevel(spec.level);
  const actionOf = spec.action === undefined ? null : readActions(spec.action);
  const content = { rule, level, serious: spec.serious !== undefined, action: actionOf !== null };
  const treated = readPatients(patients, spec);
  const read = readEvents(events, { ...spec, action: spec.action?.channel }, treated.byId);

  const excluded = exclusions([...NOT_EMERGENT, "unrelated"]);
  const missing = {
    grade: 0,
    onsetDay: 0,
    related: 0,
    ...(content.serious ? { serious: 0 } : {}),
    ...(content.action ? { action: 0 } : {}),
  };
  const all = newTally(treated.groups.length);
  const terms = new Map<string, Tally>();
  const classes = new Map<string, Tally>();
  const classOf = new Map<string, string>();
  let counted = 0;
  for (const event of read) {
    const action = actionOf === null || event.action === null ? null : actionOf(event.action, event.row, event.patient);
    if (event.class !== null) checkClass(classOf, event);
    const patient = treated.byId.get(event.patient)!;
    const reason = emergence(event, patient, windowDays) ?? (event.related === false ? "unrelated" : null);
    if (reason !== null) {
      excluded.add(reason, event.row);
      continue;
    }
    counted++;
    if (event.grade === null) missing.grade++;
    if (event.onset === null) missing.onsetDay++;
    if (event.related === null) missing.related++;
    if (missing.serious !== undefined && event.serious === null) missing.serious++;
    if (missing.action !== undefined && event.action === null) missing.action++;
    const tallies = [all, tallyOf(terms, event.term, treated.groups.length)];
    if (event.class !== null) tallies.push(tallyOf(classes, event.class, treated.groups.length));
    for (const it of tallies) addEvent(it, patient.group, event, action);
  }
  const rows = [...terms]
    .map(([term, tally]) => rowOf(term, tally, treated.groups, content))
    .sort((a, b) => byFrequency(a, b) || (a.term! < b.term! ? -1 : 1));
  const ofClasses = [...classes]
    .map(
      ([name, tally]): AdverseEventClass => ({
        class: name,
        overall: rowOf(null, tally, treated.groups, content),
        rows: rows.filter(({ term }) => classOf.get(term!) === name),
      }),
    )
    .sort((a, b) => byFrequency(a.overall, b.overall) || (a.class < b.class ? -1 : 1));
  return {
    kind: "adverse-events",
    version: 1,
    ctcae,
    windowDays,
    relatedOnly: spec.related !== undefined,
    rule,
    groups: treated.groups,
    overall: rowOf(null, all, treated.groups, content),
    rows,
    ...(spec.class === undefined ? {} : { classes: ofClasses }),
    events: counted,
    excluded: excluded.list(),
    untreated: treated.untreated,
    missing,
    warnings: similarTerms([...terms.keys()]),
  };
}

function tallyOf(tallies: Map<string, Tally>, name: string, groups: number): Tally {
  let tally = tallies.get(name);
  if (tally === undefined) tallies.set(name, (tally = newTally(groups)));
  return tally;
}

function checkClass(classOf: Map<string, string>, event: EventRecord): void {
  const known = classOf.get(event.term);
  if (known === undefined) classOf.set(event.term, event.class!);
  else if (known !== event.class) {
    throw new InputError(
      "duplicate",
      `the term "${event.term}" is of class "${event.class}" at row ${event.row}, of patient "${event.patient}", and of class "${known}" before: give a term one class`,
      { column: "class", row: event.row },
    );
  }
}
