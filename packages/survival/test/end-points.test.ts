import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type TimeToEventSpec, timeToEvent } from "../src/index.js";

// FDA: Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics (2018), appendix 3, table A.
// admiralonco: article "Creating ADTTE", event sources before NACTDT.

interface Subject {
  origin: number;
  pd: number | null;
  death: number | null;
  visits: readonly number[];
  therapy: number | null;
  exposed: number | null;
  contact: number | null;
}
const subject = (fields: Partial<Subject> = {}): Subject =>
  Object.freeze({
    origin: 0,
    pd: null,
    death: null,
    visits: [],
    therapy: null,
    exposed: null,
    contact: null,
    ...fields,
  });

type Spec = TimeToEventSpec<Subject>;
const base = { origin: "origin", assessments: "visits", noDate: "origin" } as const;
const ttp: Spec = { ...base, event: { progression: "pd" }, death: "death" };
const pfs: Spec = { ...base, event: { progression: "pd", death: "death" } };
const os: Spec = { ...base, event: { death: "death" } };

/** [days, CNSR, reason, what the day is] of one subject. */
const end = (spec: Spec, fields: Partial<Subject>): unknown[] => {
  const { days, cnsr, event, reason, endsOn } = timeToEvent([subject(fields)], spec);
  expect(event[0]).toBe(cnsr[0] === 0 ? 1 : 0);
  return [days[0], cnsr[0], reason[0], endsOn[0]];
};

describe("assessments (FDA table A: no progression, censored at the last assessment)", () => {
  test("the last one is the day of censoring, in whatever order they are listed", () => {
    expect(end(ttp, { visits: [120, 60, 180] })).toEqual([
      180,
      1,
      "no progression at last assessment",
      "last assessment",
    ]);
    expect(end(pfs, { visits: [60] })[2]).toBe("no progression or death at last assessment");
  });

  test("those after the event do not matter, and the one of its day found it", () => {
    expect(end(ttp, { pd: 120, visits: [60, 120, 180] })).toEqual([120, 0, "progression", "progression"]);
  });

  test("those after the cut-off do not count, and neither does an event that they found", () => {
    const cut = { ...ttp, cutoff: 150 };
    expect(end(cut, { visits: [60, 120, 180] })).toEqual([
      120,
      1,
      "no progression at last assessment",
      "last assessment",
    ]);
    expect(end(cut, { pd: 180, visits: [60, 120, 180] })[0]).toBe(120);
    expect(end({ ...pfs, cutoff: 150 }, { death: 170, visits: [60, 120] })).toEqual([
      120,
      1,
      "no progression or death at last assessment",
      "last assessment",
    ]);
  });

  test("one on the day of the cut-off counts, and so does an event of that day", () => {
    expect(end({ ...ttp, cutoff: 150 }, { visits: [60, 150] })).toEqual([150, 6, "cut-off", "last assessment"]);
    expect(end({ ...ttp, cutoff: 150 }, { pd: 150, visits: [60, 150] }).slice(0, 2)).toEqual([150, 0]);
  });

  test("time to progression: death before it is a censoring at the last assessment (FDA: or at death)", () => {
    const dead = { death: 100, visits: [60, 100] };
    expect(end(ttp, { ...dead, visits: [60] })).toEqual([60, 5, "death without progression", "last assessment"]);
    expect(end(ttp, dead).slice(0, 2)).toEqual([100, 5]);
    const atDeath = { ...ttp, censoring: { died: "death" } } as const;
    expect(end(atDeath, { ...dead, visits: [60] })).toEqual([100, 5, "death without progression", "died"]);
  });

  test("one after death does not count, with a warning", () => {
    const { days, warnings } = timeToEvent([subject({ death: 100, visits: [60, 130] })], ttp);
    expect(days[0]).toBe(60);
    expect(warnings).toEqual([
      {
        code: "assessment-after-death",
        message: "an assessment lies after death in 1 row (0): it does not count, correct one of the dates",
      },
    ]);
  });

  test("no assessment from the origin on: an error, or day 0 (FDA: randomization, censored)", () => {
    const strict = { ...ttp, noDate: "error" } as const;
    const message =
      "row 0: there is no event and no assessment between the origin and the end of follow-up: complete the dates";
    for (const visits of [[], [-20]]) expect(() => end(strict, { visits })).toThrow(message);
    expect(() => end({ ...strict, cutoff: 50 }, { visits: [60] })).toThrow(message);
    expect(() => end(strict, {})).toThrow(expect.objectContaining({ code: "date", column: "assessments", row: 0 }));
    const listed = { origin: "origin", event: { death: "death" }, censoring: { "last contact": "contact" } } as const;
    expect(() => timeToEvent([subject()], listed)).toThrow(expect.objectContaining({ column: "censoring", row: 0 }));
    expect(end(ttp, { death: 20 })).toEqual([0, 4, "no assessment", "origin"]);
    const { warnings } = timeToEvent([subject(), subject({ visits: [-20] })], ttp);
    expect(warnings).toEqual([
      { code: "before-origin", message: "all assessments lie before the origin in 1 row (1): censored on day 0" },
    ]);
  });

  test("one on the day of the origin is an assessment", () => {
    expect(end(ttp, { visits: [0] })).toEqual([0, 1, "no progression at last assessment", "last assessment"]);
  });

  test("with days of censoring beside them the later counts; among equal days the assessment", () => {
    const spec = { ...ttp, censoring: { "last contact": "contact" } } as const;
    expect(end(spec, { visits: [60], contact: 90 })).toEqual([90, 1, "last contact", "last contact"]);
    expect(end(spec, { visits: [90], contact: 90 })[3]).toBe("last assessment");
    expect(end({ ...spec, cutoff: 80 }, { visits: [60], contact: 90 })).toEqual([80, 6, "cut-off", "cut-off"]);
    expect(end(spec, { visits: [60], contact: 90, death: 75 })[3]).toBe("death");
  });

  test("among equal days of censoring the one listed first counts", () => {
    const censoring = { first: "contact", second: "contact" } as const;
    expect(end({ ...ttp, censoring }, { visits: [60], contact: 90 })[3]).toBe("first");
  });

  test("the data's own reason replaces that of the last assessment only", () => {
    const spec = { ...ttp, censoringReason: () => "withdrew consent" };
    expect(end(spec, { visits: [60] }).slice(1, 3)).toEqual([1, "withdrew consent"]);
    expect(end(spec, { visits: [60], death: 80 })[2]).toBe("death without progression");
  });
});

