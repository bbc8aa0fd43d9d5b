import { InputError } from "@hcc/data";
import type { ResponsePlotPatient, ResponsePlotResponse } from "../response-plot-patient.js";
import { RESPONSES } from "./response-looks.js";

/** Changes of the target sum of one patient, days counted from baseline. */
interface Changes {
  readonly patient: string;
  readonly best: ResponsePlotResponse;
  /** Visits with a measured change, in order of time. */
  readonly points: readonly { readonly day: number; readonly percent: number }[];
  /** Day of the first progression, or null. */
  readonly progressionDay: number | null;
  /** Day of the last visit that counts. */
  readonly lastDay: number;
}

/** The patients of a figure of changes, and the thresholds that they have in common. */
export interface ReadResponses {
  readonly patients: readonly Changes[];
  readonly decrease: number;
  readonly increase: number;
}

/** Throws unless a list of patients has entries. */
export function checkPatients(patients: unknown, what: string): void {
  if (Array.isArray(patients) && patients.length > 0) return;
  throw new InputError(
    "option",
    `the patients are ${Array.isArray(patients) ? "an empty list" : "no list"}: give ${what}`,
  );
}

/** Throws unless a response is one that figures have a color for. */
export function checkResponse(response: unknown, patient: string, row: number): ResponsePlotResponse {
  if (RESPONSES.includes(response as ResponsePlotResponse)) return response as ResponsePlotResponse;
  const message = `the response of patient ${patient} is ${JSON.stringify(response)} at row ${row}: give one of ${RESPONSES.join(", ")}`;
  throw new InputError("option", message, { column: "best", row });
}

export function readResponses(list: readonly ResponsePlotPatient[], until: "progression" | "last"): ReadResponses {
  checkPatients(list, "results of assessResponses");
  if (until !== "progression" && until !== "last") {
    throw new InputError("option", `until is "${String(until)}": give "progression" or "last"`, { column: "until" });
  }
  const { prDecreasePercent: decrease, pdIncreasePercent: increase } = list[0]?.options ?? {};
  const known = new Set<string>();
  const patients = list.map((patient, row): Changes => {
    if (!Array.isArray(patient?.visits) || patient.options === undefined || patient.best === undefined) {
      throw new InputError("option", `row ${row} is no result of assessResponses: give its list as it is`, { row });
    }
    const name = patient.patient;
    if (known.has(name)) {
      const message = `patient ${name} comes twice, again at row ${row}: draw one set of criteria at a time`;
      throw new InputError("option", message, { column: "patient", row });
    }
    known.add(name);
    if (patient.options.prDecreasePercent !== decrease || patient.options.pdIncreasePercent !== increase) {
      const message = `patient ${name} has other thresholds than the first one at row ${row}: draw one set of criteria at a time`;
      throw new InputError("option", message, { column: "options", row });
    }
    const start = patient.baseline.day;
    const end = patient.firstProgressionDay.overall;
    const visits = patient.visits.filter(({ day }) => until === "last" || end === null || day <= end);
    return {
      patient: name,
      best: checkResponse(patient.best.overall, name, row),
      points: visits.flatMap(({ day, percentFromBaseline: percent }) => {
        if (percent === null) return [];
        if (Number.isFinite(percent) && percent >= -100) return [{ day: day - start, percent }];
        const message = `the change of patient ${name} on day ${day} is ${percent} at row ${row}: give percent from -100 on, or null`;
        throw new InputError("option", message, { column: "percentFromBaseline", row });
      }),
      progressionDay: end === null ? null : end - start,
      lastDay: (visits[visits.length - 1]?.day ?? start) - start,
    };
  });
  return { patients, decrease: decrease!, increase: increase! };
}

/** Checks where the axis of changes is cut. */
export function checkLimit(limit: number, increase: number): void {
  if (Number.isFinite(limit) && limit > increase) return;
  const message = `limit is ${String(limit)}: give a percentage above ${increase}, the increase that is progression`;
  throw new InputError("option", message, { column: "limit" });
}

/** A change with its sign, such as +12%. */
export function percentText(percent: number): string {
  const whole = Math.round(percent);
  return `${whole < 0 ? "−" : whole > 0 ? "+" : ""}${Math.abs(whole)}%`;
}
