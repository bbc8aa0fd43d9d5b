import type { LesionReading } from "../../src/records/types.js";
import type { BaselinePatient } from "../baseline/patient.js";
import type { Random } from "../baseline/random.js";
import { isoDay } from "./calendar.js";
import type { Outcome, Response } from "./outcome.js";
import { randomFor } from "./random-for.js";

/** A series of measurements, in tenths of a millimeter, that has the planned response at every visit. */
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
      const low = Math.max(50, Math.ceil(depth * baseline));
      const high = Math.floor(Math.min(1.13 * nadir, 0.66 * baseline));
      const aim =
        k === first - 1 ? previous * (1 + 0.1 * u) : previous + (depth * baseline - previous) * (0.25 + 0.35 * u);
      value = Math.min(high, Math.max(Math.min(low, high), Math.round(aim)));
    } else if (response === "PD") {
      const growth = k === first ? 1.26 + 0.3 * u : 1.03 + 0.12 * u;
      const from = k === first ? Math.max(nadir, 100) : previous;
      const least = Math.ceil(1.25 * nadir);
      value = Math.max(least, k === first ? Math.round(from * growth) : Math.min(Math.round(from * growth), 2600));
    }
    series.push(value);
    nadir = Math.min(nadir, value);
    previous = value;
  });
  return series;
}

/** Total diameter for a viable one: dead parts shrink half as much as the viable part, and never hide growth. */
function outer(wholeAtBaseline: number, viableAtBaseline: number, viable: number): number {
  const lost = Math.max(0, 1 - viable / viableAtBaseline);
  return Math.max(viable, Math.round(wholeAtBaseline * (1 - 0.5 * lost)));
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
    viable: number,
    total: number,
    lesion: Pick<LesionReading, "lesionId" | "role" | "site"> & Partial<LesionReading>,
  ) => {
    readings[visit]!.push({
      patientId: patient.id,
      visitDate: isoDay(outcome.origin + days[visit]!),
      visit: visit === 0 ? "baseline" : "follow-up",
      modality: modality[visit]!,
      arterialPhase: "yes",
      viableMm: viable / 10,
      totalMm: total / 10,
      enhancing: viable > 0 ? "yes" : "no",
      thrombusLevel: null,
      finding: null,
      ...lesion,
    });
  };

  // How the intrahepatic tumor progresses: the targets grow, a new nodule appears, or a non-target progresses.
  const kind = random.uniform();
  const byNodule = firstPd >= 0 && kind < 0.18;
  const byNonTarget = firstPd >= 0 && patient.tumorNumber > 2 && kind >= 0.18 && kind < 0.25;
  const targets = tumor.map((response, k) =>
    (byNodule || byNonTarget) && response === "PD" && k < firstPd + 2 ? (tumor[firstPd - 1] ?? "SD") : response,
  );

  const whole = Math.round(100 * patient.largestTumorSizeCm);
  const largest = Math.max(150, Math.round(whole * (0.6 + 0.35 * random.uniform())));
  const second = patient.tumorNumber > 1 ? Math.max(105, Math.round(largest * (0.3 + 0.4 * random.uniform()))) : 0;
  const secondWhole = Math.min(whole, Math.round(second * (1.05 + 0.3 * random.uniform())));
  const sums = [largest + second, ...measure(largest + second, targets, 0.25 + 0.3 * random.uniform(), random)];
  sums.forEach((sum, visit) => {
    const share = (second / (largest + second)) * (visit === 0 ? 1 : 0.92 + 0.16 * random.uniform());
    const part = visit === 0 ? second : Math.round(sum * share);
    const small = part < 40 ? 0 : part;
    put(visit, sum - small, outer(whole, largest, sum - small), { lesionId: "L1", role: "target", site: "liver" });
    if (second > 0)
      put(visit, small, outer(secondWhole, second, small), { lesionId: "L2", role: "target", site: "liver" });
  });

  if (patient.tumorNumber > 2) {
    const size = 90 + random.below(120);
    days.forEach((_, visit) => {
      const response = visit === 0 ? "SD" : tumor[visit - 1]!;
      const growth =
        response === "CR" ? 0 : response === "PR" ? 0.6 : response === "PD" ? (byNonTarget ? 1.9 : 1.1) : 0.95;
      const viable = Math.round(size * (visit === 0 ? 1 : growth * (0.95 + 0.1 * random.uniform())));
      put(visit, viable, outer(Math.round(1.1 * size), size, viable), {
        lesionId: "L3",
        role: "non-target",
        site: "liver",
        finding: response === "PD" && byNonTarget ? "unequivocal-progression" : null,
      });
    });
  }

  if (patient.macrovascularInvasion) writeThrombus();
  const spread = firstPd >= 0 && random.uniform() < 0.15;
  if (byNodule || spread) {
    let size = 105 + random.below(90);
    for (let visit = firstPd + 1; visit < days.length; visit++) {
      put(visit, size, size, {
        lesionId: "N1",
        role: "new",
        site: byNodule ? "liver" : "lung",
        finding: byNodule ? "new-lesion-typical" : "new-extrahepatic",
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
      put(visit, tenths, outer(baseline, baseline, tenths), {
        lesionId: "T1",
        role: "thrombus",
        site: "portal-vein",
        thrombusLevel: tenths === 0 ? null : (`Vp${own}` as "Vp1"),
      });
    });
  }
}
