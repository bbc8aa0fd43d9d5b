import { type PerGroup, SIZES } from "./targets.js";

/** First and one-past-last patient of the four designated cells: matched and unmatched TKI-I, matched and unmatched TKI. */
export const CELLS: readonly (readonly [number, number])[] = [
  [0, SIZES[2]],
  [SIZES[2], SIZES[0]],
  [SIZES[0], SIZES[0] + SIZES[3]],
  [SIZES[0] + SIZES[3], SIZES[0] + SIZES[1]],
];

/** Number of included patients. */
export const PATIENTS: number = SIZES[0] + SIZES[1];

/** First and one-past-last patient of the four published groups, in the order of the cells. */
export const GROUP_ROWS: readonly (readonly [number, number])[] = [
  [0, SIZES[0]],
  [SIZES[0], PATIENTS],
  [0, SIZES[2]],
  [SIZES[0], SIZES[0] + SIZES[3]],
];

/** Counts per cell from counts per published group: unmatched = total - matched. */
export function perCell(counts: PerGroup): PerGroup {
  return [counts[2], counts[0] - counts[2], counts[3], counts[1] - counts[3]];
}
