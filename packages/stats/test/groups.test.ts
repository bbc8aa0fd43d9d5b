import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contingencyTest, countLevels, describeGroups, describe as describeValues } from "../src/index.js";
import { means } from "./means-reference.js";
import { expectEstimate } from "./reference.js";

const FIELDS = [
  "n",
  "missing",
  "mean",
  "standardDeviation",
  "minimum",
  "lowerQuartile",
  "median",
  "upperQuartile",
  "maximum",
] as const;

describe("describeGroups agrees with mean, sd and quantile of R by group", () => {
  it.each(means.tables.map((t, i) => [`${t.name} ${i}`, t] as const))("%s", (_, t) => {
    const data = Object.freeze({ x: t.values, by: t.by, w: t.weights });
    const result = describeGroups(data, {
      values: "x",
      by: "by",
      weights: "w",
      weightType: "frequency",
      conventions: "spss",
    });
    expect(result.groups.map(({ group }) => group)).toEqual(t.groups);
    [...result.groups, result.overall].forEach((row, g) => {
      const expected = t.rows[g] ?? t.overall;
      FIELDS.forEach((field, i) => {
        if (expected[i] === null) expect(row[field]).toBeNull();
        else expectEstimate(row[field], expected[i]!, 0, `${field} of ${t.groups[g] ?? "all"}`);
      });
    });
  });
});

const row = fc.record({
  x: fc.option(fc.integer({ min: -9, max: 9 }), { freq: 4 }),
  by: fc.constantFrom("A", "B", "C"),
  w: fc.integer({ min: 0, max: 4 }),
});

describe("describeGroups", () => {
  it("frequency weights are repetitions of the row, in every field and each of the nine quantiles, in 1000 tables", () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(1 as const, 2 as const, 3 as const, 6 as const, 7 as const, 9 as const),
        (rows, quantileType) => {
          fc.pre(rows.some(({ x, w }) => x !== null && w > 0));
          const repeated = rows.flatMap((r) => Array.from({ length: r.w }, () => r));
          const levels = ["A", "B", "C"];
          const weighted = describeGroups(rows, {
            values: "x",
            by: "by",
            levels,
            quantileType,
            weights: "w",
            weightType: "frequency",
          });
          const plain = describeGroups(repeated, { values: "x", by: "by", levels, quantileType });
          [...weighted.groups, weighted.overall].forEach((one, g) => {
            const other = plain.groups[g] ?? plain.overall;
            for (const field of FIELDS) {
              if (other[field] === null) expect(one[field]).toBeNull();
              else expectEstimate(one[field], other[field], 1, field);
            }
          });
          expect(weighted.zeroWeight).toBe(rows.filter(({ w }) => w === 0).length);
          const counts = countLevels(rows, { values: "by", by: "by", levels, weights: "w", weightType: "frequency" });
          expect(counts.totals).toEqual(levels.map((level) => repeated.filter(({ by }) => by === level).length));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("each group is what describe says of its values, whatever the order of the rows", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        fc.pre(rows.some(({ x }) => x !== null));
        const { groups } = describeGroups(rows, { values: "x", by: "by" });
        const turned = describeGroups([...rows].reverse(), { values: "x", by: (d) => d.by });
        groups.forEach(({ group, ...rest }, g) => {
          const own = rows.filter(({ by }) => by === group).map(({ x }) => x);
          expect(rest).toEqual(describeValues(own));
          expectEstimate(turned.groups[g]!.mean ?? 0, rest.mean ?? 0, 1);
          expect(turned.groups[g]!.median).toBe(rest.median);
        });
      }),
      { numRuns: 1000 },
    );
  });

  const patients = Object.freeze([
    { arm: "TKI", age: 61, sex: "m" },
    { arm: "TKI-I", age: null, sex: "f" },
    { arm: null, age: 44, sex: "f" },
    { arm: "TKI", age: 52, sex: null },
  ]);

  it("a missing group is an error, or left out and counted; a missing value is counted in its group", () => {
    expect(() => describeGroups(patients, { values: "age", by: "arm" })).toThrowError(
      /column "arm" is missing in 1 row \(2\)/,
    );
    const { groups, overall, omitted } = describeGroups(patients, { values: "age", by: "arm", missing: "omit" });
    expect(groups.map(({ group, n, missing }) => [group, n, missing])).toEqual([
      ["TKI", 2, 0],
      ["TKI-I", 0, 1],
    ]);
    expect([overall.n, overall.missing, omitted]).toEqual([2, 1, { count: 1, rows: [2] }]);
  });

  it("groups come in the order listed; a group without rows is there, with nulls; where leaves rows out", () => {
    const { groups, excluded } = describeGroups(patients, {
      values: "age",
      by: "arm",
      levels: ["TKI-I", "TKI", "none"],
      where: (d) => d.arm === "TKI",
      conventions: "spss",
    });
    expect(groups.map(({ group, n, median }) => [group, n, median])).toEqual([
      ["TKI-I", 0, null],
      ["TKI", 2, 56.5],
      ["none", 0, null],
    ]);
    expect([excluded, groups[0]!.quantileType]).toEqual([2, 6]);
  });

  it("countLevels makes the table that contingencyTest takes, from rows that can be read once", () => {
    const result = countLevels(new Set(patients).values(), {
      values: "sex",
      by: "arm",
      categories: ["m", "f"],
      levels: ["TKI-I", "TKI"],
      missing: "omit",
    });
    expect(result.counts).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect([result.totals, result.missing, result.omitted.count]).toEqual([[1, 1], [0, 1], 1]);
    expect(contingencyTest(result.counts, { rule: "fisher" }).pValue).toBe(1);
  });

  it("refuse sampling weights, a variable without values, values outside the categories, and unknown options", () => {
    const spec = { values: "age", by: "arm", missing: "omit" } as const;
    expect(() => describeGroups(patients, { ...spec, weights: () => 1, weightType: "sampling" })).toThrowError(
      /give weightType "frequency"/,
    );
    expect(() =>
      describeGroups([{ a: null, g: 1 }] as { a: number | null; g: number }[], { values: "a", by: "g" }),
    ).toThrowError(/no row is complete/);
    expect(() => countLevels(patients, { ...spec, values: "sex", categories: ["m"] })).toThrowError(
      /holds "f" at row 1, which is none of its levels m/,
    );
    expect(() => describeGroups(patients, { ...spec, type: 6 } as never)).toThrowError(/no option "type"/);
    expect(() => countLevels(patients, { ...spec, value: "sex" } as never)).toThrowError(/no option "value"/);
  });
});
