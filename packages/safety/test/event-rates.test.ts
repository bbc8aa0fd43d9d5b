import { fromJson, toJson } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "../../../validation/safety.json" with { type: "json" };
import { eventRates, timeToFirstEvent } from "../src/index.js";
import { poissonRate, poissonRatio } from "../src/internal/rate-tests.js";

interface Patient {
  readonly id: string | number;
  readonly arm?: string;
  readonly start: number | null;
  readonly stop: number | null;
  readonly end?: number | null;
}
interface Event {
  readonly id: string | number;
  readonly day: number | null;
  readonly term?: string;
}
const freeze = <T extends object>(rows: readonly T[]): readonly T[] =>
  Object.freeze(rows.map((row) => Object.freeze({ ...row })));
const spec = { patient: "id", onsetDay: "day", id: "id", start: "start", stop: "stop", windowDays: 0 } as const;
const rates = (events: readonly Event[], patients: readonly Patient[], more = {}) =>
  eventRates(freeze(events), freeze(patients), { ...spec, ...more });

function close(found: number | null, expected: number | null): void {
  if (found === null || expected === null) expect(found).toBe(expected);
  else expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
}
function closeP(found: number, expected: number): void {
  const logarithm = Math.log(expected);
  expect(Math.abs(Math.log(found) - logarithm)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(logarithm)));
}

describe("infections in chronic granulomatous disease equal R's poisson.test", () => {
  const { patients, events, first, all } = reference.cgd;
  const table = patients.map(({ id, arm, last }) => ({ id, arm, start: 0, stop: last }));
  reference.cgd.all.forEach((_, k) => {
    test(`at level ${all[k]!.level}, of first and of all events`, () => {
      const { overall } = rates(events, table, { by: "arm", level: all[k]!.level });
      for (const [name, expected] of [
        ["first", first[k]!],
        ["all", all[k]!],
      ] as const) {
        overall.groups.forEach((group, i) => {
          const { rate, personYears, events: count } = group[name];
          expect(count).toBe(expected.events[i]);
          close(personYears, expected.personYears[i]!);
          [rate.estimate, rate.lower, rate.upper].forEach((value, j) => {
            close(value, expected.rates[i]![j]!);
          });
        });
        const ratio = name === "first" ? overall.firstRatio! : overall.allRatio!;
        [ratio.estimate, ratio.lower, ratio.upper].forEach((value, j) => {
          close(value, expected.ratio.interval[j]!);
        });
        closeP(ratio.pValue, expected.ratio.pValue);
      }
    });
  });

  test("the time of first events is the sum of the times to the first event", () => {
    const { overall } = rates(events, table, { by: "arm" });
    const { columns } = timeToFirstEvent(events, table, { ...spec, by: "arm", death: () => null });
    overall.groups.forEach(({ group, first: { personYears, events: count } }) => {
      const own = columns.time.filter((_, i) => columns.group[i] === group);
      close(
        personYears * 365.25,
        own.reduce((sum, time) => sum + time, 0),
      );
      expect(columns.cause.filter((cause, i) => cause === "event" && columns.group[i] === group).length).toBe(count);
    });
  });
});

describe("pairs of counts, extreme ones too, equal R's poisson.test", () => {
  for (const { events, years, rates: expected, ratio } of reference.pairs) {
    test(`${events.join(" and ")} events in ${years.join(" and ")} years`, () => {
      expected.forEach((values, i) => {
        const { estimate, lower, upper } = poissonRate(events[i]!, years[i]! / 100, 0.95);
        [estimate, lower, upper].forEach((value, j) => {
          close(value, values[j]!);
        });
      });
      const pair = poissonRatio([events[0]!, events[1]!], [years[0]!, years[1]!], 0.95);
      [pair.estimate, pair.lower, pair.upper].forEach((value, j) => {
        close(value, ratio.interval[j]!);
      });
      closeP(pair.pValue, ratio.pValue);
    });
  }
});

