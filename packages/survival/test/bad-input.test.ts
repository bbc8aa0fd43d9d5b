import { expect, test } from "vitest";
import { kaplanMeier, numberAtRisk, restrictedMean, survivalAt, survivalQuantile, timeToEvent } from "../src/index.js";

const result = kaplanMeier({ t: [2, 5, 9, 12], d: [1, 0, 1, 0] }, { time: "t", event: "d" });
const curve = result.curves[0]!;
const error = (code: string, column: string): object =>
  expect.objectContaining({ name: "HccInputError", code, column });

test.each([result, result.curves, null, undefined, "curve"])("questions are put to one curve, not to %j", (wrong) => {
  for (const question of [
    () => survivalAt(wrong as never, [5]),
    () => numberAtRisk(wrong as never, [5]),
    () => restrictedMean(wrong as never, { tau: 5 }),
    () => survivalQuantile(wrong as never, 0.5),
  ]) {
    expect(question).toThrow(error("option", "curve"));
  }
});

test.each([12, "12", null, undefined, { 0: 12 }])("times are a list: %j", (times) => {
  expect(() => survivalAt(curve, times as never)).toThrow(error("option", "times"));
  expect(() => numberAtRisk(curve, times as never)).toThrow(error("option", "times"));
});

test("a name cannot be both an event and a reason of censoring", () => {
  const data = [{ day0: 0, end: 30, seen: 50 }];
  const spec = { origin: "day0", event: { death: "end" }, censoring: { death: "seen" } } as const;
  expect(() => timeToEvent(data, spec)).toThrow(error("duplicate", "censoring"));
});
