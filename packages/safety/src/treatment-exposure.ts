import { type Channel, checkLevel, checkOptions, type GroupValue, InputError, type RowOf } from "@hcc/data";
import {
  type ContingencyRule,
  type ContingencyTest,
  type Description,
  describe,
  type MannWhitney,
  mannWhitney,
  type RiskDifference,
} from "@hcc/stats";
import { countOf, differenceOf, testOf } from "./internal/compare-counts.js";
import { type DoseHistory, doseHistory } from "./internal/dose-history.js";
import { readActions } from "./internal/read-actions.js";
import { type PatientRecord, readPatients } from "./internal/read-patients.js";
import { readTreatments } from "./internal/read-treatments.js";
import type { AdverseEventCount, DoseAction, DoseActionLists } from "./types.js";

/** Where `treatmentExposure` finds treatment records and patients. Days count from one origin. */
export interface TreatmentExposureSpec<Treatment, Patient> {
  /** Of a record: the patient's identifier. */
  readonly patient: Channel<Treatment, GroupValue>;
  /** Of a record: what was done about the dose, every value in a list. Without it changes are read from the doses. */
  readonly action?: DoseActionLists & { readonly channel: Channel<Treatment, GroupValue> };
  /** Of a record: the drug. Default: one drug. */
  readonly drug?: Channel<Treatment, GroupValue>;
  /** Of a record: day from which its dose was taken; needed with `dose`. */
  readonly startDay?: Channel<Treatment, number>;
  /** Of a record: last day of its dose; missing = until the next record of the drug, or the end of treatment. */
  readonly endDay?: Channel<Treatment, number>;
  /** Of a record: dose per day, 0 during an interruption. Asks for doses in the result. */
  readonly dose?: Channel<Treatment, number>;
  /** Of a record: dose per day that was planned of the drug, the same in all records of patient and drug. */
  readonly plannedDose?: Channel<Treatment, number>;
  /** Of a patient: the identifier. */
  readonly id: Channel<Patient, GroupValue>;
  /** Of a patient: the group (arm). Without it all patients are one group. */
  readonly by?: Channel<Patient, GroupValue>;
  /** Groups in the order of the result. Default: sorted. */
  readonly levels?: readonly string[];
  /** Of a patient: day of the first treatment; missing = never treated, left out. */
  readonly start: Channel<Patient, number>;
  /** Of a patient: last day of treatment; missing = still treated, which needs `end`. */
  readonly stop: Channel<Patient, number>;
  /** Of a patient: last day observed. */
  readonly end?: Channel<Patient, number>;
  /** Keeps the patients where it is true. */
  readonly where?: Channel<Patient, boolean>;
  /** Whether the last day is a day of treatment. Default true; false makes times differences of days. */
  readonly countLastDay?: boolean;
  /** Choice of the test of changes, see `contingencyTest` of `@hcc/stats`. Default "spss". */
  readonly rule?: ContingencyRule;
  /** Quantiles and test of the days, see `describe` and `mannWhitney` of `@hcc/stats`. Default "r". */
  readonly conventions?: "r" | "spss";
  /** Confidence level. Default 0.95. */
  readonly level?: number;
}

/** What the patients of a group received of a drug. */
export interface DrugExposure {
  /** null where drugs were not asked for. */
  readonly drug: string | null;
  /** Patients with records of it. */
  readonly n: number;
  /** Sum of dose x days. */
  readonly cumulativeDose: Description;
  /** Per cent of the planned dose over the days on the drug, interruptions included; null without planned dose. */
  readonly relativeDoseIntensity: Description | null;
}

/** Treatment of one group. */
export interface ExposureGroup {
  readonly group: string | null;
  /** Treated patients. */
  readonly n: number;
  /** Those still treated on their last day observed. */
  readonly stillTreated: number;
  /** Days on treatment, of patients still treated up to now; null without patients. */
  readonly days: Description | null;
  /** By name; empty without `dose`. */
  readonly drugs: readonly DrugExposure[];
}

/** Patients with a change of the dose, each counted once. */
export interface DoseChange {
  readonly change: DoseAction;
  readonly groups: readonly (AdverseEventCount & { readonly group: string | null; readonly n: number })[];
  /** Groups by yes or no; null with one group, or when no patient or every patient has it. */
  readonly test: ContingencyTest | null;
  /** Proportion of the first group minus that of the second; null unless there are two. */
  readonly difference: RiskDifference | null;
}

