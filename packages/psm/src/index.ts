export {
  type AuditedPair,
  type AuditPairsSpec,
  auditPairs,
  type PairAudit,
  type PairDistances,
  type ReusedRow,
} from "./audit-pairs.js";
export { austin } from "./austin.js";
export { balance } from "./balance.js";
export type {
  AdjustedSample,
  Balance,
  BalanceDenominator,
  BalanceFigures,
  BalanceFormula,
  BalanceMatching,
  BalanceRow,
  BalanceSample,
  BalanceSpec,
  BalanceTally,
  FactorBalance,
  ThresholdTally,
} from "./balance-types.js";
export { balancingWeights } from "./balancing-weights.js";
export { type CoarsenedExactMatchingSpec, coarsenedExactMatching } from "./coarsened-exact-matching.js";
export {
  type CompareMatchingsSpec,
  compareMatchings,
  type FileOrderSimulation,
  type MatchingComparison,
  type MatchingSummary,
  type PublishedPairs,
} from "./compare-matchings.js";
export { type EValue, type EValueOptions, eValue, type RatioEstimate } from "./e-value.js";
export { type ExactMatchingSpec, exactMatching } from "./exact-matching.js";
export { type FullMatching, type FullMatchingSpec, fullMatching, type MatchedSet } from "./full-matching.js";
export { type FuzzyMatchingSpec, fuzzyMatching } from "./fuzzy-matching.js";
export type { AlgorithmVerdict, AuditAlgorithm } from "./internal/algorithm-verdicts.js";
export type { IncompletePair } from "./internal/read-pair-list.js";
export {
  type CovariateLeftOut,
  type LeaveOneCovariateOut,
  type LeaveOneCovariateOutSpec,
  leaveOneCovariateOut,
  type NamedDifference,
} from "./leave-one-covariate-out.js";
export {
  type Caliper,
  type CovariateCaliper,
  type MatchedPair,
  type Matching,
  type MatchOrder,
  type MatchPairsSpec,
  matchPairs,
  type UnmatchedRow,
  type VariableRatio,
} from "./match-pairs.js";
export { matchedRows } from "./matched-rows.js";
export { matchit } from "./matchit.js";
export { type PairedValues, type PairedValuesOptions, pairedValues } from "./paired-values.js";
export { propensityScore } from "./propensity-score.js";
export {
  type PairChannel,
  type PairRows,
  type RosenbaumBound,
  type RosenbaumBounds,
  type RosenbaumBoundsSpec,
  rosenbaumBounds,
} from "./rosenbaum-bounds.js";
export type {
  CovariateCoding,
  PropensityCoefficient,
  PropensityMethod,
  PropensityScore,
  PropensityScoreSpec,
  ScoreLeverage,
  ScoreOverlap,
  ScoreRange,
} from "./score-types.js";
export { spss } from "./spss.js";
export type {
  DroppedRow,
  LevelGroups,
  Stratification,
  Stratum,
  StratumEstimand,
  StratumRange,
  StratumTerm,
  StratumValue,
} from "./stratification.js";
export { type SubclassificationSpec, subclassification } from "./subclassification.js";
export { type Tipping, type TippingPoint, type TippingPointOptions, tippingPoint } from "./tipping-point.js";
export type { TreatmentChannels } from "./treatment-channels.js";
export type {
  BalancingWeights,
  BalancingWeightsSpec,
  EntropyBalance,
  TrimmedRows,
  WeightEstimand,
  WeightedGroup,
  WeightTrim,
} from "./weight-types.js";
