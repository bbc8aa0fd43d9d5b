import { ldl, ldlInverse, ldlSolve, newton } from "@hcc/numerics";
import { openKernel } from "../kernel/cox-kernel.js";
import { openExactKernel } from "../kernel/exact-kernel.js";
import type { KernelShape } from "../kernel/open-arena.js";
import { openStartStopKernel } from "../kernel/start-stop-kernel.js";
import type { Kernel, KernelResult } from "../kernel/types.js";
import type { CoxTies } from "../types.js";
import { fillCovariance, fillEstimates, fillUnits } from "./carry-back.js";
import { type AliasedColumn, type DesignBasis, type DesignColumns, designBasis } from "./design-basis.js";
import { type Direction, generalDirection, predictor, simpleDirection, spread } from "./directions.js";
import { informativeRows } from "./informative-rows.js";
import type { Slack } from "./recession.js";
import { sandwich } from "./sandwich.js";
import type { SortedRows } from "./sort-rows.js";
import { isMany, warmStart } from "./warm-start.js";

/** A Cox model as numbers: rows in any order. */
export interface Problem {
  readonly rank: Int32Array;
  /** Rows in ascending order of rank, where that is known. */
  readonly order: Int32Array | null;
  /** A row is at risk at an event time of rank t when entryRank < t <= rank; null: from the start. */
  readonly entryRank: Int32Array | null;
  readonly event: Uint8Array;
  readonly weight: Float64Array | null;
  readonly stratum: Int32Array | null;
  readonly offset: Float64Array | null;
  /** Columns of the design, p arrays of n. */
  readonly values: readonly Float64Array[];
  readonly p: number;
  /** Columns that enter the model. */
  readonly columns: readonly number[];
  /** Columns that belong to one factor; directions tried first for a monotone likelihood. */
  readonly groups: readonly (readonly number[])[];
  readonly ties: CoxTies;
  /** Whether the covariance is the sandwich of score residuals, for weights that are not frequencies and for clusters. */
  readonly robust: boolean;
  /** Unit of the sandwich of each row; null: every row is its own. */
  readonly cluster: Int32Array | null;
  /** Whether the score statistic is wanted. */
  readonly score: boolean;
  /** Hears the log partial likelihood of each step. */
  readonly onStep?: (logLikelihood: number) => void;
}

/**
 * What became of a column. One of:
 * - "ok": estimated;
 * - "infinite": the likelihood rises for ever as the coefficient grows;
 * - "aliased": determined by earlier columns;
 * - "undetermined": the limit of a monotone likelihood does not depend on it, or the likelihood is flat where it was
 *   maximised.
 */
export type ColumnState = "ok" | "infinite" | "aliased" | "undetermined";

/** Maximum of a partial likelihood, in the limit where the likelihood is monotone. */
export interface Optimum {
  readonly logLikelihood: number;
  /** At coefficients 0. */
  readonly nullLogLikelihood: number;
  /** U' I^-1 U at coefficients 0; NaN when not asked for. */
  readonly scoreStatistic: number;
  /** Number of columns that are not aliased. */
  readonly rank: number;
  /** One per column of the design: infinite for "infinite", 0 for the others that are not "ok". */
  readonly beta: Float64Array;
  /**
   * Size of each coefficient, a power of two: the covariance of coefficients of extreme size is beyond the range of
   * numbers.
   */
  readonly unit: Float64Array;
  /** Covariance of `beta` in `unit`s, p x p row-major; NaN in rows and columns that are not "ok". */
  readonly covariance: Float64Array;
  /** Inverse information in the same units; the same array unless robust. */
  readonly naiveCovariance: Float64Array;
  readonly state: readonly ColumnState[];
  readonly aliased: readonly AliasedColumn[];
  readonly iterations: number;
  readonly converged: boolean;
  /** Strata of the limit that was maximised, its columns (the infinite ones last), and the coefficients of their basis. */
  readonly limit: {
    readonly stratum: Int32Array | null;
    readonly columns: readonly number[];
    readonly parameters: Float64Array;
  };
}

const MAX_ITERATIONS = 60;
/** Newton steps after which a step that does not shrink is examined as a direction of a monotone likelihood. */
const PATIENCE = 7;

