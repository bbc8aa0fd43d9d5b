import published from "../../published.json" with { type: "json" };

/** Order of the four groups in every published list. */
export const GROUPS = ["total.tkiI", "total.tki", "matched.tkiI", "matched.tki"] as const;

/** Four numbers, one for each of {@link GROUPS}. */
export type PerGroup = readonly [number, number, number, number];

/** A row of Table 1 that counts patients with one level of a characteristic. */
export interface CategoricalTarget {
  readonly name: string;
  readonly counts: PerGroup;
}

/** A row of Table 1 that gives median (range) of a quantitative characteristic. */
export interface QuantitativeTarget {
  readonly name: string;
  /** Decimals printed in the paper. */
  readonly decimals: number;
  readonly median: PerGroup;
  readonly minimum: PerGroup;
  readonly maximum: PerGroup;
  /** Mann-Whitney P in the total and in the matched cohort. */
  readonly p: readonly [number, number];
}

const perGroup = (values: readonly number[]): PerGroup => {
  const [a, b, c, d] = values;
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    throw new Error("published.json: a row of the baseline table has fewer than four groups");
  return [a, b, c, d];
};

/** Group sizes: total TKI-I, total TKI, matched TKI-I, matched TKI. */
export const SIZES: PerGroup = [
  published.cohort.tkiI,
  published.cohort.tki,
  published.cohort.matchedPairs,
  published.cohort.matchedPairs,
];

/** Number of screened patients who were excluded. */
export const EXCLUDED: number = published.cohort.excluded;

/** Caliper of the matching, absolute, on the probability. */
export const CALIPER: number = published.propensityScore.caliper;

/** The 13 categorical rows of Table 1. */
export const CATEGORICAL: readonly CategoricalTarget[] = published.baseline.categorical.map((row) => ({
  name: row.name,
  counts: perGroup(row.counts),
}));

const DECIMALS = [1, 1, 0, 1, 0];

/** The five quantitative rows of Table 1: age, AFP, number of tumors, largest size, number of previous TACE. */
export const QUANTITATIVE: readonly QuantitativeTarget[] = published.baseline.continuousMedianRange.map((row, k) => ({
  name: row.name.replace(/ \(.*/, ""),
  decimals: DECIMALS[k] ?? 1,
  median: perGroup(row.values.map((v) => v[0] ?? Number.NaN)),
  minimum: perGroup(row.values.map((v) => v[1] ?? Number.NaN)),
  maximum: perGroup(row.values.map((v) => v[2] ?? Number.NaN)),
  p: [row.p[0] ?? Number.NaN, row.p[1] ?? Number.NaN],
}));

/** Patients with more than 10 tumors (footnote of Table 1). */
export const MORE_THAN_TEN: PerGroup = [6, 7, 4, 4];

/** All TACE sessions before treatment in the matched cohort, TKI-I and TKI. */
export const PREVIOUS_TACE_TOTAL: readonly number[] = published.exposure.matched.previousTaceTotal;
