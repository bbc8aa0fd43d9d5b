import { readFileSync } from "node:fs";
import { log } from "@hcc/numerics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { type IntervalSurvivalCurve, intervalSurvival, intervalSurvivalAt, kaplanMeier } from "../src/index.js";
import { expectClose } from "./reference.js";

interface Columns {
  readonly left: readonly number[];
  readonly right: readonly (number | null)[];
  readonly n: readonly number[];
}
interface Answer {
  readonly time: readonly number[];
  readonly survival: readonly number[];
  readonly logLikelihood: number;
  readonly points: readonly number[];
  readonly after: readonly number[];
}
const reference: {
  readonly data: Readonly<Record<string, Columns>>;
  readonly answers: Readonly<Record<string, Answer>>;
} = JSON.parse(readFileSync(new URL("../../../validation/survival-intervals.json", import.meta.url), "utf8"));

const spec = { left: "left", right: "right" } as const;
const weighted = { ...spec, weights: "n", weightType: "frequency" } as const;
const curveOf = (data: Columns): IntervalSurvivalCurve => intervalSurvival(data, weighted).curves[0]!;

// As survival's tests/turnbull.R gives it: https://github.com/therneau/survival.
test("the example of Turnbull (1974): .538, .295, .210, .095", () => {
  const curve = curveOf(Object.freeze(reference.data["turnbull"]!));
  expect(Array.from(curve.right)).toEqual([1, 2, 3, 4, Number.POSITIVE_INFINITY]);
  expect(Array.from(curve.survival, (value) => value.toFixed(3))).toEqual([
    "0.538",
    "0.295",
    "0.210",
    "0.095",
    "0.000",
  ]);
  expect([curve.n, curve.events]).toEqual([44, 36]);
});

describe("the maximum is that of R's EM algorithm run to the end", () => {
  for (const [name, answer] of Object.entries(reference.answers)) {
    test(`on ${name}: likelihood to 1e-9, survival within the bounds to 1e-6`, () => {
      const curve = curveOf(reference.data[name]!);
      expect(curve.status).toBe("converged");
      expectClose(curve.logLikelihood, answer.logLikelihood);
      const bounds = intervalSurvivalAt(curve, answer.points);
      answer.after.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(bounds[i]!.lower - 1e-6);
        expect(value).toBeLessThanOrEqual(bounds[i]!.upper + 1e-6);
      });
    });
    test(`on ${name}: R's survfit, which stops early, is within 2e-3`, () => {
      const curve = curveOf(reference.data[name]!);
      intervalSurvivalAt(curve, answer.time).forEach(({ lower, upper }, i) => {
        expect(answer.survival[i]).toBeGreaterThanOrEqual(lower - 2e-3);
        expect(answer.survival[i]).toBeLessThanOrEqual(upper + 2e-3);
      });
    });
  }
});

differsFromR(
  {
    where: "intervalSurvival",
    ours: "the likelihood is maximal, which its derivatives prove",
    r: '`survfit(Surv(left, right, type = "interval2"))` stops its EM algorithm early',
    why: "An EM algorithm moves slowly near its end: small steps do not show that the maximum is near. Derivatives by all masses do.",
    source:
      "Kuhn-Tucker conditions, and the EM algorithm run until they hold to 1e-13, in `validation/survival-intervals.R`",
    size: { question: "S(14) of 60 overlapping intervals", r: 0.60161, ours: 0.60167 },
  },
  (size) => {
    const answer = reference.answers["overlapping"]!;
    const after = answer.survival[answer.time.indexOf(13.5)]!;
    expectShown(after, size.r);
    const [at] = intervalSurvivalAt(curveOf(reference.data["overlapping"]!), [14]);
    expectShown(at!.lower, size.ours);
    expect(at!.lower).toBe(at!.upper);
    expect(Math.abs(at!.lower - answer.after[answer.points.indexOf(14)]!)).toBeLessThanOrEqual(1e-9);
  },
);

