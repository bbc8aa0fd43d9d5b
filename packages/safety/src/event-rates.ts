import {
  type Channel,
  checkLevel,
  checkOptions,
  type GroupValue,
  InputError,
  type Interval,
  type RowOf,
} from "@hcc/data";
import { checkWindow } from "./internal/emergence.js";
import { followPatients } from "./internal/follow-patients.js";
import { poissonRate, poissonRatio } from "./internal/rate-tests.js";
import type { ExcludedEvents } from "./types.js";

/** Where `eventRates` and `timeToFirstEvent` find events and patients. Days count from one origin. */
export interface FollowedEventsSpec<Event, Patient> {
  /** Of an event: the patient's identifier. */
  readonly patient: Channel<Event, GroupValue>;
  /** Of an event: day of onset. */
  readonly onsetDay: Channel<Event, number>;
  /** Of a patient: the identifier. */
  readonly id: Channel<Patient, GroupValue>;
  /** Of a patient: the group (arm). Without it all patients are one group. */
  readonly by?: Channel<Patient, GroupValue>;
  /** Groups in the order of the result. Default: sorted. */
  readonly levels?: readonly string[];
  /** Of a patient: day of the first treatment; missing = never treated, left out. */
  readonly start: Channel<Patient, number>;
  /** Of a patient: day of discontinuation; missing = still treated, which needs `end`. */
  readonly stop: Channel<Patient, number>;
  /** Of a patient: last day observed (death, loss, data cut-off); missing = observed to the end of the window. */
  readonly end?: Channel<Patient, number>;
  /** Keeps the patients where it is true. */
  readonly where?: Channel<Patient, boolean>;
  /** Days after discontinuation that still count, the last included. Default 90. */
  readonly windowDays?: number;
}

/** Where `eventRates` finds its values. */
export interface EventRatesSpec<Event, Patient> extends FollowedEventsSpec<Event, Patient> {
  /** Of an event: its term, for one row per term. Default: all events together only. */
  readonly term?: Channel<Event, string>;
  /** Confidence level. Default 0.95. */
  readonly level?: number;
  /** Days of a year. Default 365.25. */
  readonly daysPerYear?: number;
}

/** Events over the time in which they were counted. */
export interface EventRate {
  readonly events: number;
  readonly personYears: number;
  /** Events per 100 person-years; null without time at risk. */
  readonly rate: Interval;
}

/** Rates of one group. */
export interface EventRateGroup {
  readonly group: string | null;
  /** Treated patients. */
  readonly n: number;
  /** First events, with the time up to the event. */
  readonly first: EventRate;
  /** All events, with the whole time. */
  readonly all: EventRate;
}

/** Ratio of the rates of two groups, first over second; no estimate and no upper limit without events in the second. */
export interface RateRatio extends Interval {
  /** Two-sided P that the rates are equal. */
  readonly pValue: number;
}

/** Rates of a term, or of any event. */
export interface EventRateRow {
  /** null = any event. */
  readonly term: string | null;
  readonly groups: readonly EventRateGroup[];
  /** null unless there are two groups, both with time at risk. */
  readonly firstRatio: RateRatio | null;
  readonly allRatio: RateRatio | null;
}

/** Exposure-adjusted incidence of treatment-emergent events. */
export interface EventRates {
  readonly kind: "event-rates";
  readonly version: 1;
  readonly windowDays: number;
  readonly daysPerYear: number;
  readonly level: number;
  readonly overall: EventRateRow;
  /** One row per term, most events first, then by name; empty without `term`. */
  readonly rows: readonly EventRateRow[];
  readonly excluded: readonly ExcludedEvents[];
  readonly untreated: number;
}

const OPTIONS = [
  "patient",
  "onsetDay",
  "term",
  "id",
  "by",
  "levels",
  "start",
  "stop",
  "end",
  "where",
  "windowDays",
  "level",
  "daysPerYear",
] as const satisfies readonly (keyof EventRatesSpec<never, never>)[];

