import { InputError, type RowOf, type Warning } from "@hcc/data";
import { propensityScore } from "../propensity-score.js";
import type { BalancingWeightsSpec, TrimmedRows, WeightEstimand, WeightTrim } from "../weight-types.js";
import { checkScore } from "./check-score.js";
import type { Arms } from "./read-arms.js";
import { scoreWeight } from "./score-weights.js";
import { countArms } from "./weighted-groups.js";

/** Score of a logistic model; its warnings are added. */
export function modelScore<D extends Iterable<unknown> | object>(
  data: D,
  { treatment, treated, covariates, where, missing }: BalancingWeightsSpec<RowOf<D>>,
  warnings: Warning[],
): Float64Array {
  const model = propensityScore(data, {
    treatment,
    covariates: covariates!,
    ...(treated !== undefined && { treated }),
    ...(where !== undefined && { where }),
    ...(missing !== undefined && { missing }),
  });
  if (model.status === "complete-separation") {
    const [first] = model.warnings.filter(({ code }) => code === "complete-separation");
    throw new InputError("option", `${first!.message} in propensityScore and give its score`, { column: first!.term! });
  }
  warnings.push(...model.warnings);
  return model.score;
}

/** Weights of the rows in use by their scores, with bounds of the score applied. */
export function weightByScore(
  { frame, treated }: Arms<unknown>,
  score: Float64Array,
  name: string,
  estimand: WeightEstimand,
  trim: WeightTrim | null,
): { readonly weights: Float64Array; readonly trimmed: TrimmedRows | null } {
  const { n } = frame;
  const bounds = trim !== null && "score" in trim ? trim : null;
  const [lower, upper] = bounds?.score ?? [0, 1];
  const weights = new Float64Array(n);
  const outside = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const p = score[i]!;
    const place = { column: name, row: frame.rows[i]! };
    checkScore(p, name, place.row);
    if (p < lower || p > upper) {
      outside[i] = 1;
      if (bounds!.action === "drop") continue;
    }
    const e = Math.min(Math.max(p, lower), upper);
    const isTreated = treated[i] === 1;
    const weight = isTreated ? scoreWeight(e, 1 - e, true, estimand) : scoreWeight(1 - e, e, false, estimand);
    if (weight === Number.POSITIVE_INFINITY) {
      throw new InputError(
        "not-finite",
        `row ${place.row} is ${isTreated ? "treated" : "a control"} with score ${p}: its weight is infinite; bound the scores by trim: { score: [0.01, 0.99], action: "winsorize" }, or take estimand "overlap"`,
        place,
      );
    }
    weights[i] = weight;
  }
  if (bounds === null) return { weights, trimmed: null };
  const trimmed = { by: "score", action: bounds.action, lower, upper, ...countArms(outside, treated) } as const;
  return { weights, trimmed };
}
