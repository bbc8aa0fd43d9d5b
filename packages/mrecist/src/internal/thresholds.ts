/** Whether `current` is at least `percent` less than the reference; integers, so that the threshold is exact. */
export const decreased = (current: number, reference: number, percent: number): boolean =>
  1000 * current <= (1000 - Math.round(10 * percent)) * reference;

/** Whether `current` is at least (or, not inclusive, more than) `percent` more than a reference above 0. */
export function increased(current: number, reference: number, percent: number, inclusive: boolean): boolean {
  if (reference === 0) return false;
  const limit = (1000 + Math.round(10 * percent)) * reference;
  return inclusive ? 1000 * current >= limit : 1000 * current > limit;
}

/**
 * A reference changed by so many percent, in units of `scale`; one division of what are integers where the reference is, so
 * that it prints as short as sums do.
 */
export const changedBy = (reference: number, percent: number, scale: number = 1): number =>
  (reference * (1000 + 10 * percent)) / (1000 * scale);
