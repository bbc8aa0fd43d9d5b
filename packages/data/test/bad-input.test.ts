import { describe, expect, test } from "vitest";
import { checkLevel, column, encodeTerms, type FrameOptions, factor, matrix, readFrame } from "../src/index.js";

const rows = [
  { t: 3, sex: "f", x: null, stage: 1 },
  { t: 5, sex: "m", x: 2, stage: 2 },
  { t: 4, sex: "f", x: 1, stage: 2 },
];
const read = (data: unknown, options: Record<string, unknown>): unknown =>
  readFrame(data, { time: column("time", "t") }, options as FrameOptions);
const encode = (terms: unknown): unknown => {
  const frame = readFrame(rows, {}, { terms: terms as NonNullable<FrameOptions["terms"]> });
  return encodeTerms(frame.terms, frame.n).columns.map(({ name }) => name);
};
const error = (code: string, column?: string): object =>
  expect.objectContaining({ name: "HccInputError", code, ...(column !== undefined && { column }) });

describe("a misspelt option has no silent effect", () => {
  test.each(["omitt", "drop", "Error", 1])("missing: %j", (missing) => {
    expect(() => read(rows, { missing, terms: ["x"] })).toThrow(error("option", "missing"));
    expect(() => read(rows, { missing })).toThrow(error("option", "missing"));
  });
  test("a weightType that is none", () => {
    expect(() => read(rows, { weights: "t", weightType: "importance" })).toThrow(error("weight", "weightType"));
  });
});

describe("terms that name nothing are refused", () => {
  test.each([null, 7, undefined, [[1, 2, 3]], {}, () => 1])("%j", (term) => {
    expect(() => encode([term])).toThrow(error("option"));
  });
  test.each(["sex", undefined, {}])("instead of a list: %j", (terms) => {
    if (terms !== undefined) expect(() => encode(terms)).toThrow(error("option"));
  });
  test("levels listed twice", () => {
    expect(() => encode([factor("sex", { levels: ["f", "f", "m"] })])).toThrow(error("duplicate", "sex"));
  });
  test("a factor that names patients", () => {
    const id = Array.from({ length: 501 }, (_, i) => `P${i}`);
    const frame = readFrame({ id }, {}, { terms: ["id"] });
    expect(() => encodeTerms(frame.terms, frame.n)).toThrow(error("option", "id"));
  });
});

test("levels and reference of numeric codes may be given as numbers", () => {
  expect(encode([factor("stage", { levels: [2, 1] })])).toEqual(["stage=1"]);
  expect(encode([factor("stage", { reference: 2 })])).toEqual(["stage=1"]);
});

describe("what every object inherits is no column", () => {
  test.each(["constructor", "toString", "__proto__", "valueOf"])("%s", (name) => {
    expect(() => readFrame(rows, { time: column("time", name) })).toThrow(error("unknown-column", name));
  });
  test("but a field of such a name is one, and so is a getter", () => {
    const data = [Object.fromEntries([["__proto__", 4]]), { other: 1 }];
    const frame = readFrame(data, { time: column("time", "__proto__") }, { missing: "omit" });
    expect(Array.from(frame.columns.time)).toEqual([4]);
    expect(frame.omitted.rows).toEqual([1]);
    class Patient {
      get months(): number {
        return 7;
      }
    }
    expect(Array.from(readFrame([new Patient()], { time: column("time", "months") }).columns.time)).toEqual([7]);
  });
});

test("an object without a prototype can be named in a message", () => {
  const data = [{ t: 1, d: Object.create(null) as unknown }];
  expect(() => readFrame(data, { event: column("event", "d") })).toThrow(/event "d" is an object at row 0/);
});

test("rows without fields are said to be so", () => {
  expect(() => read([null, 3], {})).toThrow(/the rows have no fields/);
});

test("a matrix needs its shape and names", () => {
  expect(() => matrix([[1, 2]] as never, undefined as never)).toThrow(error("option"));
  expect(() => matrix([[1, 2]] as never, { names: ["a", "b"] })).toThrow(error("option"));
  expect(() => matrix({ rows: 1, columns: 1, get: () => 1 }, { names: "a" as never })).toThrow(error("option"));
});

test("a level given as text is shown as text", () => {
  expect(() => checkLevel("0.95" as never)).toThrow(/level is "0.95"/);
});
