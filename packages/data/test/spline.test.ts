import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AnyTerm,
  type Design,
  encodeTerms,
  fromJson,
  type InputError,
  interaction,
  readFrame,
  spline,
  toJson,
} from "../src/index.js";

const design = (data: readonly object[], terms: AnyTerm[], options: object = {}): Design => {
  const frame = readFrame(data, {}, { terms, ...options });
  return encodeTerms(frame.terms, frame.n);
};
const column = ({ matrix, n, p }: Design, j: number): number[] =>
  Array.from({ length: n }, (_, i) => matrix[i * p + j]!);
const knotsOf = (coded: Design): readonly number[] => {
  const part = coded.terms[0]!.parts[0]!;
  return part.type === "spline" ? part.knots : [];
};
const ages = (...values: number[]): { age: number }[] => values.map((age) => Object.freeze({ age }));
const thrown = (run: () => unknown): InputError => {
  try {
    run();
  } catch (error) {
    return error as InputError;
  }
  throw new Error("nothing was thrown");
};

/** The formula as it is written, in exact integers where the input is. */
const formula = (x: number, knots: readonly number[], j: number): number => {
  const cube = (u: number): number => (u > 0 ? u * u * u : 0);
  const [first, before, last] = [knots[0]!, knots.at(-2)!, knots.at(-1)!];
  const inner = cube(x - before) * ((last - knots[j]!) / (last - before));
  const outer = cube(x - last) * ((before - knots[j]!) / (last - before));
  return (cube(x - knots[j]!) - inner + outer) / ((last - first) * (last - first));
};

describe("the basis", () => {
  test("is x and, per inner knot, a column of cubes divided by the squared distance of the outer knots", () => {
    const knots = [40, 50, 58, 70];
    const coded = design(ages(35, 41, 55, 58, 66, 70, 90), [spline("age", { knots })]);
    expect(coded.columns).toEqual(
      ["age", "age'", "age''"].map((name) => ({ name, term: "age", level: null, termIndex: 0 })),
    );
    expect(coded.terms).toEqual([{ name: "age", parts: [{ type: "spline", name: "age", knots }] }]);
    expect(column(coded, 0)).toEqual([35, 41, 55, 58, 66, 70, 90]);
    for (const j of [1, 2]) {
      column(coded, j).forEach((value, i) => {
        expect(value).toBeCloseTo(formula([35, 41, 55, 58, 66, 70, 90][i]!, knots, j - 1), 12);
      });
    }
  });

  test("is the formula for any knots and values", () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 7 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -500, max: 1500 }), (some, x) => {
        const knots = [...some].sort((a, b) => a - b);
        const coded = design(ages(x), [spline("age", { knots })]);
        expect(coded.p).toBe(knots.length - 1);
        for (let j = 1; j < coded.p; j++) {
          const expected = formula(x, knots, j - 1);
          expect(Math.abs(coded.matrix[j]! - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
        }
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  test("is straight beyond the last knot, however far", () => {
    const knots = [40, 50, 58, 70];
    const [slope, far] = design(ages(71, 1e12), [spline("age", { knots })]).matrix.filter((_, at) => at % 3 === 1);
    const step = (3 * (70 - 40) * (58 - 40)) / 900;
    expect(slope! - formula(70, knots, 0)).toBeCloseTo(step, 12);
    expect(far! / 1e12).toBeCloseTo(step, 9);
  });

  test("follows the unit: ten times the value and the knots are ten times the columns", () => {
    const small = design(ages(44, 52, 75), [spline("age", { knots: [40, 50, 60] })]);
    const large = design(ages(440, 520, 750), [spline("age", { knots: [400, 500, 600] })]);
    large.matrix.forEach((value, at) => {
      expect(value).toBeCloseTo(10 * small.matrix[at]!, 12);
    });
  });
});

describe("knots", () => {
  const hundred = ages(...Array.from({ length: 101 }, (_, i) => (i * 37) % 101));
  test("are Harrell's quantiles", () => {
    const expected: Record<number, number[]> = {
      3: [10, 50, 90],
      4: [5, 35, 65, 95],
      5: [5, 27.5, 50, 72.5, 95],
      6: [5, 23, 41, 59, 77, 95],
      7: [2.5, 18.333333, 34.166667, 50, 65.833333, 81.666667, 97.5],
    };
    for (const [count, values] of Object.entries(expected)) {
      const knots = knotsOf(design(hundred, [spline("age", { knots: Number(count) })]));
      expect(knots.length).toBe(Number(count));
      knots.forEach((knot, i) => {
        expect(knot).toBeCloseTo(values[i]!, 6);
      });
    }
  });

  test("are outside the fifth smallest and fifth largest value with fewer than 100 rows", () => {
    const knots = knotsOf(
      design(ages(...Array.from({ length: 41 }, (_, i) => (i * 7) % 41)), [spline("age", { knots: 3 })]),
    );
    expect(knots).toEqual([4, 20, 36]);
  });

  test("are those of the repeated rows with frequency weights", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ age: 40 + ((i * 23) % 37), times: 1 + (i % 4) }));
    const repeated = rows.flatMap((row) => Array.from({ length: row.times }, () => row));
    for (const knots of [3, 4, 5, 6, 7]) {
      const weighted = design(rows, [spline("age", { knots })], { weights: "times", weightType: "frequency" });
      expect(knotsOf(weighted)).toEqual(knotsOf(design(repeated, [spline("age", { knots })])));
    }
  });

  test("outside are the boundary where one is given", () => {
    expect(knotsOf(design(hundred, [spline("age", { knots: 4, boundary: [1, 99] })]))).toEqual([1, 35, 65, 99]);
    expect(knotsOf(design(hundred, [spline("age", { knots: [20, 50], boundary: [1, 99] })]))).toEqual([1, 20, 50, 99]);
  });

  test("of the model code new data, also after a round trip through JSON", () => {
    const first = design(hundred, [spline("age", { knots: 4 })]);
    const known = (fromJson(toJson(first)) as Design).terms;
    const frame = readFrame(ages(33), {}, { terms: [spline("age", { knots: 4 })] });
    const direct = design(ages(33), [spline("age", { knots: knotsOf(first) })]);
    expect(encodeTerms(frame.terms, 1, known)).toEqual(direct);
    expect(direct.matrix[1]).toBeCloseTo(formula(33, [5, 35, 65, 95], 0), 12);
  });
});

