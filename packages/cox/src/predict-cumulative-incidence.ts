import {
  type Channel,
  checkOptions,
  type GroupValue,
  InputError,
  type Omitted,
  optionalColumn,
  type RowOf,
  type RowOptions,
  type Term,
} from "@hcc/data";
import { exp, expm1 } from "@hcc/numerics";
import type { FineGrayModel } from "./fine-gray.js";
import { codeNewRows } from "./internal/new-rows.js";
import { lastTimeIn } from "./internal/predicted-hazard.js";
import { readTimes } from "./internal/prediction-times.js";

/** What to predict, and where the covariates of the new patients are. */
export interface PredictCumulativeIncidenceSpec<Row> extends RowOptions<Row> {
  /** Times of 0 or more, in the unit of the fit, in any order. */
  readonly times: Iterable<number>;
  /** The terms as in the fit. Default: the fields of `newData` that have the names of the model's terms. */
  readonly covariates?: readonly Term<Row>[];
  /** Stratum of each new patient; required by a model with strata. */
  readonly strata?: Channel<Row, GroupValue>;
}

/** Predicted cumulative incidence of one patient; NaN beyond the last time of the stratum. */
export interface PredictedIncidence {
  /** Stratum, or null without strata. */
  readonly stratum: string | null;
  /** F(t), the probability that the event happens until the time, before anything that competes with it. */
  readonly incidence: Float64Array;
  /** -log(1 - F(t)). */
  readonly cumulativeHazard: Float64Array;
}

/** Predicted cumulative incidence of new patients. */
export interface IncidencePrediction {
  readonly kind: "fine-gray-prediction";
  readonly version: 1;
  readonly times: Float64Array;
  /** Length and order of `newData`; all NaN for rows not in use. */
  readonly curves: readonly PredictedIncidence[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Cumulative incidence of the event for new patients, by a stored Fine-Gray model alone.
 *
 * F(t | x) = 1 - exp(-L(t) exp((x - reference)'b)), with L the Breslow estimate of the cumulative subdistribution hazard at the
 * model's reference.
 *
 * Equals R's `predict(cmprsk::crr)`. Point estimates only, as there.
 *
 * @throws InputError for a model with an infinite coefficient, and for a level, stratum or terms that it does not know.
 *
 * @example
 * ```ts
 * import { fineGray, predictCumulativeIncidence } from "@hcc/cox";
 * const rows = Array.from({ length: 80 }, (_, i) => ({ months: 1 + ((i * 37) % 41), status: (i * 7 + (i >> 2)) % 3, age: 40 + ((i * 11) % 30) }));
 * const cause = { channel: "status", event: [1], competing: [2], censored: [0] } as const;
 * const model = fineGray(rows, { time: "months", cause, covariates: ["age"] });
 * const { curves } = predictCumulativeIncidence(model, [{ age: 50 }], { times: [0, 12, 24, 99] });
 * Array.from(curves[0].incidence, (value) => value.toFixed(2)); // => ["0.00", "0.11", "0.23", "NaN"]
 * ```
 *
 * @see Fine JP, Gray RJ. A proportional hazards model for the subdistribution of a competing risk. J Am Stat Assoc
 * 1999;94:496-509. doi:10.1080/01621459.1999.10474144
 */
export function predictCumulativeIncidence<Data extends Iterable<unknown> | object>(
  model: FineGrayModel,
  newData: Data,
  spec: PredictCumulativeIncidenceSpec<RowOf<Data>>,
): IncidencePrediction {
  const call = "predictCumulativeIncidence";
  if ((model as FineGrayModel | undefined)?.kind !== "fine-gray-model") {
    throw new InputError("option", `${call}: the first argument is no Fine-Gray model: give the result of fineGray`);
  }
  checkOptions(call, spec, ["times", "covariates", "strata", "where", "missing"]);
  const infinite = model.coefficients.find(({ status }) => status === "infinite");
  if (infinite !== undefined) {
    throw new InputError(
      "option",
      `${call}: the coefficient "${infinite.name}" is infinite: leave its term out, or join levels, and fit again`,
      { column: infinite.name },
    );
  }
  const times = readTimes(spec.times);
  const named = model.baseline.flatMap(({ stratum }) => (stratum === null ? [] : [stratum]));
  if (named.length > 0 !== (spec.strata !== undefined)) {
    const found =
      named.length > 0 ? `has the strata ${named.join(", ")}: give strata` : "has no strata: leave strata out";
    throw new InputError("option", `${call}: the model ${found}`, { column: "strata" });
  }
  const { frame, design } = codeNewRows(call, model, newData, spec, {
    strata: optionalColumn("group", spec.strata, named),
  });
  const empty = (): Float64Array => new Float64Array(times.length).fill(Number.NaN);
  const curves = Array.from(
    { length: frame.size },
    (): PredictedIncidence => ({
      stratum: null,
      incidence: empty(),
      cumulativeHazard: empty(),
    }),
  );
  // The last time counts as observed, so that times beyond it are told apart.
  const places = model.baseline.map(({ time, lastTime }) =>
    Array.from(times, lastTimeIn(Float64Array.of(...time, lastTime))),
  );
  frame.rows.forEach((row, i) => {
    const code = frame.columns.strata?.codes[i] ?? 0;
    const { stratum, cumulativeHazard: hazard } = model.baseline[code]!;
    let predictor = 0;
    model.coefficients.forEach(({ estimate, status }, j) => {
      if (status === "ok") predictor += estimate! * (design.matrix[i * design.p + j]! - model.reference[j]!);
    });
    const own = { stratum, incidence: empty(), cumulativeHazard: empty() };
    places[code]!.forEach((place, k) => {
      if (place > hazard.length) return;
      const at = place < 0 || hazard.length === 0 ? 0 : hazard[Math.min(place, hazard.length - 1)]!;
      own.cumulativeHazard[k] = at === 0 ? 0 : at * exp(predictor);
      own.incidence[k] = -expm1(-own.cumulativeHazard[k]!);
    });
    curves[row] = own;
  });
  return {
    kind: "fine-gray-prediction",
    version: 1,
    times,
    curves,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}
