import { checkOptions, InputError, type Interval, oneOf } from "@hcc/data";
import { chiSquareUpperTail } from "@hcc/numerics";
import { likelihoodRatio, linearByLinear, pearson, yates } from "./internal/chi-squares.js";
import { type ChosenTest, chooseContingency } from "./internal/choose-contingency.js";
import { contingencyMargins, type Margins } from "./internal/contingency-margins.js";
import { type FisherTest, fisherTest } from "./internal/fisher-test.js";

/**
 * How the test of a contingency table is chosen. By the table: "spss" or "cn-textbook" (two names of one rule),
 * "gtsummary", "tableone". Always the same: "pearson", "yates" (2 x 2 only), "likelihood-ratio", "linear-by-linear", "fisher".
 */
export type ContingencyRule =
  | "spss"
  | "cn-textbook"
  | "gtsummary"
  | "tableone"
  | "pearson"
  | "yates"
  | "likelihood-ratio"
  | "linear-by-linear"
  | "fisher";

/** A test that was done. */
export type ContingencyMethod =
  | Exclude<ContingencyRule, "spss" | "cn-textbook" | "gtsummary" | "tableone">
  | "fisher-monte-carlo";

/** Options of `contingencyTest`. */
export interface ContingencyOptions {
  readonly rule: ContingencyRule;
  /** Of Fisher's test of a 2 x 2 table, rule "fisher": "less" when the first cell is smaller than expected. Default "two-sided". */
  readonly alternative?: "two-sided" | "less" | "greater";
  /** Scores of the rows and columns for the linear-by-linear association. Default 1, 2, 3, ... */
  readonly scores?: { readonly rows?: readonly number[]; readonly columns?: readonly number[] };
  /** Random tables when those with the same margins are too many. Default 100000; 10000 for more than 200 cells. */
  readonly resamples?: number;
  /** Of the random tables. A whole number from 0 to 2^32 - 1, default 1. */
  readonly seed?: number;
}

/** One line of what SPSS prints. */
export interface ContingencyLine {
  readonly method: ContingencyMethod;
  readonly alternative: "two-sided" | "less" | "greater";
  /** null for Fisher's test, and where a row or column is empty. */
  readonly statistic: number | null;
  readonly df: number | null;
  readonly pValue: number | null;
}

/** Test of independence of the rows and columns of a table of counts. */
export interface ContingencyTest {
  readonly kind: "contingency-test";
  readonly version: 1;
  /** The rule that was asked for. */
  readonly rule: ContingencyRule;
  /** The test that was done. */
  readonly method: ContingencyMethod;
  /** Chi-square; null for Fisher's exact test, which has none. */
  readonly statistic: number | null;
  /** Degrees of freedom; null for Fisher's exact test. */
  readonly df: number | null;
  readonly pValue: number;
  /** Fisher's P less half of the probability of the tables as likely as the observed one; null for chi-square. */
  readonly midPValue: number | null;
  /** What the P-value is of; "two-sided" but for Fisher's test when asked. */
  readonly alternative: "two-sided" | "less" | "greater";
  /** Why this test, with the numbers that decided it. */
  readonly reason: string;
  /**
   * All tests of this table in the order of SPSS: Pearson, continuity correction (2 x 2), likelihood ratio, Fisher
   * two-sided and one-sided (2 x 2; larger tables when it was chosen), linear-by-linear association.
   */
  readonly tests: readonly ContingencyLine[];
  /** Expected counts, row total x column total / n, and the cells in which they are below 5. */
  readonly expected: {
    readonly counts: readonly (readonly number[])[];
    readonly below5: number;
    /** `below5` divided by the number of cells. */
    readonly below5Share: number;
  };
  /** Smallest expected count. */
  readonly expectedMinimum: number;
  /** Sum of the table. */
  readonly n: number;
  /** Of method "fisher-monte-carlo": how P was estimated, with the 99 % Clopper-Pearson interval of the share; else null. */
  readonly monteCarlo: { readonly resamples: number; readonly seed: number; readonly interval: Interval } | null;
}

