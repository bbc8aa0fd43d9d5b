import type { StudyPatient } from "./patients.js";

/** A characteristic of Table 1: groups with the one that the paper lists first, and numbers where it gives them. */
export interface Characteristic {
  /** Field of the patient that holds the group. */
  readonly key: CharacteristicKey;
  readonly label: string;
  /** Levels in the order of the table. */
  readonly levels: readonly string[];
  readonly levelLabels?: Readonly<Record<string, string>>;
  /** Reference level of the regressions. */
  readonly reference: string;
  /** Field of the patient that holds the number, with the decimals printed. */
  readonly number?: { readonly key: NumberKey; readonly label: string; readonly digits: number };
}

/** Fields that hold a group of Table 1. */
type CharacteristicKey =
  | "sex"
  | "ageGroup"
  | "ecog"
  | "hbsag"
  | "childPugh"
  | "afpGroup"
  | "tumorNumberGroup"
  | "tumorDistribution"
  | "sizeGroup"
  | "macrovascularInvasion"
  | "tki"
  | "taceGroup"
  | "taceTechnique";

/** Fields that hold a number of Table 1. */
type NumberKey = "ageYears" | "afpUgPerL" | "tumorNumberCounted" | "largestTumorSizeCm" | "previousTaceNumber";

/** The 13 characteristics of Table 1, in the order of the paper; the first level is the one whose count is published. */
export const CHARACTERISTICS: readonly Characteristic[] = [
  {
    key: "sex",
    label: "Sex",
    levels: ["male", "female"],
    levelLabels: { male: "Male", female: "Female" },
    reference: "male",
  },
  {
    key: "ageGroup",
    label: "Age (years)",
    levels: ["<60", "≥60"],
    reference: "<60",
    number: { key: "ageYears", label: "Age (years)", digits: 1 },
  },
  { key: "ecog", label: "ECOG PS", levels: ["1", "0"], reference: "0" },
  {
    key: "hbsag",
    label: "HBsAg",
    levels: ["positive", "negative"],
    levelLabels: { positive: "Positive", negative: "Negative" },
    reference: "negative",
  },
  { key: "childPugh", label: "Child-Pugh class", levels: ["B", "A"], reference: "A" },
  {
    key: "afpGroup",
    label: "AFP (µg/L)",
    levels: ["≥200", "<200"],
    reference: "<200",
    number: { key: "afpUgPerL", label: "AFP (µg/L)", digits: 1 },
  },
  {
    key: "tumorNumberGroup",
    label: "Number of tumors",
    levels: [">3", "≤3"],
    reference: "≤3",
    number: { key: "tumorNumberCounted", label: "Number of tumors", digits: 0 },
  },
  {
    key: "tumorDistribution",
    label: "Tumor distribution",
    levels: ["bilobar", "unilobar"],
    levelLabels: { bilobar: "Bilobar", unilobar: "Unilobar" },
    reference: "unilobar",
  },
  {
    key: "sizeGroup",
    label: "Largest tumor size (cm)",
    levels: [">7.0", "≤7.0"],
    reference: "≤7.0",
    number: { key: "largestTumorSizeCm", label: "Largest tumor size (cm)", digits: 1 },
  },
  {
    key: "macrovascularInvasion",
    label: "Macrovascular invasion",
    levels: ["yes", "no"],
    levelLabels: { yes: "Yes", no: "No" },
    reference: "no",
  },
  {
    key: "tki",
    label: "TKI",
    levels: ["sorafenib", "lenvatinib"],
    levelLabels: { sorafenib: "Sorafenib", lenvatinib: "Lenvatinib" },
    reference: "lenvatinib",
  },
  {
    key: "taceGroup",
    label: "Number of previous TACE",
    levels: ["2", ">2"],
    reference: "2",
    number: { key: "previousTaceNumber", label: "Number of previous TACE", digits: 0 },
  },
  { key: "taceTechnique", label: "TACE technique", levels: ["D-TACE", "cTACE"], reference: "cTACE" },
];

/** Name of a level as a reader sees it. */
export function levelLabel(characteristic: Characteristic, level: string): string {
  return characteristic.levelLabels?.[level] ?? level;
}

/** The arms in the order of the tables. */
export const ARMS = ["TKI-I", "TKI"] as const;

/** The patients of one arm. */
export function ofArm(patients: readonly StudyPatient[], arm: (typeof ARMS)[number]): readonly StudyPatient[] {
  return patients.filter((patient) => patient.arm === arm);
}
