export {
  type Balance,
  type BalanceFigures,
  type BalanceRow,
  type BalanceSample,
  type BalanceSpec,
  balance,
  type FactorBalance,
} from "./balance.js";
export { balancingWeights } from "./balancing-weights.js";
export {
  type CompareMatchingsSpec,
  compareMatchings,
  type FileOrderSimulation,
  type MatchingComparison,
  type MatchingSummary,
} from "./compare-matchings.js";
export {
  type Caliper,
  type MatchedPair,
  type Matching,
  type MatchOrder,
  type MatchPairsSpec,
  matchPairs,
  type UnmatchedRow,
} from "./match-pairs.js";
export { matchedRows } from "./matched-rows.js";
export {
  type PropensityCoefficient,
  type PropensityScore,
  type PropensityScoreSpec,
  propensityScore,
} from "./propensity-score.js";
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
