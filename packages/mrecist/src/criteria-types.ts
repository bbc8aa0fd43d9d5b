/**
 * A named set of rules. One of:
 * - "mrecist": mRECIST for hepatocellular carcinoma; viable (arterially enhancing) diameters, tumor thrombi are
 *   non-target lesions;
 * - "recist-1.1": total diameters, and progression needs an increase of at least 5 mm;
 * - "easl": products of two perpendicular viable diameters, 50 % less or more than 25 % more; lesions of the liver only;
 * - "irecist": RECIST 1.1 whose progression has to be confirmed;
 * - "tki-i": mRECIST for the tumors, and tumor thrombi by the study's own criteria as a component of their own;
 * - "who": products of two perpendicular total diameters, 50 % less or more than 25 % more, wherever the lesions are. The
 *   reviews that were read print these thresholds; the WHO handbook was not at hand. Its clause on single lesions that
 *   progress is not applied, and that the increase is measured from the smallest sum was not verified.
 */
export type ResponseCriteria = "mrecist" | "recist-1.1" | "easl" | "irecist" | "tki-i" | "who";

/**
 * Every rule of a set of criteria. `criteriaProfile` makes one from a named set; what the sets say is told as
 * "mrecist / recist-1.1 / easl / irecist / tki-i / who" where they differ.
 */
