import type { Warning } from "@hcc/data";
import type { CriteriaProfile, ResolvedOptions, ResponseCriteria, ResponseOptions } from "./criteria-types.js";

export type {
  CriteriaProfile,
  LevelMeaning,
  ResolvedOptions,
  ResponseCriteria,
  ResponseOptions,
} from "./criteria-types.js";

/** Response of a component or of the whole patient at one visit. */
export type TumorResponse = "CR" | "PR" | "SD" | "NON-CR/NON-PD" | "PD" | "NE";

/** Response of the non-target lesions; "NON-CR/NON-PD" is called IR/SD in the mRECIST paper. */
export type NonTargetResponse = "CR" | "NON-CR/NON-PD" | "PD" | "NE";

/** Response of iRECIST: progression is unconfirmed (iUPD) until a next visit confirms it (iCPD). */
export type ImmuneResponse = "iCR" | "iPR" | "iSD" | "NON-iCR/NON-iUPD" | "iUPD" | "iCPD" | "NE";

/** Best response over all visits; "MISSING" = no visit after baseline. */
export type BestResponse = TumorResponse | "MISSING";

/** What a lesion is; the same at every visit. "new" = first seen after baseline. */
export type LesionRole = "target" | "non-target" | "thrombus" | "new";

/**
 * Where a lesion is; default "liver". Lesions outside the liver and its vessels are measured by their total diameter,
 * lymph nodes by their short axis. "effusion" is a pleural effusion or ascites.
 */
export type LesionSite =
  | "liver"
  | "portal-vein"
  | "hepatic-vein"
  | "porta-hepatis-node"
  | "lymph-node"
  | "lung"
  | "bone"
  | "peritoneum"
  | "adrenal"
  | "brain"
  | "effusion"
  | "other";

/**
 * Extent of a tumor thrombus, from peripheral to proximal: Vp1 distal to second-order branches, Vp2 second-order, Vp3
 * first-order, Vp4 main trunk or contralateral; Vv1 peripheral hepatic vein, Vv2 major hepatic vein, Vv3 vena cava. Other words
 * are read by the option `levels`.
 */
export type ThrombusLevel = "Vp1" | "Vp2" | "Vp3" | "Vp4" | "Vv1" | "Vv2" | "Vv3";

/** Cytology of an effusion. */
export type Cytology = "malignant" | "benign" | "not-done";

/**
 * What a reader states about a lesion beside its size. Of a new lesion: "new-lesion-typical" (arterial
 * hypervascularisation with washout), "new-lesion-atypical", "new-extrahepatic". Of a non-target or new lesion:
 * "unequivocal-progression". Of a treated target lesion, under "easl": "new-enhancement". Of any: "not-assessable".
 */
export type LesionFinding =
  | "new-lesion-typical"
  | "new-lesion-atypical"
  | "new-extrahepatic"
  | "unequivocal-progression"
  | "new-enhancement"
  | "not-assessable";

/** One lesion at one visit. */
export interface Measurement {
  /** Day of the visit, a whole number counted from any origin that is the same for the whole patient. */
  readonly day: number;
  /** Identifier of the lesion, the same at every visit. */
  readonly lesion: string | number;
  readonly role: LesionRole;
  /**
   * Longest arterially enhancing diameter in mm (of a thrombus: its largest diameter perpendicular to the vessel), with
   * at most one decimal. 0 = no viable tumor; missing = not evaluable.
   */
  readonly viable?: number | null | undefined;
  /** Longest viable diameter perpendicular to `viable`, in mm; for products ("easl"). */
  readonly perpendicular?: number | null | undefined;
  /** Arterial enhancement. false = no viable tumor, whatever the diameter. */
  readonly enhancing?: boolean | null | undefined;
  /** Total longest diameter in mm; of a lymph node the short axis, if not given as `shortAxis`. */
  readonly total?: number | null | undefined;
  /** Longest total diameter perpendicular to `total`, in mm; for products ("who"). Of a lymph node it is the short axis. */
  readonly totalPerpendicular?: number | null | undefined;
  /** Short axis of a lymph node in mm. */
  readonly shortAxis?: number | null | undefined;
  /** Viable tumor is there but too small to measure: counts as 5 mm. */
  readonly tooSmall?: boolean | null | undefined;
  /** Name of a fragment, where a lesion has broken up: one row each, their diameters are added. */
  readonly fragment?: string | number | null | undefined;
  /** Lesion with which this one has merged by this visit; that one has the diameter of both. */
  readonly mergedInto?: string | number | null | undefined;
  /** Dense lipiodol hides the enhancement; see the option `lipiodol`. An MRI is not affected. */
  readonly lipiodol?: boolean | null | undefined;
  readonly modality?: "CT" | "MRI" | null | undefined;
  /** Slice thickness of the images in mm: a target lesion measures at least twice as much, where that is above 10 mm. */
  readonly sliceThickness?: number | null | undefined;
  /** Whether the arterial phase is adequate; without it there is no viable diameter. */
  readonly arterialPhase?: boolean | null | undefined;
  /** Of an effusion that appears or worsens; progression only when malignant. */
  readonly cytology?: Cytology | null | undefined;
  /** Whether the tumor markers of this visit are normal; the same on all rows of a visit that state it. */
  readonly markerNormal?: boolean | null | undefined;
  /** Most proximal level of a thrombus, in a word of the option `levels`. */
  readonly level?: ThrombusLevel | (string & {}) | null | undefined;
  readonly site?: LesionSite | null | undefined;
  readonly finding?: LesionFinding | null | undefined;
  /** True when the lesion could not be assessed, for example without an adequate arterial phase. */
  readonly notEvaluable?: boolean | null | undefined;
}

