import type { SurvivalCurve } from "../types.js";
import { meanSlopes, meanValue, survivalSlopes, survivalValue, type Valued } from "./curve-values.js";
import type { Jackknife } from "./group-tables.js";
import type { Increments } from "./jackknife.js";

/** A curve with what its rows give to log S, where a robust variance is asked for. */
export interface GroupCurve {
  readonly curve: Omit<SurvivalCurve, "median">;
  readonly robust: { readonly jackknife: Jackknife; readonly gains: Increments } | null;
}

/** A number that a curve has. */
export interface CurveNumber {
  readonly value: (curve: GroupCurve["curve"]) => Valued;
  /** Its derivative with respect to what log S gains at each time. */
  readonly slopes: (curve: GroupCurve["curve"]) => Float64Array;
}

/** S(t). */
export function survivalNumber(t: number): CurveNumber {
  return { value: (curve) => survivalValue(curve, t), slopes: (curve) => survivalSlopes(curve, t) };
}

/** The mean until tau. */
export function meanNumber(tau: number): CurveNumber {
  return { value: (curve) => meanValue(curve, tau), slopes: (curve) => meanSlopes(curve, tau) };
}

/** A linear combination of the values of groups: their places with the coefficients. */
export type Combination = readonly (readonly [group: number, coefficient: number])[];

/** The values of the groups, and how combinations of them vary together. */
export interface JointValues {
  readonly values: readonly Valued[];
  readonly covariance: (x: Combination, y: Combination) => number;
}

/**
 * A number of all groups; with several curves in a group its average over them, weighted with the shares.
 *
 * Of independent groups only what a group has in common counts. The jackknife adds up the products of what each of the
 * `units` gives to both combinations, so that a unit with rows in two groups makes them vary together.
 */
export function jointValues(
  groups: readonly (readonly GroupCurve[])[],
  shares: readonly number[],
  units: number,
  number: CurveNumber,
): JointValues {
  const averages = groups.map((curves) => {
    if (curves.length === 1) return number.value(curves[0]!.curve);
    let estimate = 0;
    let variance = 0;
    curves.forEach(({ curve }, s) => {
      const own = number.value(curve);
      estimate += shares[s]! * own.estimate;
      variance += shares[s]! * shares[s]! * own.variance;
    });
    return { estimate, variance };
  });
  if (groups[0]![0]!.robust === null) {
    const covariance = (x: Combination, y: Combination): number => {
      let sum = 0;
      for (const [g, a] of x) for (const [h, b] of y) if (g === h) sum += a * b * averages[g]!.variance;
      return sum;
    };
    return { values: averages, covariance };
  }
  const parts = groups.map((curves, g) => {
    const given = new Float64Array(units);
    if (Number.isNaN(averages[g]!.variance)) return given.fill(Number.NaN);
    curves.forEach(({ curve, robust }, s) => {
      robust!.jackknife.influence(robust!.gains, number.slopes(curve), shares[s]!, given);
    });
    return given;
  });
  const combined = (combination: Combination): Float64Array => {
    const given = new Float64Array(units);
    for (const [g, coefficient] of combination) {
      for (let u = 0; u < units; u++) given[u]! += coefficient * parts[g]![u]!;
    }
    return given;
  };
  const covariance = (x: Combination, y: Combination): number => {
    const left = combined(x);
    const right = x === y ? left : combined(y);
    let sum = 0;
    for (let u = 0; u < units; u++) sum += left[u]! * right[u]!;
    return sum;
  };
  const values = averages.map(({ estimate }, g) => {
    const own: Combination = [[g, 1]];
    return { estimate, variance: covariance(own, own) };
  });
  return { values, covariance };
}
