import { factor, InputError, type Term } from "@hcc/data";
import {
  type Balance,
  balance,
  compareMatchings,
  type Matching,
  type MatchingComparison,
  matchPairs,
  type PropensityScore,
  propensityScore,
} from "@hcc/psm";
import type { StudyPatient } from "./patients.js";

/** Caliper of the paper, read as an absolute distance of probabilities, as SPSS's match tolerance. */
export const CALIPER = { width: 0.02, scale: "probability", unit: "absolute" } as const;

/** The eight covariates of the paper. AFP enters as its logarithm: it spans five orders of magnitude. */
export const PROPENSITY_TERMS: readonly Term<StudyPatient>[] = [
  "ageYears",
  "ecogPs",
  factor("childPugh", { reference: "A" }),
  "afpLog10",
  "tumorNumberCounted",
  "largestTumorSizeCm",
  factor("tumorDistribution", { reference: "unilobar" }),
  factor("macrovascularInvasion", { reference: "no" }),
];

/** Propensity score, matching and balance of the study. */
export interface MatchingResult {
  /** Whether each patient of the total cohort is of the TKI-I arm. */
  readonly treated: readonly boolean[];
  readonly propensity: PropensityScore;
  readonly matching: Matching;
  readonly balance: Balance;
  /** How many pairs other algorithms find with the same caliper. */
  readonly comparison: MatchingComparison;
}

/** Scores, matches and describes the balance; `random` drives the file orders of the simulated SPSS matching. */
export function analyseMatching(
  patients: readonly StudyPatient[],
  random: () => number,
  publishedPairs: number | null,
): MatchingResult {
  const propensity = propensityScore(patients, { treatment: "treated", covariates: PROPENSITY_TERMS });
  if (propensity.status === "complete-separation" || propensity.status === "not-converged") {
    throw new InputError("option", `propensity score: ${propensity.warnings.map(({ message }) => message).join("; ")}`);
  }
  const spec = { treatment: "treated", score: propensity.score, caliper: CALIPER } as const;
  const matching = matchPairs(patients, { ...spec, method: "nearest", order: "largest" });
  return {
    treated: patients.map(({ treated }) => treated),
    propensity,
    matching,
    balance: balance(patients, { treatment: "treated", covariates: PROPENSITY_TERMS, matching, denominator: "pooled" }),
    comparison: compareMatchings(patients, {
      ...spec,
      covariates: PROPENSITY_TERMS,
      random,
      ...(publishedPairs !== null && { published: publishedPairs }),
    }),
  };
}
