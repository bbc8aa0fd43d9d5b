import { describe, expect, test } from "vitest";
import { column, expand, type InputError, optionalColumn, readFrame } from "../src/index.js";

const freeze = <T extends object>(rows: T[]): readonly T[] => Object.freeze(rows.map((row) => Object.freeze(row)));
const rows = freeze([
  { t: 5, d: 1, arm: "TKI", age: 61 as number | null },
  { t: 3, d: 0, arm: "TKI-I", age: null },
  { t: 8, d: 1, arm: "TKI-I", age: 48 },
]);

function thrown(run: () => unknown): InputError {
  try {
    run();
  } catch (error) {
    return error as InputError;
  }
  throw new Error("nothing was thrown");
}

describe("rows, columns and Arrow-like tables give the same frame", () => {
  const wanted = { time: column("time", "t"), event: column("event", "d"), by: column("group", "arm") };
  const vectors: Record<string, unknown[]> = { t: [5n, 3n, 8n], d: [1, 0, 1], arm: ["TKI", "TKI-I", "TKI-I"] };
  const arrow = {
    numRows: 3,
    getChild: (name: string) =>
      vectors[name] && {
        length: 3,
        nullCount: 0,
        get: (i: number) => vectors[name]![i],
        toArray: () => vectors[name],
      },
    get: (i: number) => ({ t: vectors["t"]![i] }),
  };
  for (const [name, data] of Object.entries({
    "an array of rows": rows,
    "an iterator of rows": new Set(rows),
    "an object of columns": { t: Float64Array.of(5, 3, 8), d: Uint8Array.of(1, 0, 1), arm: ["TKI", "TKI-I", "TKI-I"] },
    "an Arrow-like table with bigints": arrow,
  })) {
    test(name, () => {
      const { columns, n, size } = readFrame(data, wanted);
      expect({ n, size, time: [...columns.time], event: [...columns.event], by: columns.by }).toEqual({
        n: 3,
        size: 3,
        time: [5, 3, 8],
        event: [1, 0, 1],
        by: { codes: Int32Array.of(0, 1, 1), levels: ["TKI", "TKI-I"] },
      });
    });
  }
  test("a null of an Arrow column is missing, never 0", () => {
    const table = {
      numRows: 2,
      getChild: () => ({
        length: 2,
        nullCount: 1,
        get: (i: number) => [null, 4][i],
        toArray: () => Float64Array.of(0, 4),
      }),
      get: () => ({}),
    };
    expect(thrown(() => readFrame(table, { time: column("time", "t") })).code).toBe("missing-value");
  });
});

describe("missing values", () => {
  test("are an error that names column, count and first rows by default", () => {
    const error = thrown(() => readFrame(rows, { age: column("number", "age") }));
    expect(error).toMatchObject({ name: "HccInputError", code: "missing-value", column: "age", row: 1 });
    expect(error.message).toContain('column "age" is missing in 1 row (1)');
    expect(error.message).toContain('missing: "omit"');
  });
  test('are left out and counted with missing: "omit"; results go back to input rows', () => {
    const frame = readFrame(rows, { age: column("number", "age") }, { missing: "omit" });
    expect([...frame.rows]).toEqual([0, 2]);
    expect(frame.omitted).toEqual({ count: 1, rows: [1] });
    expect([...expand(frame, frame.columns.age)]).toEqual([61, Number.NaN, 48]);
  });
  test("in rows that where leaves out do not matter", () => {
    const frame = readFrame(rows, { age: column("number", "age") }, { where: (d: { t: number }) => d.t > 4 });
    expect([frame.n, frame.excluded, frame.omitted.count]).toEqual([2, 1, 0]);
  });
  test("leave an error when no row is complete", () => {
    const data = [{ x: null }, { x: Number.NaN }];
    expect(thrown(() => readFrame(data, { x: column("number", "x") }, { missing: "omit" })).code).toBe("empty-data");
  });
});

describe("weights", () => {
  test("need their type", () => {
    expect(thrown(() => readFrame(rows, {}, { weights: [1, 1, 1] })).message).toContain('"frequency" or "sampling"');
  });
  test("of 0 leave the row out, counted", () => {
    const frame = readFrame(rows, {}, { weights: [2, 0, 1], weightType: "frequency" });
    expect([frame.n, frame.zeroWeight, ...frame.weights!]).toEqual([2, 1, 2, 1]);
  });
  test("are not negative and not all 0", () => {
    const weighted = (weights: number[]) => () => readFrame(rows, {}, { weights, weightType: "sampling" });
    expect(thrown(weighted([1, -1, 1]))).toMatchObject({ code: "weight", row: 1 });
    expect(thrown(weighted([0, 0, 0])).code).toBe("weight");
  });
});

