/** Whether `current` is at least `percent` less than the reference; integers, so that the threshold is exact. */
export const decreased = (current: number, reference: number, percent: number): boolean =>
  1000 * current <= (1000 - Math.round(10 * percent)) * reference;

/** Whether `current` is at least (or, not inclusive, more than) `percent` more than a reference above 0. */
export function increased(current: number, reference: number, percent: number, inclusive: boolean): boolean {
  if (reference === 0) return false;
  const limit = (1000 + Math.round(10 * percent)) * reference;
  return inclusive ? 1000 * current >= limit : 1000 * current > limit;
}
