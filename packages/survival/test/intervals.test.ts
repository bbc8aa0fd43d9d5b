import { readFileSync } from "node:fs";
import type { InputError } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { measured, splitIntervals, startStopRows } from "../src/index.js";

interface Intervals {
  readonly entry: number[];
  readonly time: number[];
  readonly event: number[];
}
const reference = JSON.parse(readFileSync(new URL("../../../validation/intervals.json", import.meta.url), "utf8")) as {
  veteran: Record<"time" | "event" | "entry" | "prior" | "karno", number[]>;
  splits: (Intervals & { cuts: number[]; delayed: boolean; row: number[]; episode: number[] })[];
  patients: Record<"id" | "time" | "death" | "age", number[]>;
  visits: Record<"id" | "day" | "bili" | "edema", number[]>;
  merged: Intervals & Record<"id" | "bili" | "edema" | "visits", number[]>;
  late: Intervals & { id: number[]; bili: (number | null)[]; total: number[] };
};
const plain = (columns: object): Record<string, unknown[]> =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(values as number[])]));
const thrown = (run: () => unknown): InputError => {
  try {
    run();
  } catch (error) {
    return error as InputError;
  }
  throw new Error("nothing was thrown");
};

describe("splitIntervals", () => {
  test.each(reference.splits)("is R's survSplit at $cuts, delayed entry $delayed", (expected) => {
    const { entry, ...rest } = reference.veteran;
    const data = expected.delayed ? { ...rest, entry } : rest;
    const spec = { time: "time", event: "event", cuts: expected.cuts, ...(expected.delayed && { entry: "entry" }) };
    const { columns, n, cuts } = splitIntervals<Record<string, number[]>>(data, spec);
    const { row, time, event, episode } = expected;
    expect(plain(columns)).toEqual({ entry: expected.entry, time, event, episode, row });
    expect(n).toBe(row.length);
    expect([...cuts]).toEqual([...expected.cuts].sort((a, b) => a - b));
  });

  const rows = fc.array(
    fc.record({ from: fc.integer({ min: 0, max: 20 }), length: fc.integer({ min: 1, max: 20 }), event: fc.boolean() }),
    { minLength: 1, maxLength: 30 },
  );
  test("the intervals of a row follow each other, from its entry to its time, the event last", () => {
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.integer({ min: -5, max: 45 }), { maxLength: 8 }),
        fc.boolean(),
        (data, list, all) => {
          const cuts = all ? ("events" as const) : list;
          const { columns } = splitIntervals(data, {
            time: (d) => d.from + d.length,
            entry: "from",
            event: "event",
            cuts,
          });
          const at = all ? data.filter((d) => d.event).map((d) => d.from + d.length) : list;
          let k = 0;
          data.forEach((d, row) => {
            const inside = [...new Set(at)]
              .filter((cut) => cut > d.from && cut < d.from + d.length)
              .sort((a, b) => a - b);
            const edges = [d.from, ...inside, d.from + d.length];
            for (let j = 1; j < edges.length; j++, k++) {
              expect([columns.row[k], columns.entry[k], columns.time[k]]).toEqual([row, edges[j - 1], edges[j]]);
              expect(columns.event[k]).toBe(j === edges.length - 1 && d.event ? 1 : 0);
              expect(columns.episode[k]).toBe(1 + new Set(at.filter((cut) => cut < edges[j]!)).size);
            }
          });
          expect(k).toBe(columns.row.length);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  test("a cut that is an end but for rounding cuts nothing", () => {
    const { columns } = splitIntervals(
      [
        { t: 0.3, d: 1 },
        { t: 5, d: 0 },
      ],
      { time: "t", event: "d", cuts: [0.1 + 0.2, 1e-12] },
    );
    expect(plain(columns)).toMatchObject({ entry: [0, 0, 0.3], time: [0.3, 0.3, 5], row: [0, 1, 1] });
  });

  test("rows that are left out are counted, row numbers are those of the input, id is carried along", () => {
    const data = [
      { who: "a", t: 3, d: 0 },
      { who: "b", t: null, d: 1 },
      { who: "c", t: 9, d: 1 },
      { who: "d", t: 9, d: 1 },
    ];
    const split = splitIntervals(data, {
      time: "t",
      event: "d",
      id: "who",
      cuts: [5],
      where: (d) => d.who !== "d",
      missing: "omit",
    });
    expect(plain(split.columns)).toMatchObject({ row: [0, 2, 2], id: ["a", "c", "c"], event: [0, 0, 1] });
    expect([split.omitted, split.excluded]).toEqual([{ count: 1, rows: [1] }, 1]);
  });

  test("refuses what is no interval, with row and remedy", () => {
    const one = { time: "t", event: "d", cuts: [2] } as const;
    const bad: [() => unknown, string, number | undefined][] = [
      [
        () =>
          splitIntervals(
            [
              { t: 4, d: 0 },
              { t: 0, d: 1 },
            ],
            one,
          ),
        "(0, 0] at row 1 has no length",
        1,
      ],
      [() => splitIntervals([{ t: 4, d: 0, e: 4 }], { ...one, entry: "e" }), "has no length", 0],
      [
        () => splitIntervals([{ t: 4, d: 0 }], { ...one, cuts: "event" as never }),
        'give a list of times, or "events"',
        undefined,
      ],
      [() => splitIntervals([{ t: 4, d: 0 }], { ...one, cuts: [Number.NaN] }), "cuts holds NaN", undefined],
      [() => splitIntervals([{ t: 4, d: 0 }], { ...one, cut: 1 } as never), 'no option "cut"', undefined],
      [
        () =>
          splitIntervals(
            { i: ["x", "y", "x"], e: [0, 0, 3], t: [4, 9, 8], d: [0, 1, 1] },
            { ...one, entry: "e", id: "i" },
          ),
        'patient "x" has overlapping intervals at rows 0 and 2: (0, 4] and (3, 8]',
        2,
      ],
    ];
    for (const [run, part, row] of bad) {
      const error = thrown(run);
      expect([error.name, error.row]).toEqual(["HccInputError", row]);
      expect(error.message).toContain(part);
    }
  });
});

describe("startStopRows", () => {
  const spec = { id: "id", time: "time", event: "death" } as const;
  const visit = { id: "id", time: "day" } as const;
  const { patients, visits } = reference;
  const one = () => 1;

  test("is R's tmerge with tdc and cumtdc on the visits of pbcseq", () => {
    const result = startStopRows(patients, {
      ...spec,
      measurements: {
        bili: measured(visits, { ...visit, value: "bili" }),
        edema: measured(visits, { ...visit, value: "edema" }),
        visits: measured(visits, { ...visit, value: one, rule: "sum" }),
      },
    });
    const { row, id, ...columns } = plain(result.columns);
    const { id: expectedId, ...expected } = reference.merged;
    expect(columns).toEqual(expected);
    expect(id).toEqual(expectedId.map(String));
    expect(row!.map((at) => patients.id[at as number])).toEqual(expectedId);
    expect(result.patients).toBe(patients.id.length);
  });

  test("is R's tmerge where the first visit is after the entry: null, a sum of 0", () => {
    const late = { ...visits, day: visits.day.map((day) => day + 100) };
    const { columns } = startStopRows(patients, {
      ...spec,
      measurements: {
        bili: measured(late, { ...visit, value: "bili" }),
        total: measured(late, { ...visit, value: "bili", rule: "sum" }),
      },
    });
    const { bili, total, time, entry } = reference.late;
    expect([columns.bili, Array.from(columns.time), Array.from(columns.entry)]).toEqual([bili, time, entry]);
    columns.total.forEach((value, k) => {
      expect(value).toBeCloseTo(total[k]!, 9);
    });
    expect(bili).toContain(null);
  });

  test("values hold from a visit to the next; visits before the entry count, those after the end do not", () => {
    const long = [
      { who: "b", at: 30, line: "second" },
      { who: "a", at: -2, line: "none" },
      { who: "a", at: 0, line: "first" },
      { who: "c", at: 1, line: "first" },
      { who: "a", at: 4, line: "second" },
      { who: "a", at: 9, line: "third" },
    ];
    const result = startStopRows(
      [
        { who: "b", t: 12, d: 0, from: 2 },
        { who: "a", t: 9, d: 1, from: 1 },
      ],
      {
        id: "who",
        time: "t",
        event: "d",
        entry: "from",
        measurements: { line: measured(long, { id: "who", time: "at", value: "line", initial: "unknown" }) },
      },
    );
    expect(plain(result.columns)).toEqual({
      entry: [2, 1, 4],
      time: [12, 4, 9],
      event: [0, 0, 1],
      row: [0, 1, 1],
      id: ["b", "a", "a"],
      line: ["unknown", "first", "second"],
    });
    expect(result.counts).toEqual([
      { name: "line", within: 1, before: 2, after: 2, otherPatients: 1, omitted: { count: 0, rows: [] } },
    ]);
  });

  test("booleans stay booleans, missing visits are left out when told to, order of the visits does not matter", () => {
    const long = [
      { id: 1, day: 3, on: true },
      { id: 1, day: 5, on: null },
      { id: 1, day: 1, on: false },
    ];
    const table = measured(long, { ...visit, value: "on", missing: "omit" });
    const result = startStopRows([{ id: 1, time: 8, death: 1 }], { ...spec, measurements: { on: table } });
    expect(result.columns.on).toEqual([null, false, true]);
    expect(result.counts[0]!.omitted).toEqual({ count: 1, rows: [1] });
    const back = measured([...long].reverse(), { ...visit, value: "on", missing: "omit" });
    expect(startStopRows([{ id: 1, time: 8, death: 1 }], { ...spec, measurements: { on: back } }).columns).toEqual(
      result.columns,
    );
  });

  test("refuses what has no answer, with row and remedy", () => {
    const who = [{ id: 1, time: 8, death: 1 }];
    const twice = [
      { id: 1, day: 2, x: 5 },
      { id: 1, day: 2, x: 6 },
    ];
    const x = measured(twice.slice(1), { ...visit, value: "x" });
    const bad: [() => unknown, string][] = [
      [
        () => startStopRows(who, { ...spec, measurements: { x: measured(twice, { ...visit, value: "x" }) } }),
        '"x" has two values of one patient at time 2, 5 at row 0 and 6 at row 1',
      ],
      [() => startStopRows([...who, ...who], { ...spec, measurements: { x } }), 'patient "1" is at rows 0 and 1'],
      [() => startStopRows(who, { ...spec, measurements: {} }), "measurements is not given"],
      [() => startStopRows(who, { ...spec, measurements: { x: twice as never } }), "give measured(visits, ...)"],
      [() => startStopRows(who, { ...spec, measurements: { time: x } }), 'a measurement is called "time"'],
      [() => startStopRows([{ id: 1, time: 0, death: 1 }], { ...spec, measurements: { x } }), "has no length"],
      [
        () =>
          startStopRows(who, {
            ...spec,
            measurements: { x: measured([{ id: 1, day: null, x: 1 }], { ...visit, value: "x" }) },
          }),
        "missing",
      ],
      [() => startStopRows(who, { ...spec, by: "id", measurements: { x } } as never), 'no option "by"'],
      [() => measured(twice, { ...visit, value: "x", rule: "mean" as never }), '"last", "sum"'],
      [
        () => measured(twice, { ...visit, value: "x", rule: "sum", initial: "a" } as never),
        "a sum starts with a number",
      ],
    ];
    for (const [run, part] of bad) {
      const error = thrown(run);
      expect(error.name).toBe("HccInputError");
      expect(error.message).toContain(part);
    }
  });

  test("two equal values at one time are one visit; sums count both", () => {
    const twice = [
      { id: 1, day: 2, x: 5 },
      { id: 1, day: 2, x: 5 },
    ];
    const { columns } = startStopRows([{ id: 1, time: 8, death: 1 }], {
      ...spec,
      measurements: {
        x: measured(twice, { ...visit, value: "x" }),
        sum: measured(twice, { ...visit, value: "x", rule: "sum" }),
      },
    });
    expect([columns.x, columns.sum, [...columns.time]]).toEqual([
      [null, 5],
      [0, 10],
      [2, 8],
    ]);
  });
});
