import { exp } from "@hcc/numerics";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type PropensityMethod, propensityScore } from "../src/index.js";
import { generator } from "./lalonde.js";

interface Row {
  readonly t: number;
  readonly a: number;
  readonly b: number;
  readonly c: string;
}
/** A random cohort in which both groups, and all levels, occur. */
function cohort(seed: number): readonly Row[] {
  const random = generator(seed);
  const n = 14 + Math.floor(random() * 26);
  const [first, second] = [random() * 2 - 1, random() - 0.5];
  return Array.from({ length: n }, (_, i) => {
    const a = 3 * random() - 1.5;
    const b = Math.floor(random() * 5);
    const p = 1 / (1 + exp(-(first * a + second * (b - 2))));
    return Object.freeze({
      t: i < 2 ? i : Number(random() < p),
      a,
      b,
      c: "xyz"[i < 3 ? i : Math.floor(random() * 3)]!,
    });
  });
}
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const options = fc.constantFrom<{ readonly method: PropensityMethod; readonly penalty?: number }>(
  { method: "logistic" },
  { method: "probit" },
  { method: "firth" },
  { method: "flic" },
  { method: "ridge", penalty: 0.05 },
);
const covariates = ["a", "b", "c"] as const;
const near = (actual: Float64Array, wanted: ArrayLike<number>, tolerance = 1e-9): void => {
  // A passing expect costs more than what is tested.
  const far = actual.findIndex(
    (p, i) => !(Math.abs(p - wanted[i]!) <= tolerance || (Number.isNaN(p) && Number.isNaN(wanted[i]))),
  );
  if (far >= 0) expect([far, actual[far]]).toEqual([far, wanted[far]]);
};
const runs = { numRuns: 1000 };

test("affine recoding of a covariate changes no score, by any method", () => {
  const check = (
    seed: number,
    option: { readonly method: PropensityMethod; readonly penalty?: number },
    scale: number,
    shift: number,
  ): void => {
    const rows = cohort(seed);
    const { score, status } = propensityScore(rows, { treatment: "t", covariates, ...option });
    const recoded = rows.map((d) => ({ ...d, a: d.a * scale + shift, b: -d.b }));
    const other = propensityScore(recoded, { treatment: "t", covariates, ...option });
    expect(other.status).toBe(status);
    near(other.score, score);
  };
  const scales = fc.constantFrom(-1, 0.01, 7, -250);
  fc.assert(fc.property(seeds, options, scales, fc.constantFrom(0, 5, -60), check), runs);
});

test("the order of the rows changes nothing, swapping the groups gives 1 - score", () => {
  const check = (seed: number, option: { readonly method: PropensityMethod; readonly penalty?: number }): void => {
    const rows = cohort(seed);
    const model = propensityScore(rows, { treatment: "t", covariates, ...option });
    const reversed = propensityScore([...rows].reverse(), { treatment: "t", covariates, ...option });
    near(reversed.score, model.score.slice().reverse());
    const swapped = propensityScore(rows, { treatment: "t", treated: 0, covariates, ...option });
    near(
      swapped.score,
      model.score.map((p) => 1 - p),
    );
    expect(swapped.status).toBe(model.status);
    if (model.status === "complete-separation") return;
    expect(swapped.cStatistic).toBeCloseTo(model.cStatistic!, 12);
    expect(reversed.leverage!.largest).toBeCloseTo(model.leverage!.largest, 9);
    expect(swapped.overlap!.outside).toEqual({
      treated: model.overlap!.outside.control,
      control: model.overlap!.outside.treated,
    });
  };
  fc.assert(fc.property(seeds, options, check), runs);
});

test("the mean score of FLIC is the share of treated rows, ridge of penalty 0 is the logistic fit", () => {
  const check = (seed: number): void => {
    const rows = cohort(seed);
    const flic = propensityScore(rows, { treatment: "t", covariates, method: "flic" });
    expect(flic.score.reduce((sum, p) => sum + p, 0)).toBeCloseTo(flic.treated, 10);
    const plain = propensityScore(rows, { treatment: "t", covariates });
    const ridge = propensityScore(rows, { treatment: "t", covariates, method: "ridge", penalty: 0 });
    expect(ridge.score).toEqual(plain.score);
    const little = propensityScore(rows, { treatment: "t", covariates, method: "ridge", penalty: 1e-13 });
    if (plain.status === "converged") near(little.score, plain.score, 1e-7);
  };
  fc.assert(fc.property(seeds, check), runs);
});

