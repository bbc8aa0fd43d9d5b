import type { LesionFinding, LesionRole, LesionSite, ThrombusLevel } from "@hcc/mrecist";

/** Names of the five files of a records folder. */
export const RECORD_FILES = [
  "patients.csv",
  "treatment.csv",
  "imaging.csv",
  "follow-up.csv",
  "adverse-events.csv",
] as const;

/** Name of a file of a records folder. */
export type RecordFile = (typeof RECORD_FILES)[number];

/** Treatment arm: TKI with iodine-125 seeds, or TKI alone. */
type Arm = "TKI-I" | "TKI";

/** Drug of the TKI treatment. */
type Tki = "sorafenib" | "lenvatinib";

/** Exclusion criteria of the study, in the order of the paper. */
export const EXCLUSION_REASONS = [
  "incomplete-records",
  "extrahepatic-spread",
  "main-portal-vein-or-vena-cava-thrombus",
  "previous-haic-radiotherapy-or-systemic-therapy",
  "other-malignancy",
  "organ-transplantation",
  "prothrombin-time-or-platelets",
  "organ-dysfunction",
] as const;

/** Code of an exclusion criterion. */
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

/** The 13 characteristics of Table 1. */
export interface Baseline {
  readonly sex: "male" | "female";
  readonly ageYears: number;
  readonly ecogPs: number;
  readonly hbsag: "positive" | "negative";
  readonly childPugh: "A" | "B" | "C";
  readonly afpUgPerL: number;
  /** As counted on imaging; the analysis counts more than 10 as 10. */
  readonly tumorNumber: number;
  readonly tumorDistribution: "unilobar" | "bilobar";
  readonly largestTumorSizeCm: number;
  readonly macrovascularInvasion: "yes" | "no";
  readonly tki: Tki;
  readonly previousTaceNumber: number;
  readonly taceTechnique: "D-TACE" | "cTACE";
}

/** What the exclusion criteria look at; `null` where it was not recorded. */
interface Eligibility {
  readonly extrahepaticSpread: "yes" | "no" | null;
  readonly mainTrunkThrombus: "yes" | "no" | null;
  readonly priorTherapy: "none" | "haic" | "radiotherapy" | "systemic" | null;
  readonly otherMalignancy: "yes" | "no" | null;
  readonly organTransplantation: "yes" | "no" | null;
  readonly prothrombinProlongationS: number | null;
  readonly plateletsE9PerL: number | null;
  readonly organDysfunction: "none" | "cardiac" | "pulmonary" | "renal" | null;
}

interface Screening extends Eligibility {
  readonly patientId: string;
  /** Diagnosis of TACE refractoriness, ISO date: the time origin of every endpoint. */
  readonly refractorinessDate: string;
  readonly arm: Arm;
  /** `null` = included. */
  readonly exclusionReason: ExclusionReason | null;
}

/** A row of `patients.csv`: every screened patient; characteristics of excluded patients may be missing. */
export type ScreenedPatient = Screening & { readonly [K in keyof Baseline]: Baseline[K] | null };

/** An included patient: every characteristic of Table 1 is known. */
export type Patient = Screening & Baseline & { readonly exclusionReason: null };

/** What a row of `treatment.csv` reports. */
type TreatmentKind =
  | "tki-start"
  | "tki-interruption"
  | "tki-dose-reduction"
  | "tki-discontinuation-ae"
  | "tki-stop"
  | "seed-implantation";

/** A row of `treatment.csv`: one event of the treatment. */
export interface TreatmentEvent {
  readonly patientId: string;
  readonly date: string;
  readonly kind: TreatmentKind;
  /** `null` for a seed implantation. */
  readonly drug: Tki | null;
  /** Daily dose from this date on. */
  readonly doseMgPerDay: number | null;
  /** Number of iodine-125 seeds implanted. */
  readonly seeds: number | null;
  readonly reason: string | null;
}

/** A row of `imaging.csv`: one lesion at one visit. */
export interface LesionReading {
  readonly patientId: string;
  readonly visitDate: string;
  readonly visit: "baseline" | "follow-up";
  readonly modality: "CT" | "MRI";
  /** Whether the arterial phase was adequate; without it viable tumor cannot be measured. */
  readonly arterialPhase: "yes" | "no";
  readonly lesionId: string;
  readonly role: LesionRole;
  readonly site: LesionSite;
  /** Longest viable (arterially enhancing) diameter; of a thrombus, its largest perpendicular diameter; 0 = none. */
  readonly viableMm: number | null;
  /** Longest diameter with its dead parts; of a lymph node the short axis. */
  readonly totalMm: number | null;
  /** Arterial enhancement; `null` = not assessable. */
  readonly enhancing: "yes" | "no" | null;
  readonly thrombusLevel: ThrombusLevel | null;
  readonly finding: LesionFinding | null;
}

/** A row of `follow-up.csv`: one per included patient. */
export interface FollowUp {
  readonly patientId: string;
  readonly lastContactDate: string;
  readonly status: "alive" | "dead";
  readonly deathDate: string | null;
  readonly cause: string | null;
}

/** A row of `adverse-events.csv`. */
export interface AdverseEvent {
  readonly patientId: string;
  readonly onsetDate: string;
  /** Term of CTCAE version 5.0. */
  readonly term: string;
  readonly description: string | null;
  readonly grade: 1 | 2 | 3 | 4 | 5;
  readonly related: "tki" | "seed" | "none";
}

/** A whole study, read and checked. */
export interface StudyRecords {
  /** Every screened patient. */
  readonly screened: readonly ScreenedPatient[];
  /** The included patients. */
  readonly patients: readonly Patient[];
  readonly treatment: readonly TreatmentEvent[];
  readonly imaging: readonly LesionReading[];
  readonly followUp: readonly FollowUp[];
  readonly adverseEvents: readonly AdverseEvent[];
  /** Data cut-off, ISO date. */
  readonly cutOffDate: string;
  /** Columns that the schema does not know and that were therefore not read. */
  readonly ignoredColumns: readonly { readonly file: RecordFile; readonly column: string }[];
}
