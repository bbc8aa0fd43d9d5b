import { expect, test } from "vitest";
import { dayNumber, readDates } from "../src/index.js";

test("day numbers count from 1970-01-01 and agree with the calendar of the engine", () => {
  expect([dayNumber("1970-01-01"), dayNumber("1969-12-31"), dayNumber(new Date("2021-12-31"))]).toEqual([0, -1, 18992]);
  for (let day = -200_000; day < 200_000; day += 331) {
    expect(dayNumber(new Date(day * 86_400_000))).toBe(day);
    expect(dayNumber(new Date(day * 86_400_000).toISOString().slice(0, 10))).toBe(day);
  }
});

test("days that do not exist and times of day are errors", () => {
  for (const text of ["2021-02-29", "2021-04-31", "2021-00-01", "2021-1-1", "2021-01-01T00:00", ""]) {
    expect(() => dayNumber(text)).toThrow(expect.objectContaining({ name: "HccInputError", code: "date" }));
  }
  expect(() => dayNumber(new Date(5))).toThrow("1970-01-01T00:00:00.005Z");
});

test("missing dates are kept as NaN and an all-missing column has no scale", () => {
  expect(readDates([{ d: "1970-01-02" }, { d: null }, {}], "d", "death")).toEqual({
    days: Float64Array.of(1, Number.NaN, Number.NaN),
    scale: "calendar",
  });
  expect(readDates({ d: [null, undefined] }, "d", "death").scale).toBe(null);
  expect(readDates([{ d: 7 }], "d", "death")).toEqual({ days: Float64Array.of(7), scale: "number" });
});

test("errors name the column, the row and the remedy", () => {
  expect(() => readDates([{ d: "2021-01-01" }, { d: 5 }], "d", "death")).toThrow(
    'column "d", row 1: dates and day numbers are mixed: use one of them',
  );
  expect(() => readDates([{ d: 1.5 }], "d", "death")).toThrow("the day number is 1.5: give a whole number");
  expect(() => readDates([{ d: true }], "d", "death")).toThrow(
    'a date cannot be a boolean: give text such as "2021-12-31"',
  );
  expect(() => readDates([{ e: "2021-01-01" }], "d", "death")).toThrow('there is no column "d"');
});
