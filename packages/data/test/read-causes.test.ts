import { describe, expect, test } from "vitest";
import { type CauseLists, column, InputError, readCauses, readFrame } from "../src/index.js";

const lists: CauseLists = Object.freeze({ event: ["relapse", "second"], competing: ["death"], censored: ["alive"] });
const causes = (values: readonly (string | number | boolean)[], means: CauseLists, where?: readonly boolean[]) => {
  const frame = readFrame({ end: values }, { cause: column("group", "end") }, where && { where });
  return Array.from(readCauses(frame.rows, frame.columns.cause, means));
};

describe("readCauses", () => {
  test("codes censored 0, the event 1 and competing events 2, several values a list", () => {
    expect(causes(["death", "relapse", "alive", "second"], lists)).toEqual([2, 1, 0, 1]);
  });

  test("numbers and booleans are the values that they read as", () => {
    expect(causes([0, 2, 1], { event: [1], competing: [2], censored: [0] })).toEqual([0, 2, 1]);
    expect(causes([true, false], { event: [true], competing: [], censored: [false] })).toEqual([1, 0]);
  });

  test("a value in none of the lists is an error at its input row", () => {
    const run = () => causes(["lost", "alive", "lost"], lists, [false, true, true]);
    expect(run).toThrow('the cause is "lost" at row 2, which is in none of the lists');
    expect(run).toThrow(InputError);
  });

  test("a value in two lists, and a list that is none, are errors", () => {
    expect(() => causes(["alive"], { ...lists, event: ["alive"] })).toThrow(
      '"alive" is listed as censored and as event',
    );
    expect(() => causes(["alive"], { ...lists, competing: "death" } as never)).toThrow("cause.competing is no list");
  });
});
