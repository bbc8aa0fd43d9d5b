import type { Design } from "@hcc/data";
import { exp, normalUpperTail } from "@hcc/numerics";
import type { PropensityCoefficient, PropensityMethod } from "../score-types.js";
import type { ScoreFit } from "./score-fit.js";
import { type Standardized, unscale, unscaleCovariance } from "./standardise.js";

/** Coefficients of the columns as they were given, and their covariance. */
export function scoreCoefficients(
  design: Design,
  standardized: Standardized,
  fit: ScoreFit,
  method: PropensityMethod,
): { readonly coefficients: readonly PropensityCoefficient[]; readonly covariance: readonly Float64Array[] } {
  const { k, kept, scale } = standardized;
  const parameters = unscale(standardized, fit.parameters);
  const covariance = unscaleCovariance(standardized, fit.covariance);
  const drift = driftOf(standardized, fit.directions);
  const position = new Map<number, number>([[-1, 0], ...kept.map((j, c): [number, number] => [j, c + 1])]);
  const names = [{ name: "(Intercept)", term: "(Intercept)", level: null }, ...design.columns];
  const coefficients = names.map(({ name, term, level }, j): PropensityCoefficient => {
    const none = { name, term, level, estimate: null, standardError: null, z: null, pValue: null, oddsRatio: null };
    const at = position.get(j - 1);
    if (at === undefined) return { ...none, status: "aliased" };
    if (fit.status === "complete-separation") return { ...none, status: "not-estimable" };
    const ratio = (estimate: number): number | null => (j === 0 || method === "probit" ? null : exp(estimate));
    if (drift[at] !== 0) {
      const estimate = drift[at]! * Number.POSITIVE_INFINITY;
      return { ...none, estimate, oddsRatio: ratio(estimate), status: "infinite" };
    }
    const estimate = parameters[at]!;
    // Of a slope on the standardized scale: the variance of a covariate of extreme size is beyond the range of numbers.
    const standardError =
      at === 0 ? Math.sqrt(covariance[0]!) : Math.sqrt(fit.covariance[at * k + at]!) / scale[at - 1]!;
    const z = method === "ridge" ? null : estimate / standardError;
    const pValue = z === null ? null : 2 * normalUpperTail(Math.abs(z));
    return { name, term, level, estimate, standardError, z, pValue, oddsRatio: ratio(estimate), status: "ok" };
  });
  const has = (j: number): boolean => coefficients[j]!.standardError !== null;
  return {
    coefficients,
    covariance: coefficients.map((_, a) =>
      Float64Array.from(coefficients, (_, b) =>
        has(a) && has(b) ? covariance[position.get(a - 1)! * k + position.get(b - 1)!]! : Number.NaN,
      ),
    ),
  };
}

/** Sign of the first direction that moves a coefficient: 0 keeps it finite. */
function driftOf(standardized: Standardized, directions: readonly Float64Array[]): Float64Array {
  const { k, mean } = standardized;
  const drift = new Float64Array(k);
  for (const direction of directions) {
    const raw = unscale(standardized, direction);
    // Sizes are compared on the standardized scale; the intercept against the parts that it is made of.
    let largest = 0;
    let parts = Math.abs(direction[0]!);
    for (let j = 1; j < k; j++) {
      largest = Math.max(largest, Math.abs(direction[j]!));
      parts += Math.abs(raw[j]! * mean[j - 1]!);
    }
    for (let j = 0; j < k; j++) {
      const size = j === 0 ? Math.abs(raw[0]!) / Math.max(parts, 1e-300) : Math.abs(direction[j]!) / largest;
      if (drift[j] === 0 && size > 1e-7) drift[j] = Math.sign(raw[j]!);
    }
  }
  return drift;
}
