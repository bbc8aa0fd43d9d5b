import { calendarDate, dayNumber, InputError, oneOf } from "@hcc/data";

/** A date of each patient: one for all, a record or a map by patient, or a function of the patient. */
export type PatientDate =
  | string
  | Date
  | ReadonlyMap<string, string | Date>
  | Readonly<Record<string, string | Date>>
  | ((patient: string) => string | Date);

/** A visit that needs a name. */
export interface AdamVisitPlace {
  readonly patient: string;
  /** Day of the visit, as in the responses. */
  readonly day: number;
  /** 0 = baseline, 1 = the first visit after it, ... */
  readonly index: number;
  /** Day of study (there is no day 0); null where there is no reference date to count from. */
  readonly ADY: number | null;
}

/** Name and number of a visit of analysis. */
export interface AdamVisit {
  readonly AVISIT: string;
  readonly AVISITN: number;
}

/** What identifies rows of an analysis data set, and how days become dates and visits. */
export interface AdamOptions {
  /** STUDYID. */
  readonly studyId: string;
  /** Who read the images: PARCAT2, and part of PARAM. Default "Investigator". */
  readonly evaluator?: string;
  /**
   * First day of treatment, or of randomization, of each patient: ADY is counted from it (the day itself is 1, the day before
   * -1), and ADT is a date. Without it ADT is the day number as it is.
   */
  readonly referenceDate?: PatientDate;
  /**
   * What the days of visits count from. One of:
   * - "reference": day 0 is the reference date (default);
   * - "calendar": day 0 is 1970-01-01, as `dayNumber` of `@hcc/data` counts.
   */
  readonly days?: "reference" | "calendar";
  /** Names visits. Default BASELINE (0), FOLLOW-UP 1 (1), FOLLOW-UP 2 (2), ... in the order of time. */
  readonly visit?: (place: AdamVisitPlace) => AdamVisit;
}

export const ADAM_OPTIONS: readonly string[] = [
  "studyId",
  "evaluator",
  "referenceDate",
  "days",
  "visit",
] satisfies readonly (keyof AdamOptions)[];

/** Variables of a visit. */
export interface AdamTiming extends AdamVisit {
  readonly ADT: string | number;
  readonly ADY: number | null;
}

/** Variables of all rows, and of each visit of a patient. */
export interface Adam {
  readonly STUDYID: string;
  readonly evaluator: string;
  /** `days`: the baseline, then the visits after it. */
  readonly timing: (patient: string, days: readonly number[]) => readonly AdamTiming[];
}

/** The options of an analysis data set, checked. */
export function readAdam(options: AdamOptions): Adam {
  const { referenceDate, visit = byOrder } = options;
  const text = (name: "studyId" | "evaluator", value: unknown): string => {
    if (typeof value === "string" && value.trim() !== "") return value;
    const found = value === undefined ? "not given" : JSON.stringify(value);
    throw new InputError("option", `${name} is ${found}: give a text`, { column: name });
  };
  const calendar = oneOf("days", options.days, ["reference", "calendar"], "reference") === "calendar";
  const numberOf = new Map<string, number>();
  const nameOf = new Map<number, string>();
  const named = (place: AdamVisitPlace): AdamVisit => {
    const { AVISIT, AVISITN } = visit(place);
    if (typeof AVISIT !== "string" || AVISIT === "" || !Number.isFinite(AVISITN)) {
      const found = `${JSON.stringify(AVISIT)}, ${String(AVISITN)}`;
      wrongVisit(place, `is named ${found}`, "give AVISIT as text and AVISITN as a number");
    }
    const number = numberOf.get(AVISIT) ?? AVISITN;
    const name = nameOf.get(AVISITN) ?? AVISIT;
    if (number !== AVISITN || name !== AVISIT) {
      const other = number !== AVISITN ? `"${AVISIT}" is ${number}` : `${AVISITN} is "${name}"`;
      wrongVisit(place, `is "${AVISIT}" ${AVISITN}, but ${other} elsewhere`, "give each AVISIT one AVISITN");
    }
    numberOf.set(AVISIT, AVISITN);
    nameOf.set(AVISITN, AVISIT);
    return { AVISIT, AVISITN };
  };
  return {
    STUDYID: text("studyId", options.studyId),
    evaluator: text("evaluator", options.evaluator === undefined ? "Investigator" : options.evaluator),
    timing: (patient, days) => {
      if (patient === "") {
        throw new InputError("missing-value", "a patient has no identifier, which is USUBJID: give patient", {
          column: "patient",
        });
      }
      const reference = referenceDate === undefined ? null : referenceOf(patient, referenceDate);
      const start = calendar ? reference : 0;
      return days.map((day, index) => {
        const ADY = start === null ? null : studyDay(day - start);
        const place = { patient, day, index, ADY };
        if (!Number.isInteger(day)) wrongVisit(place, "is not a whole day", "round it by a rule of your own");
        if (index > 0 && ADY !== null && ADY < 1) {
          wrongVisit(
            place,
            `is before the reference date (ADY ${ADY}) but counts as after baseline`,
            "leave earlier visits out, or say with options.baselineDay which is the baseline",
          );
        }
        const onCalendar = calendar ? day : reference === null ? null : reference + day;
        return { ADT: onCalendar === null ? day : isoDate(onCalendar, place), ADY, ...named(place) };
      });
    },
  };
}

const byOrder = ({ index }: AdamVisitPlace): AdamVisit => ({
  AVISIT: index === 0 ? "BASELINE" : `FOLLOW-UP ${index}`,
  AVISITN: index,
});

/** There is no day 0: the day before day 1 is -1. */
const studyDay = (days: number): number => (days >= 0 ? days + 1 : days);

function wrongVisit({ patient, day }: AdamVisitPlace, found: string, remedy: string): never {
  throw new InputError("option", `the visit of patient "${patient}" on day ${day} ${found}: ${remedy}`, {
    column: "day",
  });
}

function referenceOf(patient: string, dates: PatientDate): number {
  const date = dateOf(patient, dates);
  const fail = (code: "missing-value" | "date", text: string): never => {
    throw new InputError(code, `referenceDate of patient "${patient}": ${text}`, { column: "referenceDate" });
  };
  if (date === undefined || date === null) return fail("missing-value", "there is none: give one for every patient");
  if (typeof date !== "string" && !(date instanceof Date)) {
    return fail("date", `a date cannot be a ${typeof date}: give text such as "2021-12-31"`);
  }
  try {
    return dayNumber(date);
  } catch (error) {
    return fail("date", (error as Error).message);
  }
}

function dateOf(patient: string, dates: PatientDate): unknown {
  if (typeof dates === "string" || dates instanceof Date) return dates;
  if (typeof dates === "function") return dates(patient);
  if (dates instanceof Map) return dates.get(patient);
  if (typeof dates === "object" && dates !== null) {
    return Object.hasOwn(dates, patient) ? (dates as Readonly<Record<string, unknown>>)[patient] : undefined;
  }
  throw new InputError("option", "referenceDate is none: give a date, a record or map by patient, or a function", {
    column: "referenceDate",
  });
}

function isoDate(day: number, place: AdamVisitPlace): string {
  // Years 0000 to 9999, the only ones that "yyyy-mm-dd" can write.
  if (day < -719_528 || day > 2_932_896) wrongVisit(place, "has no date of four-digit year", "check days and dates");
  return calendarDate(day);
}
