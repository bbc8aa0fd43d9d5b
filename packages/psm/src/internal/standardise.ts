import type { Design } from "@hcc/data";
import { type LdlFactor, ldl, powerOfTwo } from "@hcc/numerics";
import { BLOCK, crossProduct, type ModelRows } from "./model-rows.js";

/** Intercept and the independent columns of a design, centered and divided by their standard deviation (divisor n). */
export interface Standardized {
  readonly rows: ModelRows;
  /** Columns of `rows`: 1 for the intercept plus the columns kept. */
  readonly k: number;
  /** Design column behind column j + 1. */
  readonly kept: readonly number[];
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Design columns that are constant or depend on earlier ones. */
  readonly aliased: readonly number[];
  /** Those of them that are constant. */
  readonly constant: ReadonlySet<number>;
}

interface Moments {
  readonly mean: number;
  /** Standard deviation and largest distance from the mean, in units of `unit`; 0 for a constant. */
  readonly deviation: number;
  readonly furthest: number;
  /** 1, or a power of two near the range where squares were beyond the range of numbers without it. */
  readonly unit: number;
}

/** Centers and scales the columns of a design and sets the dependent ones aside, the later-listed first. */
export function standardise({ n, values }: Design, y: Uint8Array): Standardized {
  const moments = values.map(momentsOf);
  const varying = values.flatMap((_, j) => (moments[j]!.deviation > 0 ? [j] : []));
  let kept = varying;
  let rows = rowsOf(values, moments, kept, y);
  if (!independent(rows)) {
    const { aliased } = ldl(
      crossProduct(rows, () => 1),
      kept.length + 1,
    );
    const left = kept.filter((_, c) => aliased[c + 1] === 0);
    if (left.length < kept.length) rows = rowsOf(values, moments, left, y);
    kept = left;
  }
  return {
    rows,
    k: kept.length + 1,
    kept,
    mean: Float64Array.from(kept, (j) => moments[j]!.mean),
    scale: Float64Array.from(kept, (j) => moments[j]!.deviation * moments[j]!.unit),
    aliased: Array.from(values.keys()).filter((j) => !kept.includes(j)),
    constant: new Set(Array.from(values.keys()).filter((j) => moments[j]!.deviation === 0)),
  };

  /** Whether columns that vary over the first rows leave of each other so much there that they do over all. */
  function independent(all: ModelRows): boolean {
    const factor: LdlFactor = ldl(
      crossProduct(all, () => 1, FIRST),
      all.k,
    );
    return factor.scale.every((scale, j) => factor.factor[j * all.k + j]! * scale * scale > 1e-9 * n);
  }
}

/** Rows that mostly show that columns do not depend on each other. */
const FIRST = 64 * BLOCK;

function momentsOf(values: Float64Array): Moments {
  const n = values.length;
  let even = 0;
  let odd = 0;
  let low = values[0]!;
  let high = low;
  for (let i = 0; i < n; i += 2) {
    const value = values[i]!;
    const next = i + 1 < n ? values[i + 1]! : 0;
    even += value;
    odd += next;
    if (value < low) low = value;
    if (value > high) high = value;
    if (i + 1 === n) break;
    if (next < low) low = next;
    if (next > high) high = next;
  }
  if (low === high) return { mean: low, deviation: 0, furthest: 0, unit: 1 };
  const mean = (even + odd) / n;
  const unit = high - low > 1e-100 && high - low < 1e100 ? 1 : powerOfTwo(high - low);
  even = 0;
  odd = 0;
  for (let i = 0; i < n; i += 2) {
    const value = unit === 1 ? values[i]! - mean : (values[i]! - mean) / unit;
    even += value * value;
    if (i + 1 === n) break;
    const next = unit === 1 ? values[i + 1]! - mean : (values[i + 1]! - mean) / unit;
    odd += next * next;
  }
  const furthest = Math.max((high - mean) / unit, (mean - low) / unit);
  return { mean, deviation: Math.sqrt((even + odd) / n), furthest, unit };
}

function rowsOf(
  values: readonly Float64Array[],
  moments: readonly Moments[],
  kept: readonly number[],
  y: Uint8Array,
): ModelRows {
  const n = y.length;
  const k = kept.length + 1;
  const q = kept.length + (kept.length % 2);
  const x = new Float64Array(n * q);
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    for (let c = 0; c < kept.length; c++) {
      const column = values[kept[c]!]!;
      const { mean, unit, deviation } = moments[kept[c]!]!;
      const factor = 1 / deviation;
      for (let i = from, at = from * q + c; i < to; i++, at += q) {
        x[at] = (unit === 1 ? column[i]! - mean : (column[i]! - mean) / unit) * factor;
      }
    }
  }
  const largest = Float64Array.from([1, ...kept.map((j) => moments[j]!.furthest / moments[j]!.deviation)]);
  return { n, k, q, x, y, largest };
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