export interface CriteriaProfile {
  readonly name: string;
  /** Main source. */
  readonly citation: string;
  /**
   * What is summed over target lesions of the liver: the longest viable diameter, the longest total one, or the product of
   * either and that perpendicular to it. Of lesions elsewhere it is the longest total diameter, of nodes the short axis, but
   * with "total-product" the product too. viable / total / viable-product / total / viable / total-product.
   */
  readonly measure: "viable" | "total" | "viable-product" | "total-product";
  /**
   * What counts of a lesion of the liver without arterial enhancement at baseline: its viable diameter, as of all others, or
   * its total one by RECIST 1.1. "viable"; as known, the update of mRECIST of 2020 follows such lesions by RECIST 1.1.
   */
  readonly nonEnhancing: "viable" | "recist-total";
  /** Target lesions at most: more are a warning, with `strict` an error; null = no limit. 5 / 5 / 5 / 5 / 5 / null. */
  readonly mostTargets: number | null;
  /** The same in one organ. 2 / 2 / 2 / 2 / 2 / null. */
  readonly mostPerOrgan: number | null;
  /** Least decrease of the target sum from baseline that is partial response. 30 / 30 / 50 / 30 / 30 / 50. */
  readonly prDecreasePercent: number;
  /** Increase of the target sum from its nadir that is progression. 20 / 20 / 25 / 20 / 20 / 25. */
  readonly pdIncreasePercent: number;
  /** Whether an increase of exactly that much is progression. true / true / false / true / true / false. */
  readonly pdInclusive: boolean;
  /** Least increase of the target sum in mm that is progression. 0 / 5 / 0 / 5 / 0 / 0; mRECIST is silent. */
  readonly pdAbsMm: number;
  /** Whether the baseline sum counts for the nadir. true; RECIST 1.1 says so, mRECIST does not spell it out. */
  readonly nadirIncludesBaseline: boolean;
  /** Viable tumor below this size after complete response of the targets is no progression. 0 = any is; sources are silent. */
  readonly reappearanceMinMm: number;
  /** Whether a complete response of the targets after which tumor is seen again becomes a partial response. false; sources leave it open. */
  readonly reclassifyFalseCr: boolean;
  /** Whether the targets, once in partial response, stay in it at a sum that is neither partial response nor progression. false: RECIST 1.1 has PR, then SD. */
  readonly carryForwardPr: boolean;
  /** Pattern that a new lesion of the liver needs. typical / any / typical / any / typical / any. */
  readonly newHepaticPattern: "typical" | "any";
  /** Least diameter in mm of a new lesion of the liver with typical pattern. 10, as known of the mRECIST paper. */
  readonly newHepaticMinMm: number;
  /** Growth in mm since its detection by which a new lesion of the liver counts whatever its pattern. 10, as known of the mRECIST paper. */
  readonly newHepaticGrowthMm: number;
  /** Least short axis in mm of a new lymph node. 10: below it a node is normal (RECIST 1.1). */
  readonly newNodeMinMm: number;
  /** The same at the porta hepatis. 20 / 10 / 20 / 10 / 20 / 10. */
  readonly portaHepatisNodeMinMm: number;
  /** Whether a tumor marker stated as not normal prevents complete response of the non-targets. false / true / false / true / false / false. */
  readonly normalMarkerForCr: boolean;
  /** What tissue under dense lipiodol is, where only a CT is at hand. "NE"; sources are silent. */
  readonly lipiodol: "NE" | "viable" | "necrosis";
  /** Whether tumor thrombi are judged by the study's criteria, as a component. Only "tki-i" does. */
  readonly thrombus: "non-target" | "component";
  /** Least decrease of the thrombus diameter from baseline that is partial response. */
  readonly thrombusPrDecreasePercent: number;
  /** Least increase of the thrombus diameter that is progression. */
  readonly thrombusPdIncreasePercent: number;
  /** Least increase of the thrombus diameter in mm that is progression. 0; the study states none. */
  readonly thrombusPdAbsMm: number;
  /** Reference of that increase: the smallest diameter so far, or baseline. "nadir"; the study does not say. */
  readonly thrombusPdReference: "nadir" | "baseline";
  /** Reference of a more proximal level of a thrombus: the most peripheral level so far, or baseline. "nadir"; the study does not say. */
  readonly levelReference: "nadir" | "baseline";
  /**
   * What the words for the level of a thrombus mean, so that a table with another classification can be read as it is.
   * Vp1 to Vp4 and Vv1 to Vv3, see `ThrombusLevel`.
   */
  readonly levels: Readonly<Record<string, LevelMeaning>>;
  /** Response of a thrombus that grew but no longer enhances. "CR"; the study does not say. */
  readonly blandExtension: "CR" | "PD" | "NE";
  /** Several thrombi: diameters summed, only the one that was largest at baseline, or the worst of their responses. "sum"; the study does not say. */
  readonly severalThrombi: "sum" | "dominant" | "worst";
  /**
   * How a thrombus that is a component joins the overall response; default "mrecist-table", the study does not say. One of:
   * - "mrecist-table": the overall table of mRECIST with the thrombus among the non-target lesions;
   * - "worst": the worst of the components.
   */
  readonly overallRule: "mrecist-table" | "worst";
  /** Whether progression is unconfirmed (iUPD) until the next visit confirms it. Only "irecist" does. */
  readonly immune: boolean;
  /** Days after which CR and PR must be seen again to count for the best response; null, the default = no confirmation. */
  readonly confirmDays: number | null;
  /** Days after baseline from which stable disease counts for the best response. 0; RECIST 1.1 leaves it to the protocol. */
  readonly minSdDays: number;
  /** Whether a patient without a visit after baseline has the best response "NE" instead of "MISSING". false. */
  readonly missingAsNe: boolean;
}

/** Where a thrombus of a level reaches. */
export interface LevelMeaning {
  readonly tree: "portal" | "hepatic";
  /** From 1, the most peripheral, to at most 9; a whole number. */
  readonly rank: number;
}

/** Rules that sources leave open or that studies set differently; the default is what the criteria say. */
export interface ResponseOptions extends Partial<Omit<CriteriaProfile, "name" | "citation">> {
  /**
   * The baseline is the last visit at or before this day; a visit before the baseline is then an error. Default: the
   * first visit of each patient is its baseline.
   */
  readonly baselineDay?: number;
}

/** The rules in force. */
export interface ResolvedOptions extends CriteriaProfile {
  /** null = the first visit of each patient. */
  readonly baselineDay: number | null;
}
