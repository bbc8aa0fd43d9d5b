import { normalQuantile } from "@hcc/numerics";
import type { Confidence, SurvivalCurve } from "../types.js";
import { writeLimits } from "./confidence-limits.js";
import type { JackknifeSums } from "./jackknife.js";
import type { RiskTable } from "./risk-table.js";

/** An estimated curve before its limits. */
export interface Estimate {
  readonly survival: Float64Array;
  /** Standard error of log S by the model of independent rows. */
  readonly relative: Float64Array;
  readonly variance: SurvivalCurve["variance"];
  /** Robust variance of log S and of the mean, where it is the one to report. */
  readonly robust?: JackknifeSums;
}

/** A curve with standard errors and limits. */
export function curveOf(
  group: string | null,
  table: RiskTable,
  { survival, relative, variance, robust }: Estimate,
  confidence: Confidence,
  start: number,
): Omit<SurvivalCurve, "median"> {
  const { n, events, time, nRisk, nEvent, nCensor, nEnter } = table;
  const z = normalQuantile(0.5 + confidence.level / 2);
  const { type, lower: rule } = confidence;
  const size = time.length;
  // Of independent rows both errors stand in one array: the relative one is read before it is replaced.
  const standardError = robust === undefined ? relative : new Float64Array(size);
  const naive = robust === undefined ? null : new Float64Array(size);
  const lower = new Float64Array(size);
  const upper = new Float64Array(size);
  let riskAtEvent = nRisk[0]!;
  for (let i = 0; i < size; i++) {
    const probability = survival[i]!;
    if (i > 0 && nEvent[i] === 0 && rule === undefined && robust === undefined) {
      lower[i] = lower[i - 1]!;
      upper[i] = upper[i - 1]!;
      standardError[i] = standardError[i - 1]!;
      continue;
    }
    const error = robust === undefined ? relative[i]! : Math.sqrt(robust.variance[i]!);
    if (nEvent[i]! > 0) riskAtEvent = nRisk[i]!;
    let below = error;
    if (rule === "modified") below = error * Math.sqrt(riskAtEvent / nRisk[i]!);
    else if (rule === "peto") below = Math.sqrt((1 - probability) / nRisk[i]!);
    writeLimits(lower, upper, i, type, probability, z * error, z * below);
    if (naive !== null) naive[i] = probability === 0 ? Number.NaN : probability * relative[i]!;
    standardError[i] = probability === 0 ? Number.NaN : probability * error;
  }
  const limits = { standardError, naiveStandardError: naive, lower, upper, variance, confidence };
  const mean = robust && {
    robustMean: {
      standardError: robust.mean.map((value) => Math.sqrt(Math.max(value, 0))),
      covariance: robust.covariance.map((value, i) => value * survival[i]!),
    },
  };
  return { ...mean, group, n, events, start, time, nRisk, nEvent, nCensor, nEnter, survival, ...limits };
}
