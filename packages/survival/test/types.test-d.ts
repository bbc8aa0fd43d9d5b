import type { GroupValue, Interval } from "@hcc/data";
import { expectTypeOf, test } from "vitest";
import {
  followUp,
  fromAdtte,
  kaplanMeier,
  logRank,
  measured,
  type SurvivalCurve,
  splitIntervals,
  startStopRows,
  timeToEvent,
  toAdtte,
} from "../src/index.js";

interface Patient {
  osMonths: number;
  ttp?: number | null;
  death: 0 | 1;
  alive: boolean;
  arm: "TKI" | "TKI-I";
  start: string;
  deathDate: string | null;
  seen: Date;
  images: readonly string[];
}
declare const patients: Patient[];
declare const columns: { t: Float64Array; d: Uint8Array; arm: string[] };
declare const loose: Record<string, unknown>[];
// biome-ignore lint/suspicious/noExplicitAny: the rule under test is about any
declare const anything: any[];

test("channels are names of fields of a fitting type, accessors and arrays", () => {
  kaplanMeier(patients, { time: "osMonths", event: "death", by: "arm" });
  kaplanMeier(patients, { time: "ttp", event: (d) => !d.alive, where: (d) => d.arm === "TKI", missing: "omit" });
  kaplanMeier(columns, { time: "t", event: "d", by: "arm" });
  kaplanMeier(columns, { time: columns.t, event: columns.d });
  kaplanMeier(loose, { time: "t", event: "d" });
  kaplanMeier(anything, { time: "t", event: (d) => d.dead });
  logRank(patients, { time: "osMonths", event: "death", by: "arm", weighting: { rho: 1, gamma: 0 } });
  followUp(patients, { time: "osMonths", event: "alive" });
});

test("dates are text, Date or day numbers, and may be null", () => {
  timeToEvent(patients, {
    origin: "start",
    event: { death: "deathDate" },
    censoring: { "last contact": "seen", other: (d) => d.deathDate },
    cutoff: "2021-12-31",
  });
  // @ts-expect-error a boolean field is no date
  timeToEvent(patients, { origin: "alive", event: { death: "deathDate" }, censoring: { seen: "seen" } });
  const { cnsr } = timeToEvent(patients, {
    origin: "start",
    event: { death: "deathDate" },
    assessments: "images",
    newTherapy: (d) => d.deathDate,
    maxGapDays: 112,
    exposure: "seen",
  });
  expectTypeOf(cnsr).toEqualTypeOf<Int8Array>();
  timeToEvent(patients, { origin: "start", event: { death: "deathDate" }, assessments: () => [3, null] });
  // @ts-expect-error assessments are lists of days
  timeToEvent(patients, { origin: "start", event: { death: "deathDate" }, assessments: "seen" });
  // @ts-expect-error events have names
  timeToEvent(patients, { origin: "start", event: "deathDate", censoring: { seen: "seen" } });
});

test("misspelt names, unfitting types and unknown options are compile errors", () => {
  // @ts-expect-error there is no such field
  kaplanMeier(patients, { time: "osMonth", event: "death" });
  // @ts-expect-error a text field is no event
  kaplanMeier(patients, { time: "osMonths", event: "arm" });
  // @ts-expect-error there is no such type of limits
  kaplanMeier(patients, { time: "osMonths", event: "death", confidence: { type: "loglog" } });
  // @ts-expect-error a comparison needs groups
  logRank(patients, { time: "osMonths", event: "death" });
});

test("results are typed", () => {
  expectTypeOf(kaplanMeier(patients, { time: "osMonths", event: "death" }).curves[0]!).toEqualTypeOf<SurvivalCurve>();
  expectTypeOf<SurvivalCurve["median"]>().toEqualTypeOf<Interval>();
  expectTypeOf<SurvivalCurve["survival"]>().toEqualTypeOf<Float64Array>();
});

test("intervals have typed columns, and measurements the type of their values", () => {
  const { columns: split } = splitIntervals(patients, { time: "osMonths", event: "death", id: "arm", cuts: "events" });
  expectTypeOf(split.entry).toEqualTypeOf<Float64Array>();
  // @ts-expect-error a text field is no time
  splitIntervals(patients, { time: "arm", event: "death", cuts: [6] });
  const visits = [{ patient: "a", month: 3, afp: 12, line: "first", on: true }];
  const visit = { id: "patient", time: "month" } as const;
  const merged = startStopRows(patients, {
    id: "start",
    time: "osMonths",
    event: "death",
    measurements: {
      afp: measured(visits, { ...visit, value: "afp" }),
      line: measured(visits, { ...visit, value: "line", initial: "none" }),
      on: measured(visits, { ...visit, value: "on" }),
    },
  }).columns;
  expectTypeOf(merged.afp).toEqualTypeOf<readonly (number | null)[]>();
  expectTypeOf(merged.line).toEqualTypeOf<readonly (string | null)[]>();
  expectTypeOf(merged.on).toEqualTypeOf<readonly (boolean | null)[]>();
  // @ts-expect-error there is no such field
  measured(visits, { ...visit, value: "afps" });
  // @ts-expect-error a text cannot follow numbers
  measured(visits, { ...visit, value: "afp", initial: "none" });
  kaplanMeier(merged, { time: "time", event: "event", by: "line" });
});

test("rows of ADTTE have the variables that were kept, and are read as the rows that they are", () => {
  const event = { death: "deathDate" } as const;
  const result = timeToEvent(patients, { origin: "start", event, assessments: "images" });
  const spec = { result, origin: "start", subject: "arm", studyId: "S", paramcd: "OS" } as const;
  const rows = toAdtte(patients, { ...spec, keep: { TRT01P: "arm", DEADFL: (d) => !d.alive } });
  expectTypeOf(rows[0]!.TRT01P).toEqualTypeOf<GroupValue | null>();
  expectTypeOf(rows[0]!.CNSDTDSC).toEqualTypeOf<string | null>();
  const adtte = fromAdtte(rows, { paramcd: "OS", where: (d) => d.DEADFL === true });
  kaplanMeier(adtte.rows, { time: adtte.time, event: adtte.event, by: "USUBJID" });
  // @ts-expect-error nothing else was kept
  toAdtte(patients, spec)[0]!.TRT01P;
  // @ts-expect-error a field of lists is no variable
  toAdtte(patients, { ...spec, keep: { IMAGES: "images" } });
  // @ts-expect-error the study has to be named
  toAdtte(patients, { result, origin: "start", subject: "arm", paramcd: "OS" });
  // @ts-expect-error a parameter has to be named
  fromAdtte(rows, {});
});
