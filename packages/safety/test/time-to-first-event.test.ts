import { fromJson, toJson } from "@hcc/data";
import { cumulativeIncidence, grayTest } from "@hcc/survival";
import { describe, expect, test } from "vitest";
import { timeToFirstEvent } from "../src/index.js";

interface Patient {
  readonly id: string;
  readonly arm?: string;
  readonly start: number | null;
  readonly stop: number | null;
  readonly end?: number | null;
  readonly death?: number | null;
}
interface Event {
  readonly id: string;
  readonly day: number | null;
}
const freeze = <T extends object>(rows: readonly T[]): readonly T[] =>
  Object.freeze(rows.map((row) => Object.freeze({ ...row })));
const spec = {
  patient: "id",
  onsetDay: "day",
  id: "id",
  start: "start",
  stop: "stop",
  end: (d: Patient) => d.end,
  death: (d: Patient) => d.death,
  windowDays: 30,
} as const;
const times = (patient: Omit<Patient, "id">, days: readonly (number | null)[] = [], more = {}) => {
  const events: Event[] = days.map((day) => ({ id: "P1", day }));
  const { columns } = timeToFirstEvent(freeze(events), freeze<Patient>([{ id: "P1", ...patient }]), {
    ...spec,
    ...more,
  });
  return [columns.time[0], columns.cause[0]];
};

describe("the time of a patient ends", () => {
  test("on the first event, whatever the order of events", () => {
    expect(times({ start: 5, stop: 100 }, [90, 20, 40])).toEqual([15, "event"]);
  });
  test("on death inside the window, which competes", () => {
    expect(times({ start: 5, stop: 100, death: 120 })).toEqual([115, "competing"]);
    expect(times({ start: 5, stop: 100, death: 130 })).toEqual([125, "competing"]);
  });
  test("on the last day of the window where death comes later", () => {
    expect(times({ start: 5, stop: 100, death: 131 })).toEqual([125, "censored"]);
  });
  test("on the last day observed, where that is earlier or treatment goes on", () => {
    expect(times({ start: 5, stop: 100, end: 60 })).toEqual([55, "censored"]);
    expect(times({ start: 5, stop: null, end: 600 })).toEqual([595, "censored"]);
  });
  test("with the event where death is on the same day; at 0 where the event is on the day of the start", () => {
    expect(times({ start: 5, stop: 100, death: 50 }, [50])).toEqual([45, "event"]);
    expect(times({ start: 5, stop: 100 }, [5])).toEqual([0, "event"]);
  });
  test("events before treatment and after the window do not end it", () => {
    expect(times({ start: 5, stop: 100 }, [4, 131])).toEqual([125, "censored"]);
  });
});

describe("the columns", () => {
  const patients = Array.from(
    { length: 40 },
    (_, i): Patient => ({
      id: `P${i}`,
      arm: i % 2 === 0 ? "A" : "B",
      start: i,
      stop: i + 50 + ((i * 7) % 31),
      death: i % 5 === 0 ? i + 40 + i : null,
    }),
  );
  const events = patients.filter((_, i) => i % 3 === 0).map(({ id, start }, i): Event => ({ id, day: start! + 3 + i }));
  const result = timeToFirstEvent(freeze(events), freeze(patients), { ...spec, by: (d: Patient) => d.arm });

  test("go into cumulativeIncidence and grayTest as they are", () => {
    const { columns, cause } = result;
    const { curves } = cumulativeIncidence(columns, { time: "time", cause, by: "group" });
    expect(curves.map(({ group }) => group)).toEqual(["A", "B"]);
    const counted = columns.cause.filter((one) => one === "event").length;
    const { groups, pValue } = grayTest(columns, { time: "time", cause, by: "group" });
    expect(groups.reduce((sum, group) => sum + group.events, 0)).toBe(counted);
    expect(pValue).toBeGreaterThan(0);
  });
  test("leave out patients never treated or outside the analysis; the result survives JSON", () => {
    const more = [...patients.slice(0, 4), { id: "P99", arm: "A", start: null, stop: null }];
    const some = timeToFirstEvent([], more, { ...spec, where: (d) => d.arm === "A" });
    expect([some.columns.id, some.untreated]).toEqual([["P0", "P2"], 1]);
    expect(fromJson(toJson(result))).toEqual(result);
  });
});

describe("an input without an answer is an InputError", () => {
  const cases: readonly (readonly [string, () => unknown, string, string])[] = [
    [
      "an event after death",
      () => times({ start: 5, stop: 100, death: 50 }, [51]),
      "date",
      "after the last day observed, 50",
    ],
    ["an event without day", () => times({ start: 5, stop: 100 }, [null]), "missing-value", "has no day of onset"],
    [
      "a death before the start",
      () => times({ start: 5, stop: 100, death: 4 }),
      "date",
      "before the start of treatment on day 5",
    ],
    ["a patient without a last day", () => times({ start: 5, stop: null }), "missing-value", "has no last day"],
    ["an unknown option", () => times({ start: 5, stop: 9 }, [], { level: 0.9 }), "option", 'no option "level"'],
  ];
  for (const [name, call, code, message] of cases) {
    test(name, () => {
      expect(call).toThrow(expect.objectContaining({ name: "HccInputError", code }));
      expect(call).toThrow(message);
    });
  }
});
