import { InputError, readColumn, rereadable } from "@hcc/data";
import type { DoseAction } from "../types.js";
import { namePatient } from "./name-patient.js";
import { dayAt, type PatientRecord } from "./read-patients.js";

/** Channels of treatment records; those that are undefined were not asked for. */
export interface TreatmentChannels {
  readonly patient: unknown;
  readonly drug?: unknown;
  readonly startDay?: unknown;
  readonly endDay?: unknown;
  readonly dose?: unknown;
  readonly plannedDose?: unknown;
  readonly action?: { readonly channel: unknown };
}

/** A dose from a day on. */
export interface DoseRecord {
  readonly row: number;
  readonly start: number;
  /** Day on which it ends; null = until the next record. */
  readonly end: number | null;
  readonly dose: number;
  readonly planned: number | null;
}

export interface Treatments {
  /** Changes of the dose by patient. */
  readonly actions: ReadonlyMap<string, ReadonlySet<DoseAction>>;
  /** Doses by patient and drug ("" where drugs were not asked for), by day. */
  readonly doses: ReadonlyMap<string, ReadonlyMap<string, readonly DoseRecord[]>>;
}

/** The treatment records of the treated patients of the analysis, checked. */
export function readTreatments(
  records: Iterable<unknown> | object,
  spec: TreatmentChannels,
  patients: ReadonlyMap<string, PatientRecord>,
  actionOf: ((value: string, row: number, patient: string) => DoseAction | null) | null,
): Treatments {
  const actions = new Map<string, Set<DoseAction>>();
  const doses = new Map<string, Map<string, DoseRecord[]>>();
  const rows = rereadable(records);
  if (Array.isArray(rows) && rows.length === 0) return { actions, doses };
  const ids = readColumn(rows, "group", spec.patient, "patient");
  const optional = <Kind extends "number" | "group">(kind: Kind, channel: unknown, name: string) =>
    channel === undefined ? null : namePatient(ids, () => readColumn(rows, kind, channel, name));
  const drugs = optional("group", spec.drug, "drug");
  const starts = optional("number", spec.startDay, "startDay");
  const ends = optional("number", spec.endDay, "endDay");
  const amounts = optional("number", spec.dose, "dose");
  const planned = optional("number", spec.plannedDose, "plannedDose");
  const kinds = optional("group", spec.action?.channel, "action");
  const fail = (row: number, code: InputError["code"], column: string, message: string): never =>
    namePatient(ids, () => {
      throw new InputError(code, message, { column, row });
    });
  const present = (row: number, column: string, value: number | null): number =>
    value ??
    fail(row, "missing-value", column, `${column} is missing at row ${row}: complete it, or leave the record out`);
  for (let row = 0; row < ids.codes.length; row++) {
    if (ids.codes[row]! < 0) present(row, "patient", null);
    const id = ids.levels[ids.codes[row]!]!;
    const patient = patients.get(id);
    if (patient === undefined) {
      const found = `the record at row ${row} is of no one among the patients`;
      return fail(row, "unknown-level", "patient", `${found}: add the patient, or leave patients out with where`);
    }
    if (!patient.inAnalysis) continue;
    if (patient.start === null) {
      const found = `there is a treatment record at row ${row}, but no start of treatment`;
      return fail(row, "date", "start", `${found}: complete the start`);
    }
    if (actionOf !== null && kinds !== null) {
      if (kinds.codes[row]! < 0) present(row, "action", null);
      const action = actionOf(kinds.levels[kinds.codes[row]!]!, row, id);
      if (action !== null) actions.set(id, (actions.get(id) ?? new Set()).add(action));
    }
    if (amounts === null) continue;
    if (drugs !== null && drugs.codes[row]! < 0) present(row, "drug", null);
    const drug = drugs === null ? "" : drugs.levels[drugs.codes[row]!]!;
    const start = present(row, "startDay", dayAt(starts, row));
    const end = dayAt(ends, row);
    const dose = present(row, "dose", dayAt(amounts, row));
    const plan = planned === null ? null : present(row, "plannedDose", dayAt(planned, row));
    if (dose < 0) {
      const found = `dose is ${dose} at row ${row}`;
      fail(row, "negative-value", "dose", `${found}: give the dose per day, 0 where none was taken`);
    }
    if (plan !== null && !(plan > 0)) {
      const found = `plannedDose is ${plan} at row ${row}`;
      fail(row, "negative-value", "plannedDose", `${found}: give the dose per day, more than 0`);
    }
    if (end !== null && end < start) {
      const found = `the record at row ${row} ends on day ${end} before its start on day ${start}`;
      fail(row, "date", "endDay", `${found}: correct the days`);
    }
    if (start < patient.start) {
      const found = `the record at row ${row} begins on day ${start}, before treatment on day ${patient.start}`;
      fail(row, "date", "startDay", `${found}: correct the days`);
    }
    let own = doses.get(id);
    if (own === undefined) doses.set(id, (own = new Map()));
    let list = own.get(drug);
    if (list === undefined) own.set(drug, (list = []));
    list.push({ row, start, end, dose, planned: plan });
  }
  for (const own of doses.values()) for (const list of own.values()) list.sort((a, b) => a.start - b.start);
  return { actions, doses };
}
