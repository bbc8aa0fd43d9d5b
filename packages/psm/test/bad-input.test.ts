import { interaction, log2Term, spline } from "@hcc/data";
import { describe, expect, test } from "vitest";
import {
  auditPairs,
  balance,
  coarsenedExactMatching,
  exactMatching,
  fullMatching,
  fuzzyMatching,
  matchedRows,
  matchPairs,
  propensityScore,
  subclassification,
} from "../src/index.js";

const rows = Array.from({ length: 24 }, (_, i) => ({
  tki: i % 2,
  arm: (i % 2) + 1,
  x: (i * 5) % 11,
  sex: i % 3 === 0 ? "female" : "male",
  ps: 0.1 + ((i * 13) % 24) / 30,
}));
type Call = (spec: unknown) => unknown;
// Calls from JavaScript, where nothing is checked before.
const calls: Record<string, { call: Call; spec: object }> = {
  propensityScore: {
    call: (spec) => propensityScore(rows, spec as never),
    spec: { treatment: "tki", covariates: ["x"] },
  },
  matchPairs: { call: (spec) => matchPairs(rows, spec as never), spec: { treatment: "tki", score: "ps" } },
  auditPairs: {
    call: (spec) => auditPairs(rows, spec as never),
    spec: { treatment: "tki", score: "ps", pairs: [[1, 0]] },
  },
  fuzzyMatching: {
    call: (spec) => fuzzyMatching(rows, spec as never),
    spec: { treatment: "tki", score: "ps", tolerance: 0.1 },
  },
  balance: { call: (spec) => balance(rows, spec as never), spec: { treatment: "tki", covariates: ["x"] } },
  fullMatching: { call: (spec) => fullMatching(rows, spec as never), spec: { treatment: "tki", score: "ps" } },
  subclassification: {
    call: (spec) => subclassification(rows, spec as never),
    spec: { treatment: "tki", score: "ps" },
  },
  exactMatching: { call: (spec) => exactMatching(rows, spec as never), spec: { treatment: "tki", covariates: ["x"] } },
  coarsenedExactMatching: {
    call: (spec) => coarsenedExactMatching(rows, spec as never),
    spec: { treatment: "tki", covariates: ["x", "sex"] },
  },
};
const error = (column?: string): object =>
  expect.objectContaining({ name: "HccInputError", code: "option", ...(column !== undefined && { column }) });

describe.each(Object.entries(calls))("%s names what is wrong with its options", (_, { call, spec }) => {
  test.each([undefined, null, "tki"])("specification %j", (wrong) => {
    expect(() => call(wrong)).toThrow(error());
  });
  test("unknown option", () => {
    expect(() => call({ ...spec, calliper: 0.2 })).toThrow(error("calliper"));
  });
  test("the treated group may be the number that codes it", () => {
    expect(call({ ...spec, treatment: "arm", treated: 2 })).toEqual(call(spec));
  });
  const withCovariates = "covariates" in spec ? [undefined, [], "x"] : [];
  for (const covariates of withCovariates) {
    test(`covariates ${JSON.stringify(covariates)}`, () => {
      expect(() => call({ ...spec, covariates })).toThrow(error("covariates"));
    });
  }
});

test.each([null, {}, { weights: undefined }])("balance takes no matching without weights for none: %j", (matching) => {
  expect(() => calls.balance!.call({ ...calls.balance!.spec, matching })).toThrow(error("matching"));
});

