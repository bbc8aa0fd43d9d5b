import { balance } from "@hcc/psm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ecdfPlot, qqPlot } from "../src/index.js";
import { inverse, largestDistance, pairedQuantiles } from "../src/internal/step-functions.js";
import { readTwoGroups } from "../src/internal/two-groups.js";
import { att, lalonde, matching, treatment } from "./lalonde.js";
import { corners, described, page, texts } from "./read-figure.js";

// A variable with ties, and weights of which some are 0.
const cases = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.boolean(), fc.integer({ min: 0, max: 3 })), {
    minLength: 2,
    maxLength: 14,
  })
  .filter((rows) => [true, false].every((side) => rows.some(([, treated, w]) => treated === side && w > 0)));
type Row = readonly [number, boolean, number];
const groupsOf = (rows: readonly Row[]) =>
  readTwoGroups("values", {
    numbers: rows.map(([value]) => value),
    treatment: rows.map(([, treated]) => treated),
    weights: rows.map(([, , w]) => w),
  })[1]!;
/** Share of the weight of a group at or below a value, by its definition. */
const share = (rows: readonly Row[], side: boolean, x: number): number => {
  const own = rows.filter(([, treated]) => treated === side);
  const sum = (list: readonly Row[]): number => list.reduce((total, [, , w]) => total + w, 0);
  return sum(own.filter(([value]) => value <= x)) / sum(own);
};

describe("ecdfPlot", () => {
  const draw = (options = {}) =>
    ecdfPlot({ values: lalonde["age"]!, treatment, weights: matching.weights }, { document: page(), ...options });

  test("states the KS distance that balance finds, before and after", () => {
    for (const weights of [matching.weights, att.weights]) {
      for (const name of ["age", "re74", "educ"]) {
        const [row] = balance(lalonde, { treatment, covariates: [name], weights }).rows;
        const figure = ecdfPlot({ values: lalonde[name]!, treatment, weights }, { document: page() });
        const printed = texts(figure).flatMap((text) => /^KS distance ([\d.]+)/.exec(text)?.[1] ?? []);
        expect(printed).toEqual([row!.before.ks.toFixed(3), row!.after!.ks.toFixed(3)]);
        expect(described(figure)).toContain(`KS distance ${row!.after!.ks.toFixed(3)} at `);
      }
    }
  });

  test("the distance is the largest one at any value, at the first value that has it", () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const found = largestDistance(groupsOf(rows));
        const at = [...new Set(rows.map(([value]) => value))].sort((a, b) => a - b);
        const distances = at.map((x) => Math.abs(share(rows, true, x) - share(rows, false, x)));
        const largest = Math.max(...distances);
        expect(Math.abs(found.distance - largest)).toBeLessThan(1e-12);
        if (largest > 1e-12) expect(found.at).toBe(at[distances.findIndex((distance) => distance > largest - 1e-12)]);
      }),
      { numRuns: 1000 },
    );
  });

  test("the steps rise from 0 at the left to 1 at the right, jump at the values, and differ in their dash", () => {
    const figure = draw();
    const paths = [...figure.querySelectorAll('[aria-label="line"] path')];
    expect(paths).toHaveLength(4);
    for (const path of paths) {
      const heights = corners(path).map(([, y]) => y);
      for (let i = 1; i < heights.length; i++) expect(heights[i]).toBeLessThanOrEqual(heights[i - 1]!);
    }
    const line = (path: Element): Element => path.closest('[aria-label="line"]')!;
    expect(paths.map((path) => line(path).getAttribute("stroke-dasharray") ?? "none").slice(0, 2)).toEqual([
      "none",
      "7 3",
    ]);
  });

  test("draws groups alike without a distance, and constants", () => {
    const same = ecdfPlot({ values: [3, 3], treatment: [1, 0] }, { document: page() });
    expect(texts(same)).toContain("KS distance 0.000");
    expect(same.outerHTML).not.toContain("NaN");
  });

  test("of many rows the path has no more corners than the page shows", () => {
    const n = 40_000;
    const values = Float64Array.from({ length: n }, (_, i) => (i * 7919) % n);
    const many = ecdfPlot({ values, treatment: Uint8Array.from(values, (_, i) => i % 2) }, { document: page() });
    expect(many.outerHTML.length).toBeLessThan(150_000);
  });

  test("refuses what it cannot draw", () => {
    const refuse = (input: object, options = {}) =>
      expect(() => ecdfPlot({ values: [1, 2], treatment: [0, 1], ...input }, { document: page(), ...options }));
    refuse({ values: [1, Number.POSITIVE_INFINITY] }).toThrow("values is Infinity at row 1: give finite numbers");
    refuse({ values: [1, Number.NaN] }).toThrow("the treated group has 0 patients: a distribution function needs 1");
    refuse({ weights: [0, 1] }).toThrow("the control group has 0 patients with a weight above 0");
    refuse({ values: [1, 2, 3] }).toThrow("there are 3 values: give as many treatments and weights, not 2");
    refuse({}, { label: "Age" }).toThrow('ecdfPlot has no option "label"');
    refuse({ values: "12" }).toThrow("values is string: give an array");
  });
});

