import { type DateColumn, type DateValue, type Group, InputError, readColumn, readDates } from "@hcc/data";
import { type DayLists, readDayLists } from "./day-lists.js";

/** Days of one channel by its name, one per input row; NaN where there is none. */
export interface NamedDates {
  readonly name: string;
  readonly days: Float64Array;
}

/** The dates of an end point, one per input row. */
export interface EndPointDates {
  readonly origin: Float64Array;
  readonly events: readonly NamedDates[];
  readonly censoring: readonly NamedDates[];
  readonly death: Float64Array | undefined;
  /** Null where the caller gives none, which is another thing than subjects without any. */
  readonly assessments: DayLists | null;
  readonly newTherapy: Float64Array | undefined;
  readonly exposure: Float64Array | undefined;
  /** Infinity without a cut-off. */
  readonly cutoff: number;
  /** Reasons of censoring that the data give. */
  readonly given: Group | null;
}

interface EndPointSpec {
  readonly origin: unknown;
  readonly event: Readonly<Record<string, unknown>>;
  readonly censoring?: Readonly<Record<string, unknown>>;
  readonly death?: unknown;
  readonly assessments?: unknown;
  readonly newTherapy?: unknown;
  readonly maxGapDays?: number;
  readonly exposure?: unknown;
  readonly cutoff?: DateValue;
  readonly censoringReason?: unknown;
}

/** Reads the channels of an end point; all hold calendar dates, or all day numbers. */
export function readEndPointDates(source: unknown, spec: EndPointSpec, size: number): EndPointDates {
  checkAssessments(spec);
  const scales = new Map<"calendar" | "number", string>();
  const read = (channel: unknown, role: string): Float64Array => {
    const { days, scale } = readDates(source, channel, role);
    noteScale(scales, scale, role);
    return days;
  };
  const readOptional = (channel: unknown, role: string): Float64Array | undefined =>
    channel === undefined ? undefined : read(channel, role);

  const origin = read(spec.origin, "origin");
  const events = readNamed("event", spec.event, read);
  const censoring = spec.censoring === undefined ? [] : readNamed("censoring", spec.censoring, read);
  const assessments =
    spec.assessments === undefined ? null : readDayLists(source, spec.assessments, "assessments", size);
  if (assessments !== null) noteScale(scales, assessments.scale, "assessments");
  const twice = events.find(({ name }) => censoring.some((other) => other.name === name));
  if (twice !== undefined) {
    throw new InputError(
      "duplicate",
      `"${twice.name}" names an event and a censoring, which reasons could not tell apart: rename one of them`,
      { column: "censoring" },
    );
  }
  const named = events.find(({ name }) => name === "death");
  return {
    origin,
    events,
    censoring,
    death: spec.death === undefined ? named?.days : read(spec.death, "death"),
    assessments,
    newTherapy: readOptional(spec.newTherapy, "newTherapy"),
    exposure: readOptional(spec.exposure, "exposure"),
    cutoff: spec.cutoff === undefined ? Number.POSITIVE_INFINITY : readCutoff(spec.cutoff, scales),
    given:
      spec.censoringReason === undefined ? null : readColumn(source, "group", spec.censoringReason, "censoringReason"),
  };
}

function checkAssessments({ assessments, censoring, newTherapy, maxGapDays }: EndPointSpec): void {
  if (maxGapDays !== undefined && !(maxGapDays > 0 && maxGapDays < Number.POSITIVE_INFINITY)) {
    throw new InputError(
      "option",
      `maxGapDays is ${maxGapDays}: give the days after which visits were missed, above 0`,
      { column: "maxGapDays" },
    );
  }
  if (assessments !== undefined) return;
  const without = newTherapy !== undefined ? "newTherapy" : maxGapDays !== undefined ? "maxGapDays" : null;
  if (without !== null) {
    throw new InputError(
      "option",
      `${without} is given without assessments, of which the last before it is the day of censoring: give assessments, all days on which the subject was assessed`,
      { column: "assessments" },
    );
  }
  if (censoring !== undefined) return;
  throw new InputError(
    "option",
    "neither censoring nor assessments are given: write censoring: { name: channel }, or give all assessments",
    { column: "censoring" },
  );
}

function readNamed(
  role: string,
  channels: Readonly<Record<string, unknown>>,
  read: (channel: unknown, role: string) => Float64Array,
): NamedDates[] {
  if (
    typeof channels !== "object" ||
    channels === null ||
    Array.isArray(channels) ||
    Object.keys(channels).length === 0
  ) {
    throw new InputError("option", `${role} is not given by name: write ${role}: { name: channel }`, { column: role });
  }
  return Object.entries(channels).map(([name, channel]) => ({ name, days: read(channel, `${role} "${name}"`) }));
}

function noteScale(scales: Map<"calendar" | "number", string>, scale: DateColumn["scale"], role: string): void {
  if (scale === null) return;
  scales.set(scale, scales.get(scale) ?? role);
  if (scales.size < 2) return;
  throw new InputError(
    "date",
    `${scales.get("number")} holds day numbers but ${scales.get("calendar")} calendar dates: use one of them throughout`,
    { column: role },
  );
}

function readCutoff(cutoff: DateValue, scales: Map<"calendar" | "number", string>): number {
  const { days, scale } = readDates([{ cutoff }], "cutoff", "cutoff");
  if (scale === null) throw new InputError("option", "cutoff is missing: give a date", { column: "cutoff" });
  noteScale(scales, scale, "cutoff");
  return days[0]!;
}
