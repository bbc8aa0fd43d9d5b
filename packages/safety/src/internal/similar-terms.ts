import type { Warning } from "@hcc/data";

/** Warns of terms that differ only in case or blanks, which would be counted as different events. */
export function similarTerms(terms: readonly string[]): Warning[] {
  const bySpelling = new Map<string, string[]>();
  for (const term of [...terms].sort((a, b) => (a < b ? -1 : 1))) {
    const key = term.toLowerCase().replace(/\s+/g, " ").trim();
    bySpelling.set(key, [...(bySpelling.get(key) ?? []), term]);
  }
  return [...bySpelling.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      code: "similar-terms",
      term: same[0]!,
      message: `${same.map((term) => JSON.stringify(term)).join(" and ")} are counted as different terms: spell them alike`,
    }));
}