describe("new therapy (FDA table A: censored at the last assessment before; admiralonco: PDDT < NACTDT)", () => {
  const spec = { ...pfs, newTherapy: "therapy" } as const;

  test("an event before it counts", () => {
    expect(end(spec, { pd: 120, visits: [60, 120], therapy: 121 }).slice(0, 2)).toEqual([120, 0]);
  });

  test("an event after it, or on its day, is censored at the last assessment before it", () => {
    for (const therapy of [100, 120]) {
      expect(end(spec, { pd: 120, visits: [60, 120], therapy })).toEqual([60, 3, "new therapy", "last assessment"]);
      expect(end(spec, { death: 120, visits: [60], therapy }).slice(0, 2)).toEqual([60, 3]);
    }
  });

  test("without an event too, and an assessment on its day does not lie before it", () => {
    expect(end(spec, { visits: [60, 120, 180], therapy: 120 }).slice(0, 2)).toEqual([60, 3]);
    expect(end(spec, { visits: [60, 120, 180], therapy: 121 }).slice(0, 2)).toEqual([120, 3]);
  });

  test("day 0 where no assessment lies before it", () => {
    const strict = { ...spec, noDate: "error" } as const;
    expect(end(strict, { visits: [60], therapy: 30 })).toEqual([0, 3, "new therapy", "origin"]);
    expect(end(strict, { visits: [60], therapy: 0 }).slice(0, 2)).toEqual([0, 3]);
  });

  test("one after the cut-off is not known", () => {
    expect(end({ ...spec, cutoff: 100 }, { visits: [60, 90], therapy: 101 }).slice(0, 2)).toEqual([90, 1]);
    expect(end({ ...spec, cutoff: 100 }, { visits: [60, 100], therapy: 100 }).slice(0, 2)).toEqual([60, 3]);
  });

  test("days of censoring count only before it", () => {
    const both = { ...spec, censoring: { "last contact": "contact" } } as const;
    expect(end(both, { visits: [60], contact: 80, therapy: 81 })).toEqual([80, 3, "new therapy", "last contact"]);
    expect(end(both, { visits: [60], contact: 81, therapy: 81 })[0]).toBe(60);
  });

  test("time to progression: death after it is no death without progression but the new therapy", () => {
    const spec = { ...ttp, newTherapy: "therapy" } as const;
    expect(end(spec, { visits: [60], therapy: 80, death: 100 }).slice(1, 3)).toEqual([3, "new therapy"]);
    expect(end(spec, { visits: [60], therapy: 100, death: 100 })[1]).toBe(3);
  });

  test("one before the origin or after death does not count, with a warning", () => {
    const rows = [
      subject({ pd: 120, visits: [60, 120], therapy: -3 }),
      subject({ death: 100, visits: [60], therapy: 101 }),
    ];
    const { cnsr, warnings } = timeToEvent(rows, spec);
    expect(Array.from(cnsr)).toEqual([0, 0]);
    expect(warnings).toEqual([
      {
        code: "therapy-before-origin",
        message:
          "the new therapy begins before the origin in 1 row (0): it does not count, correct the date or leave the subjects out with where",
      },
      {
        code: "therapy-after-death",
        message: "the new therapy begins after death in 1 row (1): it does not count, correct one of the dates",
      },
    ]);
  });
});

