import { checkOptions, InputError, oneOf } from "@hcc/data";
import { chiSquareUpperTail } from "@hcc/numerics";
import { fisherExact } from "./internal/fisher-exact.js";

/** How the test of a contingency table is chosen. One of "spss", "pearson", "yates" (2 x 2 only), "fisher". */
export type ContingencyRule = "spss" | "pearson" | "yates" | "fisher";

/** Options of `contingencyTest`. */
export interface ContingencyOptions {
  readonly rule: ContingencyRule;
}

/** Test of independence of the rows and columns of a table of counts. */
export interface ContingencyTest {
  readonly kind: "contingency-test";
  readonly version: 1;
  /** The rule that was asked for. */
  readonly rule: ContingencyRule;
  /** The test that was done. */
  readonly method: "pearson" | "yates" | "fisher";
  /** Chi-square; null for Fisher's exact test, which has none. */
  readonly statistic: number | null;
  /** Degrees of freedom; null for Fisher's exact test. */
  readonly df: number | null;
  /** Two-sided. */
  readonly pValue: number;
  /** Why this test, with the numbers that decided it. */
  readonly reason: string;
  /** Smallest expected count: row total x column total / n. */
  readonly expectedMinimum: number;
  /** Sum of the table. */
  readonly n: number;
}

interface Margins {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly n: number;
  /** Smallest row total x column total, exact: expected count x n. */
  readonly smallest: number;
  /** Number of cells whose expected count is below 5. */
  readonly below5: number;
}

/**
 * Tests whether the rows and columns of a table of counts are independent, by chi-square or by Fisher's exact test.
 *
 * Pearson: sum of (O - E)^2 / E with E = row total x column total / n. Yates, for 2 x 2:
 * n (max(|ad - bc| - n/2, 0))^2 / (r1 r2 c1 c2). Fisher: the sum of the probabilities, given the margins, of all tables
 * that are at most as likely as the observed one, within a relative 1e-7; below 1e-307 it is 0. They equal R's `chisq.test(correct = FALSE)`,
 * `chisq.test(correct = TRUE)` and `fisher.test`.
 *
 * Rule "spss" is the choice taught with SPSS. 2 x 2: Pearson when n >= 40 and every expected count >= 5; Yates when
 * n >= 40 and the smallest expected count is in [1, 5); else Fisher. Larger tables: Fisher when more than a fifth of the
 * expected counts are below 5 or any is below 1; else Pearson. `reason` says in a sentence what decided.
 *
 * Fisher's test of a table larger than 2 x 2 has a bound on its work; beyond it Pearson is done instead, and `reason`
 * says so. An empty row or column does not change Fisher's test, and `reason` mentions it; chi-square then has no answer.
 *
 * @param table rows of counts: whole numbers >= 0, at least 2 x 2.
 * @throws InputError for a ragged table, a count that is no count, a table without observations, Yates beyond 2 x 2, and
 * an empty row or column under "pearson" and "yates".
 *
 * @example
 * ```ts
 * import { contingencyTest } from "@hcc/stats";
 * const test = contingencyTest([[63, 5], [51, 13]], { rule: "spss" });
 * test.statistic; // => 4.7018189
 * test.pValue; // => 0.0301307
 * test.reason; // => "n = 132 is at least 40 and the smallest expected count, 8.73, is at least 5: Pearson chi-square"
 * contingencyTest([[3, 17], [9, 8]], { rule: "spss" }).pValue; // => 0.0322650
 * ```
 *
 * @see Fisher RA. J R Stat Soc 1922;85:87-94. https://doi.org/10.2307/2340521
 * @see Cochran WG. Biometrics 1954;10:417-451. https://doi.org/10.2307/3001616
 */
export function contingencyTest(table: readonly (readonly number[])[], options: ContingencyOptions): ContingencyTest {
  checkOptions("contingencyTest", options ?? {}, ["rule"]);
  const margins = readMargins(table);
  const { rows, columns, n, smallest } = margins;
  const rule = oneOf("rule", options?.rule, ["spss", "pearson", "yates", "fisher"]);
  const square = rows.length === 2 && columns.length === 2;
  const choice = choose(rule, square, margins);
  let { method, reason } = choice;
  const empty = emptyMargins(rows, columns);

  let pValue: number | null = null;
  if (method === "fisher") {
    pValue = fisherExact(table, rows, columns);
    if (empty !== "") reason += `; ${empty} empty, which leaves the exact test unchanged`;
    if (pValue === null) {
      method = "pearson";
      reason += ", but the tables with these margins are too many to enumerate: Pearson chi-square instead";
    }
  }
  let statistic: number | null = null;
  let df: number | null = null;
  if (pValue === null) {
    if (empty !== "") {
      throw new InputError(
        "empty-data",
        `${empty} empty, so expected counts are 0 and chi-square has no value: leave it out of the table, or use rule "fisher"`,
        { column: "table" },
      );
    }
    df = (rows.length - 1) * (columns.length - 1);
    statistic = method === "yates" ? yates(table, margins) : pearson(table, margins);
    pValue = chiSquareUpperTail(statistic, df);
  }
  return {
    kind: "contingency-test",
    version: 1,
    rule,
    method,
    statistic,
    df,
    pValue,
    reason,
    expectedMinimum: smallest / n,
    n,
  };
}

