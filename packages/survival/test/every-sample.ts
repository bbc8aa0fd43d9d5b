import { expect } from "vitest";

/** A row that may weigh what it likes and enter late. */
interface SampleRow {
  readonly time: number;
  readonly event: number;
  readonly entry?: number;
  readonly weight?: number;
}

/** Median by its definition, infinite when not reached: the independent path of the tests of the bootstrap. */
export function medianOf(rows: readonly SampleRow[]): number {
  const times = [...new Set(rows.map(({ time }) => time))].sort((a, b) => a - b);
  const weigh = (of: readonly SampleRow[]): number => of.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let survival = 1;
  let reached = Number.NaN;
  for (const t of times) {
    const risk = weigh(rows.filter(({ time, entry = -1 }) => time >= t && entry < t));
    survival *= 1 - weigh(rows.filter(({ time, event }) => time === t && event === 1)) / risk;
    if (Math.abs(survival - 0.5) < 1e-9) {
      if (Number.isNaN(reached)) reached = t;
    } else if (survival < 0.5) return Number.isNaN(reached) ? t : (reached + t) / 2;
  }
  return Number.isNaN(reached) ? Number.POSITIVE_INFINITY : (reached + times[times.length - 1]!) / 2;
}

/** All n^n samples of n things, each as probable as the others. */
export function samplesOf<Thing>(things: readonly Thing[]): Thing[][] {
  let samples: Thing[][] = [[]];
  for (let i = 0; i < things.length; i++) samples = samples.flatMap((one) => things.map((thing) => [...one, thing]));
  return samples;
}

/** Medians of all samples of rows. */
export function everySample(rows: readonly SampleRow[]): number[] {
  return samplesOf(rows).map(medianOf);
}

/** The share of `values` at or below the limit is what a percentile of `replicates` of them can be by chance. */
export function expectPercentile(
  values: readonly number[],
  limit: number | null,
  share: number,
  replicates: number,
): void {
  const bound = limit ?? Number.POSITIVE_INFINITY;
  const slack = 5 * Math.sqrt((share * (1 - share)) / replicates);
  const atOrBelow = values.filter((value) => value <= bound).length / values.length;
  const below = values.filter((value) => value < bound).length / values.length;
  expect(atOrBelow).toBeGreaterThan(share - slack);
  expect(below).toBeLessThan(share + slack);
}
