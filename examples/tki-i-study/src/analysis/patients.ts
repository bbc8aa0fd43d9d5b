import { dayNumber } from "@hcc/data";
import { assessResponses, type PatientResponse } from "@hcc/mrecist";
import { log10 } from "@hcc/numerics";
import { daysBetween, daysToMonths, type TimeToEvent, timeToEvent } from "@hcc/survival";
import type { Patient, StudyRecords } from "../records/types.js";
import { READING_CHANNELS, readingsOf } from "./imaging.js";

/** Parts of the tumor whose progression the study follows. */
export const COMPONENTS = ["overall", "intrahepatic", "thrombus"] as const;

/** Part of the tumor. */
export type Component = (typeof COMPONENTS)[number];

/** One included patient with everything that the analysis reads; times in months of 30.4375 days. */
export interface StudyPatient extends Patient {
  readonly treated: boolean;
  /** The groups of Table 1. */
  readonly ageGroup: "<60" | "≥60";
  readonly ecog: "0" | "1";
  readonly afpGroup: "<200" | "≥200";
  readonly tumorNumberCounted: number;
  readonly tumorNumberGroup: "≤3" | ">3";
  readonly sizeGroup: "≤7.0" | ">7.0";
  readonly taceGroup: "2" | ">2";
  readonly afpLog10: number;
  readonly osMonths: number;
  readonly death: boolean;
  readonly osReason: string;
  /** The day of death for the dead. */
  readonly lastContactDate: string;
  /** Months from refractoriness to the cut-off: how long the patient could have been followed. */
  readonly potentialMonths: number;
  /** Time to progression; null for the thrombus of a patient without one. */
  readonly ttp: Readonly<
    Record<Component, { readonly months: number; readonly event: boolean; readonly reason: string } | null>
  >;
  /**
   * Months between which the overall tumor progressed: after the last evaluable visit without progression, until the first with
   * it; `until` is null where no progression was seen.
   */
  readonly progressionWindow: { readonly after: number; readonly until: number | null };
  readonly response: PatientResponse;
  /** First to last day of TKI treatment, to the last contact where it goes on. */
  readonly tkiMonths: number;
  readonly tkiStart: string;
  /** Last day of TKI treatment. */
  readonly tkiStop: string;
  /** First day with a TKI or an implantation. */
  readonly firstTreatment: string;
  readonly interrupted: boolean;
  readonly doseReduced: boolean;
  readonly discontinuedForAe: boolean;
  readonly implantations: number;
  /** ISO dates, ascending. */
  readonly implantationDates: readonly string[];
  readonly seeds: number;
}

/** The included patients, and how each endpoint was censored. */
export interface Cohort {
  readonly patients: readonly StudyPatient[];
  readonly reasons: Readonly<Record<"os" | Component, TimeToEvent["reasons"]>>;
}