/** Exposure to treatment by group. */
export interface TreatmentExposure {
  readonly kind: "treatment-exposure";
  readonly version: 1;
  readonly level: number;
  readonly rule: ContingencyRule;
  readonly countLastDay: boolean;
  readonly groups: readonly ExposureGroup[];
  /** Days of two groups; null unless there are two with patients. */
  readonly daysTest: MannWhitney | null;
  /** Interruption, reduction and discontinuation; of doses alone no discontinuation, and without both none. */
  readonly changes: readonly DoseChange[];
  /** One entry per treated patient, in the order of the input, for `kaplanMeier` of the time on treatment. */
  readonly columns: {
    readonly id: readonly string[];
    readonly group: readonly (string | null)[];
    readonly days: readonly number[];
    /** Whether treatment has ended. */
    readonly stopped: readonly boolean[];
  };
  /** Patients in the analysis who were never treated. */
  readonly untreated: number;
}

const OPTIONS = [
  "patient",
  "action",
  "drug",
  "startDay",
  "endDay",
  "dose",
  "plannedDose",
  "id",
  "by",
  "levels",
  "start",
  "stop",
  "end",
  "where",
  "countLastDay",
  "rule",
  "conventions",
  "level",
] as const satisfies readonly (keyof TreatmentExposureSpec<never, never>)[];

/**
 * Time on treatment, dose changes and dose intensity by group.
 *
 * Days on treatment are stop - start + 1 (ADaM's TRTDURD; without the 1 under `countLastDay: false`), of patients still treated
 * end - start + 1. A patient counts once per kind of change. Without `action` an interruption is a day without dose between the
 * first and the last day of a drug, a reduction a dose lower than the one before it. The cumulative dose is the sum of dose x
 * days; the relative dose intensity is 100 x cumulative dose / (planned dose x days on the drug), interruptions among the days
 * (as admiral's `derive_param_doseint`). Intervals of proportions are Clopper and Pearson's, of the difference Newcombe's.
 *
 * @param treatments one row per dose or change; may be empty.
 * @param patients one row per patient.
 * @throws InputError naming patient, row and field for a dose below 0, records that overlap or lie outside treatment, an action
 * in no list, a patient still treated without a last day, ...
 *
 * @example
 * ```ts
 * import { treatmentExposure } from "@hcc/safety";
 * const patients = [{ id: "P1", arm: "A", start: 0, stop: 99 }, { id: "P2", arm: "A", start: 0, stop: 49 }];
 * const treatments = [
 *   { id: "P1", day: 0, dose: 800 }, { id: "P1", day: 40, dose: 0 }, { id: "P1", day: 60, dose: 400 },
 *   { id: "P2", day: 0, dose: 800 },
 * ];
 * const { groups, changes } = treatmentExposure(treatments, patients, {
 *   patient: "id", startDay: "day", dose: "dose", plannedDose: () => 800,
 *   id: "id", by: "arm", start: "start", stop: "stop",
 * });
 * groups[0]!.days!.median; // => 75
 * groups[0]!.drugs[0]!.cumulativeDose.maximum; // => 48000
 * groups[0]!.drugs[0]!.relativeDoseIntensity!.minimum; // => 60
 * changes.map(({ change, groups }) => [change, groups[0]!.count]); // => [["interruption", 1], ["reduction", 1]]
 * ```
 *
 * @see Hryniuk W, Bush H. J Clin Oncol 1984;2:1281-1288. https://doi.org/10.1200/JCO.1984.2.11.1281
 */
export function treatmentExposure<
  Treatments extends Iterable<unknown> | object,
  Patients extends Iterable<unknown> | object,