describe("missed visits (FDA table A: death or progression after two or more missed visits)", () => {
  const spec = { ...pfs, maxGapDays: 112 } as const;

  test("a gap of exactly maxGapDays is none, one of a day more is", () => {
    expect(end(spec, { death: 172, visits: [60] }).slice(0, 2)).toEqual([172, 0]);
    expect(end(spec, { death: 173, visits: [60] })).toEqual([60, 2, "missed visits", "last assessment"]);
    expect(end(spec, { pd: 173, visits: [60, 173] })).toEqual([60, 2, "missed visits", "last assessment"]);
  });

  test("counts from the origin where no assessment lies between", () => {
    expect(end(spec, { death: 112 }).slice(0, 2)).toEqual([112, 0]);
    expect(end(spec, { death: 113 })).toEqual([0, 2, "missed visits", "origin"]);
    expect(end(spec, { death: 113, visits: [-5] })[0]).toBe(0);
    expect(end(spec, { death: 113, visits: [0] })[3]).toBe("last assessment");
  });

  test("an assessment on the day of death lies before it, one on the day of progression found it", () => {
    expect(end(spec, { death: 200, visits: [60, 200] }).slice(0, 2)).toEqual([200, 0]);
    expect(end(spec, { death: 200, pd: 200, visits: [60, 200] }).slice(0, 2)).toEqual([60, 2]);
    const deathFirst = { ...spec, event: { death: "death", progression: "pd" } } as const;
    expect(end(deathFirst, { death: 200, pd: 200, visits: [60, 200] }).slice(0, 2)).toEqual([60, 2]);
  });

  test("a gap before the last assessment without an event is none", () => {
    expect(end(spec, { visits: [60, 300] }).slice(0, 2)).toEqual([300, 1]);
    expect(end(spec, { visits: [60, 300], death: 330 }).slice(0, 2)).toEqual([330, 0]);
  });

  test("new therapy before the event comes first, one after it does not matter", () => {
    const both = { ...spec, newTherapy: "therapy" } as const;
    expect(end(both, { visits: [60], death: 300, therapy: 200 }).slice(0, 2)).toEqual([60, 3]);
    expect(end(both, { visits: [60], pd: 300, therapy: 310 }).slice(0, 2)).toEqual([60, 2]);
  });

  test("days of censoring do not close a gap", () => {
    const contact = { ...spec, censoring: { "last contact": "contact" } } as const;
    expect(end(contact, { visits: [60], contact: 200, death: 201 }).slice(0, 2)).toEqual([60, 2]);
  });
});

