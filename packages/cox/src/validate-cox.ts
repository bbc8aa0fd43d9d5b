import { encodeTerms, InputError, type Omitted, type RowOf } from "@hcc/data";
import { concordanceOf } from "./internal/concordance-of.js";
import { counts, problemOf } from "./internal/fit-design.js";
import { maximise } from "./internal/maximise.js";
import { checkTerms, resolveOptions } from "./internal/options.js";
import { prognosticSeparation, slopeOf } from "./internal/prognostic-separation.js";
import { type CoxRows, readRows } from "./internal/read-rows.js";
import { sortOutcome } from "./internal/sorted-outcome.js";
import { subsetRows } from "./internal/subset-rows.js";
import type { KernelTies } from "./kernel/types.js";
import type { CoxSpec } from "./types.js";

/** The specification of the model, and how it is validated. */
export interface ValidateCoxSpec<Row> extends CoxSpec<Row> {
  /** Uniform numbers in [0, 1): a seeded generator makes the result repeatable. */
  readonly random: () => number;
  /** Number of resamples. Default 200. */
  readonly resamples?: number;
}

/** One measure of performance, corrected for optimism. */
export interface ValidatedMeasure {
  /** One of "concordance" (Harrell's C), "d" (Royston's D), "r2D" (of D) and "slope" (of calibration). */
  readonly measure: "concordance" | "d" | "r2D" | "slope";
  /** Of the model on the data of its fit; the slope is 1. */
  readonly apparent: number | null;
  /** Mean over the resamples of the resample's model in the resample. */
  readonly training: number | null;
  /** Mean of the resample's model in all rows. */
  readonly test: number | null;
  /** training - test. */
  readonly optimism: number | null;
  /** Standard error of the optimism from the number of resamples. */
  readonly monteCarloError: number | null;
  /** apparent - optimism. */
  readonly corrected: number | null;
}

