import { checkOptions, InputError, oneOf } from "@hcc/data";
import { chiSquareUpperTail, ldl, ldlSolve } from "@hcc/numerics";
import { readCounts } from "./internal/read-counts.js";

/** Options of `cochranMantelHaenszel`. */
export interface CochranMantelHaenszelOptions {
  /**
   * What is looked for within the strata. One of "association" (default; of any form), "mean-scores" (the mean column score
   * differs between rows) and "correlation" (of row scores and column scores).
   */
  readonly method?: "association" | "mean-scores" | "correlation";
  /** One for each row, for "correlation". Default 1, 2, 3, ... */
  readonly rowScores?: readonly number[];
  /** One for each column, for "mean-scores" and "correlation". Default 1, 2, 3, ... */
  readonly columnScores?: readonly number[];
}

/** Cochran-Mantel-Haenszel test of r x c tables in strata. */
export interface CochranMantelHaenszel {
  readonly kind: "cochran-mantel-haenszel";
  readonly version: 1;
  /** Chi-square; null when no stratum can tell. */
  readonly statistic: number | null;
  readonly df: number;
  readonly pValue: number | null;
  readonly method: "association" | "mean-scores" | "correlation";
  readonly reason: string;
  /** Strata in all, and those with observations in two rows and two columns. */
  readonly strata: { readonly n: number; readonly informative: number };
  readonly n: number;
}

/**
 * Cochran-Mantel-Haenszel test whether rows and columns of r x c tables are independent within strata, generalized by Landis,
 * Heyman and Koch.
 *
 * With N a table, r and s its row and column totals, n its sum, and contrasts U of rows and S of columns: t is the sum over
 * strata of U (N - r s' / n) S', V that of its covariance given the margins,
 * (U (diag r - r r' / n) U') x (S (diag s - s s' / n) S') / (n - 1) (Kronecker), and t' V^-1 t is chi-square with rank V degrees of
 * freedom. U and S are all rows but one, all columns but one (association), or scores. "association" equals R's
 * `mantelhaen.test` of more than 2 x 2 and `coin::cmh_test`; with scores it is `cmh_test(scores = )` and the rows that SAS prints for
 * `CMH`. One stratum: "association" is (n - 1)/n times Pearson's chi-square, "mean-scores" with mid-ranks as scores is
 * `kruskalWallis`, "correlation" is the linear-by-linear test (n - 1) r^2. Common odds ratio of 2 x 2 tables: `mantelHaenszel`.
 *
 * @param strata tables of one shape, at least 2 x 2.
 * @throws InputError for no table, tables that are none or differ in shape, and scores of another number, not finite or all equal.
 *
 * @example
 * ```ts
 * import { cochranMantelHaenszel } from "@hcc/stats";
 * const strata = [[[8, 5, 2], [3, 6, 7]], [[6, 4, 1], [2, 5, 5]]];
 * const test = cochranMantelHaenszel(strata);
 * [test.statistic, test.df, test.pValue]; // => [9.44552, 2, 0.0088906]
 * cochranMantelHaenszel(strata, { method: "mean-scores" }).statistic; // => 9.42998
 * ```
 *
 * @see Landis JR, Heyman ER, Koch GG. Int Stat Rev 1978;46:237-254. https://doi.org/10.2307/1402373
 */