describe("exposure (treatment that begins after the origin)", () => {
  const spec = { ...os, exposure: "exposed" } as const;

  test("immortal time is named with the subjects, the longest delay and what to do", () => {
    const rows = [3, null, 0, 45, -2].map((exposed) => subject({ visits: [100], exposed }));
    expect(timeToEvent(rows, spec).warnings).toEqual([
      {
        code: "immortal-time",
        message:
          "the treatment begins after the origin in 2 subjects (rows 0, 3), at most 45 days after it: none of them can have the event before it begins, which favors the treated (immortal time). Begin at a landmark (landmark), or count the time before the treatment as untreated (startStopRows)",
      },
    ]);
    const one = timeToEvent(rows.slice(0, 1), spec).warnings[0]!.message;
    expect(one).toContain("in 1 subject (row 0), at most 3 days after it");
  });

  test("does not change a time, and is not looked at in rows left out", () => {
    const rows = [subject({ visits: [100], exposed: 30 }), subject({ death: 90, exposed: null })];
    const { warnings, ...rest } = timeToEvent(rows, spec);
    const { warnings: none, ...plain } = timeToEvent(rows, os);
    expect([rest, none]).toEqual([plain, []]);
    expect(warnings).toHaveLength(1);
    expect(timeToEvent(rows, { ...spec, where: (d) => d.exposed === null }).warnings).toEqual([]);
  });

  test("a treatment after death is an order that cannot be", () => {
    const { warnings } = timeToEvent([subject({ death: 20, exposed: 25 })], spec);
    expect(warnings).toEqual([
      {
        code: "exposure-after-death",
        message:
          "the treatment begins after death in 1 row (0): correct one of the dates, or count the subjects as untreated",
      },
    ]);
  });
});

test("duration of response: responders only, from the first response; assessments before it do not count", () => {
  const rows = [
    { ...subject({ visits: [50, 100, 150], pd: 150 }), response: 50 },
    { ...subject({ visits: [50] }), response: null },
    { ...subject({ visits: [50, 100] }), response: 100 },
  ];
  const duration = timeToEvent(rows, {
    ...pfs,
    origin: "response",
    noDate: "error",
    where: (d) => d.response !== null,
  });
  expect(Array.from(duration.days)).toEqual([100, Number.NaN, 0]);
  expect(duration.reason).toEqual(["progression", null, "no progression or death at last assessment"]);
  expect([Array.from(duration.cnsr), duration.endsOn[1], duration.excluded]).toEqual([[0, -1, 1], null, 1]);
});

describe("reading", () => {
  test("lists are fields, accessors, or one list per row; dates in them may be missing, and so may lists", () => {
    const rows = [
      { o: "2020-01-01", v: ["2020-03-01", null, new Date("2020-02-01")] },
      { o: "2020-01-01", v: null },
    ];
    const spec = { origin: "o", event: { x: () => null }, noDate: "origin" } as const;
    const expected = [60, 0];
    const columns = { o: rows.map((d) => d.o), v: rows.map((d) => d.v) };
    expect(Array.from(timeToEvent(rows, { ...spec, assessments: "v" }).days)).toEqual(expected);
    expect(Array.from(timeToEvent(columns, { ...spec, assessments: "v" }).days)).toEqual(expected);
    expect(Array.from(timeToEvent(rows, { ...spec, assessments: (d) => d.v }).days)).toEqual(expected);
    expect(Array.from(timeToEvent(rows, { ...spec, assessments: rows.map((d) => d.v) }).days)).toEqual(expected);
    const typed = timeToEvent([{ o: 0, v: Int32Array.of(60) }], { ...spec, assessments: (d) => Array.from(d.v) });
    expect(typed.days[0]).toBe(60);
    const gaps = timeToEvent([{ o: 0 }], { ...spec, assessments: () => [60, undefined, Number.NaN] });
    expect(gaps.days[0]).toBe(60);
  });

  const rows = [subject(), subject({ visits: [60] })];
  const cases: [string, object, string][] = [
    [
      "one day instead of a list",
      { assessments: "origin" },
      'column "origin", row 0: 0 is no list: give all days of the subject, [day, ...]',
    ],
    [
      "text instead of a list",
      { assessments: () => "2020-01-01" },
      'column "assessments", row 0: "2020-01-01" is no list',
    ],
    [
      "a day that does not exist",
      { origin: () => "2020-01-01", assessments: () => ["2020-02-30"] },
      'column "assessments", row 0: the date is "2020-02-30": there is no such day',
    ],
    ["half a day", { assessments: () => [1.5] }, "row 0: the day number is 1.5: give a whole number"],
    ["a yes", { assessments: () => [true] }, "row 0: a date cannot be a boolean"],
    [
      "dates and day numbers in lists",
      { assessments: () => [1, "2020-01-01"] },
      "row 0: dates and day numbers are mixed",
    ],
    [
      "lists on another axis",
      { assessments: () => ["2020-01-01"] },
      "origin holds day numbers but assessments calendar dates",
    ],
    ["an unknown field", { assessments: "visit" }, 'assessments: there is no column "visit"'],
    ["lists of other rows", { assessments: [[1]] }, "assessments has 1 values but the data have 2 rows"],
    ["no channel", { assessments: 5 }, "assessments is a number: give a field name, an accessor or an array"],
    [
      "new therapy without assessments",
      { assessments: undefined, censoring: { c: "contact" }, newTherapy: "therapy" },
      "newTherapy is given without assessments, of which the last before it is the day of censoring: give assessments",
    ],
    [
      "a gap without assessments",
      { assessments: undefined, censoring: { c: "contact" }, maxGapDays: 112 },
      "maxGapDays is given without assessments",
    ],
    ["a gap of no days", { maxGapDays: 0 }, "maxGapDays is 0: give the days after which visits were missed, above 0"],
    [
      "no day of censoring at all",
      { assessments: undefined },
      "neither censoring nor assessments are given: write censoring: { name: channel }, or give all assessments",
    ],
  ];
  test.each(cases)("an error names it: %s", (_, fields, message) => {
    expect(() => timeToEvent(rows, { ...ttp, ...fields } as never)).toThrow(
      expect.objectContaining({ name: "HccInputError", message: expect.stringContaining(message) }),
    );
  });
});

