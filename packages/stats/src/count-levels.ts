import { type Channel, checkOptions, type GroupValue, type Omitted, type RowOf } from "@hcc/data";
import { countTable } from "./internal/count-table.js";
import { type GroupsSpec, readGroups } from "./internal/read-groups.js";

/** Channels and options of `countLevels`. */
export interface CountLevelsSpec<Row> extends GroupsSpec<Row> {
  /** The categorical variable; missing values are counted in their group. */
  readonly values: Channel<Row, GroupValue>;
  /** Its categories in their order. Default: as they sort. */
  readonly categories?: readonly string[];
}

/** Counts of the categories of one variable by group. */
export interface LevelCounts {
  readonly kind: "level-counts";
  readonly version: 1;
  readonly categories: readonly string[];
  readonly groups: readonly string[];
  /** One row for each category, one column for each group. */
  readonly counts: readonly (readonly number[])[];
  /** Rows with a value, of each group. */
  readonly totals: readonly number[];
  /** Rows without a value, of each group. */
  readonly missing: readonly number[];
  /** Rows left out because the group or the weight was missing. */
  readonly omitted: Omitted;
  readonly excluded: number;
  readonly zeroWeight: number;
}

/**
 * Counts the categories of a variable in each group of rows: the table that `contingencyTest` takes and a baseline table
 * shows.
 *
 * Equals R's `table(x, by)`; a category or group that is listed but not found has counts of 0. Missing values are counted
 * in their group; what a missing group does, `missing` says. Frequency weights are repetitions of the row.
 *
 * @throws InputError for a category or group that is not among those listed, a missing group (by default), sampling
 * weights, and a variable without any value.
 *
 * @example
 * ```ts
 * import { countLevels } from "@hcc/stats";
 * const data = { arm: ["A", "A", "B", "B", "B"], childPugh: ["A", "B", "A", null, "A"] };
 * const { counts, missing } = countLevels(data, { values: "childPugh", by: "arm" });
 * counts; // => [[1, 2], [1, 0]]
 * missing; // => [0, 1]
 * ```
 */
export function countLevels<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: CountLevelsSpec<RowOf<Data>>,
): LevelCounts {
  checkOptions("countLevels", spec, [
    "values",
    "by",
    "levels",
    "categories",
    "where",
    "missing",
    "weights",
    "weightType",
  ]);
  const { groups, values, codes, frequencies, missing, omitted, excluded, zeroWeight } = readGroups(
    data,
    spec,
    "group",
    spec.values,
    spec.categories,
  );
  return {
    kind: "level-counts",
    version: 1,
    categories: values.levels,
    groups,
    ...countTable(values.codes, values.levels.length, codes, groups.length, frequencies),
    missing,
    omitted,
    excluded,
    zeroWeight,
  };
}
