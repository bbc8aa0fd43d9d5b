import { dayNumber } from "@hcc/data";
import { cumulativeIncidence, incidenceAt } from "@hcc/survival";
import { expect, test } from "vitest";
import { ARMS, ofArm } from "../src/analysis/characteristics.js";
import { buildCohort, type StudyPatient } from "../src/analysis/patients.js";
import { analyseSafety } from "../src/analysis/safety.js";
import { analyseSafetyRates } from "../src/analysis/safety-rates.js";
import { readRecords } from "../src/records/read-records.js";

const home = new URL("..", import.meta.url).pathname;
const records = await readRecords(`${home}records`);
const { patients } = buildCohort(records);
const rates = analyseSafetyRates(patients, records.adverseEvents);
const followUp = new Map(records.followUp.map((row) => [row.patientId, row]));

/** Days at risk and days to the first severe event, from the dates of the files. */
function courseOf(patient: StudyPatient): {
  readonly last: number;
  readonly first: number | null;
  readonly died: boolean;
} {
  const start = dayNumber(patient.firstTreatment);
  const { lastContactDate, deathDate } = followUp.get(patient.patientId)!;
  const contact = dayNumber(lastContactDate);
  const window = dayNumber(patient.tkiStop) + 90;
  const onsets = records.adverseEvents
    .filter((event) => event.patientId === patient.patientId && event.related !== "none" && event.grade >= 3)
    .map(({ onsetDate }) => dayNumber(onsetDate))
    .filter((day) => day >= start && day <= Math.min(contact, window));
  return {
    last: Math.min(contact, window) - start,
    first: onsets.length === 0 ? null : Math.min(...onsets) - start,
    died: deathDate !== null && dayNumber(deathDate) <= window,
  };
}

test("patients with a first event are those of Table S3, by arm and by term", () => {
  const { events } = analyseSafety(patients, records.adverseEvents);
  expect(rates.any.overall.groups.map(({ first }) => first.events)).toEqual(
    events.overall.groups.map(({ anyGrade }) => anyGrade.count),
  );
  expect(rates.severe.overall.groups.map(({ first }) => first.events)).toEqual(
    events.overall.groups.map(({ grade3Plus }) => grade3Plus.count),
  );
  for (const { term, groups } of events.rows) {
    const row = rates.any.rows.find((own) => own.term === term)!;
    expect(row.groups.map(({ first }) => first.events)).toEqual(groups.map(({ anyGrade }) => anyGrade.count));
  }
});

test("time at risk ends with the first severe event, 90 days after treatment, at last contact or death", () => {
  ARMS.forEach((arm, i) => {
    const days = ofArm(patients, arm)
      .map(courseOf)
      .reduce((sum, { first, last }) => sum + (first ?? last), 0);
    const { first } = rates.severe.overall.groups[i]!;
    expect(Math.abs(first.personYears - days / 365.25)).toBeLessThan(1e-9);
    expect(Math.abs(first.rate.estimate! - (100 * first.events) / first.personYears)).toBeLessThan(1e-9);
  });
});

test("the incidence of severe events has death without one as its competing event", () => {
  for (const arm of ARMS) {
    const own = ofArm(patients, arm).map(courseOf);
    const data = {
      months: own.map(({ first, last }) => (first ?? last) / 30.4375),
      end: own.map(({ first, died }) => (first !== null ? 1 : died ? 2 : 0)),
    };
    const cause = { channel: "end", event: [1], competing: [2], censored: [0] } as const;
    const [expected] = cumulativeIncidence(data, { time: "months", cause }).curves;
    const curve = rates.firstSevere.incidence.curves.find(({ group }) => group === arm)!;
    expect([curve.n, curve.events, curve.competing]).toEqual([expected!.n, expected!.events, expected!.competing]);
    expect(curve.events).toBe(data.end.filter((end) => end === 1).length);
    expect(incidenceAt(curve, [6])[0]!.estimate).toBe(incidenceAt(expected!, [6])[0]!.estimate);
  }
});
