import {
  type Channel,
  checkOptions,
  type Group,
  type GroupValue,
  InputError,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
} from "@hcc/data";
import type { ContingencyLine, ContingencyTest } from "./contingency-test.js";
import type { GroupDescription } from "./describe-groups.js";
import { chooseCategoryTest } from "./internal/choose-category-test.js";
import { chooseNumberTest, type NumberTest } from "./internal/choose-number-test.js";
import { countTable } from "./internal/count-table.js";
import { descriptionOf } from "./internal/description-of.js";
import { type GroupedColumn, type GroupsRequest, readGroups, splitBy } from "./internal/read-groups.js";
import type { Levene } from "./levene.js";
import type { QuantileType } from "./quantile.js";
import type { ShapiroWilk } from "./shapiro-wilk.js";

/** Whose way of choosing a test. */
export type ComparisonRule = "cn-textbook" | "gtsummary" | "tableone" | "spss";

/** Whether a numeric variable counts as normal: by Shapiro-Wilk in every group, or as said. */
export type ComparisonNormality = "shapiro-wilk" | "assumed" | "rejected";

/** Channels and options of `compareGroups`. */
export interface CompareGroupsSpec<Row> extends RowOptions<Row> {
  /** The variable: numbers are compared as numbers, text and booleans as categories. */
  readonly values: Channel<Row, GroupValue>;
  readonly by: Channel<Row, GroupValue>;
  readonly rule: ComparisonRule;
  /** "category" for numbers that are codes. Default: what the values are. */
  readonly type?: "number" | "category";
  /** The groups in their order. Default: as they sort. */
  readonly levels?: readonly string[];
  /** Categories in their order; makes the variable one of categories. Default: as they sort. */
  readonly categories?: readonly string[];
  /** Default: "shapiro-wilk" under "cn-textbook", "rejected" under "gtsummary", "assumed" under "tableone" and "spss". */
  readonly normality?: ComparisonNormality;
  /** Significance level of Shapiro-Wilk and Levene where they decide. Default 0.05. */
  readonly alpha?: number;
}

/** What both kinds of comparison say. */
export interface ComparisonCommon {
  readonly kind: "group-comparison";
  readonly version: 1;
  readonly rule: ComparisonRule;
  /** P value of the test chosen; null where it has none. */
  readonly pValue: number | null;
  /** Why this test, with the numbers that decided it. */
  readonly reason: string;
  readonly groups: readonly string[];
  /** Rows without a value, of each group. */
  readonly missing: readonly number[];
  /** Rows left out because the group was missing. */
  readonly omitted: Omitted;
  readonly excluded: number;
}

/** Comparison of a numeric variable between groups. */
export interface NumberComparison extends ComparisonCommon {
  readonly type: "number";
  /** The test chosen. */
  readonly summaryTest: NumberTest;
  /** All tests that the rule shows: the one chosen, or every one that SPSS prints. */
  readonly tests: readonly NumberTest[];
  /** How the rule's readers summarise it. */
  readonly summary: "mean-sd" | "median-iqr";
  /** In the order of `groups`. */
  readonly summaries: readonly GroupDescription[];
  readonly quantileType: QuantileType;
  readonly normality: ComparisonNormality;
  /** In the order of `groups`, null for a group of fewer than three values; null where it was not asked. */
  readonly shapiroWilk: readonly (ShapiroWilk | null)[] | null;
  /** Null where it was not asked, or a group has one value. */
  readonly levene: Levene | null;
}

/** Comparison of a categorical variable between groups. */
export interface CategoryComparison extends ComparisonCommon {
  readonly type: "category";
  /** The test chosen; absent where every value is the same. */
  readonly countsTest?: ContingencyTest;
  /** All tests that the rule shows: the one chosen, or every one that SPSS prints. */
  readonly tests: readonly ContingencyLine[];
  readonly summary: "count-percent";
  readonly categories: readonly string[];
  /** One row for each category, one column for each group. */
  readonly counts: readonly (readonly number[])[];
}

/** Result of `compareGroups`: cells of `baselineTable`, with the test, the rule and why. */
export type GroupComparison = NumberComparison | CategoryComparison;

const NORMALITY = {
  "cn-textbook": "shapiro-wilk",
  gtsummary: "rejected",
  tableone: "assumed",
  spss: "assumed",
} as const;

const QUANTILE_TYPE = { "cn-textbook": 6, gtsummary: 2, tableone: 7, spss: 6 } as const;

