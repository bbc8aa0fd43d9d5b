import type { Design } from "@hcc/data";
import { ldl, powerOfTwo } from "@hcc/numerics";

/** Intercept and the independent columns of a design, centred and scaled. */
export interface Standardized {
  readonly n: number;
  /** Columns of `matrix`: 1 for the intercept plus the columns kept. */
  readonly k: number;
  /** n x k row-major; the first column is 1. */
  readonly matrix: Float64Array;
  /** Design column behind column j + 1 of `matrix`. */
  readonly kept: readonly number[];
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Design columns that are constant or depend on earlier ones. */
  readonly aliased: readonly number[];
}

/** Centres and scales the columns of a design and sets the dependent ones aside, the later-listed first. */
export function standardise({ n, p, matrix }: Design): Standardized {
  const mean = new Float64Array(p);
  const scale = new Float64Array(p).fill(1);
  const z = new Float64Array(n * p);
  for (let j = 0; j < p; j++) {
    let sum = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      const value = matrix[i * p + j]!;
      sum += value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    mean[j] = low === high ? low : sum / n;
    if (low === high) continue;
    // In units of a power of two, which round nothing, the squares stay within the range of numbers.
    const unit = powerOfTwo(high - low);
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = (matrix[i * p + j]! - mean[j]!) / unit;
      z[i * p + j] = value;
      squares += value * value;
    }
    const s = Math.sqrt(squares / n);
    scale[j] = s * unit;
    for (let i = 0; i < n; i++) z[i * p + j]! /= s;
  }
  const cross = new Float64Array(p * p);
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < p; a++) {
      for (let b = 0; b <= a; b++) cross[a * p + b]! += z[i * p + a]! * z[i * p + b]!;
    }
  }
  const factor = ldl(cross, p);
  const kept: number[] = [];
  const aliased: number[] = [];
  for (let j = 0; j < p; j++) (factor.aliased[j] === 1 ? aliased : kept).push(j);
  const k = kept.length + 1;
  const compact = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    compact[i * k] = 1;
    for (let c = 0; c < kept.length; c++) compact[i * k + c + 1] = z[i * p + kept[c]!]!;
  }
  return {
    n,
    k,
    matrix: compact,
    kept,
    mean: Float64Array.from(kept, (j) => mean[j]!),
    scale: Float64Array.from(kept, (j) => scale[j]!),
    aliased,
  };
}

/** Parameters or a direction on the columns' own scale: slopes b/s, intercept b0 - sum b m / s. */
export function unscale({ mean, scale }: Standardized, parameters: Float64Array): Float64Array {
  const raw = parameters.slice();
  for (let j = 0; j < scale.length; j++) {
    raw[j + 1] = parameters[j + 1]! / scale[j]!;
    raw[0]! -= raw[j + 1]! * mean[j]!;
  }
  return raw;
}

/** T V T' for the linear map T of `unscale`. */
export function unscaleCovariance(standardized: Standardized, covariance: Float64Array): Float64Array {
  const { k } = standardized;
  const transform = (matrix: Float64Array): Float64Array => {
    const result = new Float64Array(k * k);
    for (let row = 0; row < k; row++) {
      const raw = unscale(standardized, matrix.slice(row * k, row * k + k));
      for (let column = 0; column < k; column++) result[column * k + row] = raw[column]!;
    }
    return result;
  };
  return transform(transform(covariance));
}
