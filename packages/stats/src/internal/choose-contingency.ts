import { InputError } from "@hcc/data";
import type { ContingencyRule } from "../contingency-test.js";
import type { Margins } from "./contingency-margins.js";

/** What a rule chooses from; Fisher's test may turn out exact or by random tables. */
export type ChosenTest = "pearson" | "yates" | "likelihood-ratio" | "linear-by-linear" | "fisher";

interface Choice {
  readonly method: ChosenTest;
  readonly reason: string;
}

const namesOfTests: Readonly<Record<ChosenTest, string>> = {
  pearson: "Pearson chi-square",
  yates: "continuity-corrected chi-square",
  "likelihood-ratio": "likelihood-ratio chi-square",
  "linear-by-linear": "linear-by-linear association",
  fisher: "Fisher's exact test",
};

/** The test that a rule takes for a table with these margins, and why. */
export function chooseContingency(rule: ContingencyRule, margins: Margins): Choice {
  const { rows, columns, n, smallest, below5 } = margins;
  const square = rows.length === 2 && columns.length === 2;
  const least = shown(smallest / n);
  const take = (method: ChosenTest, because: string): Choice => ({
    method,
    reason: `${because}: ${namesOfTests[method]}`,
  });
  switch (rule) {
    case "spss":
    case "cn-textbook":
      break;
    case "gtsummary":
      return smallest >= 5 * n
        ? take("pearson", `every expected count is at least 5 (the smallest is ${least})`)
        : take("fisher", `the smallest expected count, ${least}, is below 5`);
    case "tableone":
      return square
        ? take("yates", "the table is 2 x 2, whatever the expected counts")
        : take("pearson", "the table is larger than 2 x 2, whatever the expected counts");
    default:
      if (rule === "yates" && !square) {
        throw new InputError(
          "option",
          `rule "yates" is for 2 x 2 tables and this one is ${rows.length} x ${columns.length}: use "pearson" or "fisher"`,
          { column: "rule" },
        );
      }
      return { method: rule, reason: `${namesOfTests[rule]} as asked` };
  }
  if (!square) {
    const cells = rows.length * columns.length;
    const share = `${below5} of ${cells} expected counts are below 5 and the smallest is ${least}`;
    return take(5 * below5 > cells || smallest < n ? "fisher" : "pearson", share);
  }
  if (n < 40) return take("fisher", `n = ${n} is below 40`);
  const start = `n = ${n} is at least 40`;
  if (smallest >= 5 * n) return take("pearson", `${start} and the smallest expected count, ${least}, is at least 5`);
  return smallest >= n
    ? take("yates", `${start} and the smallest expected count, ${least}, is at least 1 but below 5`)
    : take("fisher", `${start} but the smallest expected count, ${least}, is below 1`);
}

// Three significant digits, but never rounded up onto the limit it is compared with.
function shown(expected: number): string {
  for (let digits = 3; digits < 17; digits++) {
    const text = String(Number(expected.toPrecision(digits)));
    if (Math.floor(Number(text)) === Math.floor(expected)) return text;
  }
  return String(expected);
}
