import type { BaselineTest } from "../baseline-table.js";

const names: Readonly<Record<string, string>> = {
  "contingency-test/pearson": "Pearson chi-square test",
  "contingency-test/yates": "chi-square test with Yates' correction",
  "contingency-test/likelihood-ratio": "likelihood-ratio chi-square test",
  "contingency-test/linear-by-linear": "linear-by-linear association test",
  "contingency-test/fisher": "Fisher's exact test",
  "contingency-test/fisher-monte-carlo": "Fisher's exact test by random tables",
  "cochran-armitage/normal": "Cochran-Armitage trend test",
  "cochran-armitage/exact": "exact Cochran-Armitage trend test",
  "mann-whitney": "Mann-Whitney U test",
  "kruskal-wallis": "Kruskal-Wallis test",
  "log-rank": "log-rank test",
  "t-test/welch": "Welch t test",
  "t-test/pooled": "t test",
  "signed-rank": "Wilcoxon signed-rank test",
  mcnemar: "McNemar test",
};

/** The name of a test for a footnote. */
function testName({ kind = "", method = "" }: BaselineTest): string {
  return names[`${kind}/${method}`] ?? names[kind] ?? (method || kind);
}

const markers = "ᵃᵇᶜᵈᵉᶠᵍʰ";

/** Footnote markers by name of test, in order of first use; no marker where one test is used throughout. */
export function testMarkers(tests: readonly BaselineTest[]): {
  readonly mark: (test: BaselineTest) => string;
  readonly note: string;
} {
  const used = [...new Set(tests.map(testName))].filter((name) => name !== "");
  if (used.length <= 1) return { mark: () => "", note: used.map((name) => `P values: ${name}.`).join("") };
  const sign = (name: string): string => markers[used.indexOf(name)] ?? "";
  return {
    mark: (test) => (testName(test) === "" ? "" : sign(testName(test))),
    note: `P values: ${used.map((name) => `${sign(name)} ${name}`).join("; ")}.`,
  };
}
