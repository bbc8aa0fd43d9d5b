import type { Design, EncodedPart } from "@hcc/data";

interface Candidate {
  readonly term: string;
  readonly level: string | null;
  readonly at: (row: number) => number;
}

/** What separates the groups, one sentence per variable or level that does so by itself. */
export function describeSeparation(
  design: Design,
  treated: Uint8Array,
  involved: readonly number[],
): { readonly term: string; readonly message: string }[] {
  const { n, p, matrix, columns } = design;
  const candidates: Candidate[] = columns.map(({ term, level }, j) => ({ term, level, at: (i) => matrix[i * p + j]! }));
  for (const { name, parts } of design.terms) {
    const part: EncodedPart | undefined = parts.length === 1 ? parts[0] : undefined;
    if (part?.type !== "factor") continue;
    const own = columns.flatMap(({ term }, j) => (term === name ? [j] : []));
    candidates.push({
      term: name,
      level: part.reference,
      at: (i) => 1 - own.reduce((sum, j) => sum + matrix[i * p + j]!, 0),
    });
  }
  const found: { term: string; message: string }[] = [];
  for (const { term, level, at } of candidates) {
    const control = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const cases = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let marked = 0;
    for (let i = 0; i < n; i++) {
      const value = at(i);
      const side = treated[i] === 1 ? cases : control;
      side[0] = Math.min(side[0]!, value);
      side[1] = Math.max(side[1]!, value);
      if (level !== null) marked += value;
    }
    const above = control[1]! <= cases[0]!;
    const below = cases[1]! <= control[0]!;
    if (above === below) continue;
    if (level === null) {
      const strict = above ? control[1]! < cases[0]! : cases[1]! < control[0]!;
      const compared = strict
        ? `${above ? "higher" : "lower"} in every treated row than in any control`
        : `never ${above ? "lower" : "higher"} in a treated row than in a control`;
      const ranges = `treated ${cases[0]} to ${cases[1]}, controls ${control[0]} to ${control[1]}`;
      found.push({ term, message: `"${term}" is ${compared} (${ranges})` });
    } else if (control[1] === 1 && cases[1] === 1) {
      // With two levels the sentence about the other level says the same.
      const others = above ? "controls" : "treated";
      if (columns.filter((column) => column.term === term).length > 1)
        found.push({ term, message: `all ${n - marked} rows where "${term}" is not "${level}" are ${others}` });
    } else {
      const side = above ? "treated" : "controls";
      found.push({ term, message: `all ${marked} rows with "${term}" = "${level}" are ${side}` });
    }
  }
  if (found.length > 0) return found;
  const terms = [...new Set(involved.map((j) => columns[j]!.term))];
  return [
    {
      term: terms.join(", "),
      message: `a combination of ${terms.map((term) => `"${term}"`).join(", ")} separates treated rows from controls`,
    },
  ];
}