/** Performance of a Cox model corrected for being judged by the data of its fit. */
export interface CoxValidation {
  readonly kind: "cox-validation";
  readonly version: 1;
  readonly method: "bootstrap-optimism";
  readonly measures: readonly ValidatedMeasure[];
  /** Resamples drawn. */
  readonly resamples: number;
  /** Resamples without a finite fit, which enter no mean. */
  readonly failed: number;
  readonly n: number;
  readonly events: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

const MEASURES = ["concordance", "d", "r2D", "slope"] as const;

/**
 * Validates a Cox model by the bootstrap: its concordance, D and calibration slope corrected for optimism.
 *
 * The model is fitted to samples of the rows (of the clusters or subjects, where `cluster` or `id` is given), drawn
 * with replacement; the optimism is the mean of (performance of that fit in its sample - in all rows), and the corrected figure is the
 * apparent one less the optimism. The slope is the coefficient of the linear predictor in a Cox model of all rows. Terms are those given:
 * whatever chose them by the data is not repeated, and its optimism not seen. Columns without an estimate in a
 * sample count as 0 there; samples with an infinite coefficient or without events are left out and counted.
 *
 * As R's `rms::validate(cph, B, method = "boot")` without selection; C is (Dxy + 1) / 2.
 *
 * @throws InputError as `coxph` does, without `random`, for weights, exact ties and rows that enter late, and when the model itself has
 * no finite fit.
 *
 * @example
 * ```ts
 * import { validateCox } from "@hcc/cox";
 * const rows = Array.from({ length: 80 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 83), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30), noise: (i * 11) % 17,
 * }));
 * let state = 1;
 * const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
 * const { measures } = validateCox(rows, { time: "t", event: "d", covariates: ["arm", "age", "noise"], random, resamples: 20 });
 * measures.map((d) => d.measure); // => ["concordance", "d", "r2D", "slope"]
 * measures[3].apparent; // => 1
 * measures[0].corrected < measures[0].apparent; // => true
 * ```
 *
 * @see Harrell FE, Lee KL, Mark DB. Multivariable prognostic models. Stat Med 1996;15:361-387.
 * doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4
 */
export function validateCox<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: ValidateCoxSpec<RowOf<Data>>,
): CoxValidation {
  const call = "validateCox";
  const { ties } = resolveOptions(call, spec, ["covariates", "random", "resamples"]);
  checkTerms("covariates", spec.covariates);
  if (ties === "exact") {
    throw new InputError("option", `${call}: samples with replacement tie every time: validate with Efron's ties`, {
      column: "ties",
    });
  }
  if (typeof spec.random !== "function") {
    throw new InputError("option", `${call}: random is missing: give a function of uniform numbers in [0, 1)`, {
      column: "random",
    });
  }
  const resamples = spec.resamples ?? 200;
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new InputError("option", `resamples is ${String(resamples)}: give a whole number of 1 or more`, {
      column: "resamples",
    });
  }
  const rows = readRows(data, spec, spec.covariates);
  const { frame } = rows;
  if (frame.weightType !== null || rows.entryRank !== null) {
    const column = frame.weightType === null ? "entry" : "weights";
    throw new InputError("option", `${call}: not defined with ${column}: validate without`, { column });
  }
  const design = encodeTerms(frame.terms, frame.n);
  const { values } = design;
  const all = Int32Array.from(rows.event.keys());
  const fit = (kept: Int32Array): Float64Array | null => {
    const own = values.map((column) => Float64Array.from(kept, (row) => column[row]!));
    const optimum = maximise(problemOf(subsetRows(rows, kept), { ...design, values: own }, ties));
    const finite = optimum.state.every((state) => state === "ok" || state === "aliased");
    return optimum.converged && finite && optimum.rank > 0 ? optimum.beta : null;
  };
  const beta = fit(all);
  if (beta === null) {
    throw new InputError("option", `${call}: the model has no finite fit: see the status and warnings of coxph`);
  }
  const whole = performanceOf(rows, predictorOf(rows, values, beta), ties);
  const units = unitsOf(rows);
  const sums = MEASURES.map(() => ({ count: 0, training: 0, test: 0, optimism: 0, squares: 0 }));
  let failed = 0;
  for (let b = 0; b < resamples; b++) {
    const kept = draw(units, spec.random);
    const own = fit(kept);
    if (own === null) {
      failed++;
      continue;
    }
    const predictor = predictorOf(rows, values, own);
    const training = performanceOf(
      subsetRows(rows, kept),
      Float64Array.from(kept, (row) => predictor[row]!),
      ties,
    );
    const test = performanceOf(rows, predictor, ties);
    MEASURES.forEach((measure, k) => {
      const gap = training[measure]! - test[measure]!;
      if (training[measure] === null || test[measure] === null || !Number.isFinite(gap)) return;
      const sum = sums[k]!;
      sum.count++;
      sum.training += training[measure];
      sum.test += test[measure];
      const before = gap - sum.optimism;
      sum.optimism += before / sum.count;
      sum.squares += before * (gap - sum.optimism);
    });
  }
  return {
    kind: "cox-validation",
    version: 1,
    method: "bootstrap-optimism",
    measures: MEASURES.map((measure, k): ValidatedMeasure => {
      const { count, training, test, optimism, squares } = sums[k]!;
      const apparent = whole[measure];
      const some = count > 0;
      return {
        measure,
        apparent,
        training: some ? training / count : null,
        test: some ? test / count : null,
        optimism: some ? optimism : null,
        monteCarloError: count > 1 ? Math.sqrt(squares / (count - 1) / count) : null,
        corrected: some && apparent !== null ? apparent - optimism : null,
      };
    }),
    resamples,
    failed,
    ...counts(rows),
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

type Performance = { readonly [Measure in (typeof MEASURES)[number]]: number | null };

function performanceOf(rows: CoxRows, predictor: Float64Array, ties: KernelTies): Performance {
  const sorted = sortOutcome(rows.rank, rows.event, null, rows.stratum);
  const { estimate } = concordanceOf(
    sorted,
    Float64Array.from(sorted.order, (row) => predictor[row]!),
    { weighting: "harrell", until: Number.POSITIVE_INFINITY, estimated: false, frequency: true, cluster: null },
  );
  const beta = prognosticSeparation(rows, predictor, ties)?.beta ?? null;
  const square = beta === null ? null : beta * beta;
  return {
    concordance: Number.isNaN(estimate) ? null : estimate,
    d: beta === null ? null : beta * Math.sqrt(8 / Math.PI),
    r2D: square === null ? null : square / ((Math.PI * Math.PI) / 6 + square),
    slope: slopeOf(rows, predictor, ties)?.beta ?? null,
  };
}

function predictorOf({ offset, event }: CoxRows, values: readonly Float64Array[], beta: Float64Array): Float64Array {
  return Float64Array.from(event, (_, i) => {
    let sum = offset?.[i] ?? 0;
    for (let j = 0; j < values.length; j++) sum += beta[j]! * values[j]![i]!;
    return sum;
  });
}

/** Rows of each unit that is drawn. */
function unitsOf({ cluster, event }: CoxRows): Int32Array[] {
  if (cluster === null) return Array.from(event, (_, row) => Int32Array.of(row));
  const members = new Map<number, number[]>();
  cluster.forEach((code, row) => {
    const own = members.get(code);
    if (own === undefined) members.set(code, [row]);
    else own.push(row);
  });
  return [...members.values()].map((own) => Int32Array.from(own));
}

function draw(units: readonly Int32Array[], random: () => number): Int32Array {
  const rows: number[] = [];
  for (let k = 0; k < units.length; k++) {
    const uniform = random();
    if (!(Number.isFinite(uniform) && uniform >= 0 && uniform < 1)) {
      throw new InputError("option", `random gave ${String(uniform)}: it must give numbers in [0, 1)`, {
        column: "random",
      });
    }
    rows.push(...units[Math.floor(uniform * units.length)]!);
  }
  return Int32Array.from(rows);
}
