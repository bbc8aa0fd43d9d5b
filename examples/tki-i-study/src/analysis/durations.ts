import { dayNumber } from "@hcc/data";
import { responseDurations } from "@hcc/mrecist";
import { type Description, describe } from "@hcc/stats";
import {
  daysToMonths,
  type KaplanMeier,
  kaplanMeier,
  type LogRank,
  logRank,
  type TimeToEvent,
  timeToEvent,
} from "@hcc/survival";
import { ARMS } from "./characteristics.js";
import type { StudyPatient } from "./patients.js";

/** Progression-free survival, and how soon and how long patients responded; overall tumor. */
export interface DurationResult {
  readonly pfs: {
    readonly reasons: TimeToEvent["reasons"];
    readonly curves: KaplanMeier;
    readonly logRank: LogRank;
  };
  /** From the first response to progression or death; of responders, so without a test of the arms. Null without a response. */
  readonly response: { readonly reasons: TimeToEvent["reasons"]; readonly curves: KaplanMeier } | null;
  /** Months from the baseline scan to the first response, of responders; arms in the order TKI-I, TKI. */
  readonly monthsToResponse: readonly Description[];
}

/** Progression-free survival from refractoriness, and duration of response, of one cohort. */
export function analyseDurations(patients: readonly StudyPatient[], cutOffDate: string): DurationResult {
  const deathDay = (patient: StudyPatient): number | null =>
    patient.death ? dayNumber(patient.lastContactDate) : null;
  const cutoff = dayNumber(cutOffDate);
  const pfs = timeToEvent(patients, {
    origin: ({ refractorinessDate }) => dayNumber(refractorinessDate),
    event: { progression: ({ response }) => response.firstProgressionDay.overall, death: deathDay },
    censoring: { "no progression at last assessment": ({ response }) => response.lastAssessmentDay.overall },
    cutoff,
    noDate: "origin",
  });
  const spec = (of: TimeToEvent) => ({
    time: (_: StudyPatient, row: number) => of.months[row]!,
    event: (_: StudyPatient, row: number) => of.event[row] === 1,
    where: (_: StudyPatient, row: number) => of.event[row]! >= 0,
    by: "arm" as const,
  });
  const responses = patients.map(({ response }) => response);
  const deaths = new Map(patients.map((patient) => [patient.response, deathDay(patient)]));
  const { duration, timeToResponse } = responseDurations(responses, {
    death: (response) => deaths.get(response)!,
    cutoff,
  });
  return {
    pfs: { reasons: pfs.reasons, curves: kaplanMeier(patients, spec(pfs)), logRank: logRank(patients, spec(pfs)) },
    response: duration === null ? null : { reasons: duration.reasons, curves: kaplanMeier(patients, spec(duration)) },
    monthsToResponse: ARMS.map((arm) =>
      describe(
        timeToResponse.flatMap((days, row) => (days === null || patients[row]!.arm !== arm ? [] : daysToMonths(days))),
      ),
    ),
  };
}
