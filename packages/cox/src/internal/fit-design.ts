import type { Design, DesignColumn } from "@hcc/data";
import { chiSquareUpperTail, exp, ldl, ldlSolve, normalQuantile, normalUpperTail } from "@hcc/numerics";
import type { CoxCoefficient, CoxModel, CoxTest, CoxTies } from "../types.js";
import { chiSquareTest } from "./chi-square-test.js";
import { checkExact } from "./exact-cost.js";
import { maximisePenalized } from "./firth-fit.js";
import { fitWarnings, repeatedEvents } from "./fit-warnings.js";
import { checkLikelihood, withLimits, withPenalty } from "./likelihood-inference.js";
import { maximise, type Optimum, type Problem } from "./maximise.js";
import { oneSidedLimit, profileIntervals } from "./profile-intervals.js";
import type { CoxRows } from "./read-rows.js";
import { rowsFingerprint } from "./rows-fingerprint.js";
import { dot } from "./surface.js";

/** The problem of a coded design. */
export function problemOf(
  rows: CoxRows,
  design: Design,
  ties: CoxTies,
  { score = false, onStep }: Pick<FitOptions, "score" | "onStep"> = {},
): Problem {
  const { columns, terms, values, p } = design;
  const groups: number[][] = terms.map(() => []);
  const all: number[] = [];
  for (let j = 0; j < p; j++) {
    all.push(j);
    const { level, termIndex } = columns[j]!;
    if (level !== null) groups[termIndex]!.push(j);
  }
  const { rank, order, entryRank, event, weight, stratum, offset, robust, cluster } = rowProblem(rows);
  const problem: { -readonly [Name in keyof Problem]: Problem[Name] } = {
    rank,
    order,
    entryRank,
    event,
    weight,
    stratum,
    offset,
    robust,
    cluster,
    values,
    p,
    columns: all,
    groups,
    ties,
    score,
  };
  if (onStep) problem.onStep = onStep;
  return problem;
}

/** What a problem takes from the rows, whatever the columns. */
export function rowProblem(
  rows: CoxRows,
): Pick<Problem, "rank" | "order" | "entryRank" | "event" | "weight" | "stratum" | "offset" | "robust" | "cluster"> {
  const { rank, order, entryRank, event, stratum, offset, cluster } = rows;
  return {
    rank,
    order,
    entryRank,
    event,
    weight: rows.frame.weights,
    stratum,
    offset,
    robust: isRobust(rows),
    cluster,
  };
}

/** Sampling weights and clusters need a robust variance and have no likelihood-ratio test. */
export function isRobust({ frame }: CoxRows): boolean {
  return frame.weightType === "sampling" || frame.columns.cluster !== null;
}

/** How a coded design is fitted. */
export interface FitOptions {
  readonly ties: CoxTies;
  readonly exactLimit: number;
  readonly level: number;
  /** Whether the score test is wanted. */
  readonly score?: boolean;
  /** Intervals of the coefficients that are estimated. */
  readonly interval?: "wald" | "profile-likelihood";
  /** Hears the log partial likelihood of each step towards a maximum. */
  readonly onStep?: (logLikelihood: number) => void;
  readonly penalty?: "firth" | null;
}

/** Fits a coded design and reports it. */
export function fitDesign(rows: CoxRows, design: Design, options: FitOptions): CoxModel {
  const { ties, level, score = false, interval = "wald", penalty = null } = options;
  const { frame } = rows;
  checkExact(rows, design.p, options);
  const problem = problemOf(rows, design, ties, options);
  const profile = interval === "profile-likelihood";
  checkLikelihood(problem.robust, penalty !== null, profile);
  const penalized = penalty === null ? null : maximisePenalized(problem, profile ? level : null);
  const optimum = penalized?.optimum ?? maximise(problem);
  const { n, events } = counts(rows);
  const informative = optimum.rank > 0;
  const limits = profile && penalized === null ? profileIntervals(problem, optimum, level) : null;
  const coefficients = design.columns.map((column, j) => {
    const row = coefficientRow(problem, optimum, design.columns, column, j, { level, events });
    return penalized === null ? withLimits(row, limits?.[j] ?? null) : withPenalty(row, penalized.inference[j]!);
  });
  const height = penalized?.penalized ?? { null: optimum.nullLogLikelihood, model: optimum.logLikelihood };
  const infinite = coefficients.some(({ status }) => status === "infinite");
  const status = !informative
    ? events === 0
      ? "no-events"
      : design.p === 0
        ? "converged"
        : "no-information"
    : !optimum.converged
      ? "not-converged"
      : infinite
        ? "monotone"
        : "converged";
  const { p } = design;
  return {
    kind: "cox-model",
    version: 1,
    coefficients,
    covariance: coefficients.map((_, j) => covarianceRow(optimum, j, p)),
    variance: problem.robust ? "robust" : "information",
    logLikelihood: { null: optimum.nullLogLikelihood, model: optimum.logLikelihood },
    penalty,
    penalizedLogLikelihood: penalized?.penalized ?? null,
    tests: {
      likelihoodRatio: problem.robust ? null : chiSquareTest(2 * (height.model - height.null), optimum.rank),
      wald: infinite ? null : waldTest(optimum, problem.columns, p),
      score: score && !problem.robust ? chiSquareTest(optimum.scoreStatistic, optimum.rank) : null,
    },
    n,
    events,
    strata: frame.columns.strata?.levels.length ?? 1,
    iterations: optimum.iterations,
    status,
    warnings: [...fitWarnings(coefficients, status, optimum.rank, events), ...repeatedEvents(rows)],
    terms: design.terms,
    ties,
    level,
    weightType: frame.weightType,
    mergedTimes: rows.mergedTimes,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
    offset: rows.offset !== null,
    clusters: problem.robust ? clusterCount(rows) : null,
    fingerprint: rowsFingerprint(rows, design),
  };
}

