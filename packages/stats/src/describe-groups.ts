import { type Channel, checkOptions, type Omitted, oneOf, type RowOf } from "@hcc/data";
import type { Description } from "./describe.js";
import { descriptionOf } from "./internal/description-of.js";
import { type GroupsSpec, readGroups, splitBy } from "./internal/read-groups.js";
import { quantileTypeOf } from "./internal/sorted-quantile.js";
import type { QuantileName, QuantileType } from "./quantile.js";

/** Channels and options of `describeGroups`. */
export interface DescribeGroupsSpec<Row> extends GroupsSpec<Row> {
  /** The numeric variable; missing values are counted in their group. */
  readonly values: Channel<Row, number>;
  /** Default 7; 6 under `conventions: "spss"`. */
  readonly quantileType?: QuantileType | QuantileName;
  /** One of "r" (default) and "spss". */
  readonly conventions?: "r" | "spss";
}

/** Summary of one numeric variable in one group. */
export interface GroupDescription extends Description {
  readonly group: string;
}

/** Summaries of one numeric variable by group. */
export interface GroupDescriptions {
  readonly kind: "group-descriptions";
  readonly version: 1;
  readonly groups: readonly GroupDescription[];
  /** All groups together. */
  readonly overall: Description;
  readonly quantileType: QuantileType;
  readonly conventions: "r" | "spss";
  /** Rows left out because the group or the weight was missing. */
  readonly omitted: Omitted;
  readonly excluded: number;
  readonly zeroWeight: number;
}

/**
 * Describes a numeric variable in each group of rows, and in all: the left part of a baseline table.
 *
 * Each group as `describe` does it. Missing values are counted in their group; what a missing group does, `missing` says.
 * Frequency weights are repetitions of the row, also in the quantiles. Equals R's `tapply(x, by, summary)` with `sd`, and
 * `quantile(type = ...)`.
 *
 * @throws InputError for a value that is no finite number, a missing group (by default), sampling weights, and a variable
 * without any value.
 *
 * @example
 * ```ts
 * import { describeGroups } from "@hcc/stats";
 * const patients = [{ arm: "A", age: 61 }, { arm: "B", age: 55 }, { arm: "A", age: 70 }, { arm: "B", age: null }];
 * const { groups, overall } = describeGroups(patients, { values: "age", by: "arm" });
 * groups.map(({ group, n, missing, median }) => [group, n, missing, median]); // => [["A", 2, 0, 65.5], ["B", 1, 1, 55]]
 * overall.mean; // => 62
 * ```
 */
export function describeGroups<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: DescribeGroupsSpec<RowOf<Data>>,
): GroupDescriptions {
  checkOptions("describeGroups", spec, [
    "values",
    "by",
    "levels",
    "quantileType",
    "conventions",
    "where",
    "missing",
    "weights",
    "weightType",
  ]);
  const conventions = oneOf("conventions", spec.conventions, ["r", "spss"], "r");
  const { quantileType: type = conventions } = spec;
  const quantileType = quantileTypeOf(type, "quantileType");
  const { groups, values, codes, frequencies, missing, omitted, excluded, zeroWeight } = readGroups(
    data,
    spec,
    "number",
    spec.values,
  );
  const parts = splitBy(values, codes, groups.length);
  const weights = frequencies === null ? null : splitBy(frequencies, codes, groups.length);
  return {
    kind: "group-descriptions",
    version: 1,
    groups: groups.map((group, g) => ({
      group,
      ...descriptionOf(parts[g]!, weights?.[g] ?? null, missing[g]!, quantileType),
    })),
    overall: descriptionOf(
      values,
      frequencies,
      missing.reduce((sum, count) => sum + count, 0),
      quantileType,
    ),
    quantileType,
    conventions,
    omitted,
    excluded,
    zeroWeight,
  };
}