test.each<[object, string]>([
  [{ denominator: "sd" }, "denominator"],
  [{ deviationOf: "after" }, "deviationOf"],
  [{ binary: "proportion" }, "binary"],
  [{ interactions: "age^2" }, "interactions"],
  [{ interactions: null }, "interactions"],
  [{ level: 95 }, "level"],
  [{ level: null }, "level"],
  [{ thresholds: 0.1 }, "thresholds"],
  [{ thresholds: null }, "thresholds"],
  [{ thresholds: { smd: 0 } }, "thresholds"],
  [{ thresholds: { smd: "0.1" } }, "thresholds"],
  [{ thresholds: { varianceRatio: 1 } }, "thresholds"],
  [{ thresholds: { ks: 0.1 } }, "thresholds"],
  [{ samples: [] }, "samples"],
  [{ samples: null }, "samples"],
  [{ samples: { a: null } }, "samples.a"],
  [{ samples: { a: {} } }, "samples.a"],
  [{ samples: { a: { matching: null } } }, "samples.a"],
  [{ samples: { a: { weight: "x" } } }, "samples.a"],
  [{ samples: { a: { matching: { weights: new Float64Array(24).fill(1) }, weights: "x" } } }, "samples.a"],
])("balance refuses %j", (options, column) => {
  expect(() => calls.balance!.call({ ...calls.balance!.spec, ...options })).toThrow(error(column));
});

test("weights of a sample name it, its row, and the group that they leave empty", () => {
  const weigh = (weights: (row: (typeof rows)[number]) => number) => () =>
    balance(rows, { treatment: "tki", covariates: ["x"], samples: { "by hand": { weights } } });
  expect(weigh((d) => d.x - 5)).toThrow(/the weight is -5 at row 0/);
  expect(weigh((d) => d.tki)).toThrow(/no control has a weight above 0/);
  expect(weigh((d) => d.x - 5)).toThrow(expect.objectContaining({ column: "samples.by hand", code: "weight" }));
});

test("pairs and sets of other data are refused", () => {
  const of = (matching: object) => () => calls.balance!.call({ ...calls.balance!.spec, matching });
  const weights = new Float64Array(24).fill(1);
  const wrong = expect.objectContaining({ name: "HccInputError", code: "length-mismatch", column: "matching" });
  expect(of({ weights, pairs: [{ treated: 1, control: 24, distance: 0 }] })).toThrow(wrong);
  expect(of({ weights, pairs: [{ control: 2 }] })).toThrow(wrong);
  expect(of({ weights, subclass: new Int32Array(23) })).toThrow(wrong);
});

test("a square beyond the largest number asks for a larger unit", () => {
  const huge = rows.map((d) => ({ ...d, x: d.x * 1e200 }));
  expect(() => balance(huge, { treatment: "tki", covariates: ["x"], interactions: true })).toThrow(
    expect.objectContaining({ name: "HccInputError", code: "not-finite", column: "x" }),
  );
});

test("hedges needs degrees of freedom", () => {
  const few = { t: [1, 0, 0], x: [1, 2, 4] };
  expect(() => balance(few, { treatment: "t", covariates: ["x"], denominator: "hedges" })).toThrow(
    error("denominator"),
  );
});

test("variances beyond the largest number have the ratio that they have in another unit", () => {
  const ratio = (scale: number) =>
    balance(
      rows.map((d) => ({ ...d, x: d.x * scale })),
      { treatment: "tki", covariates: ["x"] },
    ).rows[0]!.before.varianceRatio;
  expect(ratio(1e300)).toBeCloseTo(ratio(1)!, 12);
});

test.each([
  ["tolerance", 0],
  ["tolerance", "0.02"],
  ["seed", -1],
  ["rule", "nearest"],
  ["shuffle", 1],
  ["exactPriority", "yes"],
])("fuzzyMatching: %s %j", (name, value) => {
  const { call, spec } = calls.fuzzyMatching!;
  expect(() => call({ ...spec, [name]: value })).toThrow(error(name));
});

const match = (options: object): unknown => calls.matchPairs!.call({ ...calls.matchPairs!.spec, ...options });

test.each([null, 0.2])("caliper %j", (caliper) => {
  expect(() => match({ caliper })).toThrow(error("caliper"));
});

test.each([Number.NaN, 1, -0.1, "0.5"])("random numbers outside [0, 1): %j", (value) => {
  expect(() => match({ order: "random", random: () => value })).toThrow(error("random"));
});

