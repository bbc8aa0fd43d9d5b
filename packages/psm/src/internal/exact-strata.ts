/** Combinations beyond which a table of all is not kept. */
const MOST = 1 << 22;

/** Codes of the rows, and as many levels as there are codes. */
interface Coded {
  readonly codes: Int32Array;
  readonly levels: { readonly length: number };
}

/** Numbers the combinations of the groups' values; one stratum without groups. */
export function exactStrata(groups: readonly Coded[], n: number): { stratum: Int32Array; strata: number } {
  const [first, ...others] = groups;
  if (first === undefined) return { stratum: new Int32Array(n), strata: 1 };
  let stratum = first.codes;
  let strata = first.levels.length;
  for (const { codes, levels } of others) {
    const cells = strata * levels.length;
    const table = cells <= MOST ? new Int32Array(cells).fill(-1) : null;
    const numbers = new Map<number, number>();
    const combined = new Int32Array(n);
    let next = 0;
    for (let i = 0; i < n; i++) {
      const cell = stratum[i]! * levels.length + codes[i]!;
      const known = table === null ? (numbers.get(cell) ?? -1) : table[cell]!;
      combined[i] = known < 0 ? next : known;
      if (known >= 0) continue;
      if (table === null) numbers.set(cell, next);
      else table[cell] = next;
      next++;
    }
    stratum = combined;
    strata = next;
  }
  return { stratum, strata };
}