test("hat values add up to the number of coefficients, overlap and c-statistic are what counting gives", () => {
  const check = (seed: number, method: "logistic" | "probit"): void => {
    const rows = cohort(seed);
    const model = propensityScore(rows, { treatment: "t", covariates, method });
    if (model.status === "complete-separation") return;
    const { score } = model;
    const finite = model.coefficients.filter(({ status }) => status === "ok").length;
    const sum = model.leverage!.values.reduce((total, h) => total + h, 0);
    if (model.status === "converged") expect(sum).toBeCloseTo(finite, 8);
    const of = (t: number): number[] => Array.from(score).filter((_, i) => rows[i]!.t === t);
    const low = Math.max(Math.min(...of(0)), Math.min(...of(1)));
    const high = Math.min(Math.max(...of(0)), Math.max(...of(1)));
    const out = (t: number): number => of(t).filter((p) => p < low || p > high).length;
    expect(model.overlap!.outside).toEqual({ treated: out(1), control: out(0) });
    let wins = 0;
    const eta = model.linearPredictor;
    for (const [i, one] of rows.entries()) {
      for (const [j, other] of rows.entries()) {
        if (one.t === 1 && other.t === 0) wins += eta[i] === eta[j] ? 0.5 : Number(eta[i]! > eta[j]!);
      }
    }
    expect(model.cStatistic).toBeCloseTo(wins / (of(0).length * of(1).length), 12);
  };
  fc.assert(fc.property(seeds, fc.constantFrom("logistic" as const, "probit" as const), check), runs);
});

test("many rows, of which a sample is fitted first, give what few do that are repeated, also sorted by group", () => {
  const random = generator(9);
  const few = Array.from({ length: 1200 }, () => ({ a: random(), b: Math.floor(random() * 4), u: random() }));
  const t = few.map(({ a, b, u }) => Number(u < 1 / (1 + exp(1.4 - a - b / 3))));
  const times = 30;
  for (const method of ["logistic", "probit", "ridge"] as const) {
    const spec = {
      treatment: "t",
      covariates: ["a", "b"],
      method,
      ...(method === "ridge" && { penalty: 0.02 }),
    } as const;
    const one = propensityScore({ t, a: few.map(({ a }) => a), b: few.map(({ b }) => b) }, spec);
    const order = Array.from({ length: times * few.length }, (_, i) => i % few.length).sort((i, j) => t[i]! - t[j]!);
    const pick = (value: (row: number) => number): Float64Array => Float64Array.from(order, value);
    const columns = { t: pick((i) => t[i]!), a: pick((i) => few[i]!.a), b: pick((i) => few[i]!.b) };
    const all = propensityScore(columns, spec);
    expect(all.status).toBe("converged");
    near(
      all.score,
      pick((i) => one.score[i]!),
      1e-11,
    );
    for (const [j, { estimate, standardError }] of all.coefficients.entries()) {
      const { estimate: wanted, standardError: se } = one.coefficients[j]!;
      expect(Math.abs(estimate! - wanted!)).toBeLessThan(1e-9 * se!);
      expect(Math.abs((standardError! * Math.sqrt(times)) / se! - 1)).toBeLessThan(1e-9);
    }
  }
  // Every block of rows is the same one, so that the sample has the estimates of all.
  const [row, period] = [few.slice(0, 128), 300];
  const some = { t: t.slice(0, 128), a: row.map(({ a }) => a) };
  const again = (values: readonly number[]): Float64Array =>
    Float64Array.from({ length: 128 * period }, (_, i) => values[i % 128]!);
  const once = propensityScore(some, { treatment: "t", covariates: ["a"] });
  const often = propensityScore({ t: again(some.t), a: again(some.a) }, { treatment: "t", covariates: ["a"] });
  for (const [j, { standardError }] of often.coefficients.entries()) {
    expect(Math.abs((standardError! * Math.sqrt(period)) / once.coefficients[j]!.standardError! - 1)).toBeLessThan(
      1e-9,
    );
  }
  const n = 40_000;
  const rows = { t: new Float64Array(n), x: new Float64Array(n), level: new Float64Array(n) };
  for (let i = 0; i < n; i++) {
    rows.x[i] = random();
    rows.level[i] = Number(i >= n - 3);
    rows.t[i] = Number(rows.level[i] === 1 || random() < rows.x[i]!);
  }
  const separated = propensityScore(rows, { treatment: "t", covariates: ["x", "level"] });
  expect(separated.status).toBe("quasi-separation");
  expect(separated.warnings[0]).toMatchObject({ code: "quasi-separation", term: "level" });
  expect(Array.from(separated.score.slice(-3))).toEqual([1, 1, 1]);
});