/** All measurements of one patient, in any order. */
export interface PatientMeasurements {
  /** Identifier of the patient, for messages and the result. */
  readonly patient?: string | number;
  readonly measurements: readonly Measurement[];
  /** Day of death; a visit after it is an error. */
  readonly deathDay?: number | null | undefined;
}

/** How responses are judged. */
export interface AssessmentSpec {
  readonly criteria: ResponseCriteria | CriteriaProfile;
  readonly options?: ResponseOptions;
  /** Whether more than five target lesions, or two in an organ, are an error instead of a warning. Default false. */
  readonly strict?: boolean;
  /** Whether every decision is explained in `trace`. Default true; false is several times faster. */
  readonly trace?: boolean;
}

/** The part of the assessment that a decision is about. */
export type ResponseComponent =
  | "target"
  | "non-target"
  | "new-lesion"
  | "thrombus"
  | "intrahepatic"
  | "overall"
  | "immune"
  | "best";

/** One decision and everything it rests on. */
export interface TraceEntry {
  readonly component: ResponseComponent;
  /** Identifier of the rule, for example "target.pd". */
  readonly rule: string;
  /** null = the component has no lesion. */
  readonly response: TumorResponse | null;
  /** The decision in a sentence. */
  readonly text: string;
  /** Numbers compared and their thresholds, in mm. */
  readonly values: Readonly<Record<string, number | null>>;
  /** Day of the visit that is the reference, or null. */
  readonly referenceDay: number | null;
  readonly citation: string;
  /** What other readings of the rules would have answered. */
  readonly alternatives: readonly string[];
}

/**
 * What a reader of the result should look at:
 * - "lesion-not-measured": a lesion of baseline has no measurement at this visit;
 * - "viable-without-enhancement": a diameter was given with `enhancing: false`, and counts as no viable tumor;
 * - "increase-below-5mm": progression of the target sum by less than 5 mm;
 * - "reappearance-below-10mm": progression by viable tumor below 10 mm after complete response;
 * - "new-lesion-pending": a new lesion that does not (yet) meet the criteria of hepatocellular carcinoma;
 * - "new-lesion-size-missing", "new-lesion-pattern-not-stated": a new lesion was judged without its size or pattern;
 * - "retrospective-progression": a new lesion of this visit met the criteria only at a later visit;
 * - "bland-growth": a thrombus grew or extended without enhancement;
 * - "bland-new-thrombus": a new thrombus without enhancement, not counted as a new lesion;
 * - "change-below-5mm": response or progression of the thrombus by a change of less than 5 mm;
 * - "conflict": a thrombus met the criteria of PR and PD; PD was given;
 * - "no-arterial-phase": without an adequate arterial phase, viable diameters were not used;
 * - "lipiodol": dense lipiodol, judged by the option of that name;
 * - "too-small": a lesion too small to measure counts as 5 mm;
 * - "cr-reclassified": a complete response of the targets was made partial, as tumor was seen again;
 * - "effusion-without-cytology": an effusion appeared or worsened and is not proven malignant, so no progression;
 * - "marker-not-normal": a tumor marker prevents complete response of the non-targets;
 * - "finding-not-used": a stated progression of a thrombus, which "tki-i" judges by diameter and level alone.
 */
