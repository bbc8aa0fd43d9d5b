import { chiSquareUpperTail } from "@hcc/numerics";
import type { CoxTest } from "../types.js";

/** A chi-square test, or null without degrees of freedom. A statistic that rounding made negative counts as 0. */
export function chiSquareTest(statistic: number, df: number): CoxTest | null {
  if (df < 1 || Number.isNaN(statistic)) return null;
  const value = Math.max(statistic, 0);
  return { statistic: value, df, pValue: chiSquareUpperTail(value, df) };
}