describe("exposure", () => {
  const patients = [
    { id: "P1", start: 10, stop: 110 },
    { id: "P2", start: 0, stop: null, end: 50 },
    { id: "P3", start: null, stop: null },
  ];
  const days = (of: { readonly personYears: number }) => Math.round(of.personYears * 365.25 * 1e6) / 1e6;

  test("runs from the start to the first of stop + window and end; for first events to the first event", () => {
    const { overall, untreated } = rates(
      [
        { id: "P1", day: 60 },
        { id: "P1", day: 70 },
      ],
      patients,
      { end: "end", windowDays: 30 },
    );
    expect([days(overall.groups[0]!.all), days(overall.groups[0]!.first), untreated]).toEqual([180, 100, 1]);
    expect([overall.groups[0]!.all.events, overall.groups[0]!.first.events]).toEqual([2, 1]);
  });

  test("leaves out events before treatment and after the window, both days of the window included", () => {
    const { overall, excluded } = rates(
      [9, 10, 140, 141].map((day) => ({ id: "P1", day })),
      patients,
      { end: "end", windowDays: 30 },
    );
    expect(overall.groups[0]!.all.events).toBe(2);
    expect(excluded.filter(({ count }) => count > 0)).toEqual([
      { reason: "before-treatment", count: 1, rows: [0] },
      { reason: "after-window", count: 1, rows: [3] },
    ]);
  });

  test("terms have rows of their own, most events first, and their own time to the first event", () => {
    const events = [
      { id: "P1", day: 60, term: "Rash" },
      { id: "P1", day: 70, term: "Pain" },
      { id: "P2", day: 20, term: "Pain" },
    ];
    const { rows } = rates(events, patients, { end: "end", term: "term" });
    expect(rows.map(({ term, groups }) => [term, days(groups[0]!.first)])).toEqual([
      ["Pain", 80],
      ["Rash", 100],
    ]);
  });

  test("without time at risk there is no rate, and no ratio", () => {
    const { overall } = rates(
      [],
      [
        { id: "P1", arm: "A", start: 0, stop: 0 },
        { id: "P2", arm: "B", start: 0, stop: 9 },
      ],
      { by: "arm" },
    );
    expect(overall.groups[0]!.all.rate).toMatchObject({ estimate: null, lower: null, upper: null });
    expect(overall.allRatio).toBeNull();
  });

  test("rates do not depend on the order, halve when days double, and the ratio turns over with the groups", () => {
    const patient = fc.record({
      last: fc.integer({ min: 10, max: 900 }),
      arm: fc.constantFrom("A", "B"),
      days: fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(patient, { minLength: 1, maxLength: 8 }), (list) => {
        const table = [...list, { last: 100, arm: "A", days: [3] }, { last: 100, arm: "B", days: [4] }];
        const of = (factor: number, order: (rows: never[]) => unknown[], levels: string[]) =>
          rates(
            order(
              table.flatMap(({ days: onsets }, i) => onsets.map((day) => ({ id: i, day: day * factor }))) as never[],
            ) as Event[],
            order(
              table.map(({ last, arm }, id) => ({ id, arm, start: 0, stop: last * factor })) as never[],
            ) as Patient[],
            { by: "arm", levels },
          ).overall;
        const once = of(1, (rows) => rows, ["A", "B"]);
        expect(of(1, (rows) => rows.reverse(), ["A", "B"])).toEqual(once);
        close(of(2, (rows) => rows, ["A", "B"]).groups[0]!.all.rate.upper! * 2, once.groups[0]!.all.rate.upper!);
        const turned = of(1, (rows) => rows, ["B", "A"]);
        close(1 / turned.allRatio!.lower!, once.allRatio!.upper!);
        closeP(turned.allRatio!.pValue, once.allRatio!.pValue);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("the result survives JSON", () => {
    const result = rates([{ id: "P1", day: 60 }], patients, { end: "end" });
    expect(fromJson(toJson(result))).toEqual(result);
  });
});

describe("an input without an answer is an InputError", () => {
  const one = [{ id: "P1", start: 10, stop: 100 }];
  const cases: readonly (readonly [string, () => unknown, string, string])[] = [
    [
      "an event without day",
      () => rates([{ id: "P1", day: null }], one),
      "missing-value",
      'row 0 of patient "P1" has no day of onset',
    ],
    [
      "an event after the last day",
      () => rates([{ id: "P1", day: 60 }], [{ ...one[0]!, end: 50 }], { end: "end" }),
      "date",
      "after the last day observed, 50",
    ],
    [
      "a patient without a last day",
      () => rates([], [{ id: "P1", start: 1, stop: null }]),
      "missing-value",
      'patient "P1" (row 0) is still treated and has no last day',
    ],
    [
      "an end before the start",
      () => rates([], [{ ...one[0]!, end: 5 }], { end: "end" }),
      "date",
      "before the start of treatment on day 10",
    ],
    ["an event of an unknown patient", () => rates([{ id: "P9", day: 20 }], one), "unknown-level", 'patient "P9"'],
    ["a negative window", () => rates([], one, { windowDays: -1 }), "option", "windowDays is -1"],
    ["a year of 0 days", () => rates([], one, { daysPerYear: 0 }), "option", "daysPerYear is 0"],
    ["a level of 95", () => rates([], one, { level: 95 }), "option", "level is 95"],
    ["an unknown option", () => rates([], one, { window: 3 }), "option", 'no option "window"'],
  ];
  for (const [name, call, code, message] of cases) {
    test(name, () => {
      expect(call).toThrow(expect.objectContaining({ name: "HccInputError", code }));
      expect(call).toThrow(message);
    });
  }
});