describe("qqPlot", () => {
  test("of groups of one size the points are the sorted values side by side", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 20 }), (rows) => {
        const all = rows.flatMap(([a, b]): Row[] => [
          [a, true, 1],
          [b, false, 1],
        ]);
        const up = (a: number, b: number): number => a - b;
        const treated = rows.map(([a]) => a).sort(up);
        const control = rows.map(([, b]) => b).sort(up);
        const expected = control.map((b, i) => `${b},${treated[i]}`);
        expect([...new Set(pairedQuantiles(groupsOf(all)).map(String))]).toEqual([...new Set(expected)]);
      }),
      { numRuns: 1000 },
    );
  });

  test("the points are the inverse distribution functions at every probability", () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const groups = groupsOf(rows);
        const quantile = (side: boolean, p: number): number =>
          Math.min(
            ...rows.filter(([x, treated]) => treated === side && share(rows, side, x) >= p - 1e-12).map(([x]) => x),
          );
        const total = [true, false].map((side) => rows.reduce((s, [, t, w]) => (t === side ? s + w : s), 0));
        const cells = 2 * total[0]! * total[1]!;
        // No distribution function jumps at the middles of such cells.
        const expected = new Set<string>();
        for (let k = 1; k < cells; k += 2) expected.add([quantile(false, k / cells), quantile(true, k / cells)].join());
        expect(new Set(pairedQuantiles(groups).map(String))).toEqual(expected);
        for (const p of [0.25, 0.5, 0.75]) expect(inverse(groups[0], p)).toBe(quantile(true, p));
      }),
      { numRuns: 500 },
    );
  });

  test("exchanged groups exchange the axes, a weight is a repetition, and groups alike lie on the line", () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const pairs = pairedQuantiles(groupsOf(rows));
        const turned = pairedQuantiles(groupsOf(rows.map(([x, treated, w]) => [x, !treated, w])));
        expect(turned).toEqual(pairs.map(([a, b]) => [b, a]));
        const repeated = rows.flatMap(([x, treated, w]) => new Array<Row>(w).fill([x, treated, 1]));
        expect(pairedQuantiles(groupsOf(repeated))).toEqual(pairs);
        const alike = pairedQuantiles(
          groupsOf(
            rows.flatMap(([x, , w]): Row[] => [
              [x, true, w],
              [x, false, 3 * w],
            ]),
          ),
        );
        for (const [a, b] of alike) expect(a).toBe(b);
      }),
      { numRuns: 1000 },
    );
  });

  test("draws square panels with the line of equality from corner to corner", () => {
    for (const width of [390, 640, 1280]) {
      const input = { values: lalonde["age"]!, treatment, weights: matching.weights };
      const figure = qqPlot(input, { document: page(), width });
      const lines = [...figure.querySelectorAll('[aria-label="link"] path')].map(corners);
      expect(lines).toHaveLength(2);
      for (const [[x1, y1], [x2, y2]] of lines as [number, number][][] as [[number, number], [number, number]][]) {
        expect(x2 - x1).toBe(y1 - y2);
      }
      expect(figure.querySelectorAll('[aria-label="dot"] circle').length).toBeGreaterThan(60);
    }
  });

  test("refuses what it cannot draw", () => {
    expect(() => qqPlot({ values: [1], treatment: [1] }, { document: page() })).toThrow(
      "the control group has 0 patients",
    );
    expect(() => qqPlot({ values: [1], treatment: [1] }, { document: page(), xLabel: "" } as never)).toThrow(
      'qqPlot has no option "xLabel"',
    );
  });
});