/**
 * Tests whether the rows and columns of a table of counts are independent, by chi-square or by Fisher's exact test.
 *
 * Pearson: sum of (O - E)^2 / E with E = row total x column total / n. Yates, for 2 x 2:
 * n (max(|ad - bc| - n/2, 0))^2 / (r1 r2 c1 c2). Likelihood ratio: 2 sum of O log(O / E). Linear-by-linear:
 * (n - 1) r^2 with r the correlation of the scores, 1 df. Fisher: the sum of the probabilities, given the margins, of all
 * tables that are at most as likely as the observed one, within a relative 1e-7; 2 x 2 also one-sided; below 1e-307 it is
 * 0. They equal R's `chisq.test(correct = FALSE)`, `chisq.test(correct = TRUE)`, `DescTools::GTest`, `coin::lbl_test` and
 * `fisher.test`; one-sided mid-P equals that of `coin::midpvalue`.
 *
 * Rule "spss", also called "cn-textbook", is the choice taught with SPSS, which itself prints all (`tests`) and chooses
 * nothing. 2 x 2: Pearson when n >= 40 and every expected count >= 5; Yates when n >= 40 and the smallest expected count is
 * in [1, 5); else Fisher. Larger tables: Fisher when more than a fifth of the expected counts are below 5 or any is below
 * 1; else Pearson. "gtsummary": Pearson when every expected count >= 5, else Fisher. "tableone": Yates for 2 x 2, else Pearson.
 * `reason` says in a sentence what decided.
 *
 * Fisher's test always has an answer. Where the tables with the margins are too many to enumerate, P is (1 + k) / (1 + B),
 * k of B random tables with these margins being at most as likely as the observed one; `method` is then
 * "fisher-monte-carlo", and `reason` and `monteCarlo` have the interval. As `fisher.test(simulate.p.value = TRUE)`, with
 * other random numbers. An empty row or column does not change Fisher's test, and `reason` mentions it; chi-square then has
 * no answer.
 *
 * @param table rows of counts: whole numbers >= 0, at least 2 x 2.
 * @throws InputError for a ragged table, a count that is no count, a table without observations, Yates or a one-sided
 * test beyond 2 x 2, and an empty row or column under a chi-square test.
 *
 * @example
 * ```ts
 * import { contingencyTest } from "@hcc/stats";
 * const test = contingencyTest([[63, 5], [51, 13]], { rule: "spss" });
 * test.statistic; // => 4.7018189
 * test.pValue; // => 0.0301307
 * test.reason; // => "n = 132 is at least 40 and the smallest expected count, 8.73, is at least 5: Pearson chi-square"
 * const small = contingencyTest([[3, 17], [9, 8]], { rule: "cn-textbook" });
 * [small.method, small.pValue, small.midPValue]; // => ["fisher", 0.0322650, 0.0247849]
 * small.tests.map(({ method }) => method); // => ["pearson", "yates", "likelihood-ratio", "fisher", "fisher", "linear-by-linear"]
 * ```
 *
 * @see Fisher RA. J R Stat Soc 1922;85:87-94. https://doi.org/10.2307/2340521
 * @see Cochran WG. Biometrics 1954;10:417-451. https://doi.org/10.2307/3001616
 */
