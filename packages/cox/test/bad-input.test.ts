import { describe, expect, test } from "vitest";
import { coxph, coxScreen, subgroupHazardRatios, termTests } from "../src/index.js";

const rows = Array.from({ length: 30 }, (_, i) => ({
  t: 1 + ((i * 7) % 29),
  d: i % 3 > 0,
  x: (i * 5) % 11,
  arm: i % 2,
  id: `P${i}`,
}));
type Call = (spec: unknown) => unknown;
const base = { time: "t", event: "d" };
// Calls from JavaScript, where nothing is checked before.
const calls: Record<string, { call: Call; list: string; spec: object }> = {
  coxph: { call: (spec) => coxph(rows, spec as never), list: "covariates", spec: { ...base, covariates: ["x"] } },
  termTests: {
    call: (spec) => termTests(rows, spec as never),
    list: "covariates",
    spec: { ...base, covariates: ["x"] },
  },
  coxScreen: {
    call: (spec) => coxScreen(rows, spec as never),
    list: "candidates",
    spec: { ...base, candidates: ["x"] },
  },
  subgroupHazardRatios: {
    call: (spec) => subgroupHazardRatios(rows, spec as never),
    list: "subgroups",
    spec: { ...base, treatment: "arm", subgroups: [{ high: (d: { x: number }) => d.x > 5 }] },
  },
};
const error = (column?: string): object =>
  expect.objectContaining({ name: "HccInputError", code: "option", ...(column !== undefined && { column }) });

describe.each(Object.entries(calls))("%s names what is wrong with its options", (_, { call, list, spec }) => {
  test("it answers without a mistake", () => {
    expect(call(spec)).toBeTypeOf("object");
  });
  test.each([undefined, null, "t"])("specification %j", (wrong) => {
    expect(() => call(wrong)).toThrow(error());
  });
  test.each(["tie", "covariate", "constructor"])("unknown option %s", (name) => {
    expect(() => call({ ...spec, [name]: "breslow" })).toThrow(error(name));
  });
  test("robust is no option: it follows from cluster or sampling weights", () => {
    expect(() => call({ ...spec, robust: true })).toThrow(/it follows from cluster/);
  });
  test.each([undefined, "x", 7])("terms that are no list: %j", (terms) => {
    expect(() => call({ ...spec, [list]: terms })).toThrow(error(list));
  });
});

test("keep of a screen is a list", () => {
  expect(() => calls.coxScreen!.call({ ...calls.coxScreen!.spec, keep: "x" })).toThrow(error("keep"));
});

test("control may be the number that codes it", () => {
  const subgroups = [{ high: (d: (typeof rows)[0]) => d.x > 5 }] as const;
  const forest = subgroupHazardRatios(rows, { time: "t", event: "d", treatment: "arm", control: 1, subgroups });
  expect(forest.arms).toEqual(["1", "0"]);
});

test("a threshold given as text is refused", () => {
  expect(() => calls.coxScreen!.call({ ...calls.coxScreen!.spec, threshold: "0.1" })).toThrow(error("threshold"));
});
