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
