export { type AdjustmentMethod, type AdjustPValuesOptions, adjustPValues } from "./adjust-p-values.js";
export {
  type AnalysisOfVariance,
  type AnalysisOfVarianceOptions,
  analysisOfVariance,
} from "./analysis-of-variance.js";
export { type Bowker, bowker } from "./bowker.js";
export { type CochranArmitage, type CochranArmitageOptions, cochranArmitage } from "./cochran-armitage.js";
export {
  type CochranMantelHaenszel,
  type CochranMantelHaenszelOptions,
  cochranMantelHaenszel,
} from "./cochran-mantel-haenszel.js";
export {
  type CategoryComparison,
  type CompareGroupsSpec,
  type ComparisonCommon,
  type ComparisonNormality,
  type ComparisonRule,
  compareGroups,
  type GroupComparison,
  type NumberComparison,
} from "./compare-groups.js";
export {
  type ContingencyLine,
  type ContingencyMethod,
  type ContingencyOptions,
  type ContingencyRule,
  type ContingencyTest,
  contingencyTest,
} from "./contingency-test.js";
export { type Correlation, type CorrelationOptions, correlation } from "./correlation.js";
export { type CountLevelsSpec, countLevels, type LevelCounts } from "./count-levels.js";
export { type DescribeOptions, type Description, describe } from "./describe.js";
export {
  type DescribeGroupsSpec,
  describeGroups,
  type GroupDescription,
  type GroupDescriptions,
} from "./describe-groups.js";
export { type Dunn, type DunnOptions, type DunnPair, dunn } from "./dunn.js";
export { type FleissKappa, type FleissKappaOptions, fleissKappa } from "./fleiss-kappa.js";
export { type HodgesLehmann, type HodgesLehmannOptions, hodgesLehmann } from "./hodges-lehmann.js";
export type { NumberTest } from "./internal/choose-number-test.js";
export type { GroupsSpec } from "./internal/read-groups.js";
export type { Values } from "./internal/read-values.js";
export type { Alternative } from "./internal/t-answer.js";
export { type Kappa, type KappaOptions, kappa } from "./kappa.js";
export { type KernelDensity, type KernelDensityOptions, kernelDensity } from "./kernel-density.js";
export { type KruskalWallis, type KruskalWallisOptions, kruskalWallis } from "./kruskal-wallis.js";
export { type Levene, type LeveneOptions, levene } from "./levene.js";
export { type MannWhitney, type MannWhitneyOptions, mannWhitney } from "./mann-whitney.js";
export {
  type Homogeneity,
  type MantelHaenszel,
  type MantelHaenszelOptions,
  mantelHaenszel,
} from "./mantel-haenszel.js";
export { type McNemar, type McNemarOptions, mcNemar } from "./mc-nemar.js";
export { type OddsRatio, type OddsRatioMethod, type OddsRatioOptions, oddsRatio } from "./odds-ratio.js";
export { type PairedTTest, type PairedTTestOptions, pairedTTest } from "./paired-t-test.js";
export { type ProportionMethod, type ProportionOptions, proportionInterval } from "./proportion-interval.js";
export { type QuantileName, type QuantileOptions, type QuantileType, quantile } from "./quantile.js";
export { type RiskDifference, type RiskDifferenceOptions, riskDifference } from "./risk-difference.js";
export { type RiskRatio, type RiskRatioOptions, riskRatio } from "./risk-ratio.js";
export { type ShapiroWilk, type ShapiroWilkOptions, shapiroWilk } from "./shapiro-wilk.js";
export { type SignedRank, type SignedRankOptions, signedRank } from "./signed-rank.js";
export {
  type StratifiedRiskDifference,
  type StratifiedRiskDifferenceOptions,
  stratifiedRiskDifference,
} from "./stratified-risk-difference.js";
export { type TTest, type TTestOptions, tTest } from "./t-test.js";
export { type TwoProportions, type TwoProportionsOptions, twoProportions } from "./two-proportions.js";