/** The same from day to day, as a nurse would keep the chart: [days, CNSR]. */
function dayByDay(s: Subject, deadly: boolean, tumor: boolean, gap: number, cutoff: number): [number, number] {
  let visit: number | null = null;
  let free: number | null = null;
  const since = (): number => visit ?? s.origin;
  const close = (code: number): [number, number] => {
    const known = [visit, free].filter((day) => day !== null);
    return known.length === 0 ? [0, code === 3 ? 3 : 4] : [Math.max(...known) - s.origin, code];
  };
  for (let day = s.origin; day <= cutoff; day++) {
    if (s.therapy === day) return close(3);
    if (tumor && s.pd === day) return day - since() > gap ? [since() - s.origin, 2] : [day - s.origin, 0];
    if (s.visits.includes(day)) visit = day;
    if (s.contact === day) free = day;
    if (s.death === day) {
      if (deadly) return day - since() > gap ? [since() - s.origin, 2] : [day - s.origin, 0];
      if (s.contact !== null && s.contact > day) free = day;
      return close(5);
    }
  }
  if (s.contact !== null && s.contact > cutoff) free = cutoff;
  return close(Math.max(visit ?? -Infinity, free ?? -Infinity) === cutoff ? 6 : 1);
}

const day = (min: number, max: number): fc.Arbitrary<number | null> => fc.option(fc.integer({ min, max }), { freq: 2 });
const anySubject: fc.Arbitrary<Subject> = fc
  .record({
    origin: fc.integer({ min: 0, max: 8 }),
    pd: day(8, 40),
    death: day(8, 40),
    visits: fc.array(fc.integer({ min: 0, max: 45 }), { maxLength: 6 }),
    therapy: day(0, 45),
    exposed: fc.constant(null),
    contact: day(0, 45),
  })
  .map((s) => subject(s.pd !== null && s.death !== null && s.pd > s.death ? { ...s, pd: s.death } : s));
const subjects = fc.array(anySubject, { minLength: 1, maxLength: 5 });
const anySpec = fc.record({
  endPoint: fc.constantFrom(ttp, pfs, os),
  gap: fc.integer({ min: 1, max: 30 }),
  cutoff: fc.oneof(fc.integer({ min: 8, max: 45 }), fc.constant(99)),
  contact: fc.boolean(),
});
type AnySpec = typeof anySpec extends fc.Arbitrary<infer Value> ? Value : never;
const specOf = ({ endPoint, gap, cutoff, contact }: AnySpec): Spec => ({
  ...endPoint,
  newTherapy: "therapy",
  maxGapDays: gap,
  cutoff,
  ...(contact && { censoring: { "last contact": "contact" } }),
});
const times = (rows: readonly Subject[], spec: Spec): unknown[] => {
  const { days, cnsr, reason, endsOn } = timeToEvent(rows, spec);
  return rows.map((_, i) => [days[i], cnsr[i], reason[i], endsOn[i]]);
};