/**
 * Maximises a Cox partial likelihood.
 *
 * Where the likelihood is monotone along a direction v, its limit is the likelihood of the same model stratified also by
 * the value of x'v: in the limit a death's risk set holds those of its own, the largest, value only. So a direction is
 * found, the strata are split by it, and the rest is maximised, until no direction is left.
 */
export function maximise(problem: Problem): Optimum {
  const { p, values, rank, ties, cluster } = problem;
  const state: ColumnState[] = new Array<ColumnState>(p).fill("ok");
  const beta = new Float64Array(p);
  const unit = new Float64Array(p).fill(1);
  const naiveCovariance = new Float64Array(p * p).fill(Number.NaN);
  let stratum = problem.stratum;
  let columns = problem.columns;
  let aliased: readonly AliasedColumn[] = [];
  let iterations = 0;
  let nullLogLikelihood = 0;
  let scoreStatistic = Number.NaN;
  let modelRank = 0;
  for (let round = 0; ; round++) {
    const sorted = informativeRows(problem, stratum);
    const design: DesignColumns = { values, columns };
    const { kernel, basis } = kernelOf(problem, design, sorted);
    // The evaluation at 0, if it was a full one: the start of a fit of few rows.
    let ready: KernelResult | null = null;
    if (round === 0) {
      columns = basis.kept;
      modelRank = columns.length;
      aliased = basis.aliased;
      for (const { column } of aliased) state[column] = "aliased";
      const full = problem.score || !isMany(kernel.rows);
      const origin = kernel.evaluate(new Float64Array(modelRank), full ? 2 : 0);
      nullLogLikelihood = origin.value;
      if (!isMany(kernel.rows)) ready = origin;
      if (problem.score) scoreStatistic = scoreTest(origin, modelRank);
    }
    let direction = simpleDirection(problem, sorted, design.columns, state);
    let converged = true;
    let fit: ReturnType<typeof newton> | undefined;
    if (direction === null) {
      const warm = ties === "exact" ? null : warmStart(kernel, ties, problem.onStep);
      const start = warm?.beta ?? new Float64Array(basis.kept.length);
      let previous: Float64Array = start;
      let steps = 0;
      fit = newton({
        start,
        evaluate: (parameters) => {
          const result = ready ?? kernel.evaluate(parameters);
          ready = null;
          return result;
        },
        // The driver multiplies by max(1, |value|): what is left is then below 1e-10 standard errors.
        tolerance: (warm?.enough ?? 1e-20) / Math.max(1, Math.abs(nullLogLikelihood)),
        maxIterations: MAX_ITERATIONS,
        stop: (parameters, { value }) => {
          problem.onStep?.(value);
          const before = previous;
          previous = parameters;
          if (++steps < PATIENCE) return false;
          const step = parameters.map((value, j) => value - before[j]!);
          direction = generalDirection(problem, sorted, basis, step);
          return direction !== null;
        },
      });
      iterations += fit.iterations + (warm?.steps ?? 0);
      const { parameters, evaluation, factor } = fit;
      const last = ldlSolve(factor, evaluation.gradient);
      // A likelihood that is flat while the step is not small rises for ever in a direction that was not recognised.
      const most = 2 * basis.largest * last.reduce((sum, value) => sum + Math.abs(value), 0);
      converged =
        fit.status !== "max-iterations" &&
        (most < 0.1 || spread(predictor(basis, last, sorted.order.length), sorted) < 0.1);
      if (direction === null) {
        if (round > 0) markUndetermined(basis.aliased, state);
        markFlat(basis, factor.aliased, state);
        // The step that met the criterion is worth taking: it squares what error is left.
        const final = parameters.slice();
        if (converged) for (let j = 0; j < final.length; j++) final[j]! += last[j]!;
        const inverse = ldlInverse(factor);
        fillEstimates(basis, final, state, beta);
        fillUnits(basis, unit);
        fillCovariance(basis, inverse, state, unit, naiveCovariance);
        let covariance = naiveCovariance;
        if (problem.robust && ties !== "exact") {
          covariance = naiveCovariance.slice();
          fillCovariance(
            basis,
            sandwich(kernel.rows, { ties, cluster }, sorted.order, { beta: final, inverse }),
            state,
            unit,
            covariance,
          );
        }
        const logLikelihood = evaluation.value;
        kernel.close();
        return {
          logLikelihood,
          nullLogLikelihood,
          scoreStatistic,
          rank: modelRank,
          beta,
          unit,
          covariance,
          naiveCovariance,
          state,
          aliased,
          iterations,
          converged,
          limit: { stratum, columns: design.columns, parameters: final },
        };
      }
    }
    kernel.close();
    const found: Direction = direction!;
    for (const [column, sign] of found.signs) {
      if (state[column] === "infinite") continue;
      state[column] = "infinite";
      beta[column] = sign * Number.POSITIVE_INFINITY;
    }
    stratum = splitStrata(sorted, rank.length, found.score, found.slack);
    columns = [
      ...columns.filter((column) => state[column] === "ok"),
      ...columns.filter((column) => state[column] !== "ok"),
    ];
  }
}

