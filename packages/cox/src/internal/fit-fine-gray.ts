import type { Design, Frame, Group } from "@hcc/data";
import { exp, ldl, ldlInverse, ldlSolve, newton, normalQuantile, normalUpperTail } from "@hcc/numerics";
import type { FineGrayModel, SubdistributionBaseline } from "../fine-gray.js";
import type { CoxCoefficient, CoxTest } from "../types.js";
import { type CensoringSurvival, censoringSurvival } from "./censoring-survival.js";
import { chiSquareTest } from "./chi-square-test.js";
import { times } from "./covariance-factor.js";
import { evaluateFineGray, type FineGrayRows, predictor, subdistributionSets } from "./fine-gray-kernel.js";
import { fineGrayScores } from "./fine-gray-scores.js";
import { fitDesign, problemOf } from "./fit-design.js";
import { maximise } from "./maximise.js";
import type { CoxRows } from "./read-rows.js";
import { strataEnds, stratifiedOrder } from "./stratified-order.js";

/** Rows of a Fine-Gray model after reading and coding. */
export interface FineGrayInput {
  readonly frame: Frame<unknown>;
  readonly time: Float64Array;
  readonly rank: Int32Array;
  /** 0 censored, 1 event, 2 competing. */
  readonly cause: Uint8Array;
  readonly strata: Group | null;
  readonly groups: Group | null;
  readonly design: Design;
  readonly level: number;
}

type Fitted = Pick<
  FineGrayModel,
  | "coefficients"
  | "covariance"
  | "logLikelihood"
  | "tests"
  | "iterations"
  | "status"
  | "warnings"
  | "reference"
  | "baseline"
>;

/**
 * Fits the weighted partial likelihood.
 *
 * The Cox model in which competing events stay at risk for ever has the same risk sets with other weights: the same
 * columns are aliased, and the same directions make it monotone. So it comes first, says what can be estimated, and is
 * where Newton's method starts; in the limit of an infinite coefficient its strata are those of the limit.
 */
export function fitFineGray(input: FineGrayInput): Fitted {
  const { rank, cause, groups, strata, design, level } = input;
  const group = groups?.codes ?? new Int32Array(rank.length);
  const censored = cause.map((code) => (code === 0 ? 1 : 0));
  const censoring = censoringSurvival(rank, censored, group, groups?.levels.length ?? 1);
  const kept = keptAtRisk(input, censoring, group);
  const options = { ties: "breslow", level, exactLimit: Number.POSITIVE_INFINITY } as const;
  const cox = fitDesign(kept, design, options);
  const infinite = cox.status === "monotone";
  const stratum = infinite ? maximise(problemOf(kept, design, "breslow")).limit.stratum : kept.stratum;
  const ok = cox.coefficients.flatMap(({ status }, j) => (status === "ok" ? [j] : []));
  const p = ok.length;
  const reference = design.columns.map((_, j) => (ok.includes(j) ? referenceOf(design, j, cause) : 0));
  const sorted = sortRows(input, { stratum, group, censoring, columns: ok, reference });
  const null0 = evaluateFineGray(
    sortRows(input, { stratum: kept.stratum, group, censoring, columns: [], reference }),
    none,
  );
  const unlimited = cox.coefficients.map((row) => (row.status === "infinite" ? withoutLimits(row) : row));
  const warnings = cox.warnings.map((warning) =>
    warning.code === "monotone-likelihood"
      ? {
          ...warning,
          message: warning.message.replace(/; read .*/, "; leave its term out, or join levels, for an interval"),
        }
      : warning,
  );
  const base = {
    coefficients: unlimited,
    covariance: cox.covariance.map((row) => row.map(() => Number.NaN)),
    logLikelihood: { null: null0.value, model: null0.value },
    tests: { likelihoodRatio: null, wald: null, score: null },
    iterations: 0,
    status: cox.status,
    warnings,
    reference,
    baseline: infinite ? [] : baselineOf(sorted, strata, new Float64Array(p), input),
  };
  if (p === 0) return base;

  const fit = newton({
    start: Float64Array.from(ok, (j) => cox.coefficients[j]!.estimate!),
    evaluate: (beta) => evaluateFineGray(sorted, beta),
    tolerance: 1e-20 / Math.max(1, Math.abs(null0.value)),
    maxIterations: 60,
  });
  const step = ldlSolve(fit.factor, fit.evaluation.gradient);
  const converged = fit.status !== "max-iterations";
  // The step that met the criterion is worth taking: it squares what error is left.
  const beta = converged ? fit.parameters.map((value, k) => value + step[k]!) : fit.parameters;
  const inverse = ldlInverse(fit.factor);
  const influence = times(fineGrayScores(sorted, beta), inverse, p);
  const covariance = new Float64Array(p * p);
  for (let i = 0; i < influence.length; i += p) {
    for (let j = 0; j < p; j++)
      for (let k = 0; k < p; k++) covariance[j * p + k]! += influence[i + j]! * influence[i + k]!;
  }
  const coefficients = base.coefficients.map((row, j) => {
    const k = ok.indexOf(j);
    return k < 0 ? row : estimated(row, beta[k]!, covariance[k * p + k]!, inverse[k * p + k]!, level);
  });
  const full = base.covariance;
  ok.forEach((j, r) => {
    ok.forEach((c, k) => {
      full[j]![c] = covariance[r * p + k]!;
    });
  });
  return {
    ...base,
    coefficients,
    logLikelihood: { null: null0.value, model: fit.evaluation.value },
    tests: { likelihoodRatio: null, wald: infinite ? null : wald(beta, covariance), score: null },
    iterations: fit.iterations,
    status: converged ? cox.status : "not-converged",
    baseline: infinite ? [] : baselineOf(sorted, strata, beta, input),
  };
}

