import { newton } from "@hcc/numerics";
import { dot, type Surface } from "./surface.js";

/** A maximum among the parameters at which some linear functions are 0. */
export interface ConstrainedMaximum {
  readonly parameters: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Maximises from 0 among the parameters whose product with each of `directions` is 0: Newton's method in their complement. */
export function constrainedMaximum(surface: Surface, directions: readonly Float64Array[]): ConstrainedMaximum {
  const q = surface.basis.kept.length;
  const free = complement(directions, q);
  const m = free.length;
  const expand = (inner: Float64Array): Float64Array => {
    const parameters = new Float64Array(q);
    for (let k = 0; k < m; k++) for (let j = 0; j < q; j++) parameters[j]! += inner[k]! * free[k]![j]!;
    return parameters;
  };
  const fit = newton({
    start: new Float64Array(m),
    tolerance: 1e-22,
    maxIterations: 200,
    evaluate: (inner) => {
      const { value, gradient, information } = surface.evaluate(expand(inner));
      const product = new Float64Array(m * m);
      for (let k = 0; k < m; k++) {
        const half = new Float64Array(q);
        for (let j = 0; j < q; j++) half[j] = dot(free[k]!, information.subarray(j * q, j * q + q));
        for (let l = 0; l < m; l++) product[k * m + l] = dot(half, free[l]!);
      }
      return {
        value,
        gradient: Float64Array.from(free, (direction) => dot(direction, gradient)),
        information: product,
      };
    },
  });
  const { value } = fit.evaluation;
  return {
    parameters: expand(fit.parameters),
    value,
    iterations: fit.iterations,
    converged: Number.isFinite(value) && fit.status !== "max-iterations",
  };
}

/** An orthonormal basis of the vectors that are orthogonal to all of `directions`: unit vectors, as far as they go. */
function complement(directions: readonly Float64Array[], q: number): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const direction of directions) basis.push(orthonormal(direction, basis)!.vector);
  const taken = basis.length;
  const units = Array.from({ length: q }, (_, j) => Float64Array.from({ length: q }, (_, k) => Number(j === k)));
  while (basis.length < q) {
    // The unit vector that is farthest from what is there keeps the basis orthonormal to the last digits.
    const left = units.map((unit) => orthonormal(unit, basis));
    let best = left[0]!;
    for (const candidate of left) if (candidate.length > best.length * 1.000001) best = candidate;
    basis.push(best.vector);
  }
  return basis.slice(taken);
}

/** What is left of a vector beyond an orthonormal basis, of length 1, and how much that was. */
function orthonormal(
  vector: Float64Array,
  basis: readonly Float64Array[],
): { readonly vector: Float64Array; readonly length: number } {
  const rest = vector.slice();
  for (let pass = 0; pass < 2; pass++) {
    for (const unit of basis) {
      const share = dot(unit, rest);
      for (let j = 0; j < rest.length; j++) rest[j]! -= share * unit[j]!;
    }
  }
  const length = Math.sqrt(dot(rest, rest));
  return { vector: rest.map((value) => value / length), length };
}
