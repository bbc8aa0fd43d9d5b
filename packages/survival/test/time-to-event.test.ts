import { describe, expect, test } from "vitest";
import { daysBetween, daysToMonths, kaplanMeier, type TimeToEventSpec, timeToEvent } from "../src/index.js";

interface Patient {
  start: string | null;
  pd: string | null;
  thrombusPd?: string | null;
  image: string | null;
  death: string | null;
  seen: string | null;
  status?: string | null;
}
const patient = (fields: Partial<Patient> = {}): Patient => ({
  start: "2020-01-01",
  pd: null,
  image: null,
  death: null,
  seen: null,
  ...fields,
});

const os: TimeToEventSpec<Patient> = {
  origin: "start",
  event: { death: "death" },
  censoring: { "alive at last contact": "seen" },
  cutoff: "2021-12-31",
};
const ttp: TimeToEventSpec<Patient> = {
  origin: "start",
  event: { progression: "pd" },
  censoring: { "no progression at last assessment": "image" },
  death: "death",
  cutoff: "2021-12-31",
};
const pfs: TimeToEventSpec<Patient> = {
  origin: "start",
  event: { progression: "pd", death: "death" },
  censoring: { "no progression at last assessment": "image" },
  cutoff: "2021-12-31",
};
const answer = (spec: TimeToEventSpec<Patient>, ...patients: Patient[]) => {
  const { days, event, reason } = timeToEvent(patients, spec);
  return patients.map((_, i) => [days[i], event[i], reason[i]]);
};

describe("daysBetween", () => {
  test("counts calendar days over leap years, centuries and changes to summer time", () => {
    expect(daysBetween("2020-02-28", "2020-03-01")).toBe(2);
    expect(daysBetween("2021-02-28", "2021-03-01")).toBe(1);
    expect(daysBetween("1900-02-28", "1900-03-01")).toBe(1);
    expect(daysBetween("2000-02-28", "2000-03-01")).toBe(2);
    expect(daysBetween("2021-03-27", "2021-03-29")).toBe(2);
    expect(daysBetween("2021-03-29", "2021-03-27")).toBe(-2);
    expect(daysBetween("0001-01-01", "9999-12-31")).toBe(3_652_058);
  });

  test("agrees with the calendar of the engine on every day of four centuries", () => {
    for (let day = Date.UTC(1900, 0, 1); day <= Date.UTC(2300, 0, 1); day += 86_400_000 * 13) {
      expect(daysBetween("1970-01-01", new Date(day).toISOString().slice(0, 10))).toBe(day / 86_400_000);
    }
  });

  test("takes a Date at midnight UTC, as a typed CSV reader makes it", () => {
    expect(daysBetween(new Date("2020-01-01"), "2020-01-31")).toBe(30);
  });

  test("days that do not exist, other spellings and times of day are errors", () => {
    expect(() => daysBetween("2021-02-29", "2021-03-01")).toThrow('the date is "2021-02-29": there is no such day');
    expect(() => daysBetween("2021-13-01", "2021-03-01")).toThrow("there is no such day");
    expect(() => daysBetween("2021-00-10", "2021-03-01")).toThrow("there is no such day");
    expect(() => daysBetween("31.12.2021", "2021-03-01")).toThrow('write it as "yyyy-mm-dd"');
    expect(() => daysBetween("2021-02-01T00:00:00Z", "2021-03-01")).toThrow("without a time of day");
    expect(() => daysBetween(new Date(1), "2021-03-01")).toThrow("1970-01-01T00:00:00.001Z");
    expect(() => daysBetween(new Date("x"), "2021-03-01")).toThrow("the date is invalid");
  });
});

test("daysToMonths divides by 365.25 / 12", () => {
  expect(daysToMonths(365.25)).toBe(12);
  expect(daysToMonths(0)).toBe(0);
});