test("interaction() takes a spline: every level times every column", () => {
  const rows = [
    { arm: "A", age: 45 },
    { arm: "B", age: 55 },
  ];
  const term = spline<(typeof rows)[number]>("age", { knots: [40, 50, 60] });
  const coded = design(rows, [interaction("arm", term)]);
  expect(coded.columns.map(({ name, term: of, level }) => [name, of, level])).toEqual([
    ["arm=B:age", "arm:age", "B"],
    ["arm=B:age'", "arm:age", "B"],
  ]);
  expect([...coded.matrix]).toEqual([0, 0, 55, 7.8125]);
});

describe("what cannot be a spline is an error with a remedy", () => {
  const bad: [string, () => unknown, string][] = [
    ["two knots", () => spline("age", { knots: 2 }), "3 to 7"],
    ["half a knot", () => spline("age", { knots: 3.5 }), "3 to 7"],
    ["no knots", () => spline("age", {} as never), "3 to 7"],
    ["a list of two", () => spline("age", { knots: [1, 2] }), "needs 3 or more"],
    ["knots that do not ascend", () => spline("age", { knots: [1, 3, 3] }), "do not ascend"],
    ["a knot that is no number", () => spline("age", { knots: [1, 2, Number.NaN] }), "no finite number"],
    ["a boundary inside", () => spline("age", { knots: [1, 2], boundary: [0, 1.5] }), "do not ascend"],
    ["a boundary of one", () => spline("age", { knots: 4, boundary: [1] as never }), "no pair"],
    ["an accessor without a label", () => spline(() => 1, { knots: 3 }), "needs a label"],
    ["an unknown option", () => spline("age", { knots: 3, df: 4 } as never), "no option"],
    ["coinciding quantiles", () => design(ages(...Array(50).fill(3), 4, 5), [spline("age", { knots: 3 })]), "fewer"],
    ["too few rows", () => design(ages(1, 2), [spline("age", { knots: 3 })]), "would be"],
    ["text", () => design([{ age: "old" }], [spline("age", { knots: 3 })]), "text"],
  ];
  test.each(bad)("%s", (_, run, part) => {
    const error = thrown(run);
    expect(error.name).toBe("HccInputError");
    expect(error.message).toContain(part);
  });
});
