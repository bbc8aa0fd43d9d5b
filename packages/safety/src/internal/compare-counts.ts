import {
  type ContingencyRule,
  type ContingencyTest,
  contingencyTest,
  proportionInterval,
  type RiskDifference,
  riskDifference,
} from "@hcc/stats";
import type { AdverseEventCount } from "../types.js";

interface CountOf {
  readonly count: number;
  readonly n: number;
}

/** A count of n patients, with its interval where there is a level. */
export function countOf(count: number, n: number, level: number | undefined): AdverseEventCount {
  return {
    count,
    percent: n === 0 ? null : (100 * count) / n,
    ...(level === undefined ? {} : { interval: n === 0 ? null : proportionInterval(count, n, { level }) }),
  };
}

/** Groups by yes or no; null with one group, and where no patient or every patient is counted. */
export function testOf(groups: readonly CountOf[], rule: ContingencyRule): ContingencyTest | null {
  const table = groups.filter(({ n }) => n > 0).map(({ count, n }) => [count, n - count]);
  if (table.length < 2 || table.every((row) => row[0] === 0) || table.every((row) => row[1] === 0)) return null;
  return contingencyTest(table, { rule });
}

/** First proportion minus second; null unless there are two groups with patients. */
export function differenceOf(groups: readonly CountOf[], level: number): RiskDifference | null {
  const [a, b] = groups;
  if (groups.length !== 2 || a!.n === 0 || b!.n === 0) return null;
  return riskDifference(a!.count, a!.n, b!.count, b!.n, { level });
}
