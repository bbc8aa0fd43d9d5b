import { describe, expect, test } from "vitest";
import { column, factor, InputError, interaction, optionalColumn, readFrame, readInSlices } from "../src/index.js";

type Requests = Parameters<typeof readInSlices>[1];
type Options = Parameters<typeof readInSlices>[2];

/** Columns put together from their pieces, by channel, and the number of steps. */
function gather(data: unknown, requests: Requests, options?: Options) {
  const columns = new Map<unknown, unknown[]>();
  const iterator = readInSlices(data, requests, options);
  let steps = 1;
  let step = iterator.next();
  for (; !step.done; step = iterator.next(), steps++) {
    if (step.value === null) continue;
    const { channel, start, values } = step.value;
    const values_ = columns.get(channel) ?? [];
    expect(start).toBe(values_.length);
    columns.set(channel, [...values_, ...(values as unknown[])]);
  }
  return { columns, steps, ...step.value };
}

const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { code, message, column, row } = error as InputError;
    return { code, message, column, row };
  }
};

describe("a step reads at most 256 rows", () => {
  const n = 40_000;
  const rows = Object.freeze(Array.from({ length: n }, (_, i) => Object.freeze({ t: i / 7, g: `g${i % 3}` })));

  test("of accessors", () => {
    let calls = 0;
    const time = (d: { t: number }): number => {
      calls++;
      return d.t;
    };
    let before = 0;
    let most = 0;
    for (const _ of readInSlices(rows, { time: column("time", time) })) {
      most = Math.max(most, calls - before);
      before = calls;
    }
    expect(most).toBe(256);
    expect(calls).toBe(n);
  });

  test("of an iterable, which is read once", () => {
    let given = 0;
    function* once() {
      for (const row of rows) {
        given++;
        yield row;
      }
    }
    let before = 0;
    let most = 0;
    for (const _ of readInSlices(once(), { time: column("time", "t") })) {
      most = Math.max(most, given - before);
      before = given;
    }
    expect(most).toBe(256);
    expect(given).toBe(n);
  });

  test("of fields and of where, by the number of steps", () => {
    const { steps, columns } = gather(
      rows,
      { time: column("time", "t") },
      { terms: ["g"], where: (d: { t: number }) => d.t > 1 },
    );
    expect(steps).toBeGreaterThanOrEqual((3 * n) / 256);
    expect(columns.get("t")).toEqual(rows.map((d) => d.t));
    expect(columns.get("g")).toEqual(rows.map((d) => d.g));
  });

  test("a typed array is seen in pieces of 65 536 elements, without a copy", () => {
    const time = Float32Array.from({ length: 200_000 }, (_, i) => i);
    const pieces = [...readInSlices({ time }, { time: column("time", "time") })];
    expect(pieces.map((piece) => [piece!.start, piece!.values.length])).toEqual([
      [0, 65_536],
      [65_536, 65_536],
      [131_072, 65_536],
      [196_608, 3392],
    ]);
    for (const piece of pieces) expect((piece!.values as Float32Array).buffer).toBe(time.buffer);
  });
});

describe("what is read", () => {
  const rows = [
    { t: 3, d: true, arm: "TKI", w: 2 },
    { t: null, d: false, arm: null, w: 1 },
    { t: 5, d: true, arm: "TKI-I", w: 0 },
  ];

  test("numbers and missing values are doubles, others stay", () => {
    const seen = [
      ...readInSlices(rows, { time: column("time", "t"), event: column("event", "d") }, { terms: ["arm"] }),
    ];
    expect(seen.map((piece) => piece!.values)).toEqual([
      Float64Array.of(3, Number.NaN, 5),
      [true, false, true],
      ["TKI", null, "TKI-I"],
    ]);
    expect(seen.map((piece) => [piece!.name, piece!.done, piece!.of])).toEqual([
      ["t", 1, 3],
      ["d", 2, 3],
      ["arm", 3, 3],
    ]);
  });

  test("channels of interactions, weights and where, each channel once, accessors only where where is true", () => {
    const called: number[] = [];
    const age = (_: unknown, index: number): number => {
      called.push(index);
      return index;
    };
    const arm = factor<(typeof rows)[number]>("arm");
    const { columns, where, size } = gather(
      rows,
      { time: column("time", "t"), by: optionalColumn("group", undefined) },
      {
        terms: [arm, { age }, interaction(arm, { age })],
        weights: "w",
        weightType: "frequency",
        where: [true, false, true],
      },
    );
    expect([...columns.keys()]).toEqual(["t", "arm", age, "w"]);
    expect(called).toEqual([0, 2]);
    expect(columns.get(age)).toEqual([0, Number.NaN, 2]);
    expect(where).toEqual(Uint8Array.of(1, 0, 1));
    expect(size).toBe(3);
  });

  test("columns of an Arrow-like table, nulls as missing", () => {
    const vector = (values: unknown[], typed?: Float64Array) => ({
      length: values.length,
      nullCount: values.filter((value) => value === null).length,
      get: (i: number) => values[i],
      toArray: () => typed ?? values,
    });
    const fields: Record<string, unknown> = {
      t: vector([1, 2, 3], Float64Array.of(1, 2, 3)),
      x: vector([1, null, 3], Float64Array.of(1, 0, 3)),
      g: vector(["a", "b", "a"]),
    };
    const table = { numRows: 3, getChild: (name: string) => fields[name] ?? null, get: () => null };
    const { columns } = gather(table, { time: column("time", "t") }, { terms: ["x", "g"] });
    expect(Object.fromEntries(columns as Map<string, unknown>)).toEqual({
      t: [1, 2, 3],
      x: [1, Number.NaN, 3],
      g: ["a", "b", "a"],
    });
    expect(thrown(() => gather(table, { time: column("time", "no") }))).toMatchObject({ code: "unknown-column" });
  });

  test("objects and functions as values keep their type for messages and can be cloned", () => {
    const { columns } = gather([{ x: new Date(0) }, { x: () => 1 }], {}, { terms: ["x"] });
    expect(structuredClone(columns.get("x"))).toEqual([{}, {}]);
  });
});

describe("what is wrong before values are looked at is the error of readFrame", () => {
  const rows = [{ t: 3 }, { t: 5 }];
  const time = column("time", "t");
  const cases: readonly [string, unknown, Requests, Options?][] = [
    ["no data", null, { time }],
    ["no rows", [], { time }],
    ["columns of two lengths", { t: [1, 2], d: [1] }, { time }],
    ["an unknown field", rows, { time: column("time", "tt") }],
    ["an unknown column", { t: [1, 2] }, { time: column("time", "tt") }],
    ["an array of another length", rows, { time: column("time", [1]) }],
    ["a channel that is none", rows, { time: column("time", 7) }],
    ["a required channel that is absent", rows, { time: column("time", undefined) }],
    ["where that is neither true nor false", rows, { time }, { where: (d: { t: number }) => d.t }],
    ["where that leaves nothing", rows, { time }, { where: () => false }],
    ["an unknown rule for missing values", rows, { time }, { missing: "no" as "omit" }],
    ["a term that is none", rows, { time }, { terms: [7 as never] }],
    ["weights without their type", rows, { time }, { weights: "t" }],
  ];
  for (const [name, data, requests, options] of cases) {
    test(name, () => {
      const expected = thrown(() => readFrame(data, requests, options));
      expect(expected).toHaveProperty("code");
      expect(thrown(() => gather(data, requests, options))).toEqual(expected);
    });
  }
});
