import {
  type AnyTerm,
  checkOptions,
  column,
  expand,
  InputError,
  oneOf,
  type RowOf,
  rereadable,
  type Warning,
} from "@hcc/data";
import { balanceMeans } from "./internal/balance-means.js";
import { checkCovariates } from "./internal/check-covariates.js";
import { checkWeights } from "./internal/moments.js";
import { type Arms, readArms } from "./internal/read-arms.js";
import type { WeightEstimand } from "./internal/score-weights.js";
import { readTrim, trimAtQuantile, type WeightTrim } from "./internal/trim-weights.js";
import { modelScore, weightByScore } from "./internal/weight-by-score.js";
import { countArms, describeGroup, normalizeGroups } from "./internal/weighted-groups.js";
import type { BalancingWeights, BalancingWeightsSpec, EntropyBalance, TrimmedRows } from "./weight-types.js";

const OPTIONS = [
  "treatment",
  "treated",
  "estimand",
  "method",
  "score",
  "covariates",
  "moments",
  "stabilized",
  "normalized",
  "trim",
  "where",
  "missing",
] as const satisfies readonly (keyof BalancingWeightsSpec<never>)[];

/** Weight, in means of its group, above which a row is named. */
const LARGE = 10;

/**
 * Weights that make treated rows and controls alike, ready as sampling weights of a survival analysis.
 *
 * With e the score and P the probability of a row's own group, "propensity" is h(e) / P: h = 1 (ATE), e (ATT), 1 - e (ATC),
 * e (1 - e) (overlap) or min(e, 1 - e) (matching); equals WeightIt's `method = "glm"` (ATO and ATM there). Overlap weights
 * from a logistic model with these `covariates` have exactly equal means of them. "entropy" needs no model: among the
 * weights that give a group the target means (of the treated for ATT, of everybody for ATE) they have the least
 * sum w log w, mean 1; equals, but for the scale, WeightIt's `method = "ebal"` and the package `ebal`.
 *
 * Trimming at a quantile is that of `WeightIt::trim` (type 3; not the treated of ATT, nor the controls of ATC; both groups
 * together otherwise). Bounds of the score hold in both groups. The standard errors of the analysis take the weights as
 * known: conservative for the ATE as a rule.
 *
 * @throws InputError when no weights balance the covariates (they are named), a propensity model is completely separated, a
 * weight is infinite (a treated row with score 0), a group is empty or has no weight left, and for options that exclude
 * each other.
 *
 * @example
 * ```ts
 * import { balancingWeights } from "@hcc/psm";
 * const patients = { tki: [1, 1, 0, 0, 0], ps: [0.8, 0.5, 0.5, 0.2, 0.25], age: [52, 58, 61, 50, 55] };
 * const overlap = balancingWeights(patients, { treatment: "tki", score: "ps", estimand: "overlap" });
 * Array.from(overlap.weights, (w) => w.toFixed(2)); // => ["0.20", "0.50", "0.50", "0.20", "0.25"]
 * overlap.groups.treated.effectiveSampleSize.toFixed(3); // => "1.690"
 * const entropy = balancingWeights(patients, {
 *   treatment: "tki", covariates: ["age"], estimand: "ATT", method: "entropy",
 * });
 * const [, , a, b, c] = entropy.weights;
 * ((61 * a + 50 * b + 55 * c) / (a + b + c)).toFixed(8); // => "55.00000000"
 * ```
 *
 * @see Li F, Morgan KL, Zaslavsky AM (2018), overlap weights, https://doi.org/10.1080/01621459.2016.1260466
 * @see Li L, Greene T (2013), matching weights, https://doi.org/10.1515/ijb-2012-0030
 * @see Hainmueller J (2012), entropy balancing, https://doi.org/10.1093/pan/mpr025
 * @see Crump RK et al. (2009), trimming by the score, https://doi.org/10.1093/biomet/asn055
 */
