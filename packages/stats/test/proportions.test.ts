import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proportionInterval, twoProportions } from "../src/index.js";
import { expectEstimate, reference } from "./reference.js";

const counts = fc.tuple(fc.nat(60), fc.nat(60)).map(([x, rest]): [number, number] => [x, x + rest + 1]);

describe("proportionInterval agrees with binom.test and prop.test", () => {
  it.each(reference.proportions.map((c) => [c.x, c.n, c] as const))("%i of %i", (x, n, c) => {
    const pairs = [
      [proportionInterval(x, n), c.clopper, 0.95, "clopper-pearson"],
      [proportionInterval(x, n, { level: 0.9 }), c.clopper90, 0.9, "clopper-pearson"],
      [proportionInterval(x, n, { method: "wilson" }), c.wilson, 0.95, "wilson"],
      [proportionInterval(x, n, { method: "wilson", level: 0.99 }), c.wilson99, 0.99, "wilson"],
    ] as const;
    for (const [interval, expected, level, method] of pairs) {
      expect([interval.estimate, interval.level, interval.method]).toEqual([x / n, level, method]);
      expectEstimate(interval.lower, expected[0]!, 1e-7);
      expectEstimate(interval.upper, expected[1]!, 1e-7);
    }
  });

  it("has the closed form 1 - (alpha/2)^(1/n) at x = 0: the rule of three", () => {
    expectEstimate(proportionInterval(0, 10).upper, 0.30849710781876083);
    expect(proportionInterval(0, 10).lower).toBe(0);
    expect(proportionInterval(10, 10).upper).toBe(1);
  });

  it("mirrors: the interval of n - x is 1 minus that of x, and it holds the estimate", () => {
    fc.assert(
      fc.property(counts, fc.constantFrom("wilson" as const, "clopper-pearson" as const), ([x, n], method) => {
        const one = proportionInterval(x, n, { method });
        const other = proportionInterval(n - x, n, { method });
        expect(one.lower!).toBeCloseTo(1 - other.upper!, 12);
        expect(one.lower!).toBeLessThanOrEqual(one.estimate!);
        expect(one.upper!).toBeGreaterThanOrEqual(one.estimate!);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it.each([
    [3, 2, {}, /x is 3 of 2/],
    [-1, 2, {}, /x is -1 of 2/],
    [0.5, 2, {}, /x is 0.5 of 2/],
    [0, 0, {}, /n is 0/],
    [1, Number.NaN, {}, /n is NaN/],
    [1, 2, { level: 95 }, /level is 95/],
    [1, 2, { method: "score" as "wilson" }, /method is "score"/],
  ])("%d of %d with %j is refused", (x, n, options, message) => {
    expect(() => proportionInterval(x, n, options)).toThrowError(message);
  });
});

describe("twoProportions", () => {
  it.each(reference.differences.map((c) => [c.counts, c] as const))(
    "%j: Newcombe's interval from R's Wilson limits",
    (_, c) => {
      const [x1, n1, x2, n2] = c.counts as [number, number, number, number];
      for (const [level, expected] of [[0.95, c.level95] as const, [0.9, c.level90] as const]) {
        const { difference } = twoProportions(x1, n1, x2, n2, { level });
        expectEstimate(difference.estimate, expected[0]!, 1e-6);
        expectEstimate(difference.lower, expected[1]!, 1e-6);
        expectEstimate(difference.upper, expected[2]!, 1e-6);
      }
    },
  );

  // Newcombe, Stat Med 1998;17:873-890, table II, method 10: examples a, b, g and h.
  it.each([
    [56, 70, 48, 80, "0.0524", "0.3339"],
    [9, 10, 3, 10, "0.1705", "0.8090"],
    [10, 10, 0, 20, "0.6791", "1.0000"],
    [10, 10, 0, 10, "0.6075", "1.0000"],
  ])("%i/%i - %i/%i has the published limits %s to %s", (x1, n1, x2, n2, lower, upper) => {
    const { difference } = twoProportions(x1, n1, x2, n2);
    expect([difference.lower!.toFixed(4), difference.upper!.toFixed(4)]).toEqual([lower, upper]);
  });

  it("exchanging the groups mirrors the interval, which stays within -1 and 1", () => {
    fc.assert(
      fc.property(counts, counts, ([a, m], [b, n]) => {
        const one = twoProportions(a, m, b, n).difference;
        const other = twoProportions(b, n, a, m).difference;
        expect(one.lower!).toBeCloseTo(-other.upper!, 12);
        expect(one.lower!).toBeGreaterThanOrEqual(-1);
        expect(one.upper!).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000, seed: 8 },
    );
  });

  it("names the count that is wrong", () => {
    expect(() => twoProportions(1, 2, 5, 4)).toThrowError(/x2 is 5 of 4/);
    expect(() => twoProportions(1, 0, 1, 4)).toThrowError(/n1 is 0/);
  });
});