/** The kernel of the sorted rows on columns that are well conditioned; they are written where it reads them. */
export function kernelOf(
  { weight, offset, ties }: Problem,
  design: DesignColumns,
  sorted: SortedRows,
): { kernel: Kernel; basis: DesignBasis } {
  const { order, strataEnd } = sorted;
  const shapeOf = (p: number): KernelShape => ({
    n: order.length,
    p,
    strata: strataEnd.length,
    offset: offset !== null,
  });
  const late = sorted.entryRank !== null;
  const open = (p: number): Kernel =>
    ties === "exact"
      ? openExactKernel({ ...shapeOf(p), late })
      : (late ? openStartStopKernel : openKernel)(shapeOf(p), ties);
  let kernel = open(design.columns.length);
  const basis = designBasis(design, sorted, kernel);
  if (basis.x !== kernel.rows.x) {
    kernel.close();
    kernel = open(basis.kept.length);
    kernel.rows.x.set(basis.x);
  }
  const { rows } = kernel;
  rows.rank.set(sorted.rank);
  if (sorted.entryRank !== null) rows.entryRank!.set(sorted.entryRank);
  rows.event.set(sorted.event);
  rows.strataEnd.set(strataEnd);
  if (weight === null) rows.weight.fill(1);
  else for (let i = 0; i < order.length; i++) rows.weight[i] = weight[order[i]!]!;
  if (offset !== null) for (let i = 0; i < order.length; i++) rows.offset![i] = offset[order[i]!]!;
  return { kernel, basis };
}

function scoreTest(
  { gradient, information }: { gradient: Float64Array; information: Float64Array },
  p: number,
): number {
  const solved = ldlSolve(ldl(information, p), gradient);
  return solved.reduce((sum, value, j) => sum + value * gradient[j]!, 0);
}

/** Strata split by the value of a direction; rows without information share one stratum that has no events. */
function splitStrata({ order, strataEnd }: SortedRows, n: number, score: Float64Array, slack: Slack): Int32Array {
  const codes = new Int32Array(n);
  let code = 0;
  let start = 0;
  for (const end of strataEnd) {
    const places = Int32Array.from({ length: end - start }, (_, k) => start + k);
    places.sort((a, b) => score[a]! - score[b]! || a - b);
    let before = -1;
    for (const place of places) {
      if (before < 0 || score[place]! - score[before]! > slack(before, place)) code++;
      before = place;
      codes[order[place]!] = code;
    }
    start = end;
  }
  return codes;
}

function markUndetermined(aliased: readonly AliasedColumn[], state: ColumnState[]): void {
  for (const { column, combination } of aliased) {
    for (const index of [column, ...combination.map((part) => part.column)]) {
      if (state[index] === "ok") state[index] = "undetermined";
    }
  }
}

/** Columns that a direction without information moves: the likelihood is flat there to the last digit. */
function markFlat({ kept, back }: DesignBasis, flat: Uint8Array, state: ColumnState[]): void {
  const q = kept.length;
  for (let k = 0; k < q; k++) {
    if (flat[k] === 0) continue;
    for (let r = 0; r < q; r++) {
      if (back[r * q + k] !== 0 && state[kept[r]!] === "ok") state[kept[r]!] = "undetermined";
    }
  }
}
