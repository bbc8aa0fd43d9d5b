import { dayNumber } from "@hcc/data";
import { expect, test } from "vitest";
import { ARMS, ofArm } from "../src/analysis/characteristics.js";
import { analyseCriteria } from "../src/analysis/criteria.js";
import { analyseDurations } from "../src/analysis/durations.js";
import { analyseMeasurement, MARGINS } from "../src/analysis/measurement.js";
import { buildCohort, type StudyPatient } from "../src/analysis/patients.js";
import { readRecords } from "../src/records/read-records.js";

const home = new URL("..", import.meta.url).pathname;
const records = await readRecords(`${home}records`);
const { patients } = buildCohort(records);
const criteria = analyseCriteria(patients, records.imaging);
const isObjective = (best: string): boolean => best === "CR" || best === "PR";
const followUp = new Map(records.followUp.map((row) => [row.patientId, row]));
const near = (actual: number | null, expected: number): void => expect(Math.abs(actual! - expected)).toBeLessThan(1e-9);

/** Kaplan-Meier median by the product over sorted times, the first time at or below one half (midpoint where exactly one half). */
function medianOf(times: readonly { readonly t: number; readonly event: boolean }[]): number | null {
  let survival = 1;
  let flat: number | null = null;
  for (const t of [...new Set(times.map((own) => own.t))].sort((a, b) => a - b)) {
    const events = times.filter((own) => own.t === t && own.event).length;
    if (events === 0) continue;
    if (flat !== null) return (flat + t) / 2;
    survival *= 1 - events / times.filter((own) => own.t >= t).length;
    if (Math.abs(survival - 0.5) < 1e-12) flat = t;
    else if (survival < 0.5) return t;
  }
  return flat;
}

test("progression-free survival ends with the first of progression and death, counted here from the dates", () => {
  const { pfs } = analyseDurations(patients, records.cutOffDate);
  const own = patients.map((patient) => {
    const origin = dayNumber(patient.refractorinessDate);
    const progression = patient.response.firstProgressionDay.overall;
    const death = followUp.get(patient.patientId)!.deathDate;
    const ends = [progression, death === null ? null : dayNumber(death)].filter((day) => day !== null);
    const end = ends.length > 0 ? Math.min(...ends) : Math.max(origin, patient.response.lastAssessmentDay.overall);
    return { arm: patient.arm, t: (end - origin) / 30.4375, event: ends.length > 0 };
  });
  for (const arm of ARMS) {
    const curve = pfs.curves.curves.find(({ group }) => group === arm)!;
    const times = own.filter((patient) => patient.arm === arm);
    expect([curve.n, curve.events]).toEqual([times.length, times.filter(({ event }) => event).length]);
    near(curve.median.estimate, medianOf(times)!);
  }
  expect(pfs.reasons.filter(({ event }) => event === 1).map(({ reason }) => reason)).toEqual(["progression", "death"]);
});

test("duration of response runs from the first CR or PR before progression, in responders only", () => {
  const { response } = analyseDurations(patients, records.cutOffDate);
  for (const arm of ARMS) {
    const times = ofArm(patients, arm).flatMap(({ response: own, patientId }) => {
      const progression = own.firstProgressionDay.overall;
      const first = own.visits.find(({ overall }) => isObjective(overall));
      if (first === undefined || (progression !== null && first.day > progression)) return [];
      const death = followUp.get(patientId)!.deathDate;
      const ends = [progression, death === null ? null : dayNumber(death)].filter((day) => day !== null);
      const end = ends.length > 0 ? Math.min(...ends) : own.lastAssessmentDay.overall;
      return [{ t: (end - first.day) / 30.4375, event: ends.length > 0 }];
    });
    const curve = response!.curves.curves.find(({ group }) => group === arm)!;
    expect(curve.n).toBe(ofArm(patients, arm).filter(({ response: own }) => isObjective(own.best.overall)).length);
    expect([curve.n, curve.events]).toEqual([times.length, times.filter(({ event }) => event).length]);
    near(curve.median.estimate, medianOf(times)!);
  }
});

/** Whether a patient responds by RECIST 1.1, from total diameters in tenths of mm, new lesions and statements of the reader. */
function respondsByRecist({ patientId }: StudyPatient): boolean {
  const rows = records.imaging.filter((row) => row.patientId === patientId);
  const sums = [...new Set(rows.map(({ visitDate }) => visitDate))].sort().map((date) => {
    const own = rows.filter(({ visitDate }) => visitDate === date);
    const targets = own.filter(({ role }) => role === "target");
    return {
      sum: targets.reduce((sum, { totalMm }) => sum + Math.round(10 * totalMm!), 0),
      progressed: own.some(({ role, finding }) => role === "new" || finding === "unequivocal-progression"),
    };
  });
  let nadir = sums[0]!.sum;
  for (const { sum, progressed } of sums.slice(1)) {
    if (progressed || (5 * sum >= 6 * nadir && sum - nadir >= 50)) return false;
    if (10 * sum <= 7 * sums[0]!.sum) return true;
    nadir = Math.min(nadir, sum);
  }
  return false;
}

