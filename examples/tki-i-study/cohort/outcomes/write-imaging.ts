import type { LesionReading } from "../../src/records/types.js";
import type { BaselinePatient } from "../baseline/patient.js";
import type { Random } from "../baseline/random.js";
import { isoDay } from "./calendar.js";
import type { Outcome, Response } from "./outcome.js";
import { randomFor } from "./random-for.js";

/** A series of measurements, in tenths of a millimetre, that has the planned response at every visit. */
function measure(baseline: number, responses: readonly Response[], depth: number, random: Random): number[] {
  const series: number[] = [];
  let nadir = baseline;
  let previous = baseline;
  let first = responses.indexOf("PD");
  if (first < 0) first = responses.length;
  responses.forEach((response, k) => {
    let value = 0;
    const u = random.uniform();
    if (response === "SD") {
      const low = Math.ceil(0.74 * baseline);
      const high = Math.floor(Math.min(1.14 * nadir, 1.1 * baseline));
      // Shrinks a little, or creeps up before a progression.
      const aim = previous * (k === first - 1 ? 1.0 + 0.08 * u : 0.9 + 0.14 * u);
      value = Math.max(low, Math.min(high, Math.round(aim)));
    } else if (response === "PR") {
      const low = Math.max(30, Math.ceil(depth * baseline));
      const high = Math.floor(Math.min(1.13 * nadir, 0.66 * baseline));
      const aim =
        k === first - 1 ? previous * (1 + 0.1 * u) : previous + (depth * baseline - previous) * (0.25 + 0.35 * u);
      value = Math.min(high, Math.max(Math.min(low, high), Math.round(aim)));
    } else if (response === "PD") {
      const growth = k === first ? 1.26 + 0.3 * u : 1.03 + 0.12 * u;
      const from = k === first ? Math.max(nadir, 100) : previous;
      value = Math.min(Math.max(Math.round(from * growth), Math.ceil(1.25 * nadir)), 2200);
    }
    series.push(value);
    nadir = Math.min(nadir, value);
    previous = value;
  });
  return series;
}

/** All readings of one patient: baseline and every follow-up visit. */
export function writeImaging(patient: BaselinePatient, outcome: Outcome): LesionReading[] {
  const random = randomFor(patient.id, "imaging");
  const { visits } = outcome;
  const days = [outcome.baselineScan, ...visits.map(([day]) => day)];
  const tumor = visits.map(([, response]) => response);
  const firstPd = tumor.indexOf("PD");
  const usual = random.uniform() < 0.75 ? "CT" : "MRI";
  const modality = days.map(() => (random.uniform() < 0.9 ? usual : usual === "CT" ? "MRI" : "CT"));
  const readings: LesionReading[][] = days.map(() => []);
  const put = (
    visit: number,
    tenths: number | null,
    lesion: Pick<LesionReading, "lesionId" | "role" | "site"> & Partial<LesionReading>,
  ) => {
    readings[visit]!.push({
      patientId: patient.id,
      visitDate: isoDay(outcome.origin + days[visit]!),
      visit: visit === 0 ? "baseline" : "follow-up",
      modality: modality[visit]!,
      arterialPhase: "yes",
      viableMm: tenths === null ? null : tenths / 10,
      enhancing: tenths === null ? null : tenths > 0 ? "yes" : "no",
      thrombusLevel: null,
      finding: null,
      ...lesion,
    });
  };

  const largest = Math.max(150, Math.round(100 * patient.largestTumorSizeCm * (0.6 + 0.35 * random.uniform())));
  const second = patient.tumorNumber > 1 ? Math.max(105, Math.round(largest * (0.3 + 0.4 * random.uniform()))) : 0;
  const sums = [largest + second, ...measure(largest + second, tumor, 0.25 + 0.3 * random.uniform(), random)];
  sums.forEach((sum, visit) => {
    const share = visit === 0 ? second / sum : (second / (largest + second)) * (0.92 + 0.16 * random.uniform());
    const small = visit === 0 ? second : Math.round(sum * share);
    put(visit, sum - small, { lesionId: "L1", role: "target", site: "liver" });
    if (second > 0) put(visit, small, { lesionId: "L2", role: "target", site: "liver" });
  });

  if (patient.tumorNumber > 2) {
    const size = 90 + random.below(120);
    const unequivocal = firstPd >= 0 && random.uniform() < 0.3;
    days.forEach((_, visit) => {
      const response = visit === 0 ? "SD" : tumor[visit - 1]!;
      const ratio =
        response === "CR" ? 0 : response === "PR" ? 0.6 : response === "PD" ? (unequivocal ? 1.9 : 1.1) : 0.95;
      put(visit, Math.round(size * (visit === 0 ? 1 : ratio * (0.95 + 0.1 * random.uniform()))), {
        lesionId: "L3",
        role: "non-target",
        site: "liver",
        finding: response === "PD" && unequivocal ? "unequivocal-progression" : null,
      });
    });
  }

  if (patient.macrovascularInvasion) writeThrombus();
  if (firstPd >= 0 && random.uniform() < 0.4) {
    const elsewhere = random.uniform() < 0.35;
    let size = 105 + random.below(90);
    for (let visit = firstPd + 1; visit < days.length; visit++) {
      put(visit, size, {
        lesionId: "N1",
        role: "new",
        site: elsewhere ? ("lung") : "liver",
        finding: visit === firstPd + 1 ? "new-lesion-typical" : null,
      });
      size += 5 + random.below(25);
    }
  }
  return readings.flat();

  function writeThrombus(): void {
    const responses = visits.map(([, , response]) => response ?? "SD");
    const baseline = 80 + random.below(150);
    const level = 1 + Math.min(2, Math.floor(3.2 * random.uniform()));
    const series = [baseline, ...measure(baseline, responses, 0.3 + 0.25 * random.uniform(), random)];
    const retreats = random.uniform() < 0.4;
    const advances = random.uniform() < 0.5;
    const lead = responses.indexOf("PR");
    series.forEach((tenths, visit) => {
      const response = visit === 0 ? "SD" : responses[visit - 1]!;
      let own = level;
      if (response === "PR" && retreats && visit > lead + 1) own = Math.max(1, level - 1);
      if (response === "PD" && advances) own = Math.min(4, level + 1);
      put(visit, tenths, {
        lesionId: "T1",
        role: "thrombus",
        site: "portal-vein",
        thrombusLevel: tenths === 0 ? null : (`Vp${own}` as "Vp1"),
      });
    });
  }
}
