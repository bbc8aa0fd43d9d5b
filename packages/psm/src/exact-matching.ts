import { checkOptions, oneOf, type RowOf } from "@hcc/data";
import { ascendingOrder } from "@hcc/numerics";
import { assembleStratification, type StratumVariable } from "./internal/assemble-stratification.js";
import { checkCovariates } from "./internal/check-covariates.js";
import { readArms } from "./internal/read-arms.js";
import { checkStratumTerms } from "./internal/stratum-variables.js";
import type { Stratification, StratumEstimand, StratumTerm } from "./stratification.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Specification of `exactMatching`. */
export interface ExactMatchingSpec<Row> extends TreatmentChannels<Row> {
  /** Rows of a stratum share the value of each of these. */
  readonly covariates: readonly StratumTerm<Row>[];
  /** Whom the weights stand for: the treated ("ATT", default), the controls ("ATC") or all ("ATE"), of those in a stratum. */
  readonly estimand?: StratumEstimand;
}

const OPTIONS = ["treatment", "treated", "covariates", "estimand", "where", "missing"] as const;

/**
 * Puts the rows that agree in all covariates into a stratum, with weights; strata without treated rows or without controls
 * drop out.
 *
 * Numbers agree when they are equal. With n1 treated rows and n0 controls in a stratum, the weights are, before each group is
 * scaled to mean 1: "ATT" 1 and n1 / n0, "ATC" n0 / n1 and 1, "ATE" (n1 + n0) / n1 and (n1 + n0) / n0. Weighted means of the
 * covariates are then equal in both groups. Equals `matchit(method = "exact")` of MatchIt but for the numbering of strata.
 * Where treated rows drop out, "ATT" is the effect in those that remain.
 *
 * @throws InputError for an empty group, no covariates, two of one name, and a covariate that is a spline, a logarithm or an
 * interaction.
 *
 * @example
 * ```ts
 * import { exactMatching } from "@hcc/psm";
 * const patients = {
 *   tki: [1, 1, 0, 0, 0, 1], sex: ["m", "f", "m", "m", "f", "f"], ecog: [0, 1, 0, 0, 1, 0],
 * };
 * const strata = exactMatching(patients, { treatment: "tki", covariates: ["sex", "ecog"] });
 * strata.subclass; // => Int32Array.of(1, 0, 1, 1, 0, -1)
 * strata.weights; // => Float64Array.of(1, 1, 0.75, 0.75, 1.5, 0)
 * strata.strata[1]; // => { treated: 1, control: 2, values: { sex: "m", ecog: 0 } }
 * strata.dropped; // => [{ row: 5, reason: "no-control-in-stratum" }]
 * ```
 *
 * @see Stuart EA (2010), https://doi.org/10.1214/09-STS313
 */
export function exactMatching<D extends Iterable<unknown> | object>(
  data: D,
  spec: ExactMatchingSpec<RowOf<D>>,
): Stratification {
  checkOptions("exactMatching", spec, OPTIONS);
  const estimand = oneOf("estimand", spec.estimand, ["ATT", "ATC", "ATE"], "ATT");
  const arms = readArms(data, spec, {}, checkCovariates(spec.covariates));
  const variables = checkStratumTerms(arms.frame.terms).map(({ name, values }) =>
    values instanceof Float64Array ? codeNumbers(name, values) : { name, ...values },
  );
  return assembleStratification(arms, variables, { method: "exact", estimand, moved: null, warnings: [] });
}

/** Codes of numbers, by their size. */
function codeNumbers(name: string, values: Float64Array): StratumVariable {
  const { order, sorted } = ascendingOrder(values);
  const codes = new Int32Array(values.length);
  const levels = new Float64Array(values.length);
  let code = -1;
  for (let place = 0; place < sorted.length; place++) {
    if (code < 0 || sorted[place] !== levels[code]) levels[++code] = sorted[place]!;
    codes[order[place]!] = code;
  }
  return { name, codes, levels: levels.subarray(0, code + 1) };
}
