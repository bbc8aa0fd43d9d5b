import type { LogRankWeighting } from "../log-rank.js";
import { countGroups, type GroupCounts } from "./count-groups.js";
import { type LogRankSums, sumStrata } from "./log-rank-sums.js";
import { quadraticForm } from "./quadratic-form.js";
import type { SurvivalRows } from "./read-survival.js";
import { sumRobustly } from "./robust-log-rank.js";

/** A log-rank test of rows that were read. */
export interface TestedRows extends LogRankSums {
  readonly counts: GroupCounts;
  readonly difference: Float64Array;
  readonly robust: boolean;
  readonly statistic: number;
  readonly df: number;
  readonly status: "tested" | "no-events" | "not-comparable";
}

/** Tests k groups. */
export function testRows(rows: SurvivalRows, k: number, weighting: LogRankWeighting): TestedRows {
  const robust = rows.clustered || rows.weightType === "sampling";
  const counts = countGroups(rows, k);
  const { observed, expected, variance } = (robust ? sumRobustly : sumStrata)(rows, k, weighting);
  const difference = new Float64Array(k);
  for (let g = 0; g < k; g++) difference[g] = observed[g]! - expected[g]!;
  const { statistic, df } = quadraticForm(difference, variance, expected);
  const status = counts.events.every((count) => count === 0) ? "no-events" : df === 0 ? "not-comparable" : "tested";
  return { observed, expected, variance, counts, difference, robust, statistic, df, status };
}
