import type { RowOf } from "@hcc/data";
import { exp } from "@hcc/numerics";
import { covarianceFactor, times } from "./internal/covariance-factor.js";
import { type FittedRows, fittedRows } from "./internal/fitted-rows.js";
import { type RiskSets, riskSets } from "./internal/risk-sets.js";
import type { CoxModel, CoxSpec, CoxTies } from "./types.js";

/** Baseline hazard of one stratum; the arrays have one entry per distinct observed time, ascending. */
export interface BaselineStratum {
  /** Name of the stratum, or null without strata. */
  readonly stratum: string | null;
  /** Distinct times of the stratum, events and censorings, in the unit of the input. */
  readonly time: Float64Array;
  /** Number at risk just before the time (sum of weights). */
  readonly nRisk: Float64Array;
  /** Number of events at the time (sum of weights). */
  readonly nEvent: Float64Array;
  /** Number censored at the time (sum of weights); they were still at risk for its events. */
  readonly nCensor: Float64Array;
  /** Hazard step of a patient with the reference covariates. */
  readonly hazard: Float64Array;
  /** Sum of the hazard steps until the time; Infinity where it is beyond the range of numbers (variances are NaN there). */
  readonly cumulativeHazard: Float64Array;
  /** Standard error of the cumulative hazard, the coefficients' uncertainty included; null with robust variance. */
  readonly standardError: Float64Array | null;
  /** The covariates' values that the hazard is for, in the order of `coefficients`. */
  readonly reference: Float64Array;
  /** The offset that the hazard is for; 0 without offset. */
  readonly offset: number;
  /** Weighted means of the columns over the rows of the stratum, in the order of `coefficients`. */
  readonly mean: Float64Array;
  /** Weighted mean of the offset over the rows of the stratum. */
  readonly meanOffset: number;
  /** Variance of the cumulative hazard if the coefficients were known; null with robust variance. */
  readonly hazardVariance: Float64Array | null;
  /** Per coefficient: integral of (risk-set mean - reference) d(cumulative hazard) until the time. */
  readonly meanHazard: readonly Float64Array[];
}

/** Baseline hazards of a Cox model: with the model, all that predictions need. Holds no rows. */
export interface BaselineHazard {
  readonly kind: "cox-baseline-hazard";
  readonly version: 1;
  /** Names of the coefficients with status "ok". */
  readonly coefficients: readonly string[];
  /** One per stratum that has rows. */
  readonly strata: readonly BaselineStratum[];
  /** Weighted means of the columns over all rows, 0 for columns that hold only -1, 0 and 1. */
  readonly mean: Float64Array;
  /** Weighted mean of the offset over all rows. */
  readonly meanOffset: number;
  /** T with T T' the covariance of the coefficients, row by row; null with robust variance. */
  readonly covarianceFactor: readonly Float64Array[] | null;
  readonly ties: CoxTies;
  /** Fingerprint of the model. */
  readonly fingerprint: string;
}

/**
 * Baseline hazard of a Cox model: the hazard of a patient with the reference covariates, in each stratum.
 *
 * Steps are D / S0 (Breslow) or, with Efron ties, the mean event weight times the sum over l = 0..d-1 of 1 / S0_l, S0 the
 * sum of w exp((x - reference)'b) at risk and S0_l = S0 - (l/d) S0 of the deaths. The variance of the cumulative hazard at
 * covariates x is exp(2 (x - reference)'b) [A + q' V q]: A the sum of the same with S0 squared, V the covariance of the
 * coefficients, q = integral of (risk-set mean - x) dL.
 *
 * **The reference** is, per stratum, 0 in columns that hold only -1, 0 and 1 (so the reference level of factors), else the
 * column's lower median among those at risk at an event: values far off or far from 0 do no harm. Any other covariates:
 * `predictSurvival`.
 *
 * Equals R's `survfit(coxph, newdata = reference, stype = 2)`, `ctype` 2 for Efron and 1 for Breslow, whose `cumhaz` is
 * that of `basehaz` (there at the means).
 *
 * @param data the data of the fit.
 * @param spec the specification of the fit.
 * @returns a plain object that survives `toJson`.
 * @throws InputError when data or specification are not those of the fit, when a coefficient is infinite, and for exact ties,
 * whose coefficients are those of a discrete hazard (R combines them with Breslow's).
 *
 * @example
 * ```ts
 * import { baselineHazard, coxph } from "@hcc/cox";
 * const rows = [
 *   { t: 1, d: 1, x: 1 }, { t: 1, d: 0, x: 1 }, { t: 6, d: 1, x: 1 },
 *   { t: 6, d: 1, x: 0 }, { t: 8, d: 0, x: 0 }, { t: 9, d: 1, x: 0 },
 * ];
 * const spec = { time: "t", event: "d", covariates: ["x"], ties: "breslow" } as const;
 * const [stratum] = baselineHazard(coxph(rows, spec), rows, spec).strata;
 * Array.from(stratum.time); // => [1, 6, 8, 9]
 * stratum.hazard[3]; // => 1
 * ```
 *
 * @see Breslow NE. Discussion of Professor Cox's paper. J R Stat Soc B 1972;34:216-217.
 * @see Tsiatis AA. A large sample study of Cox's regression model. Ann Stat 1981;9:93-108. doi:10.1214/aos/1176345335
 */
