import {
  type Channel,
  checkLevel,
  checkOptions,
  type GroupValue,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
  type Term,
} from "@hcc/data";
import { exp, normalQuantile } from "@hcc/numerics";
import type { BaselineHazard } from "./baseline-hazard.js";
import { readNewRows } from "./internal/new-rows.js";
import { lastTimeIn, predictedHazard } from "./internal/predicted-hazard.js";
import { readTimes } from "./internal/prediction-times.js";
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
  /** Standard error of S(t); null with robust variance. */
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
  const level = checkLevel(spec.confidence?.level ?? model.level, "confidence.level");
  const method = oneOf("confidence.type", spec.confidence?.type, ["log", "log-log", "plain"], "log");
  const times = readTimes(spec.times);
  const rows = readNewRows(call, model, baseline, newData, spec, {});
  const { frame } = rows;
  const z = -normalQuantile((1 - level) / 2);
  const places = baseline.strata.map(({ time }) => Int32Array.from(times, lastTimeIn(time)));
  const curves: PredictedSurvival[] = Array.from({ length: frame.size }, () => nothing(times.length, model));
  frame.rows.forEach((row, i) => {
    const code = frame.columns.strata?.codes[i] ?? 0;
    const stratum = baseline.strata[code]!;
    const hazard = predictedHazard(baseline, stratum, rows.beta, rows.patient(i));
    const result = { ...nothing(times.length, model), stratum: stratum.stratum };
    places[code]!.forEach((at, k) => {
      const found = at === stratum.time.length ? null : hazard(at);
      if (found === null) return;
      result.survival[k] = exp(-found.hazard);
      result.cumulativeHazard[k] = found.hazard;
      if (found.error === null || Number.isNaN(found.error)) return;
      result.standardError![k] = result.survival[k]! * found.error;
      [result.lower![k], result.upper![k]] = survivalLimits(method, found.hazard, z * found.error);
    });
    curves[row] = result;
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
