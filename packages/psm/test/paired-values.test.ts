import { mcNemar } from "@hcc/stats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { matchPairs, pairedValues, rosenbaumBounds } from "../src/index.js";

const patients = Object.freeze(
  [
    { tki: 1, ps: 0.6, months: 14 },
    { tki: 0, ps: 0.2, months: 3 },
    { tki: 1, ps: 0.5, months: 9 },
    { tki: 0, ps: 0.52, months: 6 },
    { tki: 0, ps: 0.59, months: null },
  ].map((row) => Object.freeze(row)),
);
const matching = matchPairs(patients, { treatment: "tki", score: "ps" });

test("the two members of a pair stand at the same place, in the order of the pairs", () => {
  const result = pairedValues(patients, matching, "ps");
  expect(matching.pairs.map(({ treated, control }) => [treated, control])).toEqual([
    [0, 4],
    [2, 3],
  ]);
  expect(result).toEqual({
    kind: "paired-values",
    version: 1,
    treated: Float64Array.of(0.6, 0.5),
    control: Float64Array.of(0.59, 0.52),
    incomplete: 0,
    omitted: { count: 0, rows: [] },
  });
});

test("a pair with a missing value is an error, or left out and counted; unmatched rows do not matter", () => {
  const error = expect.objectContaining({ code: "missing-value", column: "months", row: 4 });
  expect(() => pairedValues(patients, matching, "months")).toThrow(error);
  const { treated, control, incomplete, omitted } = pairedValues(patients, matching, "months", { missing: "omit" });
  expect([Array.from(treated), Array.from(control), incomplete, omitted.rows]).toEqual([[9], [6], 1, [4]]);
  const unmatched = patients.map((d, row) => ({ ...d, months: row === 1 ? Number.NaN : 5 }));
  expect(pairedValues(unmatched, matching, "months").incomplete).toBe(0);
});

test("a row in two pairs, no pairs, foreign data and unknown options are refused", () => {
  const replaced = {
    pairs: [
      { treated: 0, control: 4 },
      { treated: 2, control: 4 },
    ],
  };
  const call = (pairs: unknown, options?: unknown): (() => unknown) => {
    return () => pairedValues(patients, pairs as never, "ps", options as never);
  };
  expect(call(replaced)).toThrow(expect.objectContaining({ code: "duplicate", row: 4 }));
  for (const wrong of [null, {}, { pairs: [] }]) expect(call(wrong)).toThrow("pairs is empty");
  expect(call({ pairs: [{ treated: 0, control: 9 }] })).toThrow("pairs names row 9, but the data have 5 rows");
  expect(call(matching, { missin: "omit" })).toThrow(expect.objectContaining({ column: "missin" }));
});

test("with the values of pairs the tests of @hcc/stats are the bounds of a bias of 1", () => {
  const binary = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(binary, (answers) => {
      const rows = answers.flatMap(([a, b]) => [{ yes: Number(a) }, { yes: Number(b) }]);
      const pairs = answers.map((_, i) => ({ treated: 2 * i, control: 2 * i + 1 })).reverse();
      const { treated, control } = pairedValues(rows, { pairs }, "yes");
      const count = (a: number, b: number): number =>
        treated.reduce((sum, own, i) => sum + (own === a && control[i] === b ? 1 : 0), 0);
      const table = [1, 0].map((a) => [count(a, 1), count(a, 0)]);
      if (table[0]![1]! + table[1]![0]! === 0) return;
      const { pValue } = mcNemar(table, { exact: true });
      const [bound] = rosenbaumBounds(rows, { pairs, event: "yes", gamma: [1] }).bounds;
      expect(Math.abs(Math.log(pValue! / bound!.upper!))).toBeLessThan(1e-10);
    }),
    { numRuns: 300 },
  );
});