>(
  treatments: Treatments,
  patients: Patients,
  spec: TreatmentExposureSpec<RowOf<Treatments>, RowOf<Patients>>,
): TreatmentExposure {
  checkOptions("treatmentExposure", spec, OPTIONS);
  const { rule = "spss", conventions = "r", countLastDay = true } = spec;
  const level = checkLevel(spec.level ?? 0.95);
  const fail = (column: string, found: string): never => {
    throw new InputError("option", `${found}: give both, or neither`, { column });
  };
  if (spec.dose !== undefined && spec.startDay === undefined) fail("startDay", "dose is given without startDay");
  for (const name of ["drug", "startDay", "endDay", "plannedDose"] as const) {
    if (spec.dose === undefined && spec[name] !== undefined) fail(name, `${name} is given without dose`);
  }
  const added = countLastDay ? 1 : 0;
  const actionOf = spec.action === undefined ? null : readActions(spec.action);
  const read = readPatients(patients, spec);
  const treated = [...read.byId].filter(([, { inAnalysis, start }]) => inAnalysis && start !== null);
  const lastOf = new Map(treated.map(([id, record]) => [id, lastDay(id, record)]));
  const { actions, doses } = readTreatments(treatments, spec, read.byId, actionOf);

  const zeros = (): number[] => read.groups.map(() => 0);
  const days: number[][] = read.groups.map(() => []);
  const stillTreated = zeros();
  const counts = { interruption: zeros(), reduction: zeros(), discontinuation: zeros() };
  const drugs = read.groups.map(() => new Map<string, DoseHistory[]>());
  const time: number[] = [];
  for (const [id, { group, start, stop }] of treated) {
    const until = lastOf.get(id)! + added;
    time.push(until - start!);
    days[group]!.push(until - start!);
    if (stop === null) stillTreated[group]!++;
    const changes = new Set(actions.get(id));
    for (const [drug, records] of doses.get(id) ?? []) {
      const history = doseHistory(id, records, until, added);
      if (actionOf === null && history.interrupted) changes.add("interruption");
      if (actionOf === null && history.reduced) changes.add("reduction");
      const own = drugs[group]!.get(drug);
      if (own === undefined) drugs[group]!.set(drug, [history]);
      else own.push(history);
    }
    for (const change of changes) counts[change][group]!++;
  }
  const groups = read.groups.map(
    ({ group, n }, i): ExposureGroup => ({
      group,
      n,
      stillTreated: stillTreated[i]!,
      days: n === 0 ? null : describe(days[i]!, { conventions }),
      drugs: [...drugs[i]!]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([drug, histories]) => ({
          drug: spec.drug === undefined ? null : drug,
          n: histories.length,
          cumulativeDose: describe(
            histories.map(({ cumulative }) => cumulative),
            { conventions },
          ),
          relativeDoseIntensity: intensityOf(histories, conventions),
        })),
    }),
  );
  const known: readonly DoseAction[] =
    actionOf !== null
      ? ["interruption", "reduction", "discontinuation"]
      : spec.dose !== undefined
        ? ["interruption", "reduction"]
        : [];
  const two = days.length === 2 && days.every((own) => own.length > 0);
  return {
    kind: "treatment-exposure",
    version: 1,
    level,
    rule,
    countLastDay,
    groups,
    daysTest: two ? mannWhitney(days[0]!, days[1]!, { conventions }) : null,
    changes: known.map((change) => {
      const own = read.groups.map(({ n }, i) => ({ n, count: counts[change][i]! }));
      return {
        change,
        groups: own.map(({ n, count }, i) => ({ group: read.groups[i]!.group, n, ...countOf(count, n, level) })),
        test: testOf(own, rule),
        difference: differenceOf(own, level),
      };
    }),
    columns: {
      id: treated.map(([id]) => id),
      group: treated.map(([, { group }]) => read.groups[group]!.group),
      days: time,
      stopped: treated.map(([, { stop }]) => stop !== null),
    },
    untreated: read.untreated,
  };
}

function intensityOf(histories: readonly DoseHistory[], conventions: "r" | "spss"): Description | null {
  const values = histories.map(({ intensity }) => (intensity === null ? null : 100 * intensity));
  return values.every((value) => value === null) ? null : describe(values, { conventions });
}

/** Last day of treatment, or of observation where treatment goes on. */
function lastDay(id: string, { row, start, stop, end }: PatientRecord): number {
  const fail = (code: "missing-value" | "date", column: string, found: string): never => {
    throw new InputError(code, `patient "${id}" (row ${row}) ${found}`, { column, row });
  };
  if (stop === null && end === null) {
    fail("missing-value", "end", "is still treated and has no last day: give the last day observed with end");
  }
  if (end !== null && end < start!) {
    fail(
      "date",
      "end",
      `was last observed on day ${end}, before the start of treatment on day ${start}: correct the days`,
    );
  }
  if (stop !== null && end !== null && stop > end) {
    fail("date", "stop", `stops on day ${stop}, after the last day observed, ${end}: correct the days`);
  }
  return stop ?? end!;
}
