import { ldl, ldlSolve } from "@hcc/numerics";
import type { BalanceRow, FactorBalance } from "../balance.js";

/**
 * Root of d' S^-1 d for each factor of three or more levels: d the differences of the level proportions, S the mean of
 * the groups' multinomial covariances before adjustment. A difference outside the range of S is infinite.
 */
export function yangDalton(rows: readonly BalanceRow[]): FactorBalance[] {
  const terms = new Map<string, BalanceRow[]>();
  for (const row of rows) {
    if (row.level === null || row.name !== `${row.term}=${row.level}`) continue;
    terms.set(row.term, [...(terms.get(row.term) ?? []), row]);
  }
  return [...terms].flatMap(([term, levels]) => {
    if (levels.length < 3) return [];
    // The last level follows from the others.
    const used = levels.slice(0, -1);
    const p = used.length;
    const covariance = new Float64Array(p * p);
    for (let a = 0; a < p; a++) {
      for (let b = 0; b < p; b++) {
        for (const mean of ["meanTreated", "meanControl"] as const) {
          const pa = used[a]!.before[mean];
          covariance[a * p + b]! += (a === b ? pa * (1 - pa) : -pa * used[b]!.before[mean]) / 2;
        }
      }
    }
    const factor = ldl(covariance, p);
    const distance = (when: "before" | "after"): number | null => {
      if (used[0]![when] === null) return null;
      const d = Float64Array.from(used, (row) => row[when]!.meanTreated - row[when]!.meanControl);
      const solution = ldlSolve(factor, d);
      let square = 0;
      for (let a = 0; a < p; a++) {
        let reached = 0;
        for (let b = 0; b < p; b++) reached += covariance[a * p + b]! * solution[b]!;
        if (Math.abs(reached - d[a]!) > 1e-9) return Number.POSITIVE_INFINITY;
        square += d[a]! * solution[a]!;
      }
      return Math.sqrt(Math.max(0, square));
    };
    return [{ term, formula: "yang-dalton" as const, before: distance("before")!, after: distance("after") }];
  });
}
