import { InputError } from "@hcc/data";
import { type DayLists, latestDay } from "./day-lists.js";
import type { EndPointDates, NamedDates } from "./end-point-dates.js";

/** Codes of a censoring, as CDISC's CNSR: 0 is the event. */
export const CNSR = { event: 0, ongoing: 1, missedVisits: 2, newTherapy: 3, noAssessment: 4, death: 5, cutoff: 6 };

/** How the time of a subject ends. */
export interface EndOfTime {
  readonly day: number;
  readonly reason: string;
  /** What that day is. */
  readonly endsOn: string;
  readonly cnsr: number;
}

/** What the caller decides. */
export interface EndRules {
  readonly noDate: "error" | "origin";
  readonly maxGapDays: number;
}

const NEVER = Number.POSITIVE_INFINITY;
const LAST = "last assessment";

/** The day of a column, Infinity where it did not come to pass. */
export function dayOrNever(column: Float64Array | undefined, row: number): number {
  const day = column?.[row] ?? Number.NaN;
  return Number.isNaN(day) ? NEVER : day;
}

/** The rules of one subject, in the order that `timeToEvent` documents. */
export function endOfTime(dates: EndPointDates, row: number, rules: EndRules): EndOfTime {
  const start = dates.origin[row]!;
  const { cutoff, assessments, events } = dates;
  if (start > cutoff) fail("origin", row, "the origin lies after the cut-off: leave the subject out with where");
  const dead = dayOrNever(dates.death, row);
  const first = firstEvent(dates, row, start, dead);

  if (assessments === null && first !== null && first.day > cutoff)
    return { day: cutoff, reason: "cut-off", endsOn: "cut-off", cnsr: CNSR.cutoff };
  const therapy = countingTherapy(dates, row, start, dead);
  if (first === null || first.day > cutoff || first.day >= therapy) return censored(dates, row, dead, therapy, rules);

  const { day, name } = first;
  if (assessments !== null) {
    const seen = Math.max(start, latestDay(assessments, row, lastBefore(events, row, day)));
    if (day - seen > rules.maxGapDays) {
      const visited = latestDay(assessments, row, seen) === seen;
      return { day: seen, reason: "missed visits", endsOn: visited ? LAST : "origin", cnsr: CNSR.missedVisits };
    }
  }
  return { day, reason: name, endsOn: name, cnsr: CNSR.event };
}

/** The earliest event, the one listed first among those of a day. */
function firstEvent(dates: EndPointDates, row: number, start: number, dead: number): NamedDay | null {
  if (dead < start) fail("death", row, "death lies before the origin: correct one of the dates");
  const first = pick(dates.events, row, (a, b) => a < b);
  if (first === null) return null;
  const { name, day } = first;
  if (day < start)
    fail(name, row, `${name} lies before the origin: correct one of the dates, or leave the subject out with where`);
  if (day > dead) fail(name, row, `${name} lies after death: correct one of the dates`);
  return first;
}

/** Last day of an assessment before an event: a finding is made at an assessment of its own day, a death is not. */
function lastBefore(events: readonly NamedDates[], row: number, day: number): number {
  return events.some(({ name, days }) => name !== "death" && days[row] === day) ? day - 1 : day;
}

/** A therapy before the origin is no new one, and after death there is none; both are warned of. */
function countingTherapy({ newTherapy, cutoff }: EndPointDates, row: number, start: number, dead: number): number {
  const therapy = dayOrNever(newTherapy, row);
  return therapy < start || therapy > dead || therapy > cutoff ? NEVER : therapy;
}

function censored(dates: EndPointDates, row: number, dead: number, therapy: number, rules: EndRules): EndOfTime {
  const { cutoff, assessments, censoring, events, given } = dates;
  const start = dates.origin[row]!;
  const treated = therapy < NEVER;
  const limit = treated ? therapy - 1 : Math.min(dead, cutoff);
  const seen = assessments === null ? -NEVER : latestDay(assessments, row, limit);
  const last = pick(censoring, row, (a, b) => a > b, treated ? limit : NEVER);
  const free = last?.day ?? -NEVER;
  if (Math.max(seen, free) < start) {
    if (treated) return { day: start, reason: "new therapy", endsOn: "origin", cnsr: CNSR.newTherapy };
    if (rules.noDate === "error")
      fail(assessments === null ? "censoring" : "assessments", row, `${nothing(assessments, last)}: ${COMPLETE}`);
    return { day: start, reason: "no assessment", endsOn: "origin", cnsr: CNSR.noAssessment };
  }

  const day = Math.max(seen, Math.min(free, limit));
  const atVisit = seen === day;
  const died = dead < NEVER && dead <= cutoff;
  const endsOn = atVisit ? LAST : free <= limit ? last!.name : died ? "death" : "cut-off";
  if (treated) return { day, reason: "new therapy", endsOn, cnsr: CNSR.newTherapy };
  const names = events.map(({ name }) => name).join(" or ");
  if (died) return { day, reason: `death without ${names}`, endsOn, cnsr: CNSR.death };
  if (day >= cutoff) return { day, reason: "cut-off", endsOn, cnsr: CNSR.cutoff };
  const code = given?.codes[row] ?? -1;
  const reason = code >= 0 ? given!.levels[code]! : atVisit ? `no ${names} at last assessment` : last!.name;
  return { day, reason, endsOn, cnsr: CNSR.ongoing };
}

const COMPLETE = 'complete the dates, or censor such subjects on day 0 with noDate: "origin"';

function nothing(assessments: DayLists | null, last: NamedDay | null): string {
  if (assessments !== null) return "there is no event and no assessment between the origin and the end of follow-up";
  return last === null ? "there is no event and no day of censoring" : `${last.name} lies before the origin`;
}

interface NamedDay {
  readonly name: string;
  readonly day: number;
}

/** The first (or last) of the dates of a row that are not after `limit`; the one listed first among equal days. */
export function pick(
  dates: readonly NamedDates[],
  row: number,
  better: (a: number, b: number) => boolean,
  limit: number = NEVER,
): NamedDay | null {
  let best: NamedDay | null = null;
  for (const { name, days } of dates) {
    const day = days[row]!;
    if (day <= limit && (best === null || better(day, best.day))) best = { name, day };
  }
  return best;
}

function fail(column: string, row: number, message: string): never {
  throw new InputError("date", `row ${row}: ${message}`, { column, row });
}
