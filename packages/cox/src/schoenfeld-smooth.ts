import { checkLevel, InputError, oneOf, type RowOf } from "@hcc/data";
import { countingOrder, exp, normalQuantile } from "@hcc/numerics";
import { type FittedRows, fittedRows } from "./internal/fitted-rows.js";
import { naturalSmooth, smoothGrid } from "./internal/natural-smooth.js";
import { type Direction, scaledSchoenfeld } from "./internal/scaled-schoenfeld.js";
import { checkScoreModel, readTransform, type TimeScale, timeScale } from "./internal/time-scale.js";
import type { ProportionalHazardsSpec, TimeFunction, TimeTransform } from "./proportional-hazards-test.js";
import type { CoxModel } from "./types.js";

/** The specification of the fit, the time scale, and what is smoothed. */
export interface SchoenfeldSmoothSpec<Row> extends ProportionalHazardsSpec<Row> {
  /**
   * What a curve is of. One of:
   * - "term" (default): a term; one of several columns as its linear predictor x'b, whose coefficient is 1;
   * - "coefficient": a coefficient.
   */
  readonly by?: "term" | "coefficient";
  /** Degrees of freedom of the smooth, 2 (a straight line) to 10. Default 4. */
  readonly df?: number;
}

/** One place of a smoothed coefficient. */
export interface SchoenfeldPoint {
  /** Place on the time scale g(t). */
  readonly transformed: number;
  /** Time of that place; null where a function of the caller's own neither rises nor falls throughout. */
  readonly time: number | null;
  /** The coefficient at that time: a log hazard ratio. */
  readonly estimate: number;
  readonly standardError: number;
  /** Pointwise. */
  readonly lower: number;
  /** Pointwise. */
  readonly upper: number;
}

/** One term or coefficient over time. */
export interface SchoenfeldCurve {
  /** Name of the term or of the coefficient. */
  readonly name: string;
  /** Name of the term. */
  readonly term: string;
  /** The coefficient of the model, to which the curve is equal when hazards are proportional. */
  readonly estimate: number;
  /** Scaled Schoenfeld residual + `estimate` of each event; NaN in a stratum in which the covariate is constant. */
  readonly values: Float64Array;
  /** Forty, evenly on the time scale from the first to the last event; none unless the status is "ok". */
  readonly points: readonly SchoenfeldPoint[];
  /** One of "ok" and "too-few-times": fewer places of events on the time scale than degrees of freedom. */
  readonly status: "ok" | "too-few-times";
}

/** Scaled Schoenfeld residuals, smoothed. */
export interface SchoenfeldSmooth {
  readonly kind: "cox-schoenfeld-smooth";
  readonly version: 1;
  /** "custom": a function of the caller's own, which is not stored. */
  readonly transform: TimeTransform | "custom";
  readonly by: "term" | "coefficient";
  /** Input row of each event, by ascending time. */
  readonly row: Int32Array;
  /** Time of each event. */
  readonly time: Float64Array;
  /** g(t) of each event. */
  readonly transformed: Float64Array;
  /** In the order of the terms; without those that have nothing to estimate. */
  readonly curves: readonly SchoenfeldCurve[];
  readonly df: number;
  /** Level of the confidence limits. */
  readonly level: number;
}

/**
 * Coefficients as functions of time: scaled Schoenfeld residuals of every event and their smooth with confidence limits.
 *
 * With s the Schoenfeld residual of an event, d the number of events and V the inverse information, the values are
 * b + d V s, whose mean at time t is about b(t) (Grambsch and Therneau). The smooth is the least-squares fit of a natural
 * cubic spline of g(t) with `df` coefficients, its knots at even quantiles (type 7) of the events' g(t) and the 40 places
 * together; its variance at a place with spline h is d V_jj h'(H'H)^-1 h, and the limits are estimate +/- z SE. Frequency
 * weights count as repeated rows. In a stratum where a covariate is constant its events tell nothing: they are left out of its
 * curve, and each element of the mean information V^-1 / d is over the events that tell something about it.
 *
 * Equals R's `cox.zph(fit, terms = )$y` and the curve of `plot.cox.zph` (there +/- 2 SE, and frequency weights in the
 * information only). R has no limits, points or smooth as data.
 *
 * @param data the data of the fit.
 * @param spec the specification of the fit, with `transform`, `by` and `df`.
 * @throws InputError as `proportionalHazardsTest` does, and for `df` that is no whole number of 2 to 10.
 *
 * @example
 * ```ts
 * import { coxph, schoenfeldSmooth } from "@hcc/cox";
 * const rows = Array.from({ length: 90 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 91), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30),
 * }));
 * const spec = { time: "t", event: "d", covariates: ["arm", "age"] } as const;
 * const { curves, time } = schoenfeldSmooth(coxph(rows, spec), rows, { ...spec, transform: (t) => Math.sqrt(t) });
 * curves.map((d) => d.name); // => ["arm", "age"]
 * time.length; // => 72
 * curves[0].points.length; // => 40
 * ```
 *
 * @see Grambsch PM, Therneau TM. Proportional hazards tests and diagnostics based on weighted residuals. Biometrika
 * 1994;81:515-526. doi:10.1093/biomet/81.3.515
 */