describe("overall survival", () => {
  test("death is the event; the living are censored at last contact, or at the cut-off", () => {
    expect(
      answer(
        os,
        patient({ death: "2020-01-31", seen: "2020-01-31" }),
        patient({ seen: "2020-03-01" }),
        patient({ seen: "2022-03-01" }),
        patient({ seen: "2021-12-31" }),
      ),
    ).toEqual([
      [30, 1, "death"],
      [60, 0, "alive at last contact"],
      [730, 0, "cut-off"],
      [730, 0, "cut-off"],
    ]);
  });

  test("a death after the cut-off is censored at the cut-off", () => {
    expect(answer(os, patient({ death: "2022-01-05", seen: "2022-01-05" }))).toEqual([[730, 0, "cut-off"]]);
    expect(answer(os, patient({ death: "2021-12-31" }))).toEqual([[730, 1, "death"]]);
  });

  test("a death on the day of origin is an event at 0 days", () => {
    expect(answer(os, patient({ death: "2020-01-01" }))).toEqual([[0, 1, "death"]]);
  });

  test("the data's own reason of a censoring replaces the name", () => {
    const spec = { ...os, censoringReason: "status" } as const;
    expect(
      answer(
        spec,
        patient({ seen: "2020-03-01", status: "lost to follow-up" }),
        patient({ seen: "2020-03-01", status: null }),
        patient({ seen: "2022-03-01", status: "lost to follow-up" }),
      ).map((row) => row[2]),
    ).toEqual(["lost to follow-up", "alive at last contact", "cut-off"]);
  });

  test("a contact after death is a warning and the death stands", () => {
    const { days, warnings } = timeToEvent([patient({ death: "2020-01-31", seen: "2020-02-05" })], os);
    expect(days[0]).toBe(30);
    expect(warnings).toEqual([
      {
        code: "after-death",
        message: "a day of censoring lies after death in 1 row (0): it was cut to the day of death",
      },
    ]);
  });
});

describe("time to progression", () => {
  test("progression is the event; others are censored at the last assessment, deaths with their reason", () => {
    expect(
      answer(
        ttp,
        patient({ pd: "2020-02-01", image: "2020-04-01", death: "2020-06-01" }),
        patient({ image: "2020-04-01" }),
        patient({ image: "2020-04-01", death: "2020-06-01" }),
        patient({ image: "2021-12-31", death: "2022-06-01" }),
        patient({ image: "2020-04-01", death: "2022-06-01" }),
      ),
    ).toEqual([
      [31, 1, "progression"],
      [91, 0, "no progression at last assessment"],
      [91, 0, "death without progression"],
      [730, 0, "cut-off"],
      [91, 0, "no progression at last assessment"],
    ]);
  });

  test("deaths are censored at death when the day of death is among the days of censoring", () => {
    const spec = { ...ttp, censoring: { ...ttp.censoring, death: "death" } } as const;
    expect(answer(spec, patient({ image: "2020-04-01", death: "2020-06-01" }))).toEqual([
      [152, 0, "death without progression"],
    ]);
  });

  test("an assessment after death is a warning and follow-up ends at death", () => {
    const { days, reason, warnings } = timeToEvent([patient({ image: "2020-07-01", death: "2020-06-01" })], ttp);
    expect([days[0], reason[0], warnings[0]!.code]).toEqual([152, "death without progression", "after-death"]);
  });

  test("several components: each has a first progression of its own", () => {
    const rows = [patient({ pd: "2020-03-01", thrombusPd: "2020-02-01", image: "2020-03-01" })];
    const thrombus = timeToEvent(rows, { ...ttp, event: { "thrombus progression": "thrombusPd" } });
    const overall = timeToEvent(rows, { ...ttp, event: { intrahepatic: "pd", thrombus: "thrombusPd" } });
    expect([thrombus.days[0], thrombus.reason[0]]).toEqual([31, "thrombus progression"]);
    expect([overall.days[0], overall.reason[0]]).toEqual([31, "thrombus"]);
  });

  test("no assessment is an error, or a censoring on day 0 when asked for", () => {
    expect(() => answer(ttp, patient(), patient())).toThrow(
      'row 0: there is no event and no day of censoring: complete the dates, or censor such subjects on day 0 with noDate: "origin"',
    );
    const before = patient({ image: "2019-12-20" });
    expect(() => answer(ttp, before)).toThrow("row 0: no progression at last assessment lies before the origin");
    const result = timeToEvent([patient({ death: "2020-01-20" }), before], { ...ttp, noDate: "origin" });
    expect(Array.from(result.days)).toEqual([0, 0]);
    expect(result.reason).toEqual(["no assessment", "no assessment"]);
    expect(result.warnings.map(({ code }) => code)).toEqual(["before-origin"]);
  });
});

describe("progression-free survival", () => {
  test("the earlier of progression and death; on the same day the one listed first", () => {
    expect(
      answer(
        pfs,
        patient({ pd: "2020-02-01", death: "2020-03-01", image: "2020-02-01" }),
        patient({ death: "2020-03-01", image: "2020-02-01" }),
        patient({ pd: "2020-03-01", death: "2020-03-01" }),
        patient({ image: "2020-02-01" }),
      ),
    ).toEqual([
      [31, 1, "progression"],
      [60, 1, "death"],
      [60, 1, "progression"],
      [31, 0, "no progression at last assessment"],
    ]);
  });
});

