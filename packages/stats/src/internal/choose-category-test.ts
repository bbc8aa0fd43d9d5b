import type { ComparisonRule } from "../compare-groups.js";
import { type ContingencyLine, type ContingencyTest, contingencyTest } from "../contingency-test.js";

/** Tests of a categorical variable by a rule; none where all patients have one category. */
export interface CategoryChoice {
  readonly test: ContingencyTest | null;
  readonly tests: readonly ContingencyLine[];
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
  const test = contingencyTest(found, { rule });
  // SPSS prints every line; the others one.
  const shown = (line: ContingencyLine): boolean =>
    rule === "spss" || (line.method === test.method && line.alternative === test.alternative);
  return { test, tests: test.tests.filter(shown), reason: test.reason + unused };
}
