import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EValueOptions, eValue } from "../src/index.js";

const { eValues } = JSON.parse(
  readFileSync(new URL("../../../validation/psm-sensitivity.json", import.meta.url), "utf8"),
) as {
  readonly eValues: readonly {
    readonly measure: EValueOptions["measure"];
    readonly outcome: "rare" | "common" | "";
    readonly effect: readonly [number, number, number];
    readonly riskRatio: readonly [number, number, number];
    readonly estimate: number;
    readonly limit: number;
  }[];
};
const optionsOf = (measure: EValueOptions["measure"], outcome: "rare" | "common" | "" | null): EValueOptions =>
  outcome === "" || outcome === null ? { measure } : { measure, outcome };
const near = (actual: number | null, wanted: number, tolerance = 1e-12): void => {
  // A passing expect costs more than what is tested.
  if (!(Math.abs(actual! - wanted) <= tolerance * Math.max(1, Math.abs(wanted)))) expect(actual).toBe(wanted);
};

describe("E-values equal the printed formulas", () => {
  test.each(eValues.map((one, i) => [`${i}: ${one.measure} ${one.outcome} ${one.effect[0]}`, one] as const))(
    "%s",
    (_, one) => {
      const [estimate, lower, upper] = one.effect;
      const found = eValue({ estimate, lower, upper }, optionsOf(one.measure, one.outcome));
      // The root is steep at 1, where the formula for the common hazard ratio subtracts nearly equal numbers.
      near(found.estimate, one.estimate, estimate === 1 ? 1e-7 : 1e-10);
      near(found.limit, one.limit, 1e-10);
      near(found.riskRatio.lower, one.riskRatio[1]);
      near(found.riskRatio.estimate, one.riskRatio[0]);
      near(found.riskRatio.upper, one.riskRatio[2]);
    },
  );
});

test("examples as VanderWeele and Ding print them", () => {
  const breast = eValue({ estimate: 3.9, lower: 1.8, upper: 8.7 }, { measure: "risk-ratio" });
  expect([breast.estimate.toFixed(2), breast.limit!.toFixed(1)]).toEqual(["7.26", "3.0"]);
  const leukemia = eValue({ estimate: 0.8, lower: 0.71, upper: 0.91 }, { measure: "risk-ratio" });
  expect([leukemia.estimate.toFixed(2), leukemia.limit!.toFixed(2)]).toEqual(["1.81", "1.43"]);
  const smoking = eValue({ estimate: 10.73, lower: 8.02, upper: 14.36 }, { measure: "risk-ratio" });
  expect([smoking.estimate.toFixed(1), smoking.limit!.toFixed(1)]).toEqual(["20.9", "15.5"]);
});

const ratio = fc.double({ min: 0.001, max: 1000, noNaN: true });
const kind = fc.constantFrom<EValueOptions>(
  { measure: "risk-ratio" },
  { measure: "hazard-ratio", outcome: "rare" },
  { measure: "hazard-ratio", outcome: "common" },
  { measure: "odds-ratio", outcome: "common" },
);

test("swapping the groups leaves the E-values", () => {
  fc.assert(
    fc.property(fc.tuple(ratio, ratio, ratio), kind, (three, options) => {
      const [lower, estimate, upper] = three.sort((a, b) => a - b) as [number, number, number];
      const one = eValue({ estimate, lower, upper }, options);
      const other = eValue({ estimate: 1 / estimate, lower: 1 / upper, upper: 1 / lower }, options);
      near(other.estimate, one.estimate, 1e-6);
      near(other.limit, one.limit!, 1e-6);
      expect(one.limit! >= 1 && one.limit! <= one.estimate).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("a confounder of the E-value explains the effect: the bias E^2 / (2 E - 1) is the risk ratio", () => {
  fc.assert(
    fc.property(ratio, (estimate) => {
      const { estimate: e } = eValue({ estimate }, { measure: "risk-ratio" });
      near((e * e) / (2 * e - 1), Math.max(estimate, 1 / estimate), 1e-12);
    }),
    { numRuns: 1000 },
  );
});

test("an interval that covers the reference has the limit 1, one without the limit needed has none", () => {
  const options = { measure: "hazard-ratio", outcome: "common" } as const;
  expect(eValue({ estimate: 0.7, lower: 0.4, upper: 1.2 }, options).limit).toBe(1);
  expect(eValue({ estimate: 0.7, lower: 0.4, upper: null }, options).limit).toBeNull();
  expect(eValue({ estimate: 1, lower: 0.4, upper: 2 }, options)).toMatchObject({ estimate: 1, limit: 1 });
  expect(eValue({ estimate: 0.7, lower: 0, upper: Number.POSITIVE_INFINITY }, options).riskRatio).toMatchObject({
    lower: 0,
    upper: Number.POSITIVE_INFINITY,
  });
});

test("a reference other than 1 is the E-value of the ratio over it", () => {
  const moved = eValue({ estimate: 0.5, upper: 0.75 }, { measure: "risk-ratio", reference: 0.8 });
  near(moved.estimate, eValue({ estimate: 0.625 }, { measure: "risk-ratio" }).estimate);
  near(moved.limit, eValue({ estimate: 0.9375 }, { measure: "risk-ratio" }).estimate);
});

test.each([
  [{ estimate: 0 }, {}, "estimate"],
  [{ estimate: null }, {}, "estimate"],
  [{ estimate: 0.5, lower: -0.9 }, {}, "lower"],
  [{ estimate: 0.5, lower: 0.6 }, {}, "lower"],
  [{ estimate: 0.5, upper: 0.4 }, {}, "upper"],
  [{ estimate: 0.5 }, { measure: "hazard-ratio" }, "outcome"],
  [{ estimate: 0.5 }, { outcome: "rare" }, "outcome"],
  [{ estimate: 0.5 }, { measure: "rate" }, "measure"],
  [{ estimate: 0.5 }, { reference: 0 }, "reference"],
  [{ estimate: 0.5 }, { rare: true }, "rare"],
  [null, {}, "estimate"],
])("%j with %j is refused, naming the option", (effect, options, column) => {
  expect(() => eValue(effect as never, { measure: "risk-ratio", ...options } as never)).toThrow(
    expect.objectContaining({ name: "HccInputError", column }),
  );
});
