/** One included patient of the synthetic cohort at baseline. */
export interface BaselinePatient {
  readonly id: string;
  readonly arm: "TKI-I" | "TKI";
  readonly sex: "male" | "female";
  /** Whole years. */
  readonly age: number;
  readonly ecogPs: 0 | 1;
  readonly hbsAg: boolean;
  readonly childPugh: "A" | "B";
  /** Micrograms per litre, one decimal. */
  readonly afp: number;
  /** As counted on imaging; the study counts more than 10 as 10. */
  readonly tumorNumber: number;
  readonly tumorDistribution: "unilobar" | "bilobar";
  /** Centimeters, one decimal. */
  readonly largestTumorSizeCm: number;
  readonly macrovascularInvasion: boolean;
  readonly tki: "sorafenib" | "lenvatinib";
  /** Number of TACE sessions before the study treatment. */
  readonly previousTace: number;
  readonly taceTechnique: "D-TACE" | "cTACE";
  /** Whether the search meant this patient to be matched; for tests only, never written to the records. */
  readonly designatedMatched: boolean;
}

/** One screened and excluded patient of the synthetic cohort. */
export interface ExcludedPatient {
  readonly id: string;
  readonly arm: "TKI-I" | "TKI";
  /** Number of the exclusion criterion in the paper, 1 to 8. */
  readonly criterion: number;
  readonly reason: string;
  readonly sex: "male" | "female";
  readonly age: number;
  readonly ecogPs: 0 | 1;
  /** `null` where the record is incomplete. */
  readonly childPugh: "A" | "B" | null;
  readonly afp: number | null;
  readonly tumorNumber: number | null;
  readonly largestTumorSizeCm: number | null;
}

/** The file `cohort/baseline.json`. */
export interface Baseline {
  readonly note: string;
  readonly seed: number;
  readonly patients: readonly BaselinePatient[];
  readonly excluded: readonly ExcludedPatient[];
}
