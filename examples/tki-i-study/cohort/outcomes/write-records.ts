import { csvFormatRows } from "d3-dsv";
import { ADVERSE_EVENTS, type Columns, FOLLOW_UP, IMAGING, PATIENTS, TREATMENT } from "../../src/records/tables.js";
import type { RecordFile } from "../../src/records/types.js";
import type { Baseline } from "../baseline/patient.js";
import type { Outcome, Outcomes } from "./outcome.js";
import { writeAdverseEvents } from "./write-adverse-events.js";
import { writeImaging } from "./write-imaging.js";
import { writeExcluded, writeFollowUp, writeIncluded } from "./write-patients.js";
import { writeTreatment } from "./write-treatment.js";

/** The texts of the five record files. Pure: the same baseline and outcomes give the same bytes. */
export function writeRecords(baseline: Baseline, outcomes: Outcomes): Record<RecordFile, string> {
  const byId = new Map(outcomes.outcomes.map((outcome) => [outcome.id, outcome]));
  const outcomeOf = (id: string): Outcome => {
    const outcome = byId.get(id);
    if (outcome === undefined) throw new Error(`outcomes.json has no ${id}: run the search again`);
    return outcome;
  };
  const included = [...baseline.patients].sort((a, b) => (a.id < b.id ? -1 : 1));
  const screened = [
    ...included.map((patient) => writeIncluded(patient, outcomeOf(patient.id))),
    ...baseline.excluded.map(writeExcluded),
  ].sort((a, b) => (a.patientId < b.patientId ? -1 : 1));
  return {
    "patients.csv": csv(PATIENTS, screened),
    "treatment.csv": csv(
      TREATMENT,
      included.flatMap((patient) => writeTreatment(patient, outcomeOf(patient.id))),
    ),
    "imaging.csv": csv(
      IMAGING,
      included.flatMap((patient) => writeImaging(patient, outcomeOf(patient.id))),
    ),
    "follow-up.csv": csv(
      FOLLOW_UP,
      included.map((patient) => writeFollowUp(outcomeOf(patient.id))),
    ),
    "adverse-events.csv": csv(
      ADVERSE_EVENTS,
      included.flatMap((patient) => writeAdverseEvents(patient, outcomeOf(patient.id))),
    ),
  };
}

function csv<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const properties = Object.keys(columns) as (keyof Row)[];
  const cells = rows.map((row) => properties.map((property) => (row[property] === null ? "" : String(row[property]))));
  return `${csvFormatRows([properties.map((property) => columns[property][0]), ...cells])}\n`;
}
