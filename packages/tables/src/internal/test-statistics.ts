import type { BaselineTest } from "../baseline-table.js";
import { formatNumber } from "../format-number.js";

const CHI_SQUARE = ["χ²", "chi-square"] as const;
const STANDARDIZED = ["Z", "standardized statistic"] as const;
const T = ["t", "Student's t"] as const;
const F = ["F", "variance ratio"] as const;

const symbols: Readonly<Record<string, readonly [symbol: string, meaning: string]>> = {
  "contingency-test": CHI_SQUARE,
  "mantel-haenszel": CHI_SQUARE,
  "cochran-mantel-haenszel": CHI_SQUARE,
  mcnemar: CHI_SQUARE,
  bowker: CHI_SQUARE,
  "log-rank": CHI_SQUARE,
  "gray-test": CHI_SQUARE,
  "mann-whitney": ["U", "Mann-Whitney U"],
  "signed-rank": ["V", "sum of the positive ranks"],
  "cochran-armitage": STANDARDIZED,
  "t-test": T,
  "paired-t-test": T,
  "analysis-of-variance": F,
  levene: F,
  "kruskal-wallis": ["H", "Kruskal-Wallis H"],
  "shapiro-wilk": ["W", "Shapiro-Wilk W"],
};

/** A test statistic with its symbol, as "χ² = 4.702"; exact tests that have none are named. */
export function testStatistic(test: BaselineTest): { readonly text: string; readonly meaning: string } {
  const { kind = "", method = "", statistic = null, z = null } = test;
  if (method === "fisher" || method === "fisher-monte-carlo") return { text: "Fisher", meaning: "" };
  const [symbol, meaning] = z === null ? (symbols[kind] ?? ["", ""]) : STANDARDIZED;
  const value = z ?? statistic;
  if (value === null) return { text: test.pValue !== null && method === "exact" ? "Exact" : "—", meaning: "" };
  const text = formatNumber(value, 3);
  return symbol === "" ? { text, meaning: "" } : { text: `${symbol} = ${text}`, meaning: `${symbol}: ${meaning}` };
}
