import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exp, ldl, ldlInverse, ldlSolve, log, log1p, newton } from "../src/index.js";

const hilbert = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => 1 / (Math.floor(i / n) + (i % n) + 1));

/** X' X of a matrix given by its columns. */
function crossProduct(columns: readonly (readonly number[])[]): Float64Array {
  const p = columns.length;
  return Float64Array.from({ length: p * p }, (_, at) => {
    const a = columns[Math.floor(at / p)]!;
    const b = columns[at % p]!;
    return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  });
}

describe("ldl", () => {
  it("solves with the inverse of the Hilbert matrix of order 5, which is whole numbers", () => {
    const inverse = ldlInverse(ldl(hilbert(5), 5));
    const row = [25, -300, 1050, -1400, 630];
    for (let j = 0; j < 5; j++) expect(Math.abs(inverse[j]! / row[j]! - 1)).toBeLessThan(1e-9);
    for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) expect(inverse[i * 5 + j]).toBe(inverse[j * 5 + i]);
  });

  it("sets aside the later of two dependent columns, whatever their scale", () => {
    const a = [1, 2, 3, 4, 7];
    const b = [2, -1, 0, 5, 1];
    const sum = a.map((value, i) => value + b[i]!);
    for (const scale of [1, 1e-8, 1e8]) {
      const factor = ldl(crossProduct([a, b.map((v) => v * scale), sum, [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]]), 5);
      expect(Array.from(factor.aliased)).toEqual([0, 0, 1, 1, 0]);
      expect([factor.rank, factor.semidefinite]).toEqual([3, true]);
      const solution = ldlSolve(factor, Float64Array.of(1, 1, 1, 1, 1));
      expect([solution[2], solution[3]]).toEqual([0, 0]);
    }
  });

  it("the smallest pivot is 1 - R squared of a column on those before it", () => {
    expect(ldl(Float64Array.of(4, 3, 3, 9), 2).smallestPivot).toBeCloseTo(1 - 9 / 36, 15);
  });

  it("says when a matrix is not positive semidefinite", () => {
    expect(ldl(Float64Array.of(1, 2, 2, 1), 2).semidefinite).toBe(false);
    expect(ldl(Float64Array.of(-1, 0, 0, 1), 2).semidefinite).toBe(false);
    expect(ldl(Float64Array.of(1, 0, 0, 1), 2).semidefinite).toBe(true);
  });

  it("reads only the lower triangle and changes nothing", () => {
    const matrix = Float64Array.of(4, 99, 2, 3);
    const [first, second] = ldlSolve(ldl(matrix, 2), Float64Array.of(2, 5));
    expect(first).toBeCloseTo(-0.5, 14);
    expect(second).toBeCloseTo(2, 14);
    expect(Array.from(matrix)).toEqual([4, 99, 2, 3]);
  });

  it("A x = b for random positive definite A, and scaling a column scales its solution", () => {
    const column = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(column, { minLength: 3, maxLength: 3 }), column, (columns, right) => {
        const b = Float64Array.from(right.slice(0, 3));
        const matrix = crossProduct(columns);
        const factor = ldl(matrix, 3);
        fc.pre(factor.rank === 3 && factor.smallestPivot > 1e-4);
        const x = ldlSolve(factor, b);
        for (let i = 0; i < 3; i++) {
          let product = 0;
          let size = 0;
          for (let j = 0; j < 3; j++) {
            product += matrix[i * 3 + j]! * x[j]!;
            size += Math.abs(matrix[i * 3 + j]! * x[j]!);
          }
          expect(Math.abs(product - b[i]!)).toBeLessThanOrEqual(1e-9 * (size + Math.abs(b[i]!)));
        }
        // Multiplying a column by a power of two is exact.
        const scaled = ldlSolve(
          ldl(crossProduct([columns[0]!.map((v) => v * 1024), columns[1]!, columns[2]!]), 3),
          Float64Array.of(b[0]! * 1024, b[1]!, b[2]!),
        );
        expect(scaled[0]).toBe(x[0]! / 1024);
        expect(scaled[1]).toBe(x[1]);
      }),
      { seed: 1 },
    );
  });

  it("order 0 has rank 0", () => {
    expect(ldl(new Float64Array(0), 0).rank).toBe(0);
    expect(ldlInverse(ldl(new Float64Array(0), 0))).toHaveLength(0);
  });
});

