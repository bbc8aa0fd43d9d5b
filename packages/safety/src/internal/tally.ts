import type { ContingencyRule } from "@hcc/stats";
import type { AdverseEventCount, AdverseEventGroup, AdverseEventRow, DoseAction } from "../types.js";
import { countOf, differenceOf, testOf } from "./compare-counts.js";
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
    const of = (count: number): AdverseEventCount => countOf(count, n, level);
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
  const counts = (of: (group: AdverseEventGroup) => number) =>
    groups.map((group) => ({ n: group.n, count: of(group) }));
  const any = counts(({ anyGrade }) => anyGrade.count);
  const severe = counts(({ grade3Plus }) => grade3Plus.count);
  const ofAction = (action: DoseAction) =>
    testOf(
      counts(({ actions }) => actions![action].count),
      rule,
    );
  return {
    term,
    groups,
    anyGradeTest: testOf(any, rule),
    grade3PlusTest: testOf(severe, rule),
    grade5Test: testOf(
      counts(({ byGrade }) => byGrade[4]),
      rule,
    ),
    ...(content.serious
      ? {
          seriousTest: testOf(
            counts(({ serious }) => serious!.count),
            rule,
          ),
        }
      : {}),
    ...(content.action
      ? {
          actionTests: {
            interruption: ofAction("interruption"),
            reduction: ofAction("reduction"),
            discontinuation: ofAction("discontinuation"),
          },
        }
      : {}),
    ...(level === undefined
      ? {}
      : { anyGradeDifference: differenceOf(any, level), grade3PlusDifference: differenceOf(severe, level) }),
  };
}

/** Most frequent first, then most grade 3 or worse. */
export function byFrequency(a: AdverseEventRow, b: AdverseEventRow): number {
  const total = (row: AdverseEventRow, of: "anyGrade" | "grade3Plus"): number =>
    row.groups.reduce((sum, group) => sum + group[of].count, 0);
  return total(b, "anyGrade") - total(a, "anyGrade") || total(b, "grade3Plus") - total(a, "grade3Plus");
}
