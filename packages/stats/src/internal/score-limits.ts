import { normalUpperTail } from "@hcc/numerics";
import { crossing, positiveCrossing } from "./crossing.js";
import { fittedTable } from "./fitted-table.js";

/** x1 of n1 and x2 of n2. */
export type TwoCounts = readonly [x1: number, n1: number, x2: number, n2: number];

// Miettinen and Nurminen's limits: the values that a score test does not reject, whose variance is that of the most likely
// pair of proportions with such a difference (ratio, odds ratio), times N / (N - 1).

/** Two-sided P of the score test that the proportions are equal; null when all counts are 0 or all are n. */
export function scoreTest([x1, n1, x2, n2]: TwoCounts): number | null {
  const n = n1 + n2;
  const events = x1 + x2;
  if (events === 0 || events === n) return null;
  const excess = (x1 * n2 - x2 * n1) / n;
  const variance = ((n1 / n) * (n2 / n) * events * (n - events)) / (n - 1);
  return 2 * normalUpperTail(Math.abs(excess) / Math.sqrt(variance));
}

/** Limits of p1 - p2. */
export function scoreDifference(counts: TwoCounts, z: number): readonly [number, number] {
  const [x1, n1, x2, n2] = counts;
  const difference = x1 / n1 - x2 / n2;
  const factor = (z * z * (n1 + n2)) / (n1 + n2 - 1);
  const rejected = (delta: number): boolean => {
    const q = secondProportion(counts, delta);
    const p = Math.min(1, Math.max(0, q + delta));
    const distance = difference - delta;
    return distance * distance > factor * ((p * (1 - p)) / n1 + (q * (1 - q)) / n2);
  };
  return [crossing(rejected, -1, difference), crossing((delta) => !rejected(delta), difference, 1)];
}

/** The most likely p2 when p1 = p2 + delta: the derivative of the log-likelihood falls. */
function secondProportion([x1, n1, x2, n2]: TwoCounts, delta: number): number {
  const term = (count: number, p: number): number => (count === 0 ? 0 : count / p);
  const rises = (q: number): boolean =>
    term(x1, q + delta) + term(x2, q) > term(n1 - x1, 1 - q - delta) + term(n2 - x2, 1 - q);
  return crossing(rises, Math.max(0, -delta), Math.min(1, 1 - delta));
}

/** Limits of p1 / p2; not both counts 0. */
export function scoreRatio([x1, n1, x2, n2]: TwoCounts, z: number): readonly [number, number] {
  const n = n1 + n2;
  const scale = z * Math.sqrt(n / (n - 1));
  return limits((ratio) => {
    const half = (n1 * ratio + x1 + n2 + x2 * ratio) / 2;
    const root = Math.sqrt(Math.max(0, half * half - n * ratio * (x1 + x2)));
    const q = Math.min(1, (x1 + x2) / (half + root));
    const p = Math.min(1, ratio * q);
    const variance = (p * (1 - p)) / n1 + (ratio * ratio * q * (1 - q)) / n2;
    return [x1 / n1 - (ratio * x2) / n2, scale * Math.sqrt(variance)];
  });
}

/** Limits of the odds ratio; not all counts 0 and not all n. */
export function scoreOdds([x1, n1, x2, n2]: TwoCounts, z: number): readonly [number, number] {
  const n = n1 + n2;
  const scale = z * Math.sqrt(n / (n - 1));
  return limits((odds) => {
    const { cell, variance } = fittedTable(n1, n2, x1 + x2, odds);
    return [x1 - cell, scale * Math.sqrt(variance)];
  });
}

/** Where an observed difference exceeds its half width, and where it no longer reaches minus that. */
function limits(compare: (value: number) => readonly [number, number]): readonly [number, number] {
  const above = (value: number): boolean => {
    const [difference, half] = compare(value);
    return difference > half;
  };
  const notBelow = (value: number): boolean => {
    const [difference, half] = compare(value);
    return difference >= -half;
  };
  return [positiveCrossing(above), positiveCrossing(notBelow)];
}
