export {
  type CompareMediansSpec,
  compareMedians,
  type MedianComparison,
  type MedianComparisonInterval,
  type MedianContrast,
  type MedianGroup,
} from "./compare-medians.js";
export {
  type ComparedGroup,
  type CompareSurvivalSpec,
  type ComparisonTest,
  compareSurvival,
  type DifferenceMethod,
  type ErrorInterval,
  type GroupContrast,
  type GroupDifference,
  type GroupRatio,
  type SurvivalComparison,
} from "./compare-survival.js";
export { type ConfidenceBand, type ConfidenceBandOptions, confidenceBand } from "./confidence-band.js";
export {
  type CumulativeHazard,
  type CumulativeHazardSpec,
  cumulativeHazard,
  type HazardCurve,
  type HazardEstimator,
} from "./cumulative-hazard.js";
export {
  type CumulativeIncidence,
  type CumulativeIncidenceSpec,
  cumulativeIncidence,
  type IncidenceCurve,
  type IncidenceVariance,
} from "./cumulative-incidence.js";
export { daysBetween } from "./days-between.js";
export { daysToMonths } from "./days-to-months.js";
export { type FollowUp, type FollowUpGroup, type FollowUpSpec, followUp } from "./follow-up.js";
export { type FromAdtte, type FromAdtteSpec, fromAdtte } from "./from-adtte.js";
export { type GrayTest, type GrayTestGroup, type GrayTestSpec, grayTest } from "./gray-test.js";
export { incidenceAt } from "./incidence-at.js";
export { incidenceQuantile } from "./incidence-quantile.js";
export type { Completeness } from "./internal/completeness.js";
export type { TrialDesign, TrialTimes } from "./internal/trial-design.js";
export {
  type IntervalSurvival,
  type IntervalSurvivalCurve,
  type IntervalSurvivalSpec,
  intervalSurvival,
} from "./interval-survival.js";
export { intervalSurvivalAt, type SurvivalBounds } from "./interval-survival-at.js";
export { type KaplanMeier, type KaplanMeierSpec, kaplanMeier } from "./kaplan-meier.js";
export { type Landmark, type LandmarkColumns, type LandmarkSpec, landmark } from "./landmark.js";
export { type LogRank, type LogRankGroup, type LogRankSpec, type LogRankWeighting, logRank } from "./log-rank.js";
export { type LogRankHazardRatioOptions, type LogRankRatio, logRankHazardRatio } from "./log-rank-hazard-ratio.js";
export { type MaxCombo, type MaxComboSpec, maxCombo } from "./max-combo.js";
export { type Measured, type MeasuredSpec, measured, type ValueOf } from "./measured.js";
export { numberAtRisk } from "./number-at-risk.js";
export {
  type PairwiseLogRank,
  type PairwiseLogRankPair,
  type PairwiseLogRankSpec,
  pairwiseLogRank,
} from "./pairwise-log-rank.js";
export { type PermutationLogRank, type PermutationLogRankSpec, permutationLogRank } from "./permutation-log-rank.js";
export {
  type ReconstructedColumns,
  type ReconstructedSurvival,
  type ReconstructSurvivalSpec,
  reconstructSurvival,
} from "./reconstruct-survival.js";
export { type EventsMethod, type RequiredEvents, type RequiredEventsSpec, requiredEvents } from "./required-events.js";
export {
  type PlannedArm,
  type RequiredSubjects,
  type RequiredSubjectsSpec,
  requiredSubjects,
} from "./required-subjects.js";
export { type RestrictedMean, type RestrictedMeanOptions, restrictedMean } from "./restricted-mean.js";
export { type RiskTableRow, riskTableRows } from "./risk-table-rows.js";
export { type SimulatedPower, type SimulatePowerSpec, simulatePower } from "./simulate-power.js";
export {
  type IntervalColumns,
  type SplitIntervals,
  type SplitIntervalsSpec,
  splitIntervals,
} from "./split-intervals.js";
export { type MeasurementCount, type StartStopRows, type StartStopSpec, startStopRows } from "./start-stop-rows.js";
export { survivalAt } from "./survival-at.js";
export { type SurvivalQuantile, type SurvivalQuantileOptions, survivalQuantile } from "./survival-quantile.js";
export { type TimeRanks, timeRanks } from "./time-ranks.js";
export { type TimeToEvent, type TimeToEventSpec, timeToEvent } from "./time-to-event.js";
export { type AdtteRow, type AdtteSource, type ToAdtteSpec, toAdtte } from "./to-adtte.js";
export { type CurveRow, type IncidenceRow, toRows } from "./to-rows.js";
export type {
  Confidence,
  ConfidenceOptions,
  ConfidenceType,
  LowerLimit,
  QuantileInterval,
  QuantileRule,
  SurvivalCurve,
} from "./types.js";