function covarianceRow({ covariance, unit }: Optimum, j: number, p: number): Float64Array {
  const row = new Float64Array(p);
  for (let k = 0; k < p; k++) row[k] = covariance[j * p + k]! * unit[j]! * unit[k]!;
  return row;
}

function clusterCount({ cluster, event }: CoxRows): number {
  return cluster === null ? event.length : new Set(cluster).size;
}

/** Rows (subjects, where they are known) and events, as frequencies where there are weights. */
export function counts(rows: CoxRows, use: (row: number) => boolean = () => true): { n: number; events: number } {
  const { frame, event, subject } = rows;
  const seen = new Uint8Array(subject === null ? 0 : frame.columns.id!.levels.length);
  let n = 0;
  let events = 0;
  for (let i = 0; i < event.length; i++) {
    if (!use(i)) continue;
    const weight = frame.weightType === "frequency" ? frame.weights![i]! : 1;
    if (event[i] === 1) events += weight;
    if (subject !== null) {
      if (seen[subject[i]!] === 1) continue;
      seen[subject[i]!] = 1;
    }
    n += weight;
  }
  return { n, events };
}

function coefficientRow(
  problem: Problem,
  optimum: Optimum,
  columns: readonly DesignColumn[],
  { name, term, level: factorLevel }: DesignColumn,
  j: number,
  { level, events }: { readonly level: number; readonly events: number },
): CoxCoefficient {
  const state = optimum.state[j]!;
  const nothing = (): CoxCoefficient => emptyRow(name, term, factorLevel);
  if (events === 0) return { ...nothing(), status: "not-estimable", reason: "no-events" };
  if (state === "aliased") {
    const { combination } = optimum.aliased.find(({ column }) => column === j)!;
    if (combination.length > 0) {
      const parts = combination.map(({ column, multiplier }) => ({ name: columns[column]!.name, multiplier }));
      return { ...nothing(), status: "aliased", reason: "combination", combination: parts };
    }
    if (isConstant(problem, j)) return { ...nothing(), status: "aliased", reason: "constant" };
    if (optimum.rank === 0) return { ...nothing(), status: "not-estimable", reason: "no-information" };
    return { ...nothing(), status: "aliased", reason: "constant-in-risk-sets" };
  }
  if (state === "undetermined") return { ...nothing(), status: "not-estimable", reason: "limit" };
  const estimate = optimum.beta[j]!;
  if (state === "infinite") {
    const limits = {
      ...nothing(),
      estimate,
      hazardRatio: estimate > 0 ? Number.POSITIVE_INFINITY : 0,
      status: "infinite",
      reason: "monotone-likelihood",
    } as const;
    if (problem.robust) return limits;
    const without = maximise({ ...problem, columns: problem.columns.filter((other) => other !== j) });
    const limit = oneSidedLimit(problem, optimum, without, j, level);
    const finite = limit === null ? null : exp(limit);
    const statistic = Math.max(2 * (optimum.logLikelihood - without.logLikelihood), 0);
    return {
      ...limits,
      pValue: chiSquareUpperTail(statistic, 1),
      pValueMethod: "likelihood-ratio",
      lower: estimate > 0 ? finite : 0,
      upper: estimate > 0 ? Number.POSITIVE_INFINITY : finite,
      intervalMethod: "profile-likelihood",
    };
  }
  const unit = optimum.unit[j]!;
  const standardError = unit * Math.sqrt(optimum.covariance[j * problem.p + j]!);
  const z = estimate / standardError;
  const width = -normalQuantile((1 - level) / 2) * standardError;
  return {
    name,
    term,
    level: factorLevel,
    estimate,
    standardError,
    naiveStandardError: problem.robust ? unit * Math.sqrt(optimum.naiveCovariance[j * problem.p + j]!) : null,
    z,
    pValue: 2 * normalUpperTail(Math.abs(z)),
    pValueMethod: "wald",
    hazardRatio: exp(estimate),
    lower: exp(estimate - width),
    upper: exp(estimate + width),
    intervalMethod: "wald",
    status: "ok",
    reason: null,
    combination: [],
  };
}

/** A row without an estimate. */
function emptyRow(name: string, term: string, level: string | null): CoxCoefficient {
  return {
    name,
    term,
    level,
    estimate: null,
    standardError: null,
    naiveStandardError: null,
    z: null,
    pValue: null,
    pValueMethod: null,
    hazardRatio: null,
    lower: null,
    upper: null,
    intervalMethod: null,
    status: "not-estimable",
    reason: null,
    combination: [],
  };
}

function isConstant({ values }: Problem, j: number): boolean {
  const column = values[j]!;
  return column.every((value) => value === column[0]);
}

/** Wald test of those of the columns that are estimated. */
export function waldTest(optimum: Optimum, columns: readonly number[], p: number): CoxTest | null {
  const ok = columns.filter((j) => optimum.state[j] === "ok");
  const q = ok.length;
  const covariance = new Float64Array(q * q);
  for (let r = 0; r < q; r++)
    for (let c = 0; c < q; c++) covariance[r * q + c] = optimum.covariance[ok[r]! * p + ok[c]!]!;
  const beta = new Float64Array(q);
  for (let r = 0; r < q; r++) beta[r] = optimum.beta[ok[r]!]! / optimum.unit[ok[r]!]!;
  return chiSquareTest(dot(ldlSolve(ldl(covariance, q, 0), beta), beta), q);
}