describe("a wrong value is an error that names column, row and remedy:", () => {
  const cases: [string, unknown, Record<string, ReturnType<typeof column>>, Partial<InputError>, string][] = [
    ["no rows", [], { x: column("number", "x") }, { code: "empty-data" }, "no rows"],
    ["no such column", rows, { x: column("number", "os") }, { code: "unknown-column", column: "os" }, "t, d, arm, age"],
    [
      "text in a number",
      [{ x: 1 }, { x: "2" }],
      { x: column("number", "x") },
      { code: "mixed-types", row: 1 },
      "mixes",
    ],
    [
      "numbers left as text",
      [{ x: "1" }, { x: "2" }],
      { x: column("number", "x") },
      { code: "text-in-number", row: 0 },
      "convert",
    ],
    [
      "numbers left as text in a covariate",
      [{ x: "1" }, { x: "2" }],
      { x: column("covariate", "x") },
      { code: "numbers-as-text" },
      "factor()",
    ],
    ["a negative time", [{ x: 3 }, { x: -1 }], { x: column("time", "x") }, { code: "negative-value", row: 1 }, "-1"],
    ["an infinite number", [{ x: 1 / 0 }], { x: column("number", "x") }, { code: "not-finite", row: 0 }, "finite"],
    [
      "an event coded 2",
      [{ x: 1 }, { x: 2 }],
      { x: column("event", "x") },
      { code: "event-code", row: 1 },
      "0 or false",
    ],
    [
      "mixed group types",
      [{ x: 1 }, { x: "a" }],
      { x: column("group", "x") },
      { code: "mixed-types", row: 1 },
      "one type",
    ],
    [
      "empty text as a group",
      [{ x: "a" }, { x: "" }],
      { x: column("group", "x") },
      { code: "empty-text", row: 1 },
      "null",
    ],
    [
      "a value outside the levels",
      [{ x: "c" }],
      { x: column("group", "x", ["a", "b"]) },
      { code: "unknown-level", row: 0 },
      "a, b",
    ],
    [
      'the text "NA", as R writes a missing value',
      [{ x: "a" }, { x: "NA" }],
      { x: column("covariate", "x") },
      { code: "empty-text", row: 1 },
      "make it null",
    ],
    ["an array of another length", rows, { x: column("number", [1, 2]) }, { code: "length-mismatch" }, "3 rows"],
    [
      "columns of unequal length",
      { a: [1], b: [1, 2] },
      { x: column("number", "a") },
      { code: "length-mismatch", column: "b" },
      "one length",
    ],
    [
      "a bigint beyond 2 to the 53",
      [{ x: 9007199254740993n }],
      { x: column("number", "x") },
      { code: "not-finite" },
      "exact",
    ],
    ["an object as a number", [{ x: {} }], { x: column("number", "x") }, { code: "not-a-number" }, "object"],
    ["a channel that is not given", rows, { x: column("number", undefined) }, { code: "option" }, "not given"],
  ];
  for (const [title, data, requests, shape, text] of cases) {
    test(title, () => {
      const error = thrown(() => readFrame(data, requests));
      expect(error).toMatchObject({ name: "HccInputError", ...shape });
      expect(error.message).toContain(text);
    });
  }
  test("data that are no object", () => {
    expect(thrown(() => readFrame(null, {})).message).toContain("data is null");
  });
});

test("levels sort numbers by value, text by UTF-16 code units, false before true", () => {
  const levels = (x: unknown[]) => readFrame({ x }, { x: column("group", "x") }).columns.x.levels;
  expect(levels([10, 9, 2])).toEqual(["2", "9", "10"]);
  expect(levels(["b", "B", "a"])).toEqual(["B", "a", "b"]);
  expect(levels([true, false])).toEqual(["false", "true"]);
});

test("an optional column that is not given is null", () => {
  expect(readFrame(rows, { by: optionalColumn("group", undefined) }).columns.by).toBeNull();
});

test("accessors are not called for rows that where leaves out", () => {
  const patients = [{ os: { months: 3 } }, { os: null }, { os: { months: 8 } }];
  const frame = readFrame(
    patients,
    { time: column("time", (d: { os: { months: number } }) => d.os.months) },
    { where: (d: { os: unknown }) => d.os !== null },
  );
  expect([...frame.columns.time]).toEqual([3, 8]);
});

test('"NA" is a level where it is listed as one', () => {
  expect(readFrame({ x: ["NA", "EU"] }, { x: column("group", "x", ["EU", "NA"]) }).columns.x.codes).toEqual(
    Int32Array.of(1, 0),
  );
});

test("a function without the option missing does not advise it", () => {
  const read = () => readFrame(rows, { age: column("number", "age") }, { missing: "refuse" });
  expect(thrown(read).message).toBe('column "age" is missing in 1 row (1): complete the data');
});
