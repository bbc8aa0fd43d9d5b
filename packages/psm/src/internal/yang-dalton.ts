import { ldl, ldlSolve } from "@hcc/numerics";
import type { BalanceFigures, BalanceRow, FactorBalance } from "../balance-types.js";

/**
 * Root of d' S^-1 d for each factor of three or more levels: d the differences of the level proportions, S the mean of
 * the groups' multinomial covariances before adjustment, or in the sample itself. A difference outside the range of S is
 * infinite.
 */
export function yangDalton(rows: readonly BalanceRow[], covarianceOf: "before" | "each"): FactorBalance[] {
  const terms = new Map<string, BalanceRow[]>();
  for (const row of rows) {
    if (row.level === null || row.name !== `${row.term}=${row.level}`) continue;
    const levels = terms.get(row.term);
    if (levels === undefined) terms.set(row.term, [row]);
    else levels.push(row);
  }
  return [...terms].flatMap(([term, levels]) => {
    if (levels.length < 3) return [];
    // The last level follows from the others.
    const used = levels.slice(0, -1);
    const before = used.map((row) => row.before);
    const distance = (figures: readonly BalanceFigures[]): number =>
      distanceOf(figures, covarianceOf === "each" ? figures : before);
    return [
      {
        term,
        formula: "yang-dalton" as const,
        covarianceOf,
        before: distance(before),
        after: used[0]!.after === null ? null : distance(used.map((row) => row.after!)),
        samples: Object.fromEntries(
          Object.keys(used[0]!.samples).map((name) => [name, distance(used.map((row) => row.samples[name]!))]),
        ),
      },
    ];
  });
}

function distanceOf(figures: readonly BalanceFigures[], spread: readonly BalanceFigures[]): number {
  const p = figures.length;
  const covariance = new Float64Array(p * p);
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < p; b++) {
      for (const mean of ["meanTreated", "meanControl"] as const) {
        const pa = spread[a]![mean];
        covariance[a * p + b]! += (a === b ? pa * (1 - pa) : -pa * spread[b]![mean]) / 2;
      }
    }
  }
  const d = Float64Array.from(figures, ({ difference }) => difference);
  const solution = ldlSolve(ldl(covariance, p), d);
  let square = 0;
  for (let a = 0; a < p; a++) {
    let reached = 0;
    for (let b = 0; b < p; b++) reached += covariance[a * p + b]! * solution[b]!;
    if (Math.abs(reached - d[a]!) > 1e-9) return Number.POSITIVE_INFINITY;
    square += d[a]! * solution[a]!;
  }
  return Math.sqrt(Math.max(0, square));
}
