import { type Channel, type GroupValue, InputError, oneOf, type RowOf } from "@hcc/data";
import type { CoxPath, CoxPathSpec } from "./cox-path.js";
import { readFolds } from "./internal/folds.js";
import { heldOutConcordance } from "./internal/held-out-concordance.js";
import { checkUnpenalized, pathResult, saturatedLogLikelihood } from "./internal/path-result.js";
import { type PenalizedRows, penalizedColumns } from "./internal/penalized-columns.js";
import { type Path, type PathProblem, penalizedPath } from "./internal/penalized-path.js";
import { readPath } from "./internal/read-path.js";

/** Specification of a cross-validated path of penalized Cox models. */
export interface CoxCrossValidateSpec<Row> extends CoxPathSpec<Row> {
  /** Number of folds. Default 10. */
  readonly folds?: number;
  /** Fold of each row, instead of `folds` and `random`. */
  readonly foldId?: Channel<Row, GroupValue>;
  /** Uniform numbers in [0, 1) from which the folds are drawn; required without `foldId`. */
  readonly random?: () => number;
  /**
   * How models are judged on the rows left out. One of:
   * - "partial-likelihood" (default): deviance per event, the smaller the better;
   * - "concordance": Harrell's C, the larger the better.
   */
  readonly measure?: "partial-likelihood" | "concordance";
}

/** One fold of a cross-validation. */
export interface CoxFold {
  /** Its number, or its value of `foldId`. */
  readonly name: string;
  /** Rows left out. */
  readonly rows: number;
  /** Sum of the weights of the events among them. */
  readonly events: number;
  /** Weight of the fold in the mean: its events for the deviance, its sum of weights for C; 0 when it has no measure. */
  readonly weight: number;
  /** The measure at each lambda; empty when the fold has none (no events, or no comparable pairs). */
  readonly values: Float64Array;
}

/** Penalized Cox models judged by cross-validation. */
export interface CoxCrossValidation {
  readonly kind: "cox-cross-validation";
  readonly version: 1;
  readonly measure: "partial-likelihood" | "concordance";
  /** The models of all rows. */
  readonly path: CoxPath;
  /** Penalties, descending: those of `path`. */
  readonly lambda: Float64Array;
  /** Weighted mean of the measure over the folds, at each lambda; empty when fewer than two folds have a measure. */
  readonly mean: Float64Array;
  readonly standardError: Float64Array;
  /** Penalty with the best mean, the largest of equals; null without means. */
  readonly lambdaMin: number | null;
  /** Largest penalty whose mean is within one standard error of the best; null without means. */
  readonly lambda1Se: number | null;
  readonly folds: readonly CoxFold[];
  /** Position in `folds` of each input row, -1 for rows not in use. */
  readonly fold: Int32Array;
}

/**
 * Chooses the penalty of a Cox path by cross-validation.
 *
 * Each fold is left out in turn and the path fitted to the other rows at the penalties of all rows; b_k are its coefficients.
 * The deviance of fold k is what the fold adds to that of the others (Verweij and Van Houwelingen),
 *   [D(b_k; all rows) - D(b_k; without fold k)] / e_k, D = 2 (l saturated - l), e_k its weighted events,
 * because a small fold alone has few risk sets to compare. With m the mean weighted by e_k over K folds, the standard error
 * is the root of [sum of e_k (value_k - m)^2 / sum of e_k / (K - 1)]. C is that of the rows of the fold among themselves,
 * weighted by the sum of their weights.
 *
 * Rows of one `id` are left out together. The folds follow from `random` alone: the same generator gives the same bits
 * everywhere. Equals R's `cv.glmnet(family = "cox", foldid = , grouped = TRUE)` with Breslow ties and no weights;
 * type.measure "C" likewise. Columns are standardized in each fold's other rows anew, as there.
 *
 * @throws InputError as `coxPath` does; without `random` and `foldId`; when rows of one `id` are in two folds; for C of rows
 * that enter late.
 *
 * @example
 * ```ts
 * import { coxCrossValidate } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61) / (1 + (i % 2)), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30), fold: i % 5,
 * }));
 * const chosen = coxCrossValidate(rows, { time: "t", event: "d", covariates: ["arm", "age"], foldId: "fold" });
 * chosen.folds.length; // => 5
 * chosen.lambdaMin < chosen.lambda1Se; // => true
 * ```
 *
 * @see Verweij PJM, Van Houwelingen HC. Cross-validation in survival analysis. Stat Med 1993;12:2305-2314.
 * doi:10.1002/sim.4780122407
 */
