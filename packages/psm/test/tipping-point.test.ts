import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tippingPoint } from "../src/index.js";

const { tipping } = JSON.parse(
  readFileSync(new URL("../../../validation/psm-sensitivity.json", import.meta.url), "utf8"),
) as {
  readonly tipping: readonly {
    readonly effect: number;
    readonly ratio: number;
    readonly treated: number;
    readonly control: number;
    readonly bias: number;
    readonly adjusted: number;
    readonly prevalenceTreated: number | null;
    readonly prevalenceControl: number | null;
  }[];
};
const near = (actual: number | null, wanted: number, tolerance = 1e-12): void => {
  // A passing expect costs more than what is tested.
  if (!(Math.abs(actual! - wanted) <= tolerance * Math.max(1, Math.abs(wanted)))) expect(actual).toBe(wanted);
};

describe("equals the formula of Lin, Psaty and Kronmal, its roots found by bisection in R", () => {
  test("adjusted effect", () => {
    for (const { effect, ratio, treated, control, bias, adjusted } of tipping) {
      const found = tippingPoint(
        { estimate: effect },
        { ratio, prevalenceTreated: treated, prevalenceControl: control },
      );
      near(found.bias, bias);
      near(found.adjusted!.estimate, adjusted);
    }
    expect(tipping).toHaveLength(240);
  });
  test.each(["prevalenceTreated", "prevalenceControl"] as const)("%s that explains the effect", (unknown) => {
    let found = 0;
    for (const one of tipping) {
      const known =
        unknown === "prevalenceTreated" ? { prevalenceControl: one.control } : { prevalenceTreated: one.treated };
      const { estimate } = tippingPoint({ estimate: one.effect }, { ratio: one.ratio, ...known });
      const wanted = one[unknown];
      if (wanted === null) expect(["impossible", "found"]).toContain(estimate!.status);
      if (wanted === null && estimate!.status === "found")
        expect([0, 1]).toContain(Math.round(estimate!.value! * 1e9) / 1e9);
      if (wanted === null) continue;
      near(estimate!.value, wanted, 1e-9);
      found++;
    }
    expect(found).toBeGreaterThan(40);
  });
});

test("example of tipr: 1.2 is explained by a confounder in half of the treated and no control of ratio 1.4", () => {
  const { estimate } = tippingPoint({ estimate: 1.2 }, { prevalenceTreated: 0.5, prevalenceControl: 0 });
  expect(estimate!.value!.toFixed(10)).toBe("1.4000000000");
});

const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const ratio = fc.double({ min: 0.05, max: 20, noNaN: true });
const effect = fc.double({ min: 0.05, max: 20, noNaN: true });

test("adjusting for the confounder that was found gives the reference", () => {
  let count = 0;
  fc.assert(
    fc.property(effect, ratio, share, share, effect, (estimate, g, p1, p0, reference) => {
      const all = { ratio: g, prevalenceTreated: p1, prevalenceControl: p0 };
      for (const unknown of ["ratio", "prevalenceTreated", "prevalenceControl"] as const) {
        const { [unknown]: _, ...two } = all;
        const found = tippingPoint({ estimate }, { ...two, reference });
        if (found.estimate!.status !== "found") continue;
        const value = found.estimate!.value!;
        const { adjusted } = tippingPoint({ estimate }, { ...two, [unknown]: value } as never);
        near(adjusted!.estimate / reference, 1, 1e-9);
        count++;
      }
    }),
    { numRuns: 1000 },
  );
  expect(count).toBeGreaterThan(500);
});

test("swapping the groups swaps the prevalences", () => {
  fc.assert(
    fc.property(effect, ratio, share, (estimate, g, p) => {
      const one = tippingPoint({ estimate }, { ratio: g, prevalenceControl: p }).estimate!;
      const other = tippingPoint({ estimate: 1 / estimate }, { ratio: g, prevalenceTreated: p }).estimate!;
      const edge = [one, other].some(({ value }) => value !== null && (value < 1e-9 || value > 1 - 1e-9));
      if (edge) return;
      expect(other.status).toBe(one.status);
      if (one.value !== null) near(other.value, one.value, 1e-8);
    }),
    { numRuns: 1000 },
  );
});

test("the formula is the ratio of hazards at the start of follow-up, whatever happens later", () => {
  const [g, p1, p0, effectOf, rate] = [3, 0.6, 0.2, 0.7, 0.4];
  // Survival of a mixture of those with and without the confounder, rate constant in each.
  const hazard = (p: number, base: number, t: number): number => {
    const with1 = p * Math.exp(-g * base * t);
    const without = (1 - p) * Math.exp(-base * t);
    return (base * (g * with1 + without)) / (with1 + without);
  };
  const marginal = (t: number) => hazard(p1, rate * effectOf, t) / hazard(p0, rate, t);
  const known = { ratio: g, prevalenceTreated: p1, prevalenceControl: p0 };
  near(tippingPoint({ estimate: marginal(0) }, known).adjusted!.estimate, effectOf);
  // Later those with the confounder have left, and with them some of the bias.
  expect(marginal(3) / effectOf).toBeLessThan(tippingPoint({ estimate: 1 }, known).bias!);
});

test("says whether a confounder is needed, found or impossible", () => {
  const two = { prevalenceTreated: 0.1, prevalenceControl: 0.4 };
  const found = tippingPoint({ estimate: 0.5, lower: 0.2, upper: 1.3 }, two);
  expect(found.limit).toEqual({ value: null, status: "none-needed" });
  expect(tippingPoint({ estimate: 0.5, lower: 0.2 }, two).limit).toBeNull();
  expect(tippingPoint({ estimate: 0.2 }, two).estimate).toEqual({ value: null, status: "impossible" });
  expect(tippingPoint({ estimate: 1 }, two).estimate).toEqual({ value: null, status: "none-needed" });
  expect(tippingPoint({ estimate: 2 }, { ratio: 1, prevalenceControl: 0.5 }).estimate!.status).toBe("impossible");
  expect(tippingPoint({ estimate: 2 }, { prevalenceTreated: 0.3, prevalenceControl: 0.3 }).estimate!.status).toBe(
    "impossible",
  );
});

test.each([
  [{ ratio: 2 }, "prevalenceTreated"],
  [{}, "ratio"],
  [{ ratio: -1, prevalenceTreated: 0.5 }, "ratio"],
  [{ ratio: 2, prevalenceTreated: 40 }, "prevalenceTreated"],
  [{ ratio: 2, prevalenceControl: -0.1 }, "prevalenceControl"],
  [{ ratio: 2, prevalenceControl: 0.1, reference: Number.NaN }, "reference"],
  [{ ratio: 2, prevalence: 0.1 }, "prevalence"],
])("%j is refused, naming the option", (options, column) => {
  expect(() => tippingPoint({ estimate: 2 }, options as never)).toThrow(
    expect.objectContaining({ name: "HccInputError", code: "option", column }),
  );
});
