import type { ParsedRow } from "./parse-table.js";
import type { AdverseEvent, Baseline, FollowUp, LesionReading, ScreenedPatient, TreatmentEvent } from "./types.js";

/** The rows of the five files, bad cells absent. */
export interface ParsedRecords {
  readonly patients: readonly ParsedRow<ScreenedPatient>[];
  readonly treatment: readonly ParsedRow<TreatmentEvent>[];
  readonly imaging: readonly ParsedRow<LesionReading>[];
  readonly followUp: readonly ParsedRow<FollowUp>[];
  readonly adverseEvents: readonly ParsedRow<AdverseEvent>[];
}

const BASELINE: readonly (keyof Baseline)[] = [
  "sex",
  "ageYears",
  "ecogPs",
  "hbsag",
  "childPugh",
  "afpUgPerL",
  "tumorNumber",
  "tumorDistribution",
  "largestTumorSizeCm",
  "macrovascularInvasion",
  "tki",
  "previousTaceNumber",
  "taceTechnique",
];

/** Checks what no single cell can show: identifiers, the order of dates, cells that depend on each other. */
export function checkRecords(records: ParsedRecords, cutOffDate: string): void {
  const { patients, treatment, imaging, followUp, adverseEvents } = records;
  const firstLine = new Map<string, number>();
  const origin = new Map<string, string>();
  const included: ParsedRow<ScreenedPatient>[] = [];
  for (const entry of patients) {
    const { row, line, report } = entry;
    const id = row.patientId;
    if (id !== undefined) {
      const earlier = firstLine.get(id);
      if (earlier !== undefined) report("patientId", `stands on line ${earlier} already`, "keep one row per patient");
      else {
        firstLine.set(id, line);
        if (row.refractorinessDate !== undefined) origin.set(id, row.refractorinessDate);
        if (row.exclusionReason === null) included.push(entry);
      }
    }
    notAfterCutOff(entry, "refractorinessDate");
    if (row.exclusionReason === null)
      for (const property of BASELINE)
        if (row[property] === null)
          report(property, "is empty for an included patient", "fill the cell or give an exclusion_reason");
  }

  const lastContact = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const entry of followUp) {
    const { row, line, report } = entry;
    known(entry);
    afterOrigin(entry, "lastContactDate");
    notAfterCutOff(entry, "lastContactDate");
    const { patientId: id, status, deathDate, lastContactDate } = row;
    if (id !== undefined) {
      const earlier = seen.get(id);
      if (earlier !== undefined) report("patientId", `stands on line ${earlier} already`, "keep one row per patient");
      else seen.set(id, line);
      if (lastContactDate !== undefined) lastContact.set(id, lastContactDate);
    }
    if (status === "dead" && deathDate === null)
      report("deathDate", "is empty for a dead patient", "write the day of death");
    if (status === "alive" && typeof deathDate === "string")
      report("deathDate", "is given for a patient alive", "empty the cell, or write dead as the status");
    if (typeof deathDate === "string") {
      const begin = id === undefined ? undefined : origin.get(id);
      if (begin !== undefined && deathDate < begin)
        report("deathDate", `is before the refractoriness date ${begin}`, "correct one of the two dates");
      if (deathDate > cutOffDate)
        report("deathDate", `is after the data cut-off ${cutOffDate}`, "record the state at the cut-off");
      if (lastContactDate !== undefined && lastContactDate !== deathDate)
        report("lastContactDate", `differs from the day of death ${deathDate}`, "write the day of death in both cells");
    }
  }

  const started = new Set<string>();
  for (const entry of treatment) {
    const { row, report } = entry;
    known(entry);
    within(entry, "date");
    if (row.kind === "tki-start" && row.patientId !== undefined) {
      if (started.has(row.patientId)) report("kind", "is a second tki-start of this patient", "keep the first start");
      started.add(row.patientId);
    }
    if (row.kind === "seed-implantation" && row.seeds === null)
      report("seeds", "is empty for a seed implantation", "write the number of seeds");
    if (row.kind !== undefined && row.kind !== "seed-implantation" && typeof row.seeds === "number")
      report("seeds", `is given for ${row.kind}`, "empty the cell, or write seed-implantation as the kind");
    if (row.kind !== undefined && row.kind !== "seed-implantation" && row.drug === null)
      report("drug", `is empty for ${row.kind}`, "write sorafenib or lenvatinib");
  }

  const baselineDate = new Map<string, string>();
  for (const { row, report } of imaging) {
    if (row.visit !== "baseline" || row.patientId === undefined || row.visitDate === undefined) continue;
    const other = baselineDate.get(row.patientId);
    if (other === undefined) baselineDate.set(row.patientId, row.visitDate);
    else if (other !== row.visitDate)
      report("visitDate", `is a second baseline visit, the first being ${other}`, "write follow-up as the visit");
  }
  const baselineLesions = new Set<string>();
  for (const { row } of imaging)
    if (row.visit === "baseline") baselineLesions.add(JSON.stringify([row.patientId, row.lesionId]));
  const readings = new Map<string, number>();
  for (const entry of imaging) {
    const { row, line, report } = entry;
    known(entry);
    within(entry, "visitDate");
    const { patientId: id, visitDate, visit, lesionId, role, viableMm, enhancing, arterialPhase } = row;
    if (id !== undefined && visitDate !== undefined && lesionId !== undefined) {
      const key = JSON.stringify([id, visitDate, lesionId]);
      const earlier = readings.get(key);
      if (earlier !== undefined)
        report("lesionId", `was read on ${visitDate} already, on line ${earlier}`, "keep one row per lesion and visit");
      else readings.set(key, line);
      const first = baselineDate.get(id);
      if (visit === "follow-up" && first !== undefined && visitDate <= first)
        report(
          "visitDate",
          `is not after the baseline visit of ${first}`,
          "correct the date, or write baseline as the visit",
        );
      if (visit === "follow-up" && first === undefined && baselineDate.size > 0)
        report("visit", "is a follow-up of a patient without a baseline visit", "add the rows of the baseline visit");
      const atBaseline = baselineLesions.has(JSON.stringify([id, lesionId]));
      if (visit === "follow-up" && first !== undefined && !atBaseline && role !== undefined && role !== "new")
        report(
          "lesionId",
          `has the role ${role} but no row at baseline`,
          "add its baseline row, or write new as the role",
        );
    }
    if (role === "new" && visit === "baseline")
      report("role", "is new at the baseline visit", "write target, non-target or thrombus");
    if (enhancing === "no" && typeof viableMm === "number" && viableMm > 0)
      report("viableMm", "is above 0 without enhancement", "write 0, or yes as enhancing");
    if (enhancing === "yes" && viableMm === 0)
      report("viableMm", "is 0 with enhancement", "write the viable diameter, or no as enhancing");
    if (typeof viableMm === "number" && typeof row.totalMm === "number" && viableMm > row.totalMm)
      report("viableMm", `is larger than the total diameter ${row.totalMm}`, "correct one of the two diameters");
    if (arterialPhase === "no" && typeof viableMm === "number")
      report("viableMm", "is given without an adequate arterial phase", "empty the cell");
    if (role === "thrombus" && enhancing === "yes" && row.thrombusLevel === null)
      report(
        "thrombusLevel",
        "is empty for an enhancing thrombus",
        "write the most proximal level, Vp1 to Vp4 or Vv1 to Vv3",
      );
  }

  for (const entry of adverseEvents) {
    known(entry);
    within(entry, "onsetDate");
  }

  for (const { row, report } of included) {
    const id = row.patientId;
    if (id === undefined) continue;
    if (seen.size > 0 && !seen.has(id))
      report("patientId", "is included but has no row in follow-up.csv", "add the row");
    if (started.size > 0 && !started.has(id))
      report("patientId", "is included but has no tki-start in treatment.csv", "add the start of treatment");
    if (baselineDate.size > 0 && !baselineDate.has(id))
      report("patientId", "is included but has no baseline visit in imaging.csv", "add the baseline visit");
  }

  function known<Row extends { readonly patientId: string }>({ row, report }: ParsedRow<Row>): void {
    const id = row.patientId;
    if (id !== undefined && firstLine.size > 0 && !firstLine.has(id))
      report("patientId", "is not in patients.csv", "correct the identifier, or add the patient");
  }
  function afterOrigin<Row extends { readonly patientId: string }>(entry: ParsedRow<Row>, property: keyof Row): void {
    const date = entry.row[property];
    const id = entry.row.patientId;
    const begin = id === undefined ? undefined : origin.get(id);
    if (typeof date === "string" && begin !== undefined && date < begin)
      entry.report(property, `is before the refractoriness date ${begin}`, "correct one of the two dates");
  }
  function notAfterCutOff<Row>(entry: ParsedRow<Row>, property: keyof Row): void {
    const date = entry.row[property];
    if (typeof date === "string" && date > cutOffDate)
      entry.report(property, `is after the data cut-off ${cutOffDate}`, "leave out what happened after the cut-off");
  }
  function within<Row extends { readonly patientId: string }>(entry: ParsedRow<Row>, property: keyof Row): void {
    afterOrigin(entry, property);
    notAfterCutOff(entry, property);
    const date = entry.row[property];
    const id = entry.row.patientId;
    const end = id === undefined ? undefined : lastContact.get(id);
    if (typeof date === "string" && end !== undefined && date > end && date <= cutOffDate)
      entry.report(property, `is after the last contact ${end}`, "correct one of the two dates");
  }
}