export function coxCrossValidate<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: CoxCrossValidateSpec<RowOf<Data>>,
): CoxCrossValidation {
  const call = "coxCrossValidate";
  const read = readPath(call, data, spec, ["folds", "foldId", "random", "measure"]);
  const measure = oneOf("measure", spec.measure, ["partial-likelihood", "concordance"], "partial-likelihood");
  const { problem, design } = read;
  if (measure === "concordance" && problem.rows.entryRank !== null) {
    throw new InputError("option", `${call}: pairs of rows that enter late are not supported: leave measure out`, {
      column: "measure",
    });
  }
  const { codes, names } = readFolds(call, data, read.read, spec);
  const path = penalizedPath(problem, read.sequence);
  checkUnpenalized(path, design.columns);
  const { lambda } = path;
  const judge = measure === "concordance" ? concordances(problem) : deviances(problem);
  const folds = names.map((name, code): CoxFold => {
    const inside = positions(codes, (fold) => fold === code);
    const outside = positions(codes, (fold) => fold !== code);
    const held = subset(problem.rows, inside);
    const others = { ...problem, rows: subset(problem.rows, outside) };
    const events = weighted(held, (i) => held.event[i] === 1);
    const fit = penalizedPath(others, lambda);
    checkUnpenalized(fit, design.columns, ` in the rows without fold "${name}"`);
    const values = judge(fit, others, held, events);
    const size = measure === "concordance" ? weighted(held, () => true) : events;
    return { name, rows: inside.length, events, weight: values.length > 0 ? size : 0, values };
  });
  const summary = summarize(folds, lambda, measure === "concordance" ? -1 : 1);
  const fold = new Int32Array(read.read.frame.size).fill(-1);
  read.read.frame.rows.forEach((row, i) => {
    fold[row] = codes[i]!;
  });
  return {
    kind: "cox-cross-validation",
    version: 1,
    measure,
    path: pathResult(read, path),
    lambda,
    ...summary,
    folds,
    fold,
  };
}

type Judge = (fit: Path, others: PathProblem, held: PenalizedRows, events: number) => Float64Array;

function deviances({ rows, ties }: PathProblem): Judge {
  return (fit, others, _, events) => {
    if (!(events > 0) || fit.lambda.length === 0) return new Float64Array(0);
    const all = penalizedColumns(rows, ties);
    const constant = saturatedLogLikelihood(rows, ties) - saturatedLogLikelihood(others.rows, ties);
    const b = new Float64Array(all.size.length);
    const values = fit.logLikelihood.map((without, k) => {
      for (let j = 0; j < b.length; j++) b[j] = fit.coefficients[j]![k]! * all.size[j]!;
      return (2 * (constant - (all.score(b).value - without))) / events;
    });
    all.close();
    return values;
  };
}

function concordances(problem: PathProblem): Judge {
  return (fit, _, held) => {
    const values = new Float64Array(fit.lambda.length);
    const eta = new Float64Array(held.event.length);
    for (let k = 0; k < values.length; k++) {
      for (let i = 0; i < eta.length; i++) eta[i] = held.offset?.[i] ?? 0;
      for (let j = 0; j < problem.factors.length; j++) {
        const estimate = fit.coefficients[j]![k]!;
        if (estimate === 0) continue;
        const column = held.columns[j]!;
        for (let i = 0; i < eta.length; i++) eta[i]! += estimate * column[i]!;
      }
      const value = heldOutConcordance(held, eta);
      if (value === null) return new Float64Array(0);
      values[k] = value;
    }
    return values;
  };
}

/** @param sign 1 when a smaller mean is better, -1 when a larger one is. */
function summarize(
  folds: readonly CoxFold[],
  lambda: Float64Array,
  sign: number,
): Pick<CoxCrossValidation, "mean" | "standardError" | "lambdaMin" | "lambda1Se"> {
  const used = folds.filter(({ weight }) => weight > 0);
  if (used.length < 2 || lambda.length === 0) {
    return { mean: new Float64Array(0), standardError: new Float64Array(0), lambdaMin: null, lambda1Se: null };
  }
  const total = used.reduce((sum, { weight }) => sum + weight, 0);
  const mean = lambda.map((_, k) => used.reduce((sum, { weight, values }) => sum + weight * values[k]!, 0) / total);
  const standardError = mean.map((center, k) => {
    const spread = used.reduce(
      (sum, { weight, values }) => sum + weight * (values[k]! - center) * (values[k]! - center),
      0,
    );
    return Math.sqrt(spread / total / (used.length - 1));
  });
  let best = 0;
  for (let k = 1; k < mean.length; k++) if (sign * mean[k]! < sign * mean[best]!) best = k;
  const bound = sign * mean[best]! + standardError[best]!;
  const simplest = mean.findIndex((value) => sign * value <= bound);
  return { mean, standardError, lambdaMin: lambda[best]!, lambda1Se: lambda[simplest]! };
}

function positions(codes: Int32Array, wanted: (code: number) => boolean): Int32Array {
  return Int32Array.from(codes.keys()).filter((i) => wanted(codes[i]!));
}

function subset(
  { rank, entryRank, event, weight, stratum, offset, columns }: PenalizedRows,
  at: Int32Array,
): PenalizedRows {
  const doubles = (values: Float64Array): Float64Array => Float64Array.from(at, (i) => values[i]!);
  return {
    rank: at.map((i) => rank[i]!),
    entryRank: entryRank && at.map((i) => entryRank[i]!),
    event: Uint8Array.from(at, (i) => event[i]!),
    weight: weight && doubles(weight),
    stratum: stratum && at.map((i) => stratum[i]!),
    offset: offset && doubles(offset),
    columns: columns.map(doubles),
  };
}

function weighted({ event, weight }: PenalizedRows, counts: (row: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < event.length; i++) if (counts(i)) sum += weight === null ? 1 : weight[i]!;
  return sum;
}
