import type { BalanceRow } from "../balance-types.js";

/** A standardized difference after matching. */
export interface NamedDifference {
  /** Variable, or variable and level. */
  readonly name: string;
  /** Absolute. */
  readonly smd: number;
}

/** The largest difference after matching, the first of equal ones. */
export function worstDifference(rows: readonly BalanceRow[]): NamedDifference {
  let worst: NamedDifference | null = null;
  for (const { name, after } of rows) {
    const smd = Math.abs(after!.smd);
    if (worst === null || smd > worst.smd) worst = { name, smd };
  }
  return worst!;
}
