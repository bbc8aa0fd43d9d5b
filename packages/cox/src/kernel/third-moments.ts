import { exp } from "@hcc/numerics";

/** Sums over weighted rows about their mean, all times exp(-scale), scale the largest linear predictor among them. */
export interface ThirdMoments {
  scale: number;
  /** Sum of r = weight x exp(predictor). */
  total: number;
  readonly mean: Float64Array;
  /** Sum of r (x - mean)(x - mean)', p x p, both triangles. */
  readonly squares: Float64Array;
  /** Sum of r (x - mean) |x - mean|^2. */
  readonly cubes: Float64Array;
  /** Places for what is computed on the way. */
  readonly gap: Float64Array;
  readonly own: Product;
  readonly added: Product;
}

/** A matrix times a vector, and the trace of the matrix. */
export interface Product {
  readonly vector: Float64Array;
  trace: number;
}

/** The sums over no rows. */
export function thirdMoments(p: number): ThirdMoments {
  return {
    scale: Number.NEGATIVE_INFINITY,
    total: 0,
    mean: new Float64Array(p),
    squares: new Float64Array(p * p),
    cubes: new Float64Array(p),
    gap: new Float64Array(p),
    own: { vector: new Float64Array(p), trace: 0 },
    added: { vector: new Float64Array(p), trace: 0 },
  };
}

/** Makes `self` the sums over no rows. */
export function clearMoments(self: ThirdMoments): void {
  self.scale = Number.NEGATIVE_INFINITY;
  self.total = 0;
  self.squares.fill(0);
  self.cubes.fill(0);
}

/** Makes `self` the sums over the rows of `from`. */
export function assignMoments(self: ThirdMoments, from: ThirdMoments): void {
  self.scale = from.scale;
  self.total = from.total;
  self.mean.set(from.mean);
  self.squares.set(from.squares);
  self.cubes.set(from.cubes);
}

/** Adds one row. */
export function addRow(self: ThirdMoments, values: Float64Array, weight: number, predictor: number): void {
  raiseScale(self, predictor);
  combine(self, weight * exp(predictor - self.scale), values, null, 1);
}

/** Adds the rows of `other`. */
export function mergeMoments(self: ThirdMoments, other: ThirdMoments): void {
  if (other.total === 0) return;
  raiseScale(self, other.scale);
  const factor = exp(other.scale - self.scale);
  combine(self, factor * other.total, other.mean, other, factor);
}

function raiseScale(self: ThirdMoments, scale: number): void {
  if (scale <= self.scale) return;
  const by = self.total === 0 ? 0 : exp(self.scale - scale);
  self.scale = scale;
  self.total *= by;
  for (let k = 0; k < self.squares.length; k++) self.squares[k]! *= by;
  for (let j = 0; j < self.cubes.length; j++) self.cubes[j]! *= by;
}

/**
 * Sums about the common mean of two sets A and B with d = mean of B - mean of A. Rows of A move by -B/(A + B) d, those of B by
 * A/(A + B) d; nothing is subtracted that could cancel.
 */
function combine(
  self: ThirdMoments,
  added: number,
  mean: Float64Array,
  other: ThirdMoments | null,
  factor: number,
): void {
  const p = self.mean.length;
  if (self.total === 0) {
    self.total = added;
    self.mean.set(mean);
    for (let k = 0; k < p * p; k++) self.squares[k] = other === null ? 0 : factor * other.squares[k]!;
    for (let j = 0; j < p; j++) self.cubes[j] = other === null ? 0 : factor * other.cubes[j]!;
    return;
  }
  const { gap, squares, own, cubes } = self;
  const before = self.total;
  const total = before + added;
  let square = 0;
  for (let j = 0; j < p; j++) {
    gap[j] = mean[j]! - self.mean[j]!;
    square += gap[j]! * gap[j]!;
  }
  const a = -added / total;
  const b = before / total;
  const between = b * added;
  multiply(own, squares, gap);
  let straight = a * own.trace + between * (a + b) * square;
  if (other !== null) {
    multiply(self.added, other.squares, gap);
    straight += b * factor * self.added.trace;
    for (let j = 0; j < p; j++) cubes[j]! += factor * (other.cubes[j]! + 2 * b * self.added.vector[j]!);
    for (let k = 0; k < p * p; k++) squares[k]! += factor * other.squares[k]!;
  }
  for (let j = 0; j < p; j++) {
    cubes[j]! += 2 * a * own.vector[j]! + straight * gap[j]!;
    self.mean[j]! -= a * gap[j]!;
    const by = between * gap[j]!;
    for (let k = 0, at = j * p; k < p; k++, at++) squares[at]! += by * gap[k]!;
  }
  self.total = total;
}

/** Fills in a p x p matrix times a vector, and its trace. */
export function multiply(to: Product, matrix: Float64Array, vector: Float64Array): void {
  const p = vector.length;
  let trace = 0;
  for (let j = 0, at = 0; j < p; j++) {
    let sum = 0;
    trace += matrix[at + j]!;
    for (let k = 0; k < p; k++, at++) sum += matrix[at]! * vector[k]!;
    to.vector[j] = sum;
  }
  to.trace = trace;
}
