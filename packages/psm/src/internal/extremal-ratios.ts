import type { VariableRatio } from "../match-pairs.js";
import type { MatchProblem } from "./match-problem.js";
import { byScore } from "./visit-order.js";

/**
 * Controls that the treated row of each place wants, 0 for controls: `min`, for as many as the total allows `max`, and for
 * one row what is left over. The more go to scores on the side of the controls.
 */
export function extremalRatios({ treated, sorted }: MatchProblem, { min, max, mean }: VariableRatio): Int32Array {
  const { row, value } = sorted;
  const n = row.length;
  const sums = [0, 0];
  let count = 0;
  for (let p = 0; p < n; p++) {
    sums[treated[row[p]!]!]! += value[p]!;
    count += treated[row[p]!]!;
  }
  const above = sums[1]! / count > sums[0]! / (n - count);
  const places = byScore(sorted, (p) => treated[row[p]!] === 1, above ? "largest" : "smallest");
  const spare = roundToEven(mean * count) - count * min;
  const full = Math.floor(spare / (max - min));
  const wanted = new Int32Array(n);
  for (let i = 0; i < count; i++) {
    const behind = count - 1 - i;
    wanted[places[i]!] = behind < full ? max : behind === full ? min + spare - full * (max - min) : min;
  }
  return wanted;
}

/** Nearest whole number, halves to the even one, as R's `round`. */
function roundToEven(x: number): number {
  const low = Math.floor(x);
  return x - low === 0.5 ? low + (low % 2) : Math.round(x);
}