/**
 * Compares a variable between two or more groups by the test that a named rule chooses, and says why.
 *
 * - "cn-textbook" (Chinese clinical papers): numbers that pass Shapiro-Wilk in every group by the t test (analysis of
 *   variance), Welch's where Levene's P is below `alpha`; others by Mann-Whitney without continuity correction
 *   (Kruskal-Wallis). Categories by the rule of that name of `contingencyTest`: Pearson, Yates or
 *   Fisher by n and expected counts.
 * - "gtsummary" (R): Mann-Whitney as `wilcox.test` (Kruskal-Wallis); Pearson where every expected count is at least 5, else
 *   Fisher. With normality "assumed" Welch's test.
 * - "tableone" (R): pooled t test (analysis of variance), with normality "rejected" `kruskal.test`, for two groups too;
 *   chi-square as `chisq.test`, that is with Yates' correction for 2 x 2.
 * - "spss": every row that SPSS prints is in `tests`, and Levene's test; as it chooses nothing itself, `summaryTest` is the t
 *   test (analysis of variance) whose row Levene's P points to, and `countsTest` the choice taught with SPSS.
 *
 * Whether numbers are codes is not guessed from how many differ (gtsummary does below 10): say `type: "category"`.
 * With `missing: "omit"` rows without a value are left out and counted in `missing`. Quartiles are of type 6, 2 (gtsummary) or 7 (tableone).
 *
 * @throws InputError for one group, a group without values, a missing value or group (by default), more than 5000 values
 * for Shapiro-Wilk, numbers as text without a `type`, and text where `type` says numbers.
 *
 * @example
 * ```ts
 * import { compareGroups } from "@hcc/stats";
 * const data = { arm: [..."AAAAAAABBBBBBBB"], age: [12, 15, 15, 18, 21, 30, 44, 10, 11, 15, 16, 19, 20, 22, 25] };
 * const { pValue, reason } = compareGroups(data, { values: "age", by: "arm", rule: "cn-textbook" });
 * pValue; // => 0.2899
 * reason; // => "Shapiro-Wilk P is at least 0.05 in every group (smallest 0.102, of \"A\"), Levene's P = 0.115 is at least 0.05: t test with one variance"
 * ```
 *
 * @see Sjoberg DD, Whiting K, Curry M, Lavery JA, Larmarange J. R J 2021;13:570-580. https://doi.org/10.32614/RJ-2021-053
 */
export function compareGroups<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: CompareGroupsSpec<RowOf<Data>>,
): GroupComparison {
  checkOptions("compareGroups", spec, [
    "values",
    "by",
    "rule",
    "type",
    "levels",
    "categories",
    "normality",
    "alpha",
    "where",
    "missing",
  ]);
  const rule = oneOf("rule", spec.rule, ["cn-textbook", "gtsummary", "tableone", "spss"]);
  const normality = oneOf("normality", spec.normality, ["shapiro-wilk", "assumed", "rejected"], NORMALITY[rule]);
  const { alpha = 0.05, categories } = spec;
  if (!(alpha > 0 && alpha < 1)) {
    throw new InputError("option", `alpha is ${String(alpha)}: give a significance level between 0 and 1`, {
      column: "alpha",
    });
  }
  const asked = spec.type === undefined ? undefined : oneOf("type", spec.type, ["number", "category"]);
  if (asked === "number" && categories !== undefined) {
    throw new InputError("option", 'categories are listed for type "number": leave one of the two out', {
      column: "categories",
    });
  }
  const kind = asked === "category" || categories !== undefined ? "group" : asked === "number" ? "number" : "covariate";
  const { groups, values, codes, missing, omitted, excluded } = read(data, spec, kind);
  if (groups.length < 2) {
    throw new InputError("too-few-groups", `there is one group, "${groups[0]}": give at least two`, { column: "by" });
  }
  const sizes = new Array<number>(groups.length).fill(0);
  for (const code of codes) sizes[code]!++;
  const empty = sizes.indexOf(0);
  if (empty >= 0) {
    throw new InputError("empty-data", `group "${groups[empty]}" has no values: leave it out of the comparison`, {
      column: "by",
    });
  }
  const common = { kind: "group-comparison", version: 1, rule, groups, missing, omitted, excluded } as const;
  if (values instanceof Float64Array) {
    const samples = splitBy(values, codes, groups.length);
    const { test, tests, means, reason, shapiroWilk, levene } = chooseNumberTest({
      rule,
      normality,
      alpha,
      groups,
      samples,
    });
    const quantileType = QUANTILE_TYPE[rule];
    return {
      ...common,
      type: "number",
      pValue: test.pValue,
      reason,
      summaryTest: test,
      tests,
      summary: means ? "mean-sd" : "median-iqr",
      summaries: groups.map((group, g) => ({
        group,
        ...descriptionOf(samples[g]!, null, missing[g]!, quantileType),
      })),
      quantileType,
      normality,
      shapiroWilk,
      levene,
    };
  }
  const { counts } = countTable(values.codes, values.levels.length, codes, groups.length, null);
  const { test, tests, reason } = chooseCategoryTest(rule, counts, values.levels);
  return {
    ...common,
    type: "category",
    pValue: test?.pValue ?? null,
    reason,
    ...(test !== null && { countsTest: test }),
    tests,
    summary: "count-percent",
    categories: values.levels,
    counts,
  };
}

function read(
  data: unknown,
  spec: GroupsRequest & { readonly values: unknown; readonly categories?: readonly string[] },
  kind: "number" | "group" | "covariate",
): GroupedColumn<Float64Array | Group> {
  try {
    return readGroups(data, spec, kind, spec.values, spec.categories, true);
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== "numbers-as-text") throw error;
    const { column, row } = error;
    throw new InputError(
      "numbers-as-text",
      `column "${column}" holds numbers as text (row ${row}): convert it to numbers, or give type "category"`,
      { ...(column !== undefined && { column }), ...(row !== undefined && { row }) },
    );
  }
}
