import {
  type Channel,
  checkLevel,
  checkOptions,
  column,
  type GroupValue,
  InputError,
  type Omitted,
  oneOf,
  optionalColumn,
  type RowOf,
  type RowOptions,
  type Term,
} from "@hcc/data";
import { exp, normalQuantile } from "@hcc/numerics";
import type { BaselineHazard } from "./baseline-hazard.js";
import { readNewRows } from "./internal/new-rows.js";
import { lastTimeIn, predictedHazard } from "./internal/predicted-hazard.js";
import { type SurvivalLimits, survivalLimits } from "./internal/survival-limits.js";
import type { CoxModel } from "./types.js";

/** Follow-up and covariates of new patients. */
export interface PredictExpectedSpec<Row> extends RowOptions<Row> {
  /** Time from origin until which each row is followed, 0 or more, in the unit of the fit. */
  readonly time: Channel<Row, number>;
  /** Time after which the row is followed. Default: from the origin. */
  readonly entry?: Channel<Row, number>;
  /** The terms as in the fit. Default: the fields of `newData` that have the names of the model's terms. */
  readonly covariates?: readonly Term<Row>[];
  /** Stratum of each row; required by a model with strata. */
  readonly strata?: Channel<Row, GroupValue>;
  /** Offset of each row; required by a model with an offset. */
  readonly offset?: Channel<Row, number>;
  /** Level (default that of the model) and scale of the limits of survival. */
  readonly confidence?: { readonly level?: number; readonly type?: SurvivalLimits };
}

/** Expected events and survival over the rows' own follow-up; one value per row of `newData`, NaN where not estimable. */
export interface ExpectedPrediction {
  readonly kind: "cox-expected-prediction";
  readonly version: 1;
  /** Expected number of events: the cumulative hazard between entry and time. */
  readonly expected: Float64Array;
  /** Standard error of `expected`; null with robust variance. */
  readonly standardError: Float64Array | null;
  /** exp(-expected), the probability to be free of the event at the time, given that it had not happened at entry. */
  readonly survival: Float64Array;
  /** Standard error of `survival`. */
  readonly survivalStandardError: Float64Array | null;
  /** Lower limit of `survival`. */
  readonly lower: Float64Array | null;
  /** Upper limit of `survival`. */
  readonly upper: Float64Array | null;
  /** Level of the limits. */
  readonly level: number;
  /** Scale of the limits. */
  readonly method: SurvivalLimits;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Expected number of events of rows with follow-up, and their survival until the end of it, by a Cox model and its baseline.
 *
 * e = exp((x - reference)'b) [L(time) - L(entry)], its standard error exp((x - reference)'b) sqrt(A + q' V q) with the
 * differences between time and entry of A and q of `baselineHazard`; survival exp(-e) has the standard error exp(-e) se(e).
 * An offset is part of the linear predictor. The sum of e against the number of events tells how the model does in new
 * patients. Needs no data of the fit. Not estimable (NaN) where time is after the last observed time of the stratum.
 *
 * Equals R's `predict(coxph, newdata, type = "expected")` and `type = "survival"`; R adds an offset of new data to the
 * expected number instead of to the predictor. Without `newdata` R gives status - martingale residual, in which with Efron
 * ties those who die live through a part of the hazard of their own time only.
 *
 * @throws InputError for a level, a stratum or terms that the model does not know, a missing value, an entry that is not
 * before the time, and a baseline of another model.
 *
 * @example
 * ```ts
 * import { baselineHazard, coxph, predictExpected } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({ t: 1 + ((i * 37) % 61), d: i % 5 > 0, age: 40 + ((i * 7) % 30) }));
 * const spec = { time: "t", event: "d", covariates: ["age"] } as const;
 * const model = coxph(rows, spec);
 * const { expected, survival } = predictExpected(model, baselineHazard(model, rows, spec), rows, { time: "t" });
 * expected.reduce((sum, value) => sum + value, 0); // => 48
 * survival[0] === Math.exp(-expected[0]); // => true
 * ```
 *
 * @see Berry G. The analysis of mortality by the subject-years method. Biometrics 1983;39:173-184. doi:10.2307/2530816
 */
export function predictExpected<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  baseline: BaselineHazard,
  newData: Data,
  spec: PredictExpectedSpec<RowOf<Data>>,
): ExpectedPrediction {
  const call = "predictExpected";
  checkOptions(call, spec, ["time", "entry", "covariates", "strata", "offset", "where", "missing", "confidence"]);
  checkOptions("confidence", spec.confidence ?? {}, ["level", "type"]);
  const rows = readNewRows(call, model, baseline, newData, spec, {
    time: column("time", spec.time),
    entry: optionalColumn("time", spec.entry),
  });
  const { frame } = rows;
  const { time, entry, strata } = frame.columns;
  const level = checkLevel(spec.confidence?.level ?? model.level, "confidence.level");
  const method = oneOf("confidence.type", spec.confidence?.type, ["log", "log-log", "plain"], "log");
  const z = -normalQuantile((1 - level) / 2);
  const empty = (): Float64Array => new Float64Array(frame.size).fill(Number.NaN);
  const some = (): Float64Array | null => (baseline.covarianceFactor === null ? null : empty());
  const result = {
    expected: empty(),
    standardError: some(),
    survival: empty(),
    survivalStandardError: some(),
    lower: some(),
    upper: some(),
  };
  const places = baseline.strata.map(({ time: observed }) => lastTimeIn(observed));
  frame.rows.forEach((row, i) => {
    if (entry !== null && !(entry[i]! < time[i]!)) {
      throw new InputError(
        "option",
        `entry is ${entry[i]} and time is ${time[i]} at row ${row}: entry must come before`,
        {
          column: "entry",
          row,
        },
      );
    }
    const code = strata?.codes[i] ?? 0;
    const stratum = baseline.strata[code]!;
    const at = places[code]!(time[i]!);
    if (at === stratum.time.length) return;
    const from = entry === null ? -1 : places[code]!(entry[i]!);
    const found = predictedHazard(baseline, stratum, rows.beta, rows.patient(i))(at, from);
    if (found === null) return;
    const { hazard, error } = found;
    result.expected[row] = hazard;
    result.survival[row] = exp(-hazard);
    if (error === null || Number.isNaN(error)) return;
    result.standardError![row] = error;
    result.survivalStandardError![row] = result.survival[row]! * error;
    [result.lower![row], result.upper![row]] = survivalLimits(method, hazard, z * error);
  });
  return {
    kind: "cox-expected-prediction",
    version: 1,
    ...result,
    level,
    method,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}
