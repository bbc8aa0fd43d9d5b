const DAY = 86_400_000;
const EPOCH = Date.UTC(2018, 8, 1);

/** ISO date of a day counted from 2018-09-01. */
export function isoDay(day: number): string {
  return new Date(EPOCH + day * DAY).toISOString().slice(0, 10);
}
