import type { BaselineTest } from "../baseline-table.js";

const names: Readonly<Record<string, string>> = {
  "contingency-test/pearson": "Pearson chi-square test",
  "contingency-test/yates": "chi-square test with Yates' correction",
  "contingency-test/likelihood-ratio": "likelihood-ratio chi-square test",
  "contingency-test/linear-by-linear": "linear-by-linear association test",
  "contingency-test/fisher": "Fisher's exact test",
  "contingency-test/fisher-monte-carlo": "Fisher's exact test (Monte Carlo)",
  "cochran-armitage": "Cochran-Armitage test for trend",
  "cochran-armitage/exact": "exact Cochran-Armitage test for trend",
  "mantel-haenszel": "Cochran-Mantel-Haenszel test",
  "mantel-haenszel/continuity-corrected": "Cochran-Mantel-Haenszel test with continuity correction",
  "mantel-haenszel/exact": "exact conditional test of strata",
  "cochran-mantel-haenszel": "Cochran-Mantel-Haenszel test",
  "cochran-mantel-haenszel/mean-scores": "Cochran-Mantel-Haenszel test of mean scores",
  "cochran-mantel-haenszel/correlation": "Cochran-Mantel-Haenszel test of correlation",
  mcnemar: "McNemar test",
  "mcnemar/continuity-corrected": "McNemar test with continuity correction",
  "mcnemar/exact": "exact McNemar test",
  "mcnemar/mid-p": "McNemar mid-P test",
  bowker: "Bowker test of symmetry",
  "mann-whitney": "Mann-Whitney U test",
  "signed-rank": "Wilcoxon signed-rank test",
  "kruskal-wallis": "Kruskal-Wallis test",
  dunn: "Dunn's test",
  "log-rank": "log-rank test",
  "gray-test": "Gray's test",
  "t-test/welch": "Welch t test",
  "t-test/pooled": "t test",
  "paired-t-test": "paired t test",
  "analysis-of-variance/pooled": "analysis of variance",
  "analysis-of-variance/welch": "Welch analysis of variance",
  "levene/mean": "Levene test",
  "levene/median": "Brown-Forsythe test",
  "shapiro-wilk": "Shapiro-Wilk test",
  "correlation/pearson": "Pearson correlation",
  "correlation/spearman": "Spearman rank correlation",
  "correlation/kendall": "Kendall rank correlation",
};

/** How a rank test got its P value, where the result says it: two programs print different ones for the same ranks. */
function approximation({ kind, method, continuity, midP }: BaselineTest): string {
  if (kind !== "mann-whitney" && kind !== "signed-rank") return "";
  if (method === "exact") return midP === true ? " (exact, mid-P)" : " (exact)";
  if (method === "exact-ignoring-ties") return " (exact, ties ignored)";
  if (method !== "normal" || continuity === undefined) return "";
  return ` (normal approximation ${continuity ? "with" : "without"} continuity correction)`;
}

/** The name of a test for a footnote. */
function testName(test: BaselineTest): string {
  const { kind = "", method = "", alternative = "two-sided" } = test;
  const name = names[`${kind}/${method}`] ?? names[kind] ?? (method || kind);
  const sided = alternative === "two-sided" ? "" : ", one-sided";
  return name === "" ? "" : name + approximation(test) + sided;
}

// Superscript letters; Unicode has none for q.
const letters = [..."ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"];

/** a, b, ..., z, aa, ab, ... */
function letterOf(index: number): string {
  const rest = Math.floor(index / letters.length);
  return (rest > 0 ? letterOf(rest - 1) : "") + letters[index % letters.length]!;
}

/** Footnote markers by name of test, in order of first use; no marker where one test is used throughout. */
export function testMarkers(tests: readonly BaselineTest[]): {
  readonly mark: (test: BaselineTest) => string;
  readonly note: string;
} {
  const used = [...new Set(tests.map(testName))].filter((name) => name !== "");
  if (used.length <= 1) return { mark: () => "", note: used.map((name) => `P values: ${name}.`).join("") };
  const signs = new Map(used.map((name, i) => [name, letterOf(i)]));
  return {
    mark: (test) => signs.get(testName(test)) ?? "",
    note: `P values: ${used.map((name) => `${signs.get(name)} ${name}`).join("; ")}.`,
  };
}
