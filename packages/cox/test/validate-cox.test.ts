import { describe, expect, test } from "vitest";
import { concordance, coxph, explainedVariation, type ValidateCoxSpec, validateCox } from "../src/index.js";
import { performance } from "./performance-reference.js";
import { near } from "./reference.js";

/** Park and Miller's generator, which R's script uses too. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

test("apparent, training and test performance of the same resamples equal R's", () => {
  const { seed, resamples, apparent, training, test: tested, monteCarlo } = performance.validation;
  const found = validateCox(performance.lung, {
    time: "time",
    event: "event",
    covariates: ["age", "woman", "ecog", "loss"],
    random: generator(seed),
    resamples,
  });
  expect(found.failed).toBe(0);
  found.measures.forEach((row, k) => {
    near(row.apparent, apparent[k]!, 0, 1e-8);
    near(row.training, training[k]!, 0, 1e-8);
    near(row.test, tested[k]!, 0, 1e-8);
    near(row.optimism, training[k]! - tested[k]!, 1, 1e-8);
    near(row.corrected, apparent[k]! - training[k]! + tested[k]!, 0, 1e-8);
    near(row.monteCarloError, monteCarlo[k]!, 1, 1e-8);
  });
});

interface Patient {
  t: number;
  d: number;
  x: number;
  noise: number;
  arm: string;
  clinic: number;
}
const rows: Patient[] = Array.from({ length: 90 }, (_, i) => ({
  t: 1 + ((i * 37) % 97) / (1 + (i % 2)),
  d: i % 4 > 0 ? 1 : 0,
  x: (i * 7) % 11,
  noise: (i * 29) % 13,
  arm: i % 2 ? "A" : "B",
  clinic: i % 30,
}));
const spec = (more: Partial<ValidateCoxSpec<Patient>> = {}): ValidateCoxSpec<Patient> => ({
  time: "t",
  event: "d",
  covariates: ["x", "noise", "arm"],
  random: generator(7),
  resamples: 20,
  ...more,
});

describe("validateCox", () => {
  test("the apparent figures are those of the model; noise is found out; one generator gives the same bits", () => {
    const found = validateCox(rows, spec());
    const { random, resamples, ...own } = spec();
    const model = coxph(rows, own);
    const [c, d, r2, slope] = found.measures;
    near(c!.apparent, concordance(model, rows, own).estimate!, 0, 1e-13);
    near(d!.apparent, explainedVariation(model, rows, own).d!, 0, 1e-9);
    near(r2!.apparent, explainedVariation(model, rows, own).r2D!, 0, 1e-9);
    near(slope!.apparent, 1, 0, 1e-9);
    expect(slope!.corrected).toBeLessThan(1);
    expect(c!.corrected).toBeLessThan(c!.apparent!);
    expect(validateCox(rows, spec())).toEqual(found);
    expect(validateCox(rows, spec({ random: generator(8) }))).not.toEqual(found);
  });

  test("clusters are drawn whole, with strata and offsets", () => {
    let draws = 0;
    const random = generator(7);
    const counted = (): number => {
      draws++;
      return random();
    };
    const found = validateCox(
      rows,
      spec({ cluster: "clinic", strata: "arm", covariates: ["x"], offset: () => 0.1, random: counted }),
    );
    expect(draws).toBe(20 * 30);
    expect(found.measures[0]!.corrected).toBeGreaterThan(0);
  });

  test("samples without finite fit are left out and counted; none left gives null", () => {
    const few = rows.slice(0, 12).map((d, i) => ({ ...d, arm: i < 4 ? "A" : "B", d: i === 1 || i > 7 ? 1 : 0 }));
    const found = validateCox(few, spec({ covariates: ["arm"], resamples: 30 }));
    expect(found.failed).toBeGreaterThan(0);
    expect(found.failed).toBeLessThan(30);
    // Every sample is the first row.
    const none = validateCox(rows, spec({ random: () => 0, resamples: 3 }));
    expect(none.failed).toBe(3);
    expect(none.measures[0]).toMatchObject({ training: null, test: null, optimism: null, corrected: null });
    expect(none.measures[0]!.apparent).toBeGreaterThan(0.5);
  });

  test("no generator, a bad one, weights, late entry and a model without finite fit are input errors", () => {
    expect(() => validateCox(rows, spec({ random: undefined as never }))).toThrow(/random is missing/);
    expect(() => validateCox(rows, spec({ random: () => 1 }))).toThrow(/random gave 1/);
    expect(() => validateCox(rows, spec({ resamples: 0 }))).toThrow(/resamples is 0/);
    expect(() => validateCox(rows, spec({ weights: "clinic", weightType: "sampling" }))).toThrow(
      /not defined with weights/,
    );
    expect(() => validateCox(rows, spec({ ties: "exact" }))).toThrow(/tie every time/);
    expect(() => validateCox(rows, spec({ entry: () => 0 }))).toThrow(/not defined with entry/);
    expect(() => validateCox(rows, spec({ covariates: [{ early: (d) => d.t < 20 }] }))).toThrow(/no finite fit/);
  });
});