describe("small cases in fractions", () => {
  const of = (...rows: readonly (readonly [number, number | null])[]) =>
    intervalSurvival(
      rows.map(([left, right]) => Object.freeze({ left, right })),
      spec,
    ).curves[0]!;
  const close = (actual: ArrayLike<number>, expected: readonly number[]): void => {
    expect(actual.length).toBe(expected.length);
    for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(1e-9);
  };

  test("p p (1 - p) has its maximum at 2/3", () => {
    const curve = of([0, 1], [0, 1], [0, 2], [1, 2]);
    close(curve.mass, [2 / 3, 1 / 3]);
    close([curve.logLikelihood], [2 * log(2 / 3) + log(1 / 3)]);
  });

  test("(1 - c)(1 - a)b with a + b + c = 1: mass moves to the middle altogether", () => {
    const curve = of([0, 2], [1, 3], [1, 2]);
    expect([Array.from(curve.left), Array.from(curve.right), Array.from(curve.mass)]).toEqual([[1], [2], [1]]);
    expect(curve.median).toEqual({ from: 1, to: 2 });
  });

  test("a (a + b) (b + c) c: maximum at b = 0", () => {
    const curve = of([0, 1], [0, 2], [1, 3], [2, 3]);
    close(curve.mass, [0.5, 0.5]);
    expect(curve.median).toEqual({ from: 1, to: 2 });
  });

  test("right ends are included, left ends are not: (0, 2] and (2, 4] do not meet, an event at 2 is in the first", () => {
    close(of([0, 2], [2, 4]).mass, [0.5, 0.5]);
    const curve = of([0, 2], [2, 2], [2, 4]);
    expect([Array.from(curve.left), Array.from(curve.right)]).toEqual([
      [2, 2],
      [2, 4],
    ]);
    close(curve.mass, [2 / 3, 1 / 3]);
  });

  test("mass of those censored last has no end, and a median that is not reached is null", () => {
    const curve = of([1, 1], [3, null], [4, null]);
    close(curve.mass, [1 / 3, 2 / 3]);
    expect(curve.right[1]).toBe(Number.POSITIVE_INFINITY);
    expect(curve.median).toBeNull();
    expect([curve.n, curve.events]).toEqual([3, 1]);
  });

  test("bounds are those before and after within an interval, and equal outside", () => {
    const curve = of([0, 2], [2, 2], [5, 8], [5, null]);
    expect(intervalSurvivalAt(curve, [0, 1, 2, 5, 6, 8, 9])).toMatchObject(
      [
        [1, 1],
        [1, 1],
        [0.5, 0.5],
        [0.5, 0.5],
        [0, 0.5],
        [0, 0],
        [0, 0],
      ].map(([lower, upper]) => ({ lower: expect.closeTo(lower!, 9), upper: expect.closeTo(upper!, 9) })),
    );
    expect(() => intervalSurvivalAt(curve, [-1])).toThrow("times holds -1");
    expect(() => intervalSurvivalAt({ curves: [curve] } as never, [1])).toThrow("no curve of intervalSurvival");
  });
});

const row = fc
  .record({
    left: fc.integer({ min: 0, max: 8 }),
    width: fc.integer({ min: -1, max: 5 }),
    n: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ left, width, n }) => ({ left, right: width < 0 ? null : left + width, n }));
const cohort = fc.array(row, { minLength: 1, maxLength: 25 });
const fit = (rows: readonly { left: number; right: number | null; n: number }[]) =>
  intervalSurvival(rows, weighted).curves[0]!;