const none = new Float64Array(0);

/** The rows with competing events at risk until G of their group is 0, if it ever is. */
function keptAtRisk(
  { frame, time, rank, cause, strata, groups }: FineGrayInput,
  { before, ranks }: CensoringSurvival,
  group: Int32Array,
): CoxRows {
  const last = Int32Array.from({ length: groups?.levels.length ?? 1 }, (_, g) => {
    let r = ranks - 1;
    while (r > 0 && before[g * ranks + r] === 0) r--;
    return r;
  });
  return {
    frame: {
      ...frame,
      columns: { time, event: none as never, strata, entry: null, id: null, offset: null, cluster: null },
    },
    time,
    event: cause.map((code) => (code === 1 ? 1 : 0)),
    rank: rank.map((value, i) => (cause[i] === 2 ? Math.max(value, last[group[i]!]!) : value)),
    order: null,
    entry: null,
    entryRank: null,
    stratum: strata?.codes ?? null,
    offset: null,
    subject: null,
    cluster: null,
    mergedTimes: 0,
  };
}

/** 0 for a column of -1, 0 and 1 only, else the lower median of those with the event. */
function referenceOf({ matrix, n, p }: Design, j: number, cause: Uint8Array): number {
  const values: number[] = [];
  let plain = true;
  for (let i = 0; i < n; i++) {
    const value = matrix[i * p + j]!;
    if (value !== 0 && Math.abs(value) !== 1) plain = false;
    if (cause[i] === 1) values.push(value);
  }
  return plain ? 0 : Float64Array.from(values).sort()[(values.length - 1) >> 1]!;
}

interface Layout {
  readonly stratum: Int32Array | null;
  readonly group: Int32Array;
  readonly censoring: CensoringSurvival;
  readonly columns: readonly number[];
  readonly reference: readonly number[];
}

function sortRows({ rank, cause, groups, design }: FineGrayInput, layout: Layout): FineGrayRows {
  const { stratum, group, censoring, columns, reference } = layout;
  const n = rank.length;
  const order = stratifiedOrder(rank, stratum);
  const p = columns.length;
  const x = new Float64Array(n * p);
  for (let i = 0, at = 0; i < n; i++) {
    for (let k = 0; k < p; k++, at++)
      x[at] = design.matrix[order[i]! * design.p + columns[k]!]! - reference[columns[k]!]!;
  }
  return {
    n,
    p,
    rank: order.map((row) => rank[row]!),
    cause: Uint8Array.from(order, (row) => cause[row]!),
    group: order.map((row) => group[row]!),
    groups: groups?.levels.length ?? 1,
    strataEnd: strataEnds(order, stratum),
    x,
    censoring,
  };
}

/** Breslow's estimate in every stratum. */
function baselineOf(
  sorted: FineGrayRows,
  strata: Group | null,
  beta: Float64Array,
  { time, rank }: FineGrayInput,
): SubdistributionBaseline[] {
  const { ranks } = sorted.censoring;
  const timeOf = new Float64Array(ranks).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < rank.length; i++) timeOf[rank[i]!] = Math.min(timeOf[rank[i]!]!, time[i]!);
  const sets = subdistributionSets(sorted, predictor(sorted, beta));
  const named = strata === null ? [null] : strata.levels.filter((_, code) => strata.codes.includes(code));
  return named.map((stratum, s) => {
    let sum = 0;
    const [from, to] = [sets.start[s]!, sets.start[s + 1]!];
    return {
      stratum,
      time: Float64Array.from(sets.rank.subarray(from, to), (r) => timeOf[r]!),
      cumulativeHazard: Float64Array.from({ length: to - from }, (_, k) => {
        sum += (sets.deaths[from + k]! / sets.total[from + k]!) * exp(-sets.scale[from + k]!);
        return sum;
      }),
      lastTime: timeOf[sorted.rank[sorted.strataEnd[s]! - 1]!]!,
    };
  });
}

function withoutLimits(row: CoxCoefficient): CoxCoefficient {
  return { ...row, pValue: null, pValueMethod: null, lower: null, upper: null, intervalMethod: null };
}

function estimated(
  row: CoxCoefficient,
  estimate: number,
  variance: number,
  naive: number,
  level: number,
): CoxCoefficient {
  const standardError = Math.sqrt(variance);
  if (!(naive > 0 && standardError > 0)) {
    const nothing = {
      estimate: null,
      standardError: null,
      naiveStandardError: null,
      z: null,
      hazardRatio: null,
    } as const;
    return { ...withoutLimits(row), ...nothing, status: "not-estimable", reason: "limit" };
  }
  const width = -normalQuantile((1 - level) / 2) * standardError;
  return {
    ...row,
    estimate,
    standardError,
    naiveStandardError: Math.sqrt(naive),
    z: estimate / standardError,
    pValue: 2 * normalUpperTail(Math.abs(estimate / standardError)),
    hazardRatio: exp(estimate),
    lower: exp(estimate - width),
    upper: exp(estimate + width),
  };
}

function wald(beta: Float64Array, covariance: Float64Array): CoxTest | null {
  const factor = ldl(covariance, beta.length);
  const solved = ldlSolve(factor, beta);
  return chiSquareTest(
    solved.reduce((sum, value, k) => sum + value * beta[k]!, 0),
    factor.rank,
  );
}
