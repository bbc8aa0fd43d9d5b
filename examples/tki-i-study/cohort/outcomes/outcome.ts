/** Response of one component at one visit. */
export type Response = "CR" | "PR" | "SD" | "PD";

/** One follow-up visit: day from the time origin, intrahepatic response, thrombus response (`null` = no thrombus). */
export type Visit = readonly [day: number, intrahepatic: Response, thrombus: Response | null];

/** Adverse events that the safety figures of the paper fix for one patient. */
export interface Safety {
  /** Highest grade of the TKI-related events inside the window; 0 = none. */
  readonly tkiGrade: 0 | 1 | 2 | 3;
  readonly seed: "minor" | "hemothorax" | "seeding" | null;
  readonly interrupted: boolean;
  readonly reduced: boolean;
}

/** What happened to one patient; days count from the diagnosis of TACE refractoriness. */
export interface Outcome {
  readonly id: string;
  /** Day of the time origin from 2018-09-01. */
  readonly origin: number;
  readonly observed: number;
  readonly dead: boolean;
  readonly baselineScan: number;
  readonly start: number;
  /** Day the TKI ended; `null` = still given at the last contact. */
  readonly stop: number | null;
  readonly stopReason: "progression" | "adverse-event" | "patient-choice" | null;
  readonly visits: readonly Visit[];
  /** Day and number of seeds of every implantation. */
  readonly implantations: readonly (readonly [day: number, seeds: number])[];
  readonly safety: Safety;
}

/** The file `cohort/outcomes.json`. */
export interface Outcomes {
  readonly note: string;
  readonly seed: number;
  readonly outcomes: readonly Outcome[];
}