describe("laws of intervalSurvival, each on 1000 random cohorts", () => {
  const law = (title: string, body: (rows: readonly { left: number; right: number | null; n: number }[]) => void) =>
    test(title, () => fc.assert(fc.property(cohort, body), { numRuns: 1000 }));

  law("Kuhn-Tucker: no interval of any ends of rows could gain by mass, those with mass are even", (rows) => {
    const curve = fit(rows);
    expect(curve.status).toBe("converged");
    const inside = (d: (typeof rows)[number], from: number, to: number): boolean => {
      const right = d.right ?? Number.POSITIVE_INFINITY;
      if (from === to) return d.left === from ? right === from : d.left < from && from <= right;
      return d.left <= from && to <= right && d.left !== right;
    };
    const probability = rows.map((d) =>
      curve.mass.reduce((sum, mass, k) => sum + (inside(d, curve.left[k]!, curve.right[k]!) ? mass : 0), 0),
    );
    const n = rows.reduce((sum, d) => sum + d.n, 0);
    const derivative = (from: number, to: number): number =>
      rows.reduce((sum, d, i) => sum + (inside(d, from, to) ? d.n / probability[i]! : 0), 0) / n;
    const ends = rows.flatMap((d) => [d.left, d.right ?? Number.POSITIVE_INFINITY]);
    for (const from of ends) {
      for (const to of ends) if (from <= to && from < 100) expect(derivative(from, to)).toBeLessThanOrEqual(1 + 1e-9);
    }
    curve.mass.forEach((mass, k) => {
      if (mass > 1e-4) expect(Math.abs(derivative(curve.left[k]!, curve.right[k]!) - 1)).toBeLessThanOrEqual(1e-5);
    });
    expectClose(
      curve.logLikelihood,
      rows.reduce((sum, d, i) => sum + d.n * log(probability[i]!), 0),
      1,
    );
  });

  law("events at known times and censoring on the right only give the Kaplan-Meier curve", (rows) => {
    const known = rows.map((d) => ({ ...d, right: d.right === null ? null : d.left }));
    const curve = fit(known);
    const [plain] = kaplanMeier(known, {
      time: "left",
      event: (d) => d.right !== null,
      weights: "n",
      weightType: "frequency",
    }).curves;
    plain!.time.forEach((time, i) => {
      const [at] = intervalSurvivalAt(curve, [time]);
      expect(Math.abs(at!.upper - plain!.survival[i]!)).toBeLessThanOrEqual(1e-8);
      if (plain!.survival[i]! === 0) expect(at!.lower).toBeLessThanOrEqual(1e-8);
    });
  });

  law("frequency weights are repeated rows; order and unit do not matter", (rows) => {
    const curve = fit(rows);
    const repeated = rows.flatMap((d) => Array.from({ length: d.n }, () => d)).reverse();
    const scaled = repeated.map((d) => ({
      left: d.left / 30.4375,
      right: d.right === null ? null : d.right / 30.4375,
    }));
    const [other] = intervalSurvival(scaled, spec).curves;
    expectClose(other!.logLikelihood, curve.logLikelihood, 1);
    expect([other!.n, other!.events]).toEqual([curve.n, curve.events]);
  });

  law("masses add up to 1, and groups are data sets of their own", (rows) => {
    const groups = intervalSurvival(rows, { ...weighted, by: (_, i) => i % 2 }).curves;
    groups.forEach((curve, group) => {
      expect(Math.abs(curve.mass.reduce((sum, mass) => sum + mass, 0) - 1)).toBeLessThanOrEqual(1e-9);
      const own = fit(rows.filter((_, i) => i % 2 === group));
      expectClose(curve.logLikelihood, own.logLikelihood, 1);
    });
  });
});

test("2000 rows whose ends all differ converge", () => {
  const rows = Array.from({ length: 2000 }, (_, i) => {
    const left = (i * 7919) % 2003;
    return { left: left + i / 4001, right: i % 4 === 0 ? null : left + 1 + ((i * 31) % 97) };
  });
  const [curve] = intervalSurvival(rows, spec).curves;
  expect(curve!.status).toBe("converged");
  expect(curve!.gradientMax).toBeLessThanOrEqual(1e-10);
});

describe("what intervalSurvival refuses", () => {
  const data = Object.freeze({ left: [1, 4], right: [2, 3], n: [1, 2] });
  const run = (more: object) => () => intervalSurvival(data, { ...spec, ...more } as never);
  test("an event before the last time without it, sampling weights, limits, a missing left", () => {
    expect(run({})).toThrow("left is 4 and right is 3 at row 1");
    expect(run({ where: [true, false] })).not.toThrow();
    expect(run({ weights: "n", weightType: "sampling" })).toThrow("frequency weights only");
    expect(run({ confidence: { level: 0.9 } })).toThrow("no limits");
    expect(run({ left: [null, 1] })).toThrow("missing");
    expect(run({ left: [-1, 1] })).toThrow("-1 at row 0");
  });
});
