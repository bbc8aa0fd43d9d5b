import type { CriteriaProfile, ResponseCriteria } from "../types.js";
import { CITATION } from "./rules.js";

const mrecist: CriteriaProfile = {
  name: "mrecist",
  citation: CITATION.mrecist,
  measure: "viable",
  nonEnhancing: "viable",
  mostTargets: 5,
  mostPerOrgan: 2,
  prDecreasePercent: 30,
  pdIncreasePercent: 20,
  pdInclusive: true,
  pdAbsMm: 0,
  nadirIncludesBaseline: true,
  reappearanceMinMm: 0,
  reclassifyFalseCr: false,
  carryForwardPr: false,
  newHepaticPattern: "typical",
  newHepaticMinMm: 10,
  newHepaticGrowthMm: 10,
  newNodeMinMm: 10,
  portaHepatisNodeMinMm: 20,
  normalMarkerForCr: false,
  lipiodol: "NE",
  thrombus: "non-target",
  thrombusPrDecreasePercent: 30,
  thrombusPdIncreasePercent: 20,
  thrombusPdAbsMm: 0,
  thrombusPdReference: "nadir",
  levelReference: "nadir",
  blandExtension: "CR",
  severalThrombi: "sum",
  overallRule: "mrecist-table",
  immune: false,
  confirmDays: null,
  minSdDays: 0,
  missingAsNe: false,
};

const recist: CriteriaProfile = {
  ...mrecist,
  name: "recist-1.1",
  citation: CITATION.recist,
  measure: "total",
  pdAbsMm: 5,
  newHepaticPattern: "any",
  portaHepatisNodeMinMm: 10,
  normalMarkerForCr: true,
};

/** The named sets of criteria: all that tells one from another is here. */
export const PROFILES: Readonly<Record<ResponseCriteria, CriteriaProfile>> = {
  mrecist,
  "recist-1.1": recist,
  easl: {
    ...mrecist,
    name: "easl",
    citation: CITATION.easl,
    measure: "viable-product",
    prDecreasePercent: 50,
    pdIncreasePercent: 25,
    pdInclusive: false,
  },
  irecist: { ...recist, name: "irecist", citation: CITATION.irecist, immune: true },
  "tki-i": { ...mrecist, name: "tki-i", thrombus: "component" },
};
