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
  /** Where a printed number of pairs stands among them; null when none was printed. */
  readonly published: PublishedPairs | null;
}

/** A printed number of pairs and what could have given it. */
interface PublishedPairs {
  readonly pairs: number;
  /** Not more than any algorithm can form. */
  readonly possible: boolean;
  /** At least half of that: so many has any matching that leaves no eligible pair. */
  readonly maximal: boolean;
  readonly algorithms: readonly string[];
  readonly fileOrders: { readonly fewer: number; readonly equal: number; readonly more: number } | null;
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
  const comparison = compareMatchings(patients, { ...spec, covariates: PROPENSITY_TERMS, random });
  return {
    treated: patients.map(({ treated }) => treated),
    propensity,
    matching,
    balance: balance(patients, { treatment: "treated", covariates: PROPENSITY_TERMS, matching, denominator: "pooled" }),
    comparison,
    published: publishedPairs === null ? null : placeOf(publishedPairs, comparison),
  };
}

function placeOf(pairs: number, { rows, maximumPairs, fileOrder }: MatchingComparison): PublishedPairs {
  const orders = (fits: (count: number) => boolean): number =>
    (fileOrder?.distribution ?? []).reduce((sum, own) => sum + (fits(own.pairs) ? own.frequency : 0), 0);
  return {
    pairs,
    possible: pairs <= maximumPairs,
    maximal: 2 * pairs >= maximumPairs,
    algorithms: rows.filter((row) => row.pairs === pairs).map(({ algorithm }) => algorithm),
    fileOrders:
      fileOrder === null
        ? null
        : {
            fewer: orders((count) => count < pairs),
            equal: orders((count) => count === pairs),
            more: orders((count) => count > pairs),
          },
  };
}