test("replace is a boolean", () => {
  expect(() => match({ replace: "no" })).toThrow(error("replace"));
});

test.each(["largest", "closest"])("a huge ratio ends when the controls do, order %s", { timeout: 2000 }, (order) => {
  const pairs = (ratio: number) => (match({ order, ratio }) as { pairs: unknown }).pairs;
  expect(pairs(1e15)).toEqual(pairs(24));
});

test("a huge ratio of optimal matching is that of all controls", () => {
  const { pairs } = match({ method: "optimal", ratio: 1e15 }) as { pairs: unknown[] };
  expect(pairs.length).toBe(12);
});

const wrong: [name: string, options: object, column: string, code?: string][] = [
  ["fullMatching", { estimand: "LATE" }, "estimand"],
  ["fullMatching", { score: "x" }, "x"],
  ["fullMatching", { caliper: null }, "caliper"],
  ["subclassification", { estimand: "LATE" }, "estimand"],
  ["subclassification", { score: "x" }, "x"],
  ["subclassification", { classes: 0 }, "classes"],
  ["subclassification", { classes: "6" }, "classes"],
  ["subclassification", { classes: 2.5 }, "classes"],
  ["subclassification", { classes: 1e15, minimum: 0 }, "classes"],
  ["subclassification", { minimum: -1 }, "minimum"],
  ["subclassification", { minimum: 3 }, "minimum"],
  ["exactMatching", { estimand: "LATE" }, "estimand"],
  ["exactMatching", { covariates: [log2Term("ps")] }, "log2(ps)"],
  ["exactMatching", { covariates: [spline("x", { knots: 3 })] }, "x"],
  ["exactMatching", { covariates: [interaction("x", "sex")] }, "x"],
  ["exactMatching", { covariates: ["x", { x: "sex" }] }, "x", "duplicate"],
  ["coarsenedExactMatching", { estimand: "LATE" }, "estimand"],
  ["coarsenedExactMatching", { covariates: [log2Term("ps")] }, "log2(ps)"],
  ["coarsenedExactMatching", { cutpoints: { age: 3 } }, "age"],
  ["coarsenedExactMatching", { cutpoints: { sex: 3 } }, "sex"],
  ["coarsenedExactMatching", { cutpoints: { x: 0 } }, "x"],
  ["coarsenedExactMatching", { cutpoints: { x: "sturges" } }, "x"],
  ["coarsenedExactMatching", { cutpoints: { x: null } }, "x"],
  ["coarsenedExactMatching", { cutpoints: { x: [] } }, "x"],
  ["coarsenedExactMatching", { cutpoints: { x: [3, 3] } }, "x"],
  ["coarsenedExactMatching", { cutpoints: { x: [3, Number.NaN] } }, "x"],
  ["coarsenedExactMatching", { cutpoints: { x: ["3"] } }, "x"],
  ["coarsenedExactMatching", { grouping: { race: [] } }, "race"],
  ["coarsenedExactMatching", { grouping: { x: [[1, 2]] } }, "x"],
  ["coarsenedExactMatching", { grouping: { sex: ["male"] } }, "sex"],
  ["coarsenedExactMatching", { grouping: { sex: [["male", "unknown"]] } }, "sex", "unknown-level"],
  ["coarsenedExactMatching", { grouping: { sex: [["male"], ["male"]] } }, "sex", "duplicate"],
];

test.each(wrong)("%s refuses %j and names %s", (name, options, column, code = "option") => {
  const { call, spec } = calls[name]!;
  expect(() => call({ ...spec, ...options })).toThrow(
    expect.objectContaining({ name: "HccInputError", code, column }) as Error,
  );
});

test("matchedRows needs data and a matching", () => {
  const matching = matchPairs(rows, { treatment: "tki", score: "ps" });
  expect(() => matchedRows(null as never, matching)).toThrow(error());
  expect(() => matchedRows(rows, undefined as never)).toThrow(error());
});
