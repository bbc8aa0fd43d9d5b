import type { ComparisonRule } from "../compare-groups.js";
import { type ContingencyTest, contingencyTest } from "../contingency-test.js";

/** Tests of a categorical variable by a rule; none where all patients have one category. */
export interface CategoryChoice {
  readonly test: ContingencyTest | null;
  readonly tests: readonly ContingencyTest[];
  readonly reason: string;
}

export function chooseCategoryTest(
  rule: ComparisonRule,
  table: readonly (readonly number[])[],
  categories: readonly string[],
): CategoryChoice {
  // A category that nobody has is shown, but no test can use it.
  const found = table.filter((row) => row.some((count) => count > 0));
  const unused = found.length < table.length ? ` (without ${table.length - found.length} unused)` : "";
  if (found.length < 2) {
    const only = categories[table.findIndex((row) => row.some((count) => count > 0))];
    return { test: null, tests: [], reason: `every value is "${only}": there is nothing to compare` };
  }
  const square = found.length === 2 && found[0]!.length === 2;
  switch (rule) {
    case "cn-textbook": {
      const test = contingencyTest(found, { rule: "spss" });
      return { test, tests: [test], reason: test.reason + unused };
    }
    case "spss": {
      const test = contingencyTest(found, { rule: "spss" });
      const printed = square ? (["pearson", "yates", "fisher"] as const) : (["pearson", "fisher"] as const);
      return { test, tests: printed.map((one) => contingencyTest(found, { rule: one })), reason: test.reason + unused };
    }
    case "tableone": {
      const test = contingencyTest(found, { rule: square ? "yates" : "pearson" });
      const name = square ? "2 x 2: continuity-corrected chi-square" : "larger than 2 x 2: Pearson chi-square";
      return { test, tests: [test], reason: name + unused };
    }
    case "gtsummary": {
      const pearson = contingencyTest(found, { rule: "pearson" });
      const enough = pearson.expectedMinimum >= 5;
      const test = enough ? pearson : contingencyTest(found, { rule: "fisher" });
      const least = Number(pearson.expectedMinimum.toPrecision(3));
      const reason = enough
        ? `the smallest expected count, ${least}, is at least 5: Pearson chi-square`
        : `the smallest expected count, ${least}, is below 5: Fisher's exact test`;
      return { test, tests: [test], reason: reason + unused };
    }
  }
}
