import { encodeTerms } from "@hcc/data";
import type { EntropyBalance, WeightEstimand } from "../weight-types.js";
import { balanceConstraints } from "./balance-constraints.js";
import { entropyWeights } from "./entropy-weights.js";
import type { Arms } from "./read-arms.js";

/** Entropy weights of the rows in use: 1 in the group that gives the target means. */
export function balanceMeans(
  { frame, treated }: Arms<unknown>,
  estimand: WeightEstimand,
  moments: 1 | 2 | 3,
): { readonly weights: Float64Array; readonly entropy: EntropyBalance } {
  const { n } = frame;
  const constraints = balanceConstraints(encodeTerms(frame.terms, n), moments);
  const rowsOf = (group: number): Int32Array => {
    const rows: number[] = [];
    for (let i = 0; i < n; i++) if (treated[i] === group) rows.push(i);
    return Int32Array.from(rows);
  };
  const rows = [rowsOf(0), rowsOf(1)] as const;
  const target = Float64Array.from(constraints, ({ values }) => {
    // Deviations of all rows have mean 0, but for rounding and powers.
    const among = estimand === "ATT" ? rows[1] : estimand === "ATC" ? rows[0] : null;
    let sum = 0;
    for (let i = 0; i < (among?.length ?? n); i++) sum += values[among?.[i] ?? i]!;
    return sum / (among?.length ?? n);
  });
  const weights = new Float64Array(n).fill(1);
  let iterations = 0;
  let largestDifference = 0;
  let ruledOut = 0;
  for (const group of [0, 1] as const) {
    if (estimand === (group === 1 ? "ATT" : "ATC")) continue;
    const fit = entropyWeights(constraints, rows[group], target, {
      group: group === 1 ? "the treated rows" : "the controls",
      target: estimand === "ATT" ? "the treated rows" : estimand === "ATC" ? "the controls" : "all rows",
    });
    rows[group].forEach((row, i) => {
      weights[row] = fit.weights[i]!;
    });
    iterations += fit.iterations;
    largestDifference = Math.max(largestDifference, fit.largestDifference);
    ruledOut += fit.withoutWeight;
  }
  const status = ruledOut > 0 ? "balanced-at-edge" : "balanced";
  return { weights, entropy: { moments, iterations, largestDifference, status, ruledOut } };
}