/**
 * Treatment-emergent events per 100 person-years by group, with exact Poisson intervals and ratios.
 *
 * A patient is at risk from the start of treatment to the first of stop + `windowDays` and `end`; for first events to
 * the onset of the first at the latest. Days are differences of days: an event on the day of the start comes at 0. With x
 * events in time T the limits are qchisq(a/2, 2x) / (2T) and qchisq(1 - a/2, 2x + 2) / (2T), a = 1 - level. The ratio of two
 * groups is judged given the sum of their events, which makes the first count binomial with p = T1 / (T1 + T2): Clopper and
 * Pearson's limits of p, and the P of all counts that are no likelier. Equals R's `poisson.test`. Rates of all events take
 * the events of one patient as independent, which makes their intervals too narrow where events repeat in the same patients.
 *
 * @param events one row per event of interest (filter them before); may be empty.
 * @param patients one row per patient, those without events included.
 * @throws InputError for an event without day or after the last day observed, and for a patient without a last day.
 *
 * @example
 * ```ts
 * import { eventRates } from "@hcc/safety";
 * const patients = [
 *   { id: "P1", arm: "A", start: 0, stop: 275.25 }, { id: "P2", arm: "A", start: 0, stop: 275.25 },
 *   { id: "P3", arm: "B", start: 0, stop: 640.5 },
 * ];
 * const events = [{ id: "P1", day: 100 }, { id: "P1", day: 200 }, { id: "P3", day: 50 }];
 * const { overall } = eventRates(events, patients, {
 *   patient: "id", onsetDay: "day", id: "id", by: "arm", start: "start", stop: "stop",
 * });
 * overall.groups[0]!.all.rate; // => { estimate: 100, lower: 12.11, upper: 361.2, level: 0.95, method: "exact-poisson" }
 * overall.groups[0]!.first.events; // => 1
 * overall.allRatio!.estimate; // => 2
 * ```
 *
 * @see Garwood F. Biometrika 1936;28:437-442. https://doi.org/10.1093/biomet/28.3-4.437
 * @see Przyborowski J, Wilenski H. Biometrika 1940;31:313-323. https://doi.org/10.1093/biomet/31.3-4.313
 */
export function eventRates<Events extends Iterable<unknown> | object, Patients extends Iterable<unknown> | object>(
  events: Events,
  patients: Patients,
  spec: EventRatesSpec<RowOf<Events>, RowOf<Patients>>,
): EventRates {
  checkOptions("eventRates", spec, OPTIONS);
  const { daysPerYear = 365.25 } = spec;
  const windowDays = checkWindow(spec.windowDays ?? 90);
  const level = checkLevel(spec.level ?? 0.95);
  if (!(daysPerYear > 0 && Number.isFinite(daysPerYear))) {
    throw new InputError("option", `daysPerYear is ${String(daysPerYear)}: give a number of days, such as 365.25`, {
      column: "daysPerYear",
    });
  }
  const followed = followPatients(events, patients, spec, windowDays);
  const days = followed.groups.map(() => 0);
  for (const { group, start, last } of followed.patients) days[group]! += last - start;

  type Counts = { events: number; readonly first: Map<(typeof followed.patients)[number], number> };
  const counts = (): Counts => ({ events: 0, first: new Map() });
  const tally = (): Counts[] => days.map(counts);
  const all = tally();
  const terms = new Map<string, Counts[]>();
  for (const { patient, term, onset } of followed.events) {
    let own = terms.get(term);
    if (own === undefined) terms.set(term, (own = tally()));
    for (const it of [own[patient.group]!, all[patient.group]!]) {
      it.events++;
      it.first.set(patient, Math.min(it.first.get(patient) ?? patient.last, onset));
    }
  }
  const rateOf = (count: number, time: number): EventRate => {
    const personYears = time / daysPerYear;
    return { events: count, personYears, rate: poissonRate(count, personYears / 100, level) };
  };
  const ratioOf = (rates: readonly EventRate[]): RateRatio | null => {
    const [a, b] = rates;
    if (rates.length !== 2 || !(a!.personYears > 0 && b!.personYears > 0)) return null;
    return poissonRatio([a!.events, b!.events], [a!.personYears, b!.personYears], level);
  };
  const rowOf = (term: string | null, counted: readonly Counts[]): EventRateRow => {
    const groups = followed.groups.map(({ group, n }, index): EventRateGroup => {
      const { events: number, first } = counted[index]!;
      let after = 0;
      for (const [patient, onset] of first) after += patient.last - onset;
      return { group, n, first: rateOf(first.size, days[index]! - after), all: rateOf(number, days[index]!) };
    });
    return {
      term,
      groups,
      firstRatio: ratioOf(groups.map((it) => it.first)),
      allRatio: ratioOf(groups.map((it) => it.all)),
    };
  };
  const total = (counted: readonly Counts[]): number => counted.reduce((sum, it) => sum + it.events, 0);
  const sorted = [...terms].sort(([a, x], [b, y]) => total(y) - total(x) || (a < b ? -1 : 1));
  return {
    kind: "event-rates",
    version: 1,
    windowDays,
    daysPerYear,
    level,
    overall: rowOf(null, all),
    rows: spec.term === undefined ? [] : sorted.map(([term, counted]) => rowOf(term, counted)),
    excluded: followed.excluded,
    untreated: followed.untreated,
  };
}