export function schoenfeldSmooth<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  data: Data,
  spec: SchoenfeldSmoothSpec<RowOf<Data>>,
): SchoenfeldSmooth {
  const call = "schoenfeldSmooth";
  const transform = readTransform(spec?.transform);
  const by = oneOf("by", spec.by, ["term", "coefficient"], "term");
  const df = spec.df ?? 4;
  if (!(Number.isInteger(df) && df >= 2 && df <= 10)) {
    throw new InputError("option", `df is ${String(df)}: give a whole number of 2 to 10`, { column: "df" });
  }
  const rows = fittedRows(call, model, data, spec, ["transform", "by", "df"]);
  checkScoreModel(call, model, rows);
  const { rank, weight, event } = rows;
  const events = Int32Array.from(rank.keys()).filter((i) => event[i] === 1);
  const directions = directionsOf(model, rows, by);
  const scaled = scaledSchoenfeld(model, rows, events, directions);
  const scale = timeScale(rows, transform);
  const ranks = events.map((i) => rank[i]!);
  const order = countingOrder(ranks, scale.g.length);
  const inOrder = (values: ArrayLike<number>): Float64Array => Float64Array.from(order, (e) => values[e]!);
  const place = inOrder(Float64Array.from(ranks, (k) => scale.g[k]!));
  const weights = inOrder(Float64Array.from(events, (i) => weight[i]!));
  const grid = smoothGrid(place, weights, df);
  const times = grid === null ? [] : timesAt(grid.at, scale, transform);
  const z = -normalQuantile((1 - checkLevel(model.level)) / 2);
  const curves = directions.map(({ name, term, estimate }, j): SchoenfeldCurve => {
    const values = inOrder(scaled === null ? new Float64Array(events.length).fill(Number.NaN) : scaled.values[j]!);
    const use = Int32Array.from(values.keys()).filter((e) => !Number.isNaN(values[e]!));
    const [x, y, w] = [place, values, weights].map((list) => Float64Array.from(use, (e) => list[e]!));
    const smooth = grid === null ? null : naturalSmooth(x!, y!, w!, grid);
    if (smooth === null) return { name, term, estimate, values, points: [], status: "too-few-times" };
    const points = Array.from(grid!.at, (transformed, i): SchoenfeldPoint => {
      const standardError = Math.sqrt(scaled!.variance[j]! * smooth.leverage[i]!);
      const own = smooth.estimate[i]!;
      const limits = { lower: own - z * standardError, upper: own + z * standardError };
      return { transformed, time: times[i]!, estimate: own, standardError, ...limits };
    });
    return { name, term, estimate, values, points, status: "ok" };
  });
  return {
    kind: "cox-schoenfeld-smooth",
    version: 1,
    transform: typeof transform === "function" ? "custom" : transform,
    by,
    row: order.map((e) => rows.read.frame.rows[rows.order[events[e]!]!]!),
    time: inOrder(Float64Array.from(ranks, (k) => scale.time[k]!)),
    transformed: place,
    curves,
    df,
    level: model.level,
  };
}

interface NamedDirection extends Direction {
  readonly name: string;
  readonly term: string;
}

function directionsOf(model: CoxModel, { columns, beta }: FittedRows, by: "term" | "coefficient"): NamedDirection[] {
  const single = (j: number, name: string, term: string): NamedDirection => {
    return { name, term, columns: [j], multipliers: [1], estimate: beta[j]! };
  };
  if (by === "coefficient") {
    return columns.map((column, j) => single(j, model.coefficients[column]!.name, model.coefficients[column]!.term));
  }
  return model.terms.flatMap(({ name }) => {
    const members = columns.flatMap((column, j) => (model.coefficients[column]!.term === name ? [j] : []));
    if (members.length === 1) return [single(members[0]!, name, name)];
    const multipliers = members.map((j) => beta[j]!);
    // Coefficients that are all 0 make no predictor.
    return multipliers.some((value) => value !== 0)
      ? [{ name, term: name, columns: members, multipliers, estimate: 1 }]
      : [];
  });
}

/** Times of places on the time scale; between events linear in g(t). */
function timesAt(
  at: Float64Array,
  { g, events, time }: TimeScale,
  transform: TimeTransform | TimeFunction,
): (number | null)[] {
  if (transform === "identity") return Array.from(at);
  if (transform === "log") return Array.from(at, exp);
  const known = Array.from(g.keys()).filter((k) => events[k]! > 0);
  const steps = known.slice(1).map((k, i) => Math.sign(g[k]! - g[known[i]!]!));
  if (steps.some((step) => step === 0 || step !== steps[0])) return Array.from(at, () => null);
  if (steps[0] === -1) known.reverse();
  let i = 0;
  return Array.from(at, (value) => {
    while (i < known.length - 2 && value > g[known[i + 1]!]!) i++;
    const [from, to] = [known[i]!, known[i + 1]!];
    const share = (value - g[from]!) / (g[to]! - g[from]!);
    return time[from]! + share * (time[to]! - time[from]!);
  });
}