export function baselineHazard<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  data: Data,
  spec: CoxSpec<RowOf<Data>>,
): BaselineHazard {
  const rows = fittedRows("baselineHazard", model, data, spec);
  const sets = riskSets(rows, model.ties);
  const { p } = rows;
  const factor = model.variance === "robust" ? null : covarianceFactor(rows, model.ties).factor;
  const strata: BaselineStratum[] = [];
  let start = 0;
  let set = 0;
  rows.strataEnd.forEach((end, s) => {
    let stop = set;
    while (stop < sets.count && sets.first[stop]! < end) stop++;
    strata.push(stratumHazard(rows, sets, factor, { s, start, end, set }));
    start = end;
    set = stop;
  });
  return {
    kind: "cox-baseline-hazard",
    version: 1,
    coefficients: rows.columns.map((column) => model.coefficients[column]!.name),
    strata,
    ...sampleMeans(rows),
    covarianceFactor: factor && rows.columns.map((_, j) => factor.slice(j * p, j * p + p)),
    ties: model.ties,
    fingerprint: model.fingerprint,
  };
}

function stratumHazard(
  rows: FittedRows,
  sets: RiskSets,
  factor: Float64Array | null,
  { s, start, end, set }: { readonly s: number; readonly start: number; readonly end: number; readonly set: number },
): BaselineStratum {
  const { read, order, rank, entryRank, event, weight, p } = rows;
  const starts: number[] = [];
  for (let i = start; i < end; i++) if (i === start || rank[i] !== rank[i - 1]) starts.push(i);
  const count = starts.length;
  const column = (): Float64Array => new Float64Array(count);
  const [time, nRisk, nEvent, nCensor, hazard, cumulativeHazard] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ] as const;
  const standardError = column();
  const hazardVariance = column();
  const meanHazard = Array.from({ length: p }, column);
  const mean = new Float64Array(p);
  const entries = entryRank && Int32Array.from({ length: end - start }, (_, i) => start + i);
  entries?.sort((a, b) => entryRank![b]! - entryRank![a]! || a - b);
  let entered = 0;
  let left = 0;
  for (let k = count - 1; k >= 0; k--) {
    time[k] = Number.POSITIVE_INFINITY;
    const stop = starts[k + 1] ?? end;
    for (let i = starts[k]!; i < stop; i++) {
      time[k] = Math.min(time[k]!, read.time[order[i]!]!);
      const counted = event[i] === 1 ? nEvent : nCensor;
      counted[k]! += weight[i]!;
      left += weight[i]!;
    }
    // Those who enter at the time or later are not at risk at it.
    for (; entries && entered < entries.length; entered++) {
      if (entryRank![entries[entered]!]! < rank[starts[k]!]!) break;
      left -= weight[entries[entered]!]!;
    }
    nRisk[k] = left;
  }
  let next = set;
  let total = 0;
  let variance = 0;
  for (let k = 0; k < count; k++) {
    if (nEvent[k]! > 0) {
      const unit = exp(-sets.scale[next]!);
      hazard[k] = sets.hazard[next]! * unit;
      total += hazard[k]!;
      variance += sets.square[next]! * unit * unit;
      for (let j = 0; j < p; j++) mean[j]! += hazard[k]! * sets.mean[next * p + j]!;
      next++;
    }
    cumulativeHazard[k] = total;
    hazardVariance[k] = variance;
    for (let j = 0; j < p; j++) meanHazard[j]![k] = mean[j]!;
    if (factor === null) continue;
    const parts = times(mean, factor, p);
    standardError[k] = Math.sqrt(parts.reduce((sum, part) => sum + part * part, variance));
  }
  return {
    stratum: read.stratum === null ? null : read.frame.columns.strata!.levels[read.stratum[order[start]!]!]!,
    time,
    nRisk,
    nEvent,
    nCensor,
    hazard,
    cumulativeHazard,
    standardError: factor === null ? null : standardError,
    reference: rows.reference.slice(s * p, s * p + p),
    offset: rows.referenceOffset[s]!,
    ...stratumMeans(rows, s, start, end),
    hazardVariance: factor === null ? null : hazardVariance,
    meanHazard,
  };
}

type Means = Pick<BaselineStratum, "mean" | "meanOffset">;

function stratumMeans(rows: FittedRows, s: number, start: number, end: number): Means {
  const { read, order, weight, x, p, reference } = rows;
  const sums = new Float64Array(p);
  let offset = 0;
  let total = 0;
  for (let i = start; i < end; i++) {
    total += weight[i]!;
    for (let j = 0; j < p; j++) sums[j]! += weight[i]! * x[i * p + j]!;
    if (read.offset !== null) offset += weight[i]! * read.offset[order[i]!]!;
  }
  return { mean: sums.map((sum, j) => reference[s * p + j]! + sum / total), meanOffset: offset / total };
}

function sampleMeans(rows: FittedRows): Means {
  const { strataEnd, weight, x, p, reference } = rows;
  const mean = new Float64Array(p);
  let meanOffset = 0;
  const all = weight.reduce((sum, value) => sum + value, 0);
  let start = 0;
  strataEnd.forEach((end, s) => {
    const own = stratumMeans(rows, s, start, end);
    const share = weight.subarray(start, end).reduce((sum, value) => sum + value, 0) / all;
    for (let j = 0; j < p; j++) mean[j]! += share * own.mean[j]!;
    meanOffset += share * own.meanOffset;
    start = end;
  });
  for (let j = 0; j < p; j++) {
    let plain = strataEnd.every((_, s) => reference[s * p + j] === 0);
    for (let at = j; plain && at < x.length; at += p) plain = x[at] === 0 || Math.abs(x[at]!) === 1;
    if (plain) mean[j] = 0;
  }
  return { mean, meanOffset };
}
