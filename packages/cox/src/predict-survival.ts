import {
  type AnyTerm,
  type Channel,
  checkLevel,
  checkOptions,
  encodeTerms,
  type GroupValue,
  InputError,
  type Omitted,
  oneOf,
  optionalColumn,
  type RowOf,
  type RowOptions,
  readFrame,
  type Term,
} from "@hcc/data";
import { exp, log, normalQuantile } from "@hcc/numerics";
import type { BaselineHazard, BaselineStratum } from "./baseline-hazard.js";
import { finiteColumns } from "./internal/fitted-rows.js";
import { modelTerms, sameTerms } from "./internal/model-terms.js";
import { type SurvivalLimits, survivalLimits } from "./internal/survival-limits.js";
import type { CoxModel } from "./types.js";

export type { SurvivalLimits } from "./internal/survival-limits.js";

/** What to predict, and where the covariates of the new patients are. */
export interface PredictSurvivalSpec<Row> extends RowOptions<Row> {
  /** Times at which survival is predicted, 0 or more, in the unit of the fit, in any order. */
  readonly times: Iterable<number>;
  /**
   * The terms as in the fit. Default: the fields of `newData` that have the names of the model's terms; needed when a term
   * of the fit was an accessor or an array and there is no such field.
   */
  readonly covariates?: readonly Term<Row>[];
  /** Stratum of each new patient; required by a model with strata. */
  readonly strata?: Channel<Row, GroupValue>;
  /** Offset of each new patient; required by a model with an offset. */
  readonly offset?: Channel<Row, number>;
  /** Level (default that of the model) and scale of the pointwise limits. */
  readonly confidence?: { readonly level?: number; readonly type?: SurvivalLimits };
}

/** Predicted survival of one patient; one value per requested time, NaN where it is not estimable. */
export interface PredictedSurvival {
  /** Stratum, or null without strata. */
  readonly stratum: string | null;
  /** S(t), the probability to be free of the event beyond the time. */
  readonly survival: Float64Array;
  /** -log S(t). */
  readonly cumulativeHazard: Float64Array;
  /** Standard error of S(t); null with sampling weights. */
  readonly standardError: Float64Array | null;
  /** Lower pointwise limit of S(t). */
  readonly lower: Float64Array | null;
  /** Upper pointwise limit of S(t). */
  readonly upper: Float64Array | null;
}

