import type { ScoreOverlap, ScoreRange } from "../score-types.js";

/** Ranges of the scores of treated rows and of controls, and how many lie outside both. */
export function scoreOverlap(score: Float64Array, treated: Uint8Array): ScoreOverlap {
  const [control, cases] = [rangeOf(score, treated, 0), rangeOf(score, treated, 1)];
  const lowest = Math.max(control.lowest, cases.lowest);
  const highest = Math.min(control.highest, cases.highest);
  const outside: [number, number] = [0, 0];
  for (let i = 0; i < score.length; i++) {
    if (score[i]! < lowest || score[i]! > highest) outside[treated[i] as 0 | 1]++;
  }
  return {
    treated: cases,
    control,
    common: lowest <= highest ? { lowest, highest } : null,
    outside: { treated: outside[1], control: outside[0] },
  };
}

function rangeOf(score: Float64Array, treated: Uint8Array, group: number): ScoreRange {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < score.length; i++) {
    if (treated[i] !== group) continue;
    const value = score[i]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { lowest, highest };
}