export function contingencyTest(table: readonly (readonly number[])[], options: ContingencyOptions): ContingencyTest {
  checkOptions("contingencyTest", options ?? {}, ["rule", "alternative", "scores", "resamples", "seed"]);
  const margins = contingencyMargins(table);
  const { rows, columns, n, smallest, empty } = margins;
  const rule = oneOf("rule", options?.rule, RULES);
  const square = rows.length === 2 && columns.length === 2;
  const alternative = oneOf("alternative", options.alternative, ["two-sided", "less", "greater"], "two-sided");
  if (alternative !== "two-sided" && !(square && rule === "fisher")) {
    throw new InputError("option", `alternative is "${alternative}": one-sided is rule "fisher" of a 2 x 2 table`, {
      column: "alternative",
    });
  }
  const choice = chooseContingency(rule, margins);
  const fisher = square || choice.method === "fisher" ? fisherTest(table, margins, options) : null;
  const tests = linesOf(table, margins, options, fisher);

  let { reason } = choice;
  let line = tests.find(({ method }) => method === choice.method);
  let midPValue: number | null = null;
  if (choice.method === "fisher") {
    line = { ...FISHER, method: fisher!.method, alternative, pValue: fisher!.exact[alternative] };
    midPValue = fisher!.mid[alternative];
    if (alternative !== "two-sided") reason += `, one-sided (${alternative})`;
    if (empty !== "") reason += `; ${empty} empty, which leaves the exact test unchanged`;
    reason += fisher!.remark;
  }
  if (line!.pValue === null) {
    throw new InputError(
      "empty-data",
      empty === ""
        ? "all scores of the rows or of the columns are the same: linear-by-linear association has no value, give other scores"
        : `${empty} empty, so expected counts are 0 and chi-square has no value: leave it out of the table, or use rule "fisher"`,
      { column: "table" },
    );
  }
  return {
    kind: "contingency-test",
    version: 1,
    rule,
    method: line!.method,
    statistic: line!.statistic,
    df: line!.df,
    pValue: line!.pValue,
    midPValue,
    alternative,
    reason,
    tests,
    expected: {
      counts: rows.map((row) => columns.map((column) => (row * column) / n)),
      below5: margins.below5,
      below5Share: margins.below5 / (rows.length * columns.length),
    },
    expectedMinimum: smallest / n,
    n,
    monteCarlo: choice.method === "fisher" ? fisher!.monteCarlo : null,
  };
}

const RULES: readonly ContingencyRule[] = [
  "spss",
  "cn-textbook",
  "gtsummary",
  "tableone",
  "pearson",
  "yates",
  "likelihood-ratio",
  "linear-by-linear",
  "fisher",
];
const FISHER = { statistic: null, df: null } as const;

function linesOf(
  table: readonly (readonly number[])[],
  margins: Margins,
  { scores }: ContingencyOptions,
  fisher: FisherTest | null,
): ContingencyLine[] {
  const { rows, columns, empty } = margins;
  const square = rows.length === 2 && columns.length === 2;
  const line = (method: Exclude<ChosenTest, "fisher">, value: number | null, df: number): ContingencyLine => ({
    method,
    alternative: "two-sided",
    statistic: value,
    df,
    pValue: value === null ? null : chiSquareUpperTail(value, df),
  });
  const df = (rows.length - 1) * (columns.length - 1);
  const unless = (statistic: typeof pearson): number | null => (empty === "" ? statistic(table, margins) : null);
  const lines = [line("pearson", unless(pearson), df)];
  if (square) lines.push(line("yates", unless(yates), 1));
  lines.push(line("likelihood-ratio", unless(likelihoodRatio), df));
  if (fisher !== null) {
    const { method, exact } = fisher;
    lines.push({ ...FISHER, method, alternative: "two-sided", pValue: exact["two-sided"] });
    if (square) {
      const side = exact.less <= exact.greater ? "less" : "greater";
      lines.push({ ...FISHER, method, alternative: side, pValue: exact[side] });
    }
  }
  const trend = linearByLinear(
    table,
    margins,
    checkScores(scores?.rows, rows.length, "rows"),
    checkScores(scores?.columns, columns.length, "columns"),
  );
  lines.push(line("linear-by-linear", trend, 1));
  return lines;
}

function checkScores(scores: readonly number[] | undefined, length: number, name: string): readonly number[] {
  if (scores === undefined) return Array.from({ length }, (_, i) => i + 1);
  if (!Array.isArray(scores) || scores.length !== length || !scores.every(Number.isFinite)) {
    const found = Array.isArray(scores) ? `[${scores}]` : String(scores);
    throw new InputError("option", `the scores of the ${name} are ${found}: give ${length} numbers`, {
      column: "scores",
    });
  }
  return scores;
}
