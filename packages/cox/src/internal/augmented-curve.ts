import { exp } from "@hcc/numerics";
import { type ArmHazard, stillFollowed } from "./arm-model.js";
import type { EffectRows } from "./effect-rows.js";

/** What an arm's curve is made of, at one time or as integral: each row adds predicted - weight x correction. */
export interface AugmentedTerms {
  /** S(t | x) of every row; NaN beyond the last observed time of the arm. */
  readonly predicted: Float64Array;
  /** S(t | x) times the integral of dM / (S G) until t, of the rows of the arm; 0 for others. */
  readonly correction: Float64Array;
}

/** Terms of an augmented curve at times and of its integral to `tau`. */
export interface AugmentedCurve {
  readonly survival: readonly AugmentedTerms[];
  readonly restricted: AugmentedTerms | null;
}

/**
 * Predictions of the survival model of an arm and what its rows correct them by.
 *
 * The product S(t) times the integral of dM(u) / (S(u) G(u-)) is carried along the event times j: times exp(-e_j), e_j =
 * risk x step of the hazard, plus (death at j - at risk x (1 - exp(-e_j))) / G(j-). No survival probability is divided by.
 *
 * @param before probability of not being censored before a rank of time; for all rows, or a hazard per row.
 */
export function augmentedCurve(
  rows: EffectRows,
  arm: 0 | 1,
  survival: ArmHazard,
  before: Float64Array | ArmHazard,
  { times, tau }: { readonly times: Float64Array; readonly tau: number | null },
): AugmentedCurve {
  const { n, rank, event, distinct } = rows;
  const size = distinct.length;
  let last = 0;
  for (let i = 0; i < n; i++) if (rows.arm[i] === arm) last = Math.max(last, rank[i]!);
  const slack = (1.5e-8 * distinct.reduce((sum, value) => sum + value, 0)) / size;
  const until = (t: number): number => {
    let k = 0;
    while (k < size && distinct[k]! <= t + slack) k++;
    return k;
  };
  const beyond = (t: number): boolean => t > distinct[last]! + slack;
  const terms = (t: number): AugmentedTerms => ({
    predicted: new Float64Array(n).fill(beyond(t) ? Number.NaN : 0),
    correction: new Float64Array(n),
  });
  const results = Array.from(times, terms);
  const restricted = tau === null ? null : terms(tau);
  const ends = Array.from(times, until);
  const tauEnd = tau === null ? 0 : until(tau);
  const used = Math.max(0, tauEnd, ...ends);
  const steps: number[] = [];
  for (let k = 0; k < used; k++) if (survival.step[k]! > 0) steps.push(k);
  /** Number of event times until each of the times. */
  const places = ends.map((end) => steps.filter((k) => k < end).length);
  const inTau = steps.filter((k) => k < tauEnd).length;
  const free = stillFollowed(before);
  const value = new Float64Array(steps.length + 1);
  const change = new Float64Array(steps.length + 1);
  for (let i = 0; i < n; i++) {
    const member = rows.arm[i] === arm;
    value[0] = 1;
    let hazard = 0;
    for (let j = 0; j < steps.length; j++) {
      const k = steps[j]!;
      const expected = survival.step[k]! * survival.risk[i]!;
      hazard += expected;
      value[j + 1] = exp(-hazard);
      if (!member) continue;
      const stay = exp(-expected);
      change[j + 1] = change[j]! * stay;
      if (rank[i]! < k) continue;
      const death = rank[i] === k && event[i] === 1 ? 1 : 0;
      change[j + 1]! += (death - (1 - stay)) / free(i, k);
    }
    results.forEach(({ predicted, correction }, t) => {
      predicted[i]! += value[places[t]!]!;
      if (member) correction[i] = change[places[t]!]!;
    });
    if (restricted === null) continue;
    let area = 0;
    let corrected = 0;
    for (let j = 0; j <= inTau; j++) {
      const from = j === 0 ? 0 : Math.min(distinct[steps[j - 1]!]!, tau!);
      const width = (j < inTau ? Math.min(distinct[steps[j]!]!, tau!) : tau!) - from;
      area += value[j]! * width;
      if (member) corrected += change[j]! * width;
    }
    restricted.predicted[i]! += area;
    restricted.correction[i] = corrected;
  }
  return { survival: results, restricted };
}
