import type { Channel, EventValue, GroupValue, Interval, Warning } from "@hcc/data";
import type { ContingencyRule, ContingencyTest, RiskDifference } from "@hcc/stats";

/** Version of the Common Terminology Criteria for Adverse Events by which events were graded. */
export type CtcaeVersion = "3.0" | "4.0" | "4.03" | "5.0" | "6.0";

export const CTCAE_VERSIONS: readonly CtcaeVersion[] = ["3.0", "4.0", "4.03", "5.0", "6.0"];

/** What was done about the dose because of an event. */
export type DoseAction = "interruption" | "reduction" | "discontinuation";

/** Values of a column of actions by what they mean. */
export interface DoseActionLists {
  readonly interruption?: readonly GroupValue[];
  readonly reduction?: readonly GroupValue[];
  readonly discontinuation?: readonly GroupValue[];
  /** Values that mean that the dose was not changed, or that it does not apply. */
  readonly none?: readonly GroupValue[];
}

/** Where `adverseEvents` finds the values of events and patients, and how it counts. Days count from one origin. */
export interface AdverseEventsSpec<Event, Patient> {
  /** Of an event: the patient's identifier. */
  readonly patient: Channel<Event, GroupValue>;
  /** Of an event: its CTCAE term. */
  readonly term: Channel<Event, string>;
  /** Of an event: 1 to 5; missing is reported as missing. */
  readonly grade: Channel<Event, number>;
  /** Of an event: day of onset; an event without it counts as inside the window, and is reported. */
  readonly onsetDay: Channel<Event, number>;
  /** Of an event: its class (SOC); one per term. Asks for `classes` in the result. */
  readonly class?: Channel<Event, string>;
  /** Of an event: grade at its onset, which lets an event that began before treatment count when `grade` is worse. */
  readonly initialGrade?: Channel<Event, number>;
  /** Of an event: day on which it ended; an event that ended before treatment does not count. */
  readonly endDay?: Channel<Event, number>;
  /** Of an event: whether it is serious; missing is in no count, and reported. */
  readonly serious?: Channel<Event, EventValue>;
  /** Of an event: what was done about the dose; missing is in no count, and reported. */
  readonly action?: DoseActionLists & { readonly channel: Channel<Event, GroupValue> };
  /** Of an event: whether it is related to the treatment; unrelated events are left out, missing counts as related. */
  readonly related?: Channel<Event, EventValue>;
  /** Of a patient: the identifier. */
  readonly id: Channel<Patient, GroupValue>;
  /** Of a patient: the group (arm). Without it all patients are one group. */
  readonly by?: Channel<Patient, GroupValue>;
  /** Groups in the order of the result. Default: sorted. */
  readonly levels?: readonly string[];
  /** Of a patient: day of the first treatment; missing = never treated, in no denominator. */
  readonly start: Channel<Patient, number>;
  /** Of a patient: day of discontinuation; missing = still treated, the window stays open. */
  readonly stop: Channel<Patient, number>;
  /** Keeps the patients where it is true; events of the others are counted as left out. */
  readonly where?: Channel<Patient, boolean>;
  /** Days after discontinuation that still count, the last included. Default 90. */
  readonly windowDays?: number;
  readonly ctcae: CtcaeVersion;
  /** Choice of the test, see `contingencyTest` of `@hcc/stats`. Default "spss". */
  readonly rule?: ContingencyRule;
  /** Confidence level; asks for intervals of the proportions and differences of two groups. Default: none. */
  readonly level?: number;
}

/** Patients of a group with an event, each counted once. */
export interface AdverseEventCount {
  readonly count: number;
  /** Of all treated patients of the group; null when there are none. */
  readonly percent: number | null;
  /** Clopper and Pearson's of the proportion, where `level` is given; null without treated patients. */
  readonly interval?: Interval | null;
}

/** One row of a group. */
export interface AdverseEventGroup {
  readonly group: string | null;
  /** Treated patients, with and without events. */
  readonly n: number;
  readonly anyGrade: AdverseEventCount;
  /** Worst grade 3, 4 or 5. */
  readonly grade3Plus: AdverseEventCount;
  /** Patients by worst grade 1 to 5. */
  readonly byGrade: readonly [number, number, number, number, number];
  /** Patients all of whose events of the row have no grade: in any grade, in no other count. */
  readonly gradeMissing: number;
  /** Events, several of a patient included. */
  readonly events: number;
  /** Patients with a serious event, where the channel is given. */
  readonly serious?: AdverseEventCount;
  /** Patients by what was done about the dose, each in every count that applies, where the channel is given. */
  readonly actions?: Readonly<Record<DoseAction, AdverseEventCount>>;
}

/** Patients with a term, or with any event, by group. */
export interface AdverseEventRow {
  /** null = any event. */
  readonly term: string | null;
  readonly groups: readonly AdverseEventGroup[];
  /** Groups by yes or no; null with one group, or when no patient or every patient has it. */
  readonly anyGradeTest: ContingencyTest | null;
  readonly grade3PlusTest: ContingencyTest | null;
  /** Of worst grade 5. */
  readonly grade5Test: ContingencyTest | null;
  /** Where the channel `serious` is given. */
  readonly seriousTest?: ContingencyTest | null;
  /** Where the channel `action` is given. */
  readonly actionTests?: Readonly<Record<DoseAction, ContingencyTest | null>>;
  /** Proportion of the first group minus that of the second, Newcombe's interval, where `level` is given; null unless two. */
  readonly anyGradeDifference?: RiskDifference | null;
  readonly grade3PlusDifference?: RiskDifference | null;
}

/** Patients with an event of a class, and the terms below it. */
export interface AdverseEventClass {
  readonly class: string;
  /** Patients with any event of the class, by their worst grade over its terms. */
  readonly overall: AdverseEventRow;
  /** The rows of its terms, in the order of `rows`. */
  readonly rows: readonly AdverseEventRow[];
}

/** Why an event was left out, the first that holds. */
export type EventExclusionReason =
  | "not-in-analysis"
  | "not-treated"
  | "before-treatment"
  | "after-window"
  | "unrelated";

/** Events left out for one reason. */
export interface ExcludedEvents {
  readonly reason: EventExclusionReason;
  readonly count: number;
  /** Input rows of the events, ascending from 0. */
  readonly rows: readonly number[];
}

/** Treatment-emergent adverse events by group. */
export interface AdverseEvents {
  readonly kind: "adverse-events";
  readonly version: 1;
  readonly ctcae: CtcaeVersion;
  readonly windowDays: number;
  /** Whether only related events were counted. */
  readonly relatedOnly: boolean;
  readonly rule: ContingencyRule;
  /** Treated patients by group: the denominators. */
  readonly groups: readonly { readonly group: string | null; readonly n: number }[];
  /** Patients with any event, by their worst grade over all terms. */
  readonly overall: AdverseEventRow;
  /** One row per term: most frequent first, then most grade 3 or worse, then by name. */
  readonly rows: readonly AdverseEventRow[];
  /** The rows by class, in the order of `rows`; absent without the channel `class`. */
  readonly classes?: readonly AdverseEventClass[];
  /** Events counted. */
  readonly events: number;
  /** One entry per reason, also where the count is 0. */
  readonly excluded: readonly ExcludedEvents[];
  /** Patients in the analysis who were never treated. */
  readonly untreated: number;
  /** Events counted that had no grade, onset day or statement of relation, and where asked for of seriousness or action. */
  readonly missing: {
    readonly grade: number;
    readonly onsetDay: number;
    readonly related: number;
    readonly serious?: number;
    readonly action?: number;
  };
  readonly warnings: readonly Warning[];
}
