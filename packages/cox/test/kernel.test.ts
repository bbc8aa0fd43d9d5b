import { describe, expect, test } from "vitest";
import { coxKernel } from "../src/kernel/cox-kernel.js";
import { riskSetInformation } from "../src/kernel/risk-set-information.js";
import { scoreResiduals } from "../src/kernel/score-residuals.js";
import type { KernelRows } from "../src/kernel/types.js";
import { near } from "./reference.js";

const n = 120;
const p = 3;
/** Two strata, tied times, unequal weights, an offset. */
const rows: KernelRows = {
  n,
  p,
  stride: p,
  rank: Int32Array.from({ length: n }, (_, i) => Math.floor((i % 60) / 7)),
  entryRank: null,
  event: Uint8Array.from({ length: n }, (_, i) => Number(i % 3 !== 1)),
  weight: Float64Array.from({ length: n }, (_, i) => 1 + (i % 4) / 3),
  offset: Float64Array.from({ length: n }, (_, i) => Math.sin(i) / 2),
  strataEnd: Int32Array.of(60, 120),
  x: Float64Array.from({ length: n * p }, (_, i) => Math.sin(i * i)),
};
const beta = Float64Array.of(0.4, -0.7, 0.2);

for (const ties of ["efron", "breslow"] as const) {
  describe(`kernel, ${ties}`, () => {
    const { evaluate } = coxKernel(rows, ties);
    const at = (b: Float64Array) => {
      const { value, gradient, information } = evaluate(b);
      return { value, gradient: gradient.slice(), information: information.slice() };
    };
    const here = at(beta);
    const moved = (j: number, by: number) => at(beta.map((b, k) => (k === j ? b + by : b)));

    test("the score is the slope of the value, the information minus the slope of the score", () => {
      for (let j = 0; j < p; j++) {
        const [up, down] = [moved(j, 1e-4), moved(j, -1e-4)];
        near(here.gradient[j], (up.value - down.value) / 2e-4, 1, 1e-6);
        for (let k = 0; k < p; k++) {
          near(here.information[j * p + k], (down.gradient[k]! - up.gradient[k]!) / 2e-4, 1, 1e-6);
        }
      }
    });

    test("the information by cross-products equals that by moments of the risk sets", () => {
      const gradient = new Float64Array(p);
      const information = new Float64Array(p * p);
      riskSetInformation(rows, ties, beta, gradient, information);
      gradient.forEach((value, j) => {
        near(value, here.gradient[j]!, 1, 1e-12);
      });
      information.forEach((value, j) => {
        near(value, here.information[j]!, 1, 1e-12);
      });
    });

    test("the weighted score residuals add up to the score", () => {
      const residuals = scoreResiduals(rows, ties, beta);
      for (let j = 0; j < p; j++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += rows.weight[i]! * residuals[i * p + j]!;
        near(sum, here.gradient[j]!, 1, 1e-12);
      }
    });

    test("a linear predictor of 1e5 neither overflows nor stops a step", () => {
      const far = at(Float64Array.of(1e5, -2e5, 3e4));
      expect(Number.isFinite(far.value)).toBe(true);
      for (const value of [...far.gradient, ...far.information]) expect(Number.isFinite(value)).toBe(true);
    });

    test("an offset shared by a stratum changes nothing", () => {
      const shifted = { ...rows, offset: rows.offset!.map((o, i) => o + (i < 60 ? 700 : -900)) };
      const other = coxKernel(shifted, ties).evaluate(beta);
      near(other.value, here.value, 1, 1e-12);
      other.gradient.forEach((value, j) => {
        near(value, here.gradient[j]!, 1, 1e-11);
      });
    });
  });
}

test("the scale of the sums is changed wherever it must be: predictors that climb and fall by thousands", () => {
  const many = 600;
  const steps = (i: number): number => (i % 200 < 100 ? 900 * Math.floor(i / 150) : -700);
  const climbing: KernelRows = {
    n: many,
    p,
    stride: p,
    rank: Int32Array.from({ length: many }, (_, i) => Math.floor(i / 45)),
    entryRank: null,
    event: Uint8Array.from({ length: many }, (_, i) => Number(i % 3 !== 1)),
    weight: Float64Array.from({ length: many }, (_, i) => 1 + (i % 4) / 3),
    offset: Float64Array.from({ length: many }, (_, i) => steps(i) + Math.sin(i)),
    strataEnd: Int32Array.of(many),
    x: Float64Array.from({ length: many * p }, (_, i) => Math.sin(i * i)),
  };
  for (const ties of ["efron", "breslow"] as const) {
    const here = coxKernel(climbing, ties).evaluate(beta);
    const gradient = new Float64Array(p);
    const information = new Float64Array(p * p);
    riskSetInformation(climbing, ties, beta, gradient, information);
    here.gradient.forEach((value, j) => {
      near(value, gradient[j]!, 1, 1e-9);
    });
    here.information.forEach((value, j) => {
      near(value, information[j]!, 1, 1e-9);
    });
  }
});
