export { type KaplanMeier, type KaplanMeierSpec, kaplanMeier } from "./kaplan-meier.js";
export { type QuantileOptions, survivalQuantile } from "./survival-quantile.js";
export { type TimeRanks, timeRanks } from "./time-ranks.js";
export type { Confidence, ConfidenceType, QuantileInterval, QuantileRule, SurvivalCurve } from "./types.js";
