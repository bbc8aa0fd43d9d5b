import { type ContingencyRule, type ContingencyTest, contingencyTest } from "@hcc/stats";
import type { AdverseEventCount, AdverseEventGroup, AdverseEventRow } from "../types.js";

/** For each group: the worst grade of each patient (0 = missing), and the number of events. */
export type Tally = { readonly worst: Map<string, number>; events: number }[];

export const newTally = (groups: number): Tally =>
  Array.from({ length: groups }, () => ({ worst: new Map<string, number>(), events: 0 }));

export function addEvent(tally: Tally, group: number, patient: string, grade: number | null): void {
  const own = tally[group]!;
  own.events++;
  own.worst.set(patient, Math.max(own.worst.get(patient) ?? 0, grade ?? 0));
}

export function rowOf(
  term: string | null,
  tally: Tally,
  denominators: readonly { readonly group: string | null; readonly n: number }[],
  rule: ContingencyRule,
): AdverseEventRow {
  const groups = denominators.map(({ group, n }, index): AdverseEventGroup => {
    const { worst, events } = tally[index]!;
    const by = [0, 0, 0, 0, 0, 0];
    for (const grade of worst.values()) by[grade]!++;
    const of = (count: number): AdverseEventCount => ({ count, percent: n === 0 ? null : (100 * count) / n });
    return {
      group,
      n,
      anyGrade: of(worst.size),
      grade3Plus: of(by[3]! + by[4]! + by[5]!),
      byGrade: [by[1]!, by[2]!, by[3]!, by[4]!, by[5]!],
      gradeMissing: by[0]!,
      events,
    };
  });
  return {
    term,
    groups,
    anyGradeTest: testOf(groups, "anyGrade", rule),
    grade3PlusTest: testOf(groups, "grade3Plus", rule),
  };
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
