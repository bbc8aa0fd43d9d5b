import { type Design, InputError, type Warning } from "@hcc/data";
import { ldl, ldlSolve } from "@hcc/numerics";
import type { EffectPopulation } from "../effect-types.js";
import type { EffectRows } from "./effect-rows.js";
import { dot } from "./surface.js";

/** Weights that make each arm stand for a population. */
export interface TreatmentWeights {
  readonly weight: Float64Array;
  /** Derivative of the weight by the log odds of treatment. */
  readonly slope: Float64Array;
}

/** Probability of treatment at whose distance from 0 or 1 weights are large. */
const NEAR = 0.02;

/** Weights by the probability of treatment p, without case weights. */
export function treatmentWeights({ n, arm, propensity }: EffectRows, population: EffectPopulation): TreatmentWeights {
  const weight = new Float64Array(n);
  const slope = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const p = propensity[i]!;
    const [own, change] = arm[i] === 1 ? treatedWeight(p, population) : controlWeight(p, population);
    weight[i] = own;
    slope[i] = change;
  }
  return { weight, slope };
}

function treatedWeight(p: number, population: EffectPopulation): readonly [weight: number, slope: number] {
  switch (population) {
    case "all":
      return [1 / p, -(1 - p) / p];
    case "treated":
      return [1, 0];
    case "control":
      return [(1 - p) / p, -(1 - p) / p];
    case "overlap":
      return [1 - p, -p * (1 - p)];
  }
}

function controlWeight(p: number, population: EffectPopulation): readonly [weight: number, slope: number] {
  const [weight, slope] = treatedWeight(1 - p, MIRROR[population]);
  return [weight, 0 - slope];
}

const MIRROR = { all: "all", treated: "control", control: "treated", overlap: "overlap" } as const;

/** Warns where weights are large because hardly anybody like these patients is in the other arm. */
export function positivityWarnings({ n, propensity, names }: EffectRows, population: EffectPopulation): Warning[] {
  let few = 0;
  for (let i = 0; i < n; i++) {
    const p = propensity[i]!;
    if (population !== "treated" && population !== "overlap" && p < NEAR) few++;
    if (population !== "control" && population !== "overlap" && p > 1 - NEAR) few++;
  }
  if (few === 0) return [];
  const message = `${few} of ${n} rows have a probability of ${names[1]} below ${NEAR} or above ${1 - NEAR}: hardly anybody like them is in the other arm, and a few rows have most of the weight; see the effective sample sizes, or take population: "overlap"`;
  return [{ code: "positivity", message }];
}

/**
 * The part that estimating the propensity has in an influence function.
 *
 * With u_i the influence of row i per unit of treatment weight, z the columns of the logistic model (with intercept) and I its
 * information, the estimated coefficients add (sum of u_i slope_i z_i)' I^-1 z_k (arm_k - p_k) to the influence of row k.
 *
 * @returns a function that adds the part to influence values; both are per unit of case weight.
 * @throws InputError when the propensity is more than a standard error from the maximum of that model.
 */
export function propensityInfluence(
  rows: EffectRows,
  design: Design,
  slope: Float64Array,
): (perWeight: Float64Array, influence: Float64Array) => void {
  const { n, arm, propensity, weight } = rows;
  const q = design.p + 1;
  const z = new Float64Array(n * q);
  for (let i = 0; i < n; i++) {
    z[i * q] = 1;
    for (let j = 0; j < design.p; j++) z[i * q + j + 1] = design.matrix[i * design.p + j]!;
  }
  const score = new Float64Array(q);
  const information = new Float64Array(q * q);
  for (let i = 0; i < n; i++) {
    const p = propensity[i]!;
    for (let j = 0; j < q; j++) {
      score[j]! += weight[i]! * z[i * q + j]! * (arm[i]! - p);
      for (let k = 0; k < q; k++) information[j * q + k]! += weight[i]! * p * (1 - p) * z[i * q + j]! * z[i * q + k]!;
    }
  }
  const factor = ldl(information, q);
  const off = dot(score, ldlSolve(factor, score));
  if (!(off < 1)) {
    throw new InputError(
      "option",
      `the propensity is no logistic fit to propensityCovariates (score statistic ${off.toPrecision(3)}): list the terms that it was estimated from`,
      { column: "propensityCovariates" },
    );
  }
  return (perWeight, influence) => {
    const derivative = new Float64Array(q);
    for (let i = 0; i < n; i++) {
      const change = weight[i]! * perWeight[i]! * slope[i]!;
      for (let j = 0; j < q; j++) derivative[j]! += change * z[i * q + j]!;
    }
    const direction = ldlSolve(factor, derivative);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < q; j++) sum += direction[j]! * z[i * q + j]!;
      influence[i]! += sum * (arm[i]! - propensity[i]!);
    }
  };
}