export type ResponseFlag =
  | "lesion-not-measured"
  | "viable-without-enhancement"
  | "increase-below-5mm"
  | "reappearance-below-10mm"
  | "new-lesion-pending"
  | "new-lesion-size-missing"
  | "new-lesion-pattern-not-stated"
  | "retrospective-progression"
  | "bland-growth"
  | "bland-new-thrombus"
  | "change-below-5mm"
  | "conflict"
  | "no-arterial-phase"
  | "lipiodol"
  | "too-small"
  | "cr-reclassified"
  | "effusion-without-cytology"
  | "marker-not-normal"
  | "finding-not-used";

/** The state that the visits are compared with. */
export interface ResponseBaseline {
  readonly day: number;
  /** Identifiers, sorted. */
  readonly targets: readonly string[];
  readonly nonTargets: readonly string[];
  readonly thrombi: readonly string[];
  /** Sum of the target diameters in mm; null without target lesions. */
  readonly sum: number | null;
  /** Sum of the thrombus diameters in mm; null where thrombi are not a component of their own. */
  readonly thrombusSum: number | null;
}

/** One visit after baseline. Responses are null where the patient has no lesion of that component. */
export interface ResponseVisit {
  readonly day: number;
  readonly target: TumorResponse | null;
  readonly nonTarget: NonTargetResponse | null;
  /** Whether a new lesion that counts as progression had been detected by this visit. */
  readonly newLesion: boolean;
  readonly thrombus: TumorResponse | null;
  /** Target and non-target lesions of the liver with new hepatic lesions. */
  readonly intrahepatic: TumorResponse | null;
  readonly overall: TumorResponse;
  /** Overall response of iRECIST; null under other criteria. */
  readonly immune: ImmuneResponse | null;
  /** Sum of the target diameters in mm (of products in mm2); null when not all targets were measured or there is none. */
  readonly sum: number | null;
  /** Smallest sum of an evaluable visit before this one, in mm. */
  readonly nadir: number | null;
  readonly nadirDay: number | null;
  readonly percentFromBaseline: number | null;
  /** null also when the nadir is 0. */
  readonly percentFromNadir: number | null;
  /** Sum of the thrombus diameters in mm. */
  readonly thrombusSum: number | null;
  readonly flags: readonly ResponseFlag[];
  readonly trace: readonly TraceEntry[];
}

/** A lesion first seen after baseline. */
export interface NewLesion {
  readonly lesion: string;
  readonly site: LesionSite;
  readonly firstDetectedDay: number;
  /** Day of the visit that proved it; null = never. Progression is dated at the first detection. */
  readonly criteriaMetDay: number | null;
  /** Identifier of the rule that decided. */
  readonly rule: string;
}

/** One value for the whole patient, one for the tumors of the liver, one for the thrombus. */
export interface ByComponent<Overall, Part = Overall | null> {
  readonly overall: Overall;
  /** null = no lesion of the liver at baseline. */
  readonly intrahepatic: Part;
  /** null = no thrombus at baseline, or thrombi are not a component of these criteria. */
  readonly thrombus: Part;
}

/** Response of one patient over all visits. */
export interface PatientResponse {
  readonly kind: "response";
  readonly version: 1;
  readonly patient: string;
  /** Name of the criteria. */
  readonly criteria: string;
  readonly options: ResolvedOptions;
  readonly baseline: ResponseBaseline;
  /** Visits after baseline in order of time. */
  readonly visits: readonly ResponseVisit[];
  readonly newLesions: readonly NewLesion[];
  /** Best response up to the component's own first progression. */
  readonly best: ByComponent<BestResponse>;
  /** Day of the first PD; null = none. */
  readonly firstProgressionDay: ByComponent<number | null>;
  /**
   * Last day with an evaluable response (not NE), the baseline day when there is none: where a time to progression is
   * censored.
   */
  readonly lastAssessmentDay: ByComponent<number>;
  /**
   * What is unusual about the patient, by code: "no-follow-up", "no-target-lesion", "too-many-targets", "small-target" (below
   * 10 mm, twice the slice thickness, or the short axis of a target node), "non-target-without-enhancement", "normal-node",
   * "modality-changed", "lipiodol", "response-after-progression", "partial-after-complete".
   */
  readonly warnings: readonly Warning[];
}