/** Joins the five files into one row per included patient; responses and endpoints are derived here. */
export function buildCohort(records: StudyRecords): Cohort {
  const followUp = new Map(records.followUp.map((row) => [row.patientId, row]));
  const treatment = grouped(records.treatment, (row) => row.patientId);
  const included = new Set(records.patients.map((row) => row.patientId));
  const responses = new Map(
    assessResponses(readingsOf(records.imaging, included), {
      ...READING_CHANNELS,
      criteria: "tki-i",
      trace: false,
    }).map((response) => [response.patient, response]),
  );
  const rows = records.patients.map((patient) => ({
    patient,
    follow: followUp.get(patient.patientId)!,
    events: treatment.get(patient.patientId) ?? [],
    response: responses.get(patient.patientId)!,
  }));

  const os = timeToEvent(rows, {
    origin: ({ patient }) => patient.refractorinessDate,
    event: { death: ({ follow }) => follow.deathDate },
    censoring: { "alive at last contact": ({ follow }) => follow.lastContactDate },
    cutoff: records.cutOffDate,
  });
  const progression = (component: Component): TimeToEvent =>
    timeToEvent(rows, {
      origin: ({ patient }) => dayNumber(patient.refractorinessDate),
      event: { progression: ({ response }) => response.firstProgressionDay[component] },
      censoring: { "no progression at last assessment": ({ response }) => response.lastAssessmentDay[component] },
      death: ({ follow }) => (follow.deathDate === null ? null : dayNumber(follow.deathDate)),
      cutoff: dayNumber(records.cutOffDate),
      where: ({ response }) => component === "overall" || response.best[component] !== null,
      noDate: "origin",
    });
  const ttp = {
    overall: progression("overall"),
    intrahepatic: progression("intrahepatic"),
    thrombus: rows.some(({ response }) => response.best.thrombus !== null) ? progression("thrombus") : null,
  };

  const patients = rows.map(({ patient, follow, events, response }, row): StudyPatient => {
    const dateOf = (kind: string): string | undefined => events.find((event) => event.kind === kind)?.date;
    const tkiStart = dateOf("tki-start")!;
    const tkiStop = dateOf("tki-stop") ?? dateOf("tki-discontinuation-ae") ?? follow.lastContactDate;
    const implantations = events.filter((event) => event.kind === "seed-implantation");
    const timeTo = (component: Component): StudyPatient["ttp"][Component] => {
      const result = ttp[component];
      if (result === null || result.event[row] === -1) return null;
      return { months: result.months[row]!, event: result.event[row] === 1, reason: result.reason[row]! };
    };
    const overall = timeTo("overall")!;
    const tumorNumberCounted = Math.min(patient.tumorNumber, 10);
    return {
      ...patient,
      treated: patient.arm === "TKI-I",
      ageGroup: patient.ageYears < 60 ? "<60" : "≥60",
      ecog: patient.ecogPs === 0 ? "0" : "1",
      afpGroup: patient.afpUgPerL < 200 ? "<200" : "≥200",
      tumorNumberCounted,
      tumorNumberGroup: tumorNumberCounted > 3 ? ">3" : "≤3",
      sizeGroup: patient.largestTumorSizeCm > 7 ? ">7.0" : "≤7.0",
      taceGroup: patient.previousTaceNumber > 2 ? ">2" : "2",
      afpLog10: log10(patient.afpUgPerL),
      osMonths: os.months[row]!,
      death: os.event[row] === 1,
      osReason: os.reason[row]!,
      lastContactDate: follow.lastContactDate,
      potentialMonths: daysToMonths(daysBetween(patient.refractorinessDate, records.cutOffDate)),
      ttp: { overall, intrahepatic: timeTo("intrahepatic"), thrombus: timeTo("thrombus") },
      progressionWindow: overall.event
        ? { after: lastWithoutProgression(patient, response), until: overall.months }
        : { after: overall.months, until: null },
      response,
      tkiMonths: daysToMonths(daysBetween(tkiStart, tkiStop)),
      tkiStart,
      tkiStop,
      firstTreatment: [tkiStart, ...implantations.map(({ date }) => date)].sort()[0]!,
      interrupted: dateOf("tki-interruption") !== undefined,
      doseReduced: dateOf("tki-dose-reduction") !== undefined,
      discontinuedForAe: dateOf("tki-discontinuation-ae") !== undefined,
      implantations: implantations.length,
      implantationDates: implantations.map(({ date }) => date).sort(),
      seeds: implantations.reduce((sum, event) => sum + (event.seeds ?? 0), 0),
    };
  });
  return {
    patients,
    reasons: {
      os: os.reasons,
      overall: ttp.overall.reasons,
      intrahepatic: ttp.intrahepatic.reasons,
      thrombus: ttp.thrombus?.reasons ?? [],
    },
  };
}

/** Months to the last evaluable visit before the first progression, 0 where it comes before the origin. */
function lastWithoutProgression({ refractorinessDate }: Patient, response: PatientResponse): number {
  const progression = response.firstProgressionDay.overall!;
  const days = response.visits.flatMap(({ day, overall }) => (day < progression && overall !== "NE" ? [day] : []));
  return Math.max(0, daysToMonths(Math.max(response.baseline.day, ...days) - dayNumber(refractorinessDate)));
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}
