import { InputError } from "@hcc/data";
import { type DiscreteDistribution, hypergeometricDistribution } from "@hcc/numerics";
import { positiveCrossing } from "./crossing.js";
import type { TwoCounts } from "./score-limits.js";

/** Weights below this share of the largest are left out of sums that are compared with 1 - level. */
const NEGLIGIBLE = 1e-40;
/** Multiplications at one odds ratio up to which a limit takes a second or two. */
const WORK = 5e6;
/** Counts that are more likely than the observed one by less than this share count as equally likely. */
const TOLERANCE = 1e-7;

interface Distribution {
  readonly first: number;
  readonly probability: Float64Array;
}

/** Events in the first group, n1, n2 and events in both: what is fixed but the first. */
interface Margins {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Estimate, limits and P values of an odds ratio given all margins. */
export interface ConditionalOdds {
  readonly estimate: number | null;
  readonly limits: readonly [number, number];
  /** Twice the smaller tail at an odds ratio of 1, at most 1. */
  readonly centralP: number;
  /** Probability of all counts that are at most as likely as the observed one. */
  readonly likelihoodP: number;
}

/**
 * The conditional maximum-likelihood odds ratio common to all tables, and the limits at which either tail of the events in the
 * first groups is `tail`; `share` of the probability of the observed count belongs to it: 1 exact, 1/2 mid-P.
 */
export function conditionalOdds(tables: readonly TwoCounts[], tail: number, share: number): ConditionalOdds {
  const strata = tables.map(([x1, n1, x2, n2]): Margins => {
    const k = x1 + x2;
    return { m: n1, n: n2, k, lowest: Math.max(0, k - n2), highest: Math.min(k, n1) };
  });
  checkWork(strata);
  const total = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0);
  const x = total(tables.map(([x1]) => x1));
  const lowest = total(strata.map((stratum) => stratum.lowest));
  const highest = total(strata.map((stratum) => stratum.highest));
  if (lowest === highest) {
    return { estimate: null, limits: [0, Number.POSITIVE_INFINITY], centralP: 1, likelihoodP: 1 };
  }
  const at = (odds: number) => tails(convolved(strata.map((stratum) => tilted(stratum, odds))), x, share);
  const open = x === lowest ? 0 : x === highest ? Number.POSITIVE_INFINITY : null;
  return {
    estimate: open ?? positiveCrossing((odds) => at(odds).expectsFewer),
    limits: [
      x === lowest ? 0 : positiveCrossing((odds) => at(odds).above < tail),
      x === highest ? Number.POSITIVE_INFINITY : positiveCrossing((odds) => at(odds).below > tail),
    ],
    ...pValues(convolved(strata.map(({ m, n, k }) => hypergeometricDistribution(m, n, k))), x, share),
  };
}

function checkWork(strata: readonly Margins[]): void {
  let work = 0;
  let width = 0;
  for (const { lowest, highest } of strata) {
    // A count of at most R independent events has a standard deviation below sqrt(R)/2; weights above 1e-40 reach 13.6 of them.
    const own = Math.min(highest - lowest + 1, 14 * Math.sqrt(highest - lowest) + 2);
    work += width === 0 ? own : width * own;
    width += own;
  }
  if (work > WORK) {
    throw new InputError(
      "too-costly",
      "the tables with these margins are too many for an exact method: use one that is not exact",
      { column: "method" },
    );
  }
}

/** Noncentral hypergeometric distribution, built outward from its mode. */
function tilted({ m, n, k, lowest, highest }: Margins, odds: number): Distribution {
  let mode = lowest;
  for (let high = highest; mode < high; ) {
    const middle = mode + Math.ceil((high - mode) / 2);
    const rises = odds * (m - middle + 1) * (k - middle + 1) >= middle * (n - k + middle);
    if (rises) mode = middle;
    else high = middle - 1;
  }
  const below: number[] = [];
  const above: number[] = [];
  let total = 1;
  for (let x = mode, weight = 1; x > lowest; x--) {
    weight *= (x / (m - x + 1)) * ((n - k + x) / (k - x + 1) / odds);
    if (weight < NEGLIGIBLE) break;
    below.push(weight);
    total += weight;
  }
  for (let x = mode, weight = 1; x < highest; x++) {
    weight *= ((m - x) / (x + 1)) * (((k - x) / (n - k + x + 1)) * odds);
    if (weight < NEGLIGIBLE) break;
    above.push(weight);
    total += weight;
  }
  const probability = new Float64Array(below.length + 1 + above.length);
  for (let i = 0; i < below.length; i++) probability[below.length - 1 - i] = below[i]! / total;
  probability[below.length] = 1 / total;
  for (let i = 0; i < above.length; i++) probability[below.length + 1 + i] = above[i]! / total;
  return { first: mode - below.length, probability };
}

/** Distribution of the sum of independent counts. */
function convolved(parts: readonly (Distribution | DiscreteDistribution)[]): Distribution {
  return parts.reduce((one, other) => {
    const probability = new Float64Array(one.probability.length + other.probability.length - 1);
    for (let i = 0; i < one.probability.length; i++) {
      const p = one.probability[i]!;
      for (let j = 0; j < other.probability.length; j++) probability[i + j]! += p * other.probability[j]!;
    }
    return { first: one.first + other.first, probability };
  });
}

/** Tails from the ends inward, and whether fewer than x are expected. */
function tails(
  { first, probability }: Distribution,
  x: number,
  share: number,
): { readonly below: number; readonly above: number; readonly expectsFewer: boolean } {
  const own = share * (probability[x - first] ?? 0);
  let below = 0;
  let above = 0;
  let excess = 0;
  for (let i = 0; i < Math.min(probability.length, x - first); i++) {
    below += probability[i]!;
    excess += (first + i - x) * probability[i]!;
  }
  for (let i = probability.length - 1; i > Math.max(-1, x - first); i--) {
    above += probability[i]!;
    excess += (first + i - x) * probability[i]!;
  }
  return { below: below + own, above: above + own, expectsFewer: excess < 0 };
}

function pValues(central: Distribution, x: number, share: number): { centralP: number; likelihoodP: number } {
  const { below, above } = tails(central, x, share);
  const { first, probability } = central;
  const limit = (probability[x - first] ?? 0) * (1 + TOLERANCE);
  let likelihoodP = 0;
  let i = 0;
  let j = probability.length - 1;
  // A sum of hypergeometric counts has one mode.
  while (i <= j && probability[i]! <= limit) likelihoodP += probability[i++]!;
  let right = 0;
  while (j >= i && probability[j]! <= limit) right += probability[j--]!;
  return { centralP: Math.min(1, 2 * Math.min(below, above)), likelihoodP: i > j ? 1 : likelihoodP + right };
}
