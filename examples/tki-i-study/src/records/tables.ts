import { type Cell, choice, decimal, isoDate, optional, text, whole } from "./cells.js";
import {
  type AdverseEvent,
  EXCLUSION_REASONS,
  type FollowUp,
  type LesionReading,
  type ScreenedPatient,
  type TreatmentEvent,
} from "./types.js";

/** The columns of a file: for each property of a row, the header and the meaning of a cell. */
export type Columns<Row> = { readonly [K in keyof Row]-?: readonly [header: string, cell: Cell<Row[K]>] };

const patientId = ["patient_id", text("the patient's identifier")] as const;
const yesNo = choice("yes", "no");

/** `patients.csv` */
export const PATIENTS: Columns<ScreenedPatient> = {
  patientId,
  refractorinessDate: ["refractoriness_date", isoDate("the day of diagnosis of TACE refractoriness")],
  arm: ["arm", choice("TKI-I", "TKI")],
  sex: ["sex", optional(choice("male", "female"))],
  ageYears: ["age_years", optional(whole("the age", 0, 120))],
  ecogPs: ["ecog_ps", optional(whole("the ECOG performance status", 0, 4))],
  hbsag: ["hbsag", optional(choice("positive", "negative"))],
  childPugh: ["child_pugh", optional(choice("A", "B", "C"))],
  afpUgPerL: ["afp_ug_per_l", optional(decimal("alpha-fetoprotein in micrograms per litre", 0, 1e8))],
  tumorNumber: ["tumor_number", optional(whole("the number of tumors", 1, 999))],
  tumorDistribution: ["tumor_distribution", optional(choice("unilobar", "bilobar"))],
  largestTumorSizeCm: ["largest_tumor_size_cm", optional(decimal("the largest tumor size in cm", 0.1, 50))],
  macrovascularInvasion: ["macrovascular_invasion", optional(yesNo)],
  tki: ["tki", optional(choice("sorafenib", "lenvatinib"))],
  previousTaceNumber: ["previous_tace_number", optional(whole("the number of TACE sessions", 0, 99))],
  taceTechnique: ["tace_technique", optional(choice("D-TACE", "cTACE"))],
  extrahepaticSpread: ["extrahepatic_spread", optional(yesNo)],
  mainTrunkThrombus: ["main_trunk_thrombus", optional(yesNo)],
  priorTherapy: ["prior_therapy", optional(choice("none", "haic", "radiotherapy", "systemic"))],
  otherMalignancy: ["other_malignancy", optional(yesNo)],
  organTransplantation: ["organ_transplantation", optional(yesNo)],
  prothrombinProlongationS: ["prothrombin_prolongation_s", optional(decimal("seconds beyond control", -10, 100))],
  plateletsE9PerL: ["platelets_e9_per_l", optional(whole("platelets in 10^9 per litre", 1, 2000))],
  organDysfunction: ["organ_dysfunction", optional(choice("none", "cardiac", "pulmonary", "renal"))],
  exclusionReason: ["exclusion_reason", optional(choice(...EXCLUSION_REASONS))],
};

/** `treatment.csv` */
export const TREATMENT: Columns<TreatmentEvent> = {
  patientId,
  date: ["date", isoDate("the day of the event")],
  kind: [
    "kind",
    choice(
      "tki-start",
      "tki-interruption",
      "tki-dose-reduction",
      "tki-discontinuation-ae",
      "tki-stop",
      "seed-implantation",
    ),
  ],
  drug: ["drug", optional(choice("sorafenib", "lenvatinib"))],
  doseMgPerDay: ["dose_mg_per_day", optional(decimal("the daily dose in mg", 0, 10_000))],
  seeds: ["seeds", optional(whole("the number of seeds", 1, 999))],
  reason: ["reason", optional(text("a reason"))],
};

/** `imaging.csv` */
export const IMAGING: Columns<LesionReading> = {
  patientId,
  visitDate: ["visit_date", isoDate("the day of the scan")],
  visit: ["visit", choice("baseline", "follow-up")],
  modality: ["modality", choice("CT", "MRI")],
  arterialPhase: ["arterial_phase", yesNo],
  lesionId: ["lesion_id", text("an identifier of the lesion, the same at every visit")],
  role: ["role", choice("target", "non-target", "thrombus", "new")],
  site: [
    "site",
    choice(
      "liver",
      "portal-vein",
      "hepatic-vein",
      "porta-hepatis-node",
      "lymph-node",
      "lung",
      "bone",
      "peritoneum",
      "adrenal",
      "brain",
      "other",
    ),
  ],

  viableMm: ["viable_mm", optional(decimal("the viable diameter in mm", 0, 500))],
  totalMm: ["total_mm", optional(decimal("the total diameter in mm", 0, 500))],
  enhancing: ["enhancing", optional(yesNo)],
  thrombusLevel: ["thrombus_level", optional(choice("Vp1", "Vp2", "Vp3", "Vp4", "Vv1", "Vv2", "Vv3"))],
  finding: [
    "finding",
    optional(
      choice(
        "new-lesion-typical",
        "new-lesion-atypical",
        "new-extrahepatic",
        "unequivocal-progression",
        "not-assessable",
      ),
    ),
  ],
};

/** `follow-up.csv` */
export const FOLLOW_UP: Columns<FollowUp> = {
  patientId,
  lastContactDate: ["last_contact_date", isoDate("the last day the patient's state was known")],
  status: ["status", choice("alive", "dead")],
  deathDate: ["death_date", optional(isoDate("the day of death"))],
  cause: ["cause", optional(text("the cause of death"))],
};

const GRADES: Cell<AdverseEvent["grade"]> = ((cell) => ({
  schema: cell.schema as Cell<AdverseEvent["grade"]>["schema"],
  remedy: cell.remedy,
}))(whole("the CTCAE grade", 1, 5));

/** `adverse-events.csv` */
export const ADVERSE_EVENTS: Columns<AdverseEvent> = {
  patientId,
  onsetDate: ["onset_date", isoDate("the day of onset")],
  term: ["term", text("a term of CTCAE version 5.0")],
  description: ["description", optional(text("a description"))],
  grade: ["grade", GRADES],
  related: ["related", choice("tki", "seed", "none")],
};
