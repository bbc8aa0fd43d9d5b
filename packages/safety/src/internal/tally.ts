import {
  type ContingencyRule,
  type ContingencyTest,
  contingencyTest,
  proportionInterval,
  riskDifference,
} from "@hcc/stats";
import type { AdverseEventCount, AdverseEventGroup, AdverseEventRow, DoseAction } from "../types.js";
import type { EventRecord } from "./read-events.js";

interface GroupTally {
  /** Worst grade of each patient, 0 = missing. */
  readonly worst: Map<string, number>;
  readonly serious: Set<string>;
  readonly actions: Readonly<Record<DoseAction, Set<string>>>;
  events: number;
}

/** Of each group. */
export type Tally = readonly GroupTally[];

/** What rows hold beside the counts by grade. */
export interface RowContent {
  readonly rule: ContingencyRule;
  readonly serious: boolean;
  readonly action: boolean;
  /** Level of the intervals; undefined = none. */
  readonly level: number | undefined;
}

export const newTally = (groups: number): Tally =>
  Array.from({ length: groups }, () => ({
    worst: new Map(),
    serious: new Set(),
    actions: { interruption: new Set(), reduction: new Set(), discontinuation: new Set() },
    events: 0,
  }));

export function addEvent(
  tally: Tally,
  group: number,
  { patient, grade, serious }: EventRecord,
  action: DoseAction | null,
): void {
  const own = tally[group]!;
  own.events++;
  own.worst.set(patient, Math.max(own.worst.get(patient) ?? 0, grade ?? 0));
  if (serious === true) own.serious.add(patient);
  if (action !== null) own.actions[action].add(patient);
}

export function rowOf(
  term: string | null,
  tally: Tally,
  denominators: readonly { readonly group: string | null; readonly n: number }[],
  content: RowContent,
): AdverseEventRow {
  const { rule, level } = content;
  const groups = denominators.map(({ group, n }, index): AdverseEventGroup => {
    const { worst, serious, actions, events } = tally[index]!;
    const by = [0, 0, 0, 0, 0, 0];
    for (const grade of worst.values()) by[grade]!++;
    const of = (count: number): AdverseEventCount => ({
      count,
      percent: n === 0 ? null : (100 * count) / n,
      ...(level === undefined ? {} : { interval: n === 0 ? null : proportionInterval(count, n, { level }) }),
    });
    return {
      group,
      n,
      anyGrade: of(worst.size),
      grade3Plus: of(by[3]! + by[4]! + by[5]!),
      byGrade: [by[1]!, by[2]!, by[3]!, by[4]!, by[5]!],
      gradeMissing: by[0]!,
      events,
      ...(content.serious ? { serious: of(serious.size) } : {}),
      ...(content.action
        ? {
            actions: {
              interruption: of(actions.interruption.size),
              reduction: of(actions.reduction.size),
              discontinuation: of(actions.discontinuation.size),
            },
          }
        : {}),
    };
  });
  const difference = (of: "anyGrade" | "grade3Plus") => {
    const [a, b] = groups;
    if (groups.length !== 2 || a!.n === 0 || b!.n === 0) return null;
    return riskDifference(a![of].count, a!.n, b![of].count, b!.n, level === undefined ? {} : { level });
  };
  return {
    term,
    groups,
    anyGradeTest: testOf(groups, "anyGrade", rule),
    grade3PlusTest: testOf(groups, "grade3Plus", rule),
    ...(level === undefined
      ? {}
      : { anyGradeDifference: difference("anyGrade"), grade3PlusDifference: difference("grade3Plus") }),
  };
}

/** Most frequent first, then most grade 3 or worse. */
export function byFrequency(a: AdverseEventRow, b: AdverseEventRow): number {
  const total = (row: AdverseEventRow, of: "anyGrade" | "grade3Plus"): number =>
    row.groups.reduce((sum, group) => sum + group[of].count, 0);
  return total(b, "anyGrade") - total(a, "anyGrade") || total(b, "grade3Plus") - total(a, "grade3Plus");
}

function testOf(
  groups: readonly AdverseEventGroup[],
  of: "anyGrade" | "grade3Plus",
  rule: ContingencyRule,
): ContingencyTest | null {
  const table = groups.filter(({ n }) => n > 0).map((group) => [group[of].count, group.n - group[of].count]);
  if (table.length < 2 || table.every((row) => row[0] === 0) || table.every((row) => row[1] === 0)) return null;
  return contingencyTest(table, { rule });
}