describe("of any subjects", () => {
  test("the rules give what the days give one after another", () => {
    const found = new Set<number>();
    fc.assert(
      fc.property(subjects, anySpec, (rows, any) => {
        const { days, cnsr } = timeToEvent(rows, specOf(any));
        rows.forEach((row, i) => {
          const s = any.contact ? row : { ...row, contact: null };
          const [expected, code] = dayByDay(s, any.endPoint !== ttp, any.endPoint !== os, any.gap, any.cutoff);
          expect([days[i], cnsr[i]]).toEqual([expected, code]);
          found.add(code);
        });
      }),
      { numRuns: 2000 },
    );
    expect([...found].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test("the order of rows and of assessments, and assessments listed twice, change nothing", () => {
    fc.assert(
      fc.property(subjects, anySpec, (rows, any) => {
        const spec = specOf(any);
        const other = rows.map((row) => ({ ...row, visits: [...row.visits, ...row.visits].reverse() })).reverse();
        expect(times(other, spec).reverse()).toEqual(times(rows, spec));
      }),
      { numRuns: 1000 },
    );
  });

  test("subjects apart give what they give together", () => {
    fc.assert(
      fc.property(subjects, anySpec, (rows, any) => {
        const spec = specOf(any);
        expect(rows.flatMap((row) => times([row], spec))).toEqual(times(rows, spec));
      }),
      { numRuns: 1000 },
    );
  });

  test("all dates moved by as many days, and as calendar dates, give the same", () => {
    const shift = (s: Subject, by: number): Subject => ({
      ...s,
      ...Object.fromEntries(
        Object.entries(s).map(([name, value]) => [name, typeof value === "number" ? value + by : value]),
      ),
      visits: s.visits.map((day) => day + by),
    });
    const date = (day: number | null): string | null =>
      day === null ? null : new Date(day * 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(subjects, anySpec, fc.integer({ min: 0, max: 40_000 }), (rows, any, by) => {
        const moved = rows.map((row) => shift(row, by));
        const spec = { ...specOf(any), cutoff: any.cutoff + by };
        expect(times(moved, spec)).toEqual(times(rows, specOf(any)));
        const dated = moved.map((row) => ({
          ...Object.fromEntries(
            Object.entries(row).map(([name, value]) => [name, typeof value === "number" ? date(value) : value]),
          ),
          visits: row.visits.map(date),
        }));
        expect(times(dated as never, { ...spec, cutoff: date(spec.cutoff)! } as never)).toEqual(
          times(rows, specOf(any)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("what is later than the cut-off has no effect", () => {
    fc.assert(
      fc.property(subjects, anySpec, (rows, any) => {
        const spec = specOf(any);
        const known = (day: number | null): number | null => (day !== null && day > any.cutoff ? null : day);
        const cut = rows.map((s) => ({
          ...s,
          pd: known(s.pd),
          death: known(s.death),
          therapy: known(s.therapy),
          contact: s.contact === null ? null : Math.min(s.contact, any.cutoff),
          visits: s.visits.filter((day) => day <= any.cutoff),
        }));
        const days = (of: readonly Subject[]): unknown[] => {
          const { days, cnsr, reason } = timeToEvent(of, spec);
          return of.map((_, i) => [days[i], cnsr[i], reason[i]]);
        };
        expect(days(cut)).toEqual(days(rows));
      }),
      { numRuns: 1000 },
    );
  });

  test("a longer gap allowed, or no new therapy looked at, never loses an event", () => {
    fc.assert(
      fc.property(subjects, anySpec, fc.integer({ min: 1, max: 30 }), (rows, any, more) => {
        const { event } = timeToEvent(rows, specOf(any));
        const { maxGapDays, newTherapy, ...rest } = specOf(any);
        for (const spec of [{ ...rest, newTherapy, maxGapDays: maxGapDays! + more }, { ...rest, maxGapDays }, rest]) {
          const other = timeToEvent(rows, spec as Spec).event;
          expect(rows.every((_, i) => other[i]! >= event[i]!)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
