import { describe, expect, test } from "vitest";
import { checkLevel, factor, log2Term, oneOf, readFrame, rereadable } from "../src/index.js";

function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const option = (column: string, message: string): unknown =>
  expect.objectContaining({ name: "HccInputError", code: "option", column, message });

describe("an option that is not known is an error", () => {
  test("in factor() and log2Term()", () => {
    expect(thrown(() => factor("x", { ref: "a" } as never))).toMatchObject({ code: "option", column: "ref" });
    expect(thrown(() => log2Term("x", { name: "a" } as never))).toMatchObject({ code: "option", column: "name" });
  });
});

test("an option is one of its values, absent it is the default, and without a default it must be given", () => {
  expect(oneOf("type", undefined, [6, 7], 7)).toBe(7);
  expect(oneOf("type", 6, [6, 7], 7)).toBe(6);
  expect(thrown(() => oneOf("type", "x" as never, ["a", "b"], "a"))).toEqual(
    option("type", 'type is "x": give one of "a", "b"'),
  );
  expect(thrown(() => oneOf("type", undefined, ["a"]))).toEqual(option("type", 'type is not given: give one of "a"'));
});

test("a confidence level lies between 0 and 1", () => {
  for (const level of [0, 1, 95, Number.NaN, "0.95" as never]) {
    expect(thrown(() => checkLevel(level))).toMatchObject({ code: "option", column: "level" });
  }
});

test("data that can be read once are kept, others are passed on", () => {
  const rows = [{ t: 1 }];
  expect(rereadable(rows)).toBe(rows);
  expect(rereadable(rows.values())).toEqual(rows);
  const columns = { t: [1] };
  expect(rereadable(columns)).toBe(columns);
  expect(rereadable(null)).toBeNull();
});

test("a logarithm of what is not positive is an error of the reading, with the input row", () => {
  const data = [
    { afp: 8, use: false },
    { afp: 2, use: true },
    { afp: 0, use: true },
  ];
  expect(thrown(() => readFrame(data, {}, { where: "use", terms: [log2Term("afp")] }))).toMatchObject({
    code: "not-finite",
    column: "afp",
    row: 2,
  });
});

test("frequency weights are whole numbers; sampling weights need not be", () => {
  const read = (weightType: "frequency" | "sampling") =>
    readFrame([{ w: 1 }, { w: 0.5 }], {}, { weights: "w", weightType });
  expect(thrown(() => read("frequency"))).toMatchObject({ code: "weight", column: "weights", row: 1 });
  expect(read("sampling").weights).toEqual(Float64Array.of(1, 0.5));
});

test("a missing weight is called weights in the message, also from an accessor", () => {
  const weights = (): null => null;
  expect(thrown(() => readFrame([{ t: 1 }], {}, { weights, weightType: "sampling" }))).toMatchObject({
    column: "weights",
    message: expect.stringContaining('column "weights" is missing in 1 row (0)'),
  });
});
