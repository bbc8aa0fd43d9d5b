import type { GroupValue, InteractionTerm, Log2Term, Omitted, SplineTerm, Term, Warning } from "@hcc/data";
import type { Matching } from "./match-pairs.js";

/** Whom the weights stand for: the treated ("ATT"), the controls ("ATC") or all ("ATE"). */
export type StratumEstimand = "ATT" | "ATC" | "ATE";

/** A covariate whose values make strata: a field, named channels, or `factor()`. */
export type StratumTerm<Row> = Exclude<Term<Row>, Log2Term<Row> | SplineTerm<Row> | InteractionTerm<Row>>;

/** Numbers from `lower`, which belongs to it, to below `upper`; of the last range `upper` belongs to it too. */
export interface StratumRange {
  readonly lower: number;
  readonly upper: number;
}

/** What the rows of a stratum share in a variable: its value or level, one of the levels of a group, or a range. */
export type StratumValue = number | string | readonly string[] | StratumRange;

/** Rows that are compared with each other: some of each group. */
export interface Stratum {
  readonly treated: number;
  readonly control: number;
  /** By name of the covariate, or "score". */
  readonly values: Readonly<Record<string, StratumValue>>;
}

/** A row that is in no stratum. */
export interface DroppedRow {
  /** Input row. */
  readonly row: number;
  readonly reason: "no-treated-in-stratum" | "no-control-in-stratum" | "missing-value";
}

/** Result of `subclassification`, `exactMatching` and `coarsenedExactMatching`. */
export interface Stratification {
  readonly kind: "stratification";
  readonly version: 1;
  readonly method: "subclassification" | "exact" | "coarsened-exact";
  readonly estimand: StratumEstimand;
  /** One per input row: number of its stratum; -1 in none. */
  readonly subclass: Int32Array;
  /** One per input row, mean 1 over the rows of each group that are in a stratum; 0 in none. */
  readonly weights: Float64Array;
  /** By number, which is the order of the values, the first covariate first. */
  readonly strata: readonly Stratum[];
  /** Ascending by row. */
  readonly dropped: readonly DroppedRow[];
  /** Rows put into another class than that of their score, so that each holds enough; null without classes of a score. */
  readonly moved: { readonly treated: number; readonly control: number } | null;
  readonly counts: Matching["counts"];
  /** (sum of weights)^2 / sum of squared weights. */
  readonly effectiveSampleSize: { readonly treated: number; readonly control: number };
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/** Levels of a factor that count as one. */
export type LevelGroups = readonly (readonly GroupValue[])[];
