import { describe, expect, test } from "vitest";
import { assessResponse, type ResponseOptions } from "../src/index.js";

const base = { day: 0, lesion: "T1", role: "target", viable: 50 };
const later = { day: 56, lesion: "T1", role: "target", viable: 30 };
// Calls from JavaScript, where nothing is checked before.
const assess = (measurements: unknown, options: unknown = {}) =>
  assessResponse({ patient: "P1", measurements } as never, {
    criteria: "mrecist",
    options: options as ResponseOptions,
  });
const error = (code: string, column: string): object =>
  expect.objectContaining({ name: "HccInputError", code, column });

test.each([undefined, null, {}, new Set([base]), "x"])("measurements that are no list: %j", (measurements) => {
  expect(() => assess(measurements)).toThrow(error("option", "measurements"));
});
test.each([undefined, null, "P1", {}])("a patient that is none: %j", (patient) => {
  expect(() => assessResponse(patient as never, { criteria: "mrecist" })).toThrow(error("option", "measurements"));
});

describe("a measurement from untyped data names what is wrong", () => {
  test.each([null, undefined, 5, "x"])("%j instead of one", (wrong) => {
    expect(() => assess([base, wrong])).toThrow(error("option", "measurements"));
  });
  test.each([
    ["viable", 30n, "not-a-number"],
    ["viable", {}, "not-a-number"],
    ["lesion", undefined, "missing-value"],
    ["lesion", "", "missing-value"],
    ["role", 7n, "unknown-level"],
    ["enhancing", 0, "option"],
    ["enhancing", "no", "option"],
    ["notEvaluable", 1, "option"],
  ])("%s is %s", (name, value, code) => {
    expect(() => assess([base, { ...later, [name]: value }])).toThrow(error(code, name));
  });
});

test.each([
  ["nadirIncludesBaseline", "no"],
  ["missingAsNe", 0],
  ["baselineDay", Number.NaN],
  ["baselineDay", "0"],
  ["baselineDay", null],
])("option %s: %j", (name, value) => {
  expect(() => assess([base, later], { [name]: value })).toThrow(error("option", name));
});
