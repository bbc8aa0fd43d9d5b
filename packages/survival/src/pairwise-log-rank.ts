import { checkOptions, type Omitted, oneOf, type RowOf } from "@hcc/data";
import { chiSquareUpperTail } from "@hcc/numerics";
import { type AdjustmentMethod, adjustPValues } from "@hcc/stats";
import { checkBy, comparedLevels } from "./internal/check-by.js";
import { checkWeighting } from "./internal/log-rank-weights.js";
import { readSurvival } from "./internal/read-survival.js";
import { testRows } from "./internal/test-rows.js";
import { twoGroups } from "./internal/two-groups.js";
import type { LogRankSpec, LogRankWeighting } from "./log-rank.js";

const ADJUSTMENTS = ["holm", "bonferroni", "hochberg", "hommel", "bh", "by", "none"] as const;

/** Every pair is a test of its own; more groups are a mistake in `by`. */
const MOST_GROUPS = 50;

/** Channels and options of `pairwiseLogRank`: those of `logRank` without `trend`, and `adjust`. */
export interface PairwiseLogRankSpec<Row> extends Omit<LogRankSpec<Row>, "trend"> {
  /** How P values are adjusted for the number of pairs. Default "holm". */
  readonly adjust?: AdjustmentMethod;
}

const OPTIONS = [
  "time",
  "event",
  "by",
  "strata",
  "entry",
  "id",
  "cluster",
  "weighting",
  "adjust",
  "where",
  "missing",
  "weights",
  "weightType",
] as const satisfies readonly (keyof PairwiseLogRankSpec<never>)[];

/** Comparison of two groups. */
export interface PairwiseLogRankPair {
  readonly first: string;
  readonly second: string;
  /** Chi-square with 1 degree of freedom, or null when `status` is not "tested". */
  readonly statistic: number | null;
  readonly pValue: number | null;
  /** P value adjusted for the number of pairs that were tested. */
  readonly adjusted: number | null;
  readonly status: "tested" | "no-events" | "not-comparable";
}

/** Result of `pairwiseLogRank`. */
export interface PairwiseLogRank {
  readonly kind: "pairwise-log-rank";
  readonly version: 1;
  /** The first group with each later one, then the second, and so on. */
  readonly pairs: readonly PairwiseLogRankPair[];
  readonly adjust: AdjustmentMethod;
  readonly weighting: LogRankWeighting;
  readonly variance: "hypergeometric" | "robust";
  readonly omitted: Omitted;
  readonly excluded: number;
  readonly zeroWeight: number;
}

/**
 * Log-rank tests of every pair of groups, with P values adjusted for their number.
 *
 * Each pair is `logRank` of its rows alone; only which times are tied is decided among all rows. Equals R's `survdiff` of
 * each pair followed by `p.adjust` (survminer's `pairwise_survdiff`, whose default is "bh"). Look at `logRank` of all
 * groups first: it is the test that no group differs.
 *
 * @param data rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options.
 * @throws InputError for one group only, or more than 50, and what `logRank` refuses.
 *
 * @example
 * ```ts
 * import { pairwiseLogRank } from "@hcc/survival";
 * const data = { time: [1, 2, 3, 4, 5, 6, 7, 8, 9], event: [1, 1, 1, 1, 1, 1, 1, 1, 0], stage: [..."AAABBBCCC"] };
 * const { pairs } = pairwiseLogRank(data, { time: "time", event: "event", by: "stage" });
 * pairs.map(({ first, second }) => first + second); // => ["AB", "AC", "BC"]
 * pairs.map(({ pValue }) => pValue); // => [0.0246, 0.0246, 0.0246]
 * pairs.map(({ adjusted }) => adjusted); // => [0.0738, 0.0738, 0.0738]
 * ```
 *
 * @see Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979;6:65-70.
 */
export function pairwiseLogRank<D extends Iterable<unknown> | object>(
  data: D,
  spec: PairwiseLogRankSpec<RowOf<D>>,
): PairwiseLogRank {
  checkOptions("pairwiseLogRank", spec, OPTIONS);
  const weighting = checkWeighting(spec.weighting);
  const adjust = oneOf("adjust", spec.adjust, ADJUSTMENTS, "holm");
  checkBy(spec.by);
  const rows = readSurvival(data, spec, true);
  const levels = comparedLevels(rows.by!, MOST_GROUPS);
  const tests = levels.flatMap((first, i) =>
    levels.slice(i + 1).map((second, j) => {
      const { statistic, df, status } = testRows(twoGroups(rows, i, i + 1 + j), 2, weighting);
      const tested = status === "tested";
      return {
        first,
        second,
        statistic: tested ? statistic : null,
        pValue: tested ? chiSquareUpperTail(statistic, df) : null,
        status,
      };
    }),
  );
  const adjusted = adjustPValues(
    tests.map(({ pValue }) => pValue),
    { method: adjust },
  );
  return {
    kind: "pairwise-log-rank",
    version: 1,
    pairs: tests.map((test, i) => ({ ...test, adjusted: adjusted[i]! })),
    adjust,
    weighting,
    variance: rows.clustered || rows.weightType === "sampling" ? "robust" : "hypergeometric",
    omitted: rows.frame.omitted,
    excluded: rows.frame.excluded,
    zeroWeight: rows.frame.zeroWeight,
  };
}