const isTable = (table: unknown): boolean =>
  Array.isArray(table) && table.every((cells) => Array.isArray(cells) || ArrayBuffer.isView(cells));

function readMargins(table: readonly (readonly number[])[]): Margins {
  if (!isTable(table)) {
    throw new InputError("option", "the table is no list of rows: give rows of counts, as [[33, 15], [16, 32]]", {
      column: "table",
    });
  }
  const width = table[0]?.length ?? 0;
  if (table.length < 2 || width < 2) {
    throw new InputError(
      "too-few-groups",
      `the table is ${table.length} x ${width}: give at least two rows and two columns`,
      { column: "table" },
    );
  }
  const rows = new Array<number>(table.length).fill(0);
  const columns = new Array<number>(width).fill(0);
  table.forEach((cells, i) => {
    if (cells.length !== width) {
      throw new InputError(
        "length-mismatch",
        `row ${i} of the table has ${cells.length} cells but row 0 has ${width}: give rows of one length`,
        { column: "table", row: i },
      );
    }
    // Array.from, because forEach passes over holes.
    Array.from(cells).forEach((count, j) => {
      if (!Number.isSafeInteger(count) || count < 0) {
        throw new InputError(
          typeof count === "number" && count < 0 ? "negative-value" : "not-a-number",
          `the table holds ${String(count)} in row ${i}, column ${j}: give counts, whole numbers from 0`,
          { column: "table", row: i },
        );
      }
      rows[i]! += count;
      columns[j]! += count;
    });
  });
  const n = rows.reduce((sum, count) => sum + count, 0);
  if (n === 0) throw new InputError("empty-data", "every count of the table is 0: there is nothing to test");
  let smallest = Number.POSITIVE_INFINITY;
  let below5 = 0;
  for (const row of rows) {
    for (const column of columns) {
      smallest = Math.min(smallest, row * column);
      if (row * column < 5 * n) below5++;
    }
  }
  return { rows, columns, n, smallest, below5 };
}

function choose(
  rule: ContingencyRule,
  square: boolean,
  { rows, columns, n, smallest, below5 }: Margins,
): { method: ContingencyTest["method"]; reason: string } {
  const least = format(smallest / n);
  switch (rule) {
    case "pearson":
      return { method: "pearson", reason: "Pearson chi-square as asked" };
    case "fisher":
      return { method: "fisher", reason: "Fisher's exact test as asked" };
    case "yates":
      if (!square) {
        throw new InputError(
          "option",
          `rule "yates" is for 2 x 2 tables and this one is ${rows.length} x ${columns.length}: use "pearson" or "fisher"`,
          { column: "rule" },
        );
      }
      return { method: "yates", reason: "continuity-corrected chi-square as asked" };
    case "spss":
      break;
  }
  if (!square) {
    const cells = rows.length * columns.length;
    const share = `${below5} of ${cells} expected counts are below 5 and the smallest is ${least}`;
    return 5 * below5 > cells || smallest < n
      ? { method: "fisher", reason: `${share}: Fisher's exact test` }
      : { method: "pearson", reason: `${share}: Pearson chi-square` };
  }
  if (n < 40) return { method: "fisher", reason: `n = ${n} is below 40: Fisher's exact test` };
  const start = `n = ${n} is at least 40`;
  if (smallest >= 5 * n) {
    return {
      method: "pearson",
      reason: `${start} and the smallest expected count, ${least}, is at least 5: Pearson chi-square`,
    };
  }
  if (smallest >= n) {
    return {
      method: "yates",
      reason: `${start} and the smallest expected count, ${least}, is at least 1 but below 5: continuity-corrected chi-square`,
    };
  }
  return {
    method: "fisher",
    reason: `${start} but the smallest expected count, ${least}, is below 1: Fisher's exact test`,
  };
}

function pearson(table: readonly (readonly number[])[], { rows, columns, n }: Margins): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) {
      // (O - E)^2 / E with both numbers multiplied by n, which keeps the difference exact.
      const product = rows[i]! * columns[j]!;
      const difference = table[i]![j]! * n - product;
      sum += (difference / product) * difference;
    }
  }
  return sum / n;
}

function yates(table: readonly (readonly number[])[], { rows, columns, n }: Margins): number {
  const excess = Math.max(0, Math.abs(table[0]![0]! * table[1]![1]! - table[0]![1]! * table[1]![0]!) - n / 2);
  return (n * (excess / rows[0]!) * (excess / rows[1]!)) / columns[0]! / columns[1]!;
}

function emptyMargins(rows: readonly number[], columns: readonly number[]): string {
  const names = [
    ...rows.flatMap((total, i) => (total === 0 ? [`row ${i}`] : [])),
    ...columns.flatMap((total, j) => (total === 0 ? [`column ${j}`] : [])),
  ];
  return names.length === 0 ? "" : `${names.join(" and ")} ${names.length === 1 ? "is" : "are"}`;
}

// Three significant digits, but never rounded up onto the limit it is compared with.
function format(expected: number): string {
  for (let digits = 3; digits < 17; digits++) {
    const text = String(Number(expected.toPrecision(digits)));
    if (Math.floor(Number(text)) === Math.floor(expected)) return text;
  }
  return String(expected);
}