export function balancingWeights<D extends Iterable<unknown> | object>(
  data: D,
  spec: BalancingWeightsSpec<RowOf<D>>,
): BalancingWeights {
  checkOptions("balancingWeights", spec, OPTIONS);
  const { method, estimand, moments, stabilized, normalized, trim } = readOptions(spec);
  const warnings: Warning[] = [];
  let score: Float64Array | null = null;
  let entropy: EntropyBalance | null = null;
  let trimmed: TrimmedRows | null = null;
  let arms: Arms<unknown>;
  let weights: Float64Array;
  if (method === "entropy") {
    arms = readArms(data, spec, {}, spec.covariates as readonly AnyTerm[]);
    ({ weights, entropy } = balanceMeans(arms, estimand, moments));
  } else {
    const source = rereadable(data) as D;
    const channel = spec.score ?? modelScore(source, spec, warnings);
    const scored = readArms(source, spec, { score: column("number", channel) });
    arms = scored;
    const e = scored.frame.columns.score as Float64Array;
    score = expand(arms.frame, e);
    ({ weights, trimmed } = weightByScore(arms, e, typeof channel === "string" ? channel : "score", estimand, trim));
  }
  const { frame, treated, treatedCount, controlCount } = arms;
  if (stabilized) {
    for (let i = 0; i < frame.n; i++) weights[i]! *= (treated[i] === 1 ? treatedCount : controlCount) / frame.n;
  }
  if (trim !== null && "quantile" in trim) {
    const among = treated.map((t) => (estimand === "ATT" ? 1 - t : estimand === "ATC" ? t : 1));
    const { trimmed: which, ...bounds } = trimAtQuantile(weights, among, trim);
    trimmed = { by: "quantile", action: trim.action, ...bounds, ...countArms(which, treated) };
  }
  checkWeights(weights, treated, frame.rows);
  if (normalized) normalizeGroups(weights, treated);
  const groups = { treated: describeGroup(weights, arms, 1), control: describeGroup(weights, arms, 0) };
  for (const [name, { rows, sum, largest, largestRow }] of [
    ["treated rows", groups.treated],
    ["controls", groups.control],
  ] as const) {
    if (!(largest > (LARGE * sum) / rows)) continue;
    warnings.push({
      code: "large-weight",
      message: `row ${largestRow} has ${((largest / sum) * rows).toFixed(1)} times the mean weight of the ${name}: hardly anybody like it is in its group; trim the weights, or take estimand "overlap"`,
    });
  }
  return {
    kind: "balancing-weights",
    version: 1,
    method,
    estimand,
    stabilized,
    normalized,
    weights: expand(frame, weights, 0),
    score,
    groups,
    trimmed,
    entropy,
    warnings,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

interface Options {
  readonly method: "propensity" | "entropy";
  readonly estimand: WeightEstimand;
  readonly moments: 1 | 2 | 3;
  readonly stabilized: boolean;
  readonly normalized: boolean;
  readonly trim: WeightTrim | null;
}

type Given = Pick<
  BalancingWeightsSpec<unknown>,
  "method" | "estimand" | "moments" | "stabilized" | "normalized" | "trim"
> & { readonly score?: unknown; readonly covariates?: unknown };

function readOptions(spec: Given): Options {
  const { score, covariates, stabilized = false, normalized = false } = spec;
  const fail = (message: string, name: string): never => {
    throw new InputError("option", message, { column: name });
  };
  const method = oneOf("method", spec.method, ["propensity", "entropy"], "propensity");
  const estimand = oneOf("estimand", spec.estimand, ["ATE", "ATT", "ATC", "overlap", "matching"]);
  const moments = oneOf("moments", spec.moments, [1, 2, 3], 1);
  for (const [name, value] of Object.entries({ stabilized, normalized })) {
    if (typeof value !== "boolean") fail(`${name} is ${String(value)}: give true or false`, name);
  }
  if (covariates !== undefined) checkCovariates(covariates);
  if (method === "entropy") {
    if (covariates === undefined) fail("entropy balancing has no covariates: name those to balance", "covariates");
    if (score !== undefined) fail("entropy balancing takes no score: leave it out, or list it as a covariate", "score");
    if (estimand === "overlap" || estimand === "matching") {
      fail(`entropy balancing has no estimand "${estimand}": give "ATE", "ATT" or "ATC"`, "estimand");
    }
    if (stabilized) fail("entropy weights have mean 1 in each group: leave stabilized out", "stabilized");
  } else {
    if (spec.moments !== undefined) fail('moments belongs to entropy balancing: give method: "entropy"', "moments");
    if ((score === undefined) === (covariates === undefined)) {
      fail("give one of score and covariates: a propensity score, or the terms of its model", "score");
    }
  }
  return { method, estimand, moments, stabilized, normalized, trim: readTrim(spec.trim, method === "propensity") };
}