/** Log-likelihood of a logistic regression on 0, 1, 2, ... with the given successes of trials. */
function logistic(successes: readonly number[], trials: readonly number[]) {
  return ([a, b]: Float64Array) => {
    let value = 0;
    const gradient = new Float64Array(2);
    const information = new Float64Array(4);
    successes.forEach((s, x) => {
      const eta = a! + b! * x;
      const p = 1 / (1 + exp(-eta));
      value += s * eta - trials[x]! * (eta > 0 ? eta + log1p(exp(-eta)) : log1p(exp(eta)));
      const weight = trials[x]! * p * (1 - p);
      gradient[0]! += s - trials[x]! * p;
      gradient[1]! += (s - trials[x]! * p) * x;
      information[0]! += weight;
      information[1]! += weight * x;
      information[2]! += weight * x;
      information[3]! += weight * x * x;
    });
    return { value, gradient, information };
  };
}

describe("newton", () => {
  it("finds the closed-form answer of a saturated logistic regression: log odds and log odds ratio", () => {
    const fit = newton({ start: new Float64Array(2), evaluate: logistic([3, 8], [10, 11]) });
    expect(fit.status).toBe("converged");
    expect(fit.parameters[0]).toBeCloseTo(log(3 / 7), 12);
    expect(fit.parameters[1]).toBeCloseTo(log(8 / 3) - log(3 / 7), 12);
    // Variance of a log odds ratio: the sum of the reciprocals of the four counts.
    expect(ldlInverse(fit.factor)[3]).toBeCloseTo(1 / 3 + 1 / 7 + 1 / 8 + 1 / 3, 12);
  });

  it("is at the maximum already: no step", () => {
    const fit = newton({ start: Float64Array.of(0, 0), evaluate: logistic([5, 5], [10, 10]) });
    expect([fit.iterations, fit.evaluations, fit.status]).toEqual([0, 1, "converged"]);
  });

  it("halves steps that overshoot, so that a bad start still converges", () => {
    const values: number[] = [];
    const evaluate = logistic([3, 8], [10, 11]);
    const fit = newton({
      start: Float64Array.of(9, -9),
      evaluate,
      stop: (_, { value }) => {
        values.push(value);
        return false;
      },
    });
    expect(fit.status).toBe("converged");
    expect(fit.evaluations).toBeGreaterThan(fit.iterations + 1);
    for (let i = 1; i < values.length; i++) expect(values[i]! + 1e-12).toBeGreaterThanOrEqual(values[i - 1]!);
  });

  it("gives up after maxIterations when there is no maximum, with the values so far", () => {
    const fit = newton({ start: new Float64Array(2), evaluate: logistic([0, 10], [10, 10]), maxIterations: 7 });
    expect([fit.status, fit.iterations]).toEqual(["max-iterations", 7]);
    expect(fit.parameters[1]).toBeGreaterThan(5);
    expect(Number.isFinite(fit.evaluation.value)).toBe(true);
  });

  it("stops when asked, keeps steps within maxStep, and leaves its start unchanged", () => {
    const start = new Float64Array(2);
    const evaluate = logistic([3, 8], [10, 11]);
    const stopped = newton({ start, evaluate, stop: () => true, maxStep: 0.125 });
    expect([stopped.status, stopped.iterations]).toEqual(["stopped", 1]);
    expect(Math.max(...Array.from(stopped.parameters, Math.abs))).toBeCloseTo(0.125, 12);
    expect(Array.from(start)).toEqual([0, 0]);
  });

  it("an aliased parameter stays where it started", () => {
    const once = logistic([3, 8], [10, 11]);
    const fit = newton({
      start: Float64Array.of(0, 0, 0.5),
      evaluate: ([a, b, c]) => {
        // The third parameter doubles the second.
        const { value, gradient, information } = once(Float64Array.of(a!, b! + c!));
        const [i00, , i10, i11] = information as unknown as [number, number, number, number];
        return {
          value,
          gradient: Float64Array.of(gradient[0]!, gradient[1]!, gradient[1]!),
          information: Float64Array.of(i00, i10, i10, i10, i11, i11, i10, i11, i11),
        };
      },
    });
    expect([fit.status, fit.factor.rank, Array.from(fit.factor.aliased)]).toEqual(["converged", 2, [0, 0, 1]]);
    expect(fit.parameters[2]).toBe(0.5);
    expect(fit.parameters[1]! + 0.5).toBeCloseTo(log(8 / 3) - log(3 / 7), 12);
  });

  it("a start where the value is not finite ends without a step, never in a loop", () => {
    const fit = newton({
      start: Float64Array.of(1),
      evaluate: () => ({ value: Number.NaN, gradient: Float64Array.of(1), information: Float64Array.of(1) }),
    });
    expect([fit.status, fit.iterations]).toEqual(["no-ascent", 0]);
  });

  it("no parameters is converged", () => {
    const none = new Float64Array(0);
    const fit = newton({ start: none, evaluate: () => ({ value: -3, gradient: none, information: none }) });
    expect([fit.status, fit.evaluation.value]).toEqual(["converged", -3]);
  });
});