/** Predicted survival of new patients. */
export interface SurvivalPrediction {
  readonly kind: "cox-survival-prediction";
  readonly version: 1;
  /** The requested times in their order. */
  readonly times: Float64Array;
  /** Length and order of `newData`; all NaN for rows not in use. */
  readonly curves: readonly PredictedSurvival[];
  /** Level of the limits. */
  readonly level: number;
  /** Scale of the limits. */
  readonly method: SurvivalLimits;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Survival of new patients by a Cox model and its baseline hazard, with standard errors and pointwise limits.
 *
 * S(t | x) = exp(-L(t) exp((x - reference)'b)); the standard error of log S is exp((x - reference)'b) sqrt(A + q' V q), the
 * formula of `baselineHazard`, and that of S is S times it. Needs no data of the fit. Survival is not estimable (NaN)
 * after the last observed time of the stratum, and where the hazard is beyond the range of numbers at the reference and the patient far from it.
 *
 * Equals R's `survfit(coxph, newdata)` (stype 2) and its `summary(times)`; R's survival is 0 where a step of the hazard is
 * large although exp(-cumhaz) is not.
 *
 * @throws InputError for a level, a stratum or terms that the model does not know, a missing covariate, and a baseline of
 * another model.
 *
 * @example
 * ```ts
 * import { baselineHazard, coxph, predictSurvival } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30),
 * }));
 * const spec = { time: "t", event: "d", covariates: ["arm", "age"] } as const;
 * const model = coxph(rows, spec);
 * const baseline = baselineHazard(model, rows, spec);
 * const { curves } = predictSurvival(model, baseline, [{ arm: "B", age: 61 }], { times: [0, 24, 90] });
 * curves[0].survival[0]; // => 1
 * Number.isNaN(curves[0].survival[2]); // => true
 * ```
 *
 * @see Tsiatis AA. A large sample study of Cox's regression model. Ann Stat 1981;9:93-108. doi:10.1214/aos/1176345335
 */
export function predictSurvival<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  baseline: BaselineHazard,
  newData: Data,
  spec: PredictSurvivalSpec<RowOf<Data>>,
): SurvivalPrediction {
  const call = "predictSurvival";
  checkOptions(call, spec, ["times", "covariates", "strata", "offset", "where", "missing", "confidence"]);
  checkOptions("confidence", spec.confidence ?? {}, ["level", "type"]);
  const columns = finiteColumns(call, model);
  const own = columns.map((j) => model.coefficients[j]!.name);
  if (
    baseline?.kind !== "cox-baseline-hazard" ||
    baseline.fingerprint !== model.fingerprint ||
    baseline.ties !== model.ties ||
    baseline.coefficients.join("\n") !== own.join("\n")
  ) {
    throw new InputError("option", `${call}: the baseline is not of this model: give baselineHazard(model, ...)`);
  }
  const level = checkLevel(spec.confidence?.level ?? model.level, "confidence.level");
  const method = oneOf("confidence.type", spec.confidence?.type, ["log", "log-log", "plain"], "log");
  const times = readTimes(spec.times);
  const named = baseline.strata.flatMap(({ stratum }) => (stratum === null ? [] : [stratum]));
  if (named.length > 0 && spec.strata === undefined) {
    throw new InputError("option", `${call}: the model has the strata ${named.join(", ")}: give strata`, {
      column: "strata",
    });
  }
  if (named.length === 0 && spec.strata !== undefined) {
    throw new InputError("option", `${call}: the model has no strata: leave strata out`, { column: "strata" });
  }
  if (model.offset !== (spec.offset !== undefined)) {
    const found = model.offset ? "has an offset: give offset" : "has no offset: leave offset out";
    throw new InputError("option", `${call}: the model ${found}`, { column: "offset" });
  }
  const frame = readFrame(
    newData,
    { strata: optionalColumn("group", spec.strata, named), offset: optionalColumn("number", spec.offset) },
    {
      terms: (spec.covariates as readonly AnyTerm[] | undefined) ?? modelTerms(model),
      ...(spec.where !== undefined && { where: spec.where }),
      ...(spec.missing !== undefined && { missing: spec.missing }),
    },
  );
  if (!sameTerms(model, frame.terms)) {
    const terms = model.terms.map(({ name }) => name).join(", ");
    throw new InputError(
      "option",
      `${call}: covariates are not the terms of the model (${terms}): list those of the fit`,
      {
        column: "covariates",
      },
    );
  }
  const design = encodeTerms(frame.terms, frame.n, model.terms);
  const z = -normalQuantile((1 - level) / 2);
  const places = baseline.strata.map(({ time }) => lastTimes(time, times));
  const curves: PredictedSurvival[] = Array.from({ length: frame.size }, () => nothing(times.length, model));
  frame.rows.forEach((row, i) => {
    const code = frame.columns.strata?.codes[i] ?? 0;
    const values = columns.map((j) => design.matrix[i * design.p + j]!);
    const offset = (frame.columns.offset?.[i] ?? 0) - baseline.strata[code]!.offset;
    curves[row] = curve(model, baseline, baseline.strata[code]!, { values, offset }, places[code]!, { z, method });
  });
  return {
    kind: "cox-survival-prediction",
    version: 1,
    times,
    curves,
    level,
    method,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

function readTimes(times: Iterable<number>): Float64Array {
  if (typeof times !== "object" || times === null || !(Symbol.iterator in times)) {
    throw new InputError("option", "times is not a list: give the times to predict at", { column: "times" });
  }
  return Float64Array.from(times, (time) => {
    if (typeof time === "number" && time >= 0 && Number.isFinite(time)) return time;
    throw new InputError("negative-value", `times holds ${String(time)}: give finite times of 0 or more`, {
      column: "times",
    });
  });
}

function nothing(count: number, model: CoxModel): PredictedSurvival {
  const empty = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  const robust = model.variance === "robust";
  return {
    stratum: null,
    survival: empty(),
    cumulativeHazard: empty(),
    standardError: robust ? null : empty(),
    lower: robust ? null : empty(),
    upper: robust ? null : empty(),
  };
}

function curve(
  model: CoxModel,
  { covarianceFactor }: BaselineHazard,
  stratum: BaselineStratum,
  { values, offset }: { readonly values: readonly number[]; readonly offset: number },
  places: Int32Array,
  { z, method }: { readonly z: number; readonly method: SurvivalLimits },
): PredictedSurvival {
  const result = { ...nothing(places.length, model), stratum: stratum.stratum };
  const { survival, cumulativeHazard, standardError, lower, upper } = result;
  const p = values.length;
  const beta = model.coefficients.filter(({ status }) => status === "ok").map(({ estimate }) => estimate!);
  const distance = values.map((value, j) => value - stratum.reference[j]!);
  const predictor = distance.reduce((sum, value, j) => sum + value * beta[j]!, offset);
  const atRisk = (value: number): number =>
    Math.abs(predictor) <= 700 || value === 0 ? value * exp(predictor) : exp(predictor + log(value));
  const firstEvent = stratum.nEvent.findIndex((count) => count > 0);
  const part = new Float64Array(p);
  places.forEach((at, k) => {
    if (at === stratum.time.length) return;
    const none = firstEvent < 0 || at < firstEvent;
    const hazard = none ? 0 : stratum.cumulativeHazard[at]!;
    const own = none ? 0 : atRisk(hazard);
    // Below or above all numbers at the reference: what it is at these covariates cannot be known when they are far off.
    if (!none && hazard === 0 && predictor > 600) return;
    if (hazard === Number.POSITIVE_INFINITY && predictor < -600) return;
    if (Number.isNaN(own)) return;
    survival[k] = exp(-own);
    cumulativeHazard[k] = own;
    if (standardError === null || lower === null || upper === null || covarianceFactor === null) return;
    let variance = 0;
    if (!none) {
      variance = stratum.hazardVariance![at]!;
      part.fill(0);
      for (let j = 0; j < p; j++) {
        const gap = stratum.meanHazard[j]![at]! - distance[j]! * hazard;
        for (let c = 0; c < p; c++) part[c]! += gap * covarianceFactor[j]![c]!;
      }
      for (let c = 0; c < p; c++) variance += part[c]! * part[c]!;
    }
    const error = none ? 0 : atRisk(Math.sqrt(variance));
    if (!Number.isFinite(error)) return;
    standardError[k] = survival[k]! * error;
    [lower[k], upper[k]] = survivalLimits(method, own, z * error);
  });
  return result;
}

/**
 * Index of the last observed time at or before each of the times, -1 before the first; the number of observed times for
 * one beyond the last. A time that differs by rounding only is at the time (the tolerance of `timeRanks`).
 */
function lastTimes(observed: Float64Array, times: Float64Array): Int32Array {
  const slack = (1.5e-8 * observed.reduce((sum, value) => sum + value, 0)) / observed.length;
  return Int32Array.from(times, (time) => {
    if (time > observed.at(-1)! + slack) return observed.length;
    let low = 0;
    let high = observed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (observed[middle]! <= time + slack) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  });
}