test("objective responses by RECIST 1.1 are those of total diameters, counted here from the records", () => {
  const { rates } = criteria.rates.find((own) => own.criteria === "recist-1.1")!;
  expect(rates.groups.map(({ responders }) => responders)).toEqual(
    ARMS.map((arm) => ofArm(patients, arm).filter(respondsByRecist).length),
  );
});

test("the table of agreement has the rates of both criteria in its margins, and kappa is that of its counts", () => {
  const { table, categories, kappa, n } = criteria.agreement;
  const counts = (name: string, best: "CR" | "PR" | "SD" | "PD"): number =>
    criteria.rates
      .find((own) => own.criteria === name)!
      .rates.groups.reduce((sum, group) => sum + group.counts[best], 0);
  const rows = table.map((own) => own.reduce((sum, count) => sum + count, 0));
  const columns = table[0]!.map((_, j) => table.reduce((sum, own) => sum + own[j]!, 0));
  categories.forEach((best, i) => {
    expect(rows[i]).toBe(counts("mrecist", best as "CR"));
    expect(columns[i]).toBe(counts("recist-1.1", best as "CR"));
  });
  const observed = table.reduce((sum, own, i) => sum + own[i]!, 0) / n;
  const chance = rows.reduce((sum, count, i) => sum + count * columns[i]!, 0) / (n * n);
  near(kappa!.estimate, (observed - chance) / (1 - chance));
});

test("the stratified difference weights the differences within strata by Mantel and Haenszel", () => {
  const strata = ["yes", "no"].map((invasion) =>
    ARMS.map((arm) => {
      const own = ofArm(patients, arm).filter((patient) => patient.macrovascularInvasion === invasion);
      return { n: own.length, x: own.filter(({ response }) => isObjective(response.best.overall)).length };
    }),
  );
  let [difference, weight] = [0, 0];
  for (const [a, b] of strata as [{ n: number; x: number }, { n: number; x: number }][]) {
    const own = (a.n * b.n) / (a.n + b.n);
    difference += own * (a.x / a.n - b.x / b.n);
    weight += own;
  }
  const { stratified } = criteria.stratified.comparison!.orr;
  near(stratified!.difference.estimate, difference / weight);
  expect(stratified!.difference.strata).toEqual({ n: 2, informative: 2 });
});

test("rates as measured are those of the tables, means lie within the simulated range, distances are counted in tenths of mm", () => {
  const some = patients.slice(0, 40);
  const { groups, distances, patients: kept } = analyseMeasurement(some, records.imaging);
  groups.forEach(({ group, n, orr }, i) => {
    const own = ofArm(some, ARMS[i]!);
    expect([group, n]).toEqual([ARMS[i], own.length]);
    near(orr.observed, own.filter(({ response }) => isObjective(response.best.overall)).length / n);
    expect(orr.lower!).toBeLessThanOrEqual(orr.mean!);
    expect(orr.upper!).toBeGreaterThanOrEqual(orr.mean!);
  });
  expect(kept.map(({ patient, best }) => [patient, best])).toEqual(
    some.map(({ patientId, response }) => [patientId, response.best.overall]),
  );
  ARMS.forEach((arm, i) => {
    const gaps = ofArm(some, arm).flatMap(({ response }) => {
      const base = Math.round(10 * response.baseline.sum!);
      const end = response.firstProgressionDay.overall ?? Number.POSITIVE_INFINITY;
      const complete = response.visits.find(({ target }) => target === "CR")?.day ?? Number.POSITIVE_INFINITY;
      return response.visits
        .filter(({ day }) => day <= end && day < complete)
        .map(({ sum, nadir }) => {
          const tenths = Math.round(10 * sum!);
          // In hundredths of mm, the thresholds are whole.
          return Math.min(Math.abs(10 * tenths - 7 * base), Math.abs(10 * tenths - 12 * Math.round(10 * nadir!)));
        });
    });
    expect(distances[i]).toEqual({
      arm,
      visits: gaps.length,
      within: MARGINS.map((margin) => gaps.filter((gap) => gap <= 100 * margin).length),
    });
  });
});
