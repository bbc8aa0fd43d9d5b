import { EXCLUSION_REASONS, type FollowUp, type ScreenedPatient } from "../../src/records/types.js";
import type { BaselinePatient, ExcludedPatient } from "../baseline/patient.js";
import { isoDay } from "./calendar.js";
import type { Outcome } from "./outcome.js";
import { LAST_INCLUSION } from "./plan.js";
import { randomFor } from "./random-for.js";

/** The row of an included patient. */
export function writeIncluded(patient: BaselinePatient, outcome: Outcome): ScreenedPatient {
  const random = randomFor(patient.id, "screening");
  return {
    patientId: patient.id,
    refractorinessDate: isoDay(outcome.origin),
    arm: patient.arm,
    sex: patient.sex,
    ageYears: patient.age,
    ecogPs: patient.ecogPs,
    hbsag: patient.hbsAg ? "positive" : "negative",
    childPugh: patient.childPugh,
    afpUgPerL: patient.afp,
    tumorNumber: patient.tumorNumber,
    tumorDistribution: patient.tumorDistribution,
    largestTumorSizeCm: patient.largestTumorSizeCm,
    macrovascularInvasion: patient.macrovascularInvasion ? "yes" : "no",
    tki: patient.tki,
    previousTaceNumber: patient.previousTace,
    taceTechnique: patient.taceTechnique,
    extrahepaticSpread: "no",
    mainTrunkThrombus: "no",
    priorTherapy: "none",
    otherMalignancy: "no",
    organTransplantation: "no",
    prothrombinProlongationS: random.below(36) / 10,
    plateletsE9PerL: 58 + random.below(190),
    organDysfunction: "none",
    exclusionReason: null,
  };
}

/** The row of an excluded patient; what stage A does not give is left empty where the record is incomplete. */
export function writeExcluded(patient: ExcludedPatient): ScreenedPatient {
  const random = randomFor(patient.id, "screening");
  const { criterion } = patient;
  const incomplete = criterion === 1;
  const chance = (p: number): boolean => random.uniform() < p;
  const ifComplete = <T>(value: T): T | null => (incomplete ? null : value);
  return {
    patientId: patient.id,
    refractorinessDate: isoDay(random.below(LAST_INCLUSION + 1)),
    arm: patient.arm,
    sex: patient.sex,
    ageYears: patient.age,
    ecogPs: patient.ecogPs,
    hbsag: chance(0.86) ? "positive" : "negative",
    childPugh: patient.childPugh,
    afpUgPerL: patient.afp,
    tumorNumber: patient.tumorNumber,
    tumorDistribution: ifComplete(chance(0.55) ? "bilobar" : "unilobar"),
    largestTumorSizeCm: patient.largestTumorSizeCm,
    macrovascularInvasion: ifComplete(criterion === 3 || chance(0.7) ? "yes" : "no"),
    tki: chance(0.42) ? "sorafenib" : "lenvatinib",
    previousTaceNumber: 2 + random.below(4),
    taceTechnique: chance(0.42) ? "D-TACE" : "cTACE",
    extrahepaticSpread: ifComplete(criterion === 2 ? "yes" : "no"),
    mainTrunkThrombus: ifComplete(criterion === 3 ? "yes" : "no"),
    priorTherapy: criterion === 4 ? (["haic", "radiotherapy", "systemic"] as const)[random.below(3)]! : "none",
    otherMalignancy: criterion === 5 ? "yes" : "no",
    organTransplantation: criterion === 6 ? "yes" : "no",
    prothrombinProlongationS: ifComplete(criterion === 7 && chance(0.4) ? 4.2 : random.below(36) / 10),
    plateletsE9PerL: ifComplete(criterion === 7 ? 28 + random.below(20) : 58 + random.below(190)),
    organDysfunction: criterion === 8 ? (["cardiac", "pulmonary", "renal"] as const)[random.below(3)]! : "none",
    exclusionReason: EXCLUSION_REASONS[criterion - 1] ?? "incomplete-records",
  };
}

/** The follow-up of an included patient. */
export function writeFollowUp(outcome: Outcome): FollowUp {
  const random = randomFor(outcome.id, "follow-up");
  const end = isoDay(outcome.origin + outcome.observed);
  const progressed = outcome.visits.some(([, tumor, thrombus]) => tumor === "PD" || thrombus === "PD");
  const u = random.uniform();
  const cause =
    !progressed || u > 0.94
      ? "other"
      : u < 0.62
        ? "tumor progression"
        : u < 0.84
          ? "liver failure"
          : "gastrointestinal bleeding";
  return {
    patientId: outcome.id,
    lastContactDate: end,
    status: outcome.dead ? "dead" : "alive",
    deathDate: outcome.dead ? end : null,
    cause: outcome.dead ? cause : null,
  };
}