describe("the result", () => {
  const rows = [
    patient({ death: "2020-01-31" }),
    patient({ start: null, seen: "2020-02-01" }),
    patient({ seen: "2020-03-01" }),
    patient({ seen: "2020-03-01", status: "out" }),
    patient({ seen: "2020-04-01" }),
  ];
  const result = timeToEvent(rows, { ...os, missing: "omit", where: (d) => d.status !== "out" });

  test("is in input order, with NaN, -1 and null for rows left out", () => {
    expect(Array.from(result.days)).toEqual([30, Number.NaN, 60, Number.NaN, 91]);
    expect(Array.from(result.months)).toEqual([30 / 30.4375, Number.NaN, 60 / 30.4375, Number.NaN, 91 / 30.4375]);
    expect(Array.from(result.event)).toEqual([1, -1, 0, -1, 0]);
    expect(result.reason).toEqual(["death", null, "alive at last contact", null, "alive at last contact"]);
  });

  test("counts subjects, events, reasons and rows left out", () => {
    expect([result.n, result.events, result.excluded]).toEqual([3, 1, 1]);
    expect(result.omitted).toEqual({ count: 1, rows: [1] });
    expect(result.reasons).toEqual([
      { reason: "death", event: 1, count: 1 },
      { reason: "alive at last contact", event: 0, count: 2 },
    ]);
  });

  test("serves as channels", () => {
    const { curves, omitted } = kaplanMeier(rows, { time: result.days, event: result.event, missing: "omit" });
    expect([curves[0]!.n, curves[0]!.events, omitted.count]).toEqual([3, 1, 2]);
  });

  test("data that can be iterated once, and columns, give the same", () => {
    const spec = { ...os, missing: "omit" } as const;
    const all = timeToEvent(rows, spec);
    expect(
      timeToEvent(
        (function* () {
          yield* rows;
        })(),
        spec,
      ),
    ).toEqual(all);
    const columns = { start: rows.map((d) => d.start), death: rows.map((d) => d.death), seen: rows.map((d) => d.seen) };
    const byColumns = timeToEvent(columns, {
      origin: "start",
      event: { death: "death" },
      censoring: { "alive at last contact": "seen" },
      cutoff: "2021-12-31",
      missing: "omit",
    });
    expect(byColumns).toEqual(all);
  });

  test("day numbers on an axis of the caller's work like dates", () => {
    const visits = [
      { pd: 90, last: 90 },
      { pd: null, last: 400 },
    ];
    const days = timeToEvent(visits, {
      origin: () => 0,
      event: { progression: "pd" },
      censoring: { "last visit": "last" },
      cutoff: 365,
    });
    expect(Array.from(days.days)).toEqual([90, 365]);
    expect(days.reason).toEqual(["progression", "cut-off"]);
  });
});

describe("errors name the row, what was found and the remedy", () => {
  const cases: [string, TimeToEventSpec<Patient>, Patient, string][] = [
    [
      "an event before the origin",
      ttp,
      patient({ pd: "2019-12-01", image: "2020-02-01" }),
      "row 0: progression lies before the origin",
    ],
    ["a death before the origin", os, patient({ death: "2019-12-01" }), "row 0: death lies before the origin"],
    [
      "progression after death",
      ttp,
      patient({ pd: "2020-03-01", death: "2020-02-01" }),
      "row 0: progression lies after death",
    ],
    ["an origin after the cut-off", os, patient({ start: "2022-01-01" }), "row 0: the origin lies after the cut-off"],
    ["a missing origin", os, patient({ start: null }), "the origin is missing in 1 row (0): complete the data"],
    [
      "a day that does not exist",
      os,
      patient({ death: "2020-02-30" }),
      'column "death", row 0: the date is "2020-02-30": there is no such day',
    ],
    ["empty text", os, patient({ death: "" }), 'column "death", row 0: the date is ""'],
    [
      "dates and day numbers mixed",
      { ...os, cutoff: 400 },
      patient({ seen: "2020-02-01" }),
      "cutoff holds day numbers but origin calendar dates",
    ],
    ["no event named", { ...os, event: {} }, patient(), "event is not given by name: write event: { name: channel }"],
    [
      "an unknown option",
      { ...os, cutOff: "2021-12-31" } as typeof os,
      patient(),
      'timeToEvent has no option "cutOff"',
    ],
  ];
  for (const [title, spec, row, message] of cases) {
    test(title, () => {
      expect(() => timeToEvent([row], spec)).toThrow(
        expect.objectContaining({ name: "HccInputError", message: expect.stringContaining(message) }),
      );
    });
  }
});