export function cochranMantelHaenszel(
  strata: readonly (readonly (readonly number[])[])[],
  options: CochranMantelHaenszelOptions = {},
): CochranMantelHaenszel {
  checkOptions("cochranMantelHaenszel", options, ["method", "rowScores", "columnScores"]);
  const method = oneOf("method", options.method, ["association", "mean-scores", "correlation"], "association");
  const { height, width, n } = checkStrata(strata);
  const ofRows = readScores(options.rowScores, height, "rowScores", method === "correlation");
  const ofColumns = readScores(options.columnScores, width, "columnScores", method !== "association");
  const left = method === "correlation" ? [ofRows] : allButLast(height);
  const right = method === "association" ? allButLast(width) : [ofColumns];
  const size = left.length * right.length;
  const difference = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  let informative = 0;
  for (const table of strata) {
    const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
    const columns = table[0]!.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
    const total = rows.reduce((sum, count) => sum + count, 0);
    if (rows.filter((count) => count > 0).length < 2 || columns.filter((count) => count > 0).length < 2) continue;
    informative++;
    const u = left.map((weights) => centered(weights, rows, total));
    const s = right.map((weights) => centered(weights, columns, total));
    const rowPart = products(u, rows);
    const columnPart = products(s, columns);
    u.forEach((a, i) => {
      s.forEach((b, j) => {
        const at = i * s.length + j;
        // With centered contrasts the expected table contributes 0.
        table.forEach((row, k) => {
          for (let l = 0; l < width; l++) difference[at]! += a[k]! * b[l]! * row[l]!;
        });
        for (let m = 0; m < size; m++) {
          const [p, q] = [Math.floor(m / s.length), m % s.length];
          covariance[at * size + m]! += (rowPart[i]![p]! * columnPart[j]![q]!) / (total - 1);
        }
      });
    });
  }
  const factor = ldl(covariance, size);
  const solution = ldlSolve(factor, difference);
  const df = factor.rank;
  const statistic = df === 0 ? null : difference.reduce((sum, value, i) => sum + value * solution[i]!, 0);
  return {
    kind: "cochran-mantel-haenszel",
    version: 1,
    statistic,
    df,
    pValue: statistic === null ? null : chiSquareUpperTail(statistic, df),
    method,
    reason: statistic === null ? "no stratum has observations in two rows and two columns" : REASONS[method],
    strata: { n: strata.length, informative },
    n,
  };
}

const REASONS = {
  association: "chi-square approximation, association of any form",
  "mean-scores": "chi-square approximation, mean column scores of the rows",
  correlation: "chi-square approximation, correlation of row and column scores",
} as const;

function checkStrata(strata: readonly (readonly (readonly number[])[])[]): {
  readonly height: number;
  readonly width: number;
  readonly n: number;
} {
  if (!Array.isArray(strata) || strata.length === 0) {
    throw new InputError("empty-data", "there are no strata: give a list of tables", { column: "strata" });
  }
  let n = 0;
  strata.forEach((table, k) => {
    const name = `table of stratum ${k}`;
    n += readCounts(table, name);
    const [height, width] = [table.length, table[0]!.length];
    if (height < 2 || height !== strata[0]!.length || width !== strata[0]![0]!.length) {
      const shape = height < 2 ? "at least two rows" : `${strata[0]!.length} x ${strata[0]![0]!.length}, as stratum 0`;
      throw new InputError("length-mismatch", `the ${name} is ${height} x ${width}: give ${shape}`, { column: name });
    }
  });
  return { height: strata[0]!.length, width: strata[0]![0]!.length, n };
}

function readScores(
  scores: readonly number[] | undefined,
  size: number,
  name: string,
  used: boolean,
): readonly number[] {
  if (scores === undefined) return Array.from({ length: size }, (_, i) => i + 1);
  if (!used) {
    throw new InputError("option", `${name} are given, but the method does not use them: leave them out`, {
      column: name,
    });
  }
  if (!Array.isArray(scores) || scores.length !== size || !scores.every(Number.isFinite)) {
    throw new InputError("option", `${name} are ${JSON.stringify(scores)}: give ${size} finite numbers`, {
      column: name,
    });
  }
  if (scores.every((score) => score === scores[0])) {
    throw new InputError("option", `${name} are all ${scores[0]}: give at least two different ones`, { column: name });
  }
  return scores;
}

function allButLast(size: number): readonly (readonly number[])[] {
  return Array.from({ length: size - 1 }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
}

function centered(weights: readonly number[], counts: readonly number[], total: number): readonly number[] {
  const mean = weights.reduce((sum, weight, i) => sum + (weight * counts[i]!) / total, 0);
  return weights.map((weight) => weight - mean);
}

function products(vectors: readonly (readonly number[])[], counts: readonly number[]): readonly (readonly number[])[] {
  return vectors.map((a) => vectors.map((b) => counts.reduce((sum, count, i) => sum + count * a[i]! * b[i]!, 0)));
}
