import { ldl, powerOfTwo } from "@hcc/numerics";
import type { Placing } from "../kernel/place-rows.js";
import { product } from "../kernel/plain-product.js";
import type { Kernel, KernelRows } from "../kernel/types.js";
import { orthogonalise } from "./orthogonalise.js";
import type { SortedRows } from "./sort-rows.js";

/** A column that the columns before it determine in every risk set. */
export interface AliasedColumn {
  readonly column: number;
  /** The column is this combination of others, up to a constant per stratum; empty when it is constant. */
  readonly combination: readonly { readonly column: number; readonly multiplier: number }[];
}

/** Columns on which the likelihood is well conditioned. */
export interface DesignBasis {
  /** Columns of the design that are kept, in the given order. */
  readonly kept: readonly number[];
  /** Sorted rows x kept columns, row-major at the distance `stride`. */
  readonly x: Float64Array;
  readonly stride: number;
  /** No value of `x` is larger. */
  readonly largest: number;
  /** Coefficients of the kept columns = `back` (row-major) x coefficients of the basis. */
  readonly back: Float64Array;
  readonly aliased: readonly AliasedColumn[];
}

/** The columns of a design, of which some enter the model. */
export interface DesignColumns {
  readonly values: readonly Float64Array[];
  readonly columns: readonly number[];
}

/** Share of a column's variance beyond earlier columns below which the basis is orthogonalised. */
const WELL_CONDITIONED = 1e-6;
/** Rows below which a smaller sample tells what is typical. */
const FEW = 1000;
/** Rows of the sample that may prove it. */
const SAMPLE = 1024;

/**
 * Centres the columns per stratum, scales them and finds which depend on earlier ones.
 *
 * The information is singular along a direction, at any coefficients, exactly when the direction's values are constant
 * over the sorted rows of each stratum; so aliasing is a question about the columns alone. It is decided on the columns
 * themselves (Gram-Schmidt, twice), not on their products, which would square the condition number: columns that differ
 * by one part in 1e6 are fitted.
 *
 * @param kernel where the basis goes when it has all columns.
 */
export function designBasis(design: DesignColumns, sorted: SortedRows, kernel: Kernel): DesignBasis {
  const { x, stride } = kernel.rows;
  const { columns } = design;
  const values = columns.map((column) => design.values[column]!);
  const { order, strataEnd } = sorted;
  const n = order.length;
  const q = columns.length;
  const scale = new Float64Array(q);
  const centres = new Float64Array(strataEnd.length * q);
  for (let s = 0, start = 0; s < strataEnd.length; s++) {
    const end = strataEnd[s]!;
    for (let c = 0; c < q; c++) {
      const { centre, range } = typicalValue(values[c]!, order, start, end);
      centres[s * q + c] = centre;
      scale[c] = Math.max(scale[c]!, range);
    }
    start = end;
  }
  // Powers of two: scaling rounds nothing. A sample's range serves unless other rows are far off.
  const factor = new Float64Array(q);
  for (let c = 0; c < q; c++) factor[c] = 1 / (scale[c]! > 0 ? powerOfTwo(scale[c]!) : 1);
  const size = values[0]?.length ?? 0;
  const { to, from } = placesOf(sorted, size, q);
  const widest = kernel.placeRows({ values, to, centres, from, factor });
  for (let c = 0; c < q; c++) {
    const again = widest[c]! > 0 ? powerOfTwo(widest[c]!) : 1;
    scale[c] = 1 / factor[c]!;
    if (again > 1e-6 && again < 1e6) continue;
    for (let i = 0, at = c; i < n; i++, at += stride) x[at]! /= again;
    scale[c]! *= again;
    widest[c]! /= again;
  }
  if (isWellConditioned(kernel, q, strataEnd, widest)) {
    const back = new Float64Array(q * q);
    for (let c = 0; c < q; c++) back[c * q + c] = 1 / scale[c]!;
    return { kept: columns, x, stride, largest: widest.reduce((a, b) => Math.max(a, b), 0), back, aliased: [] };
  }
  return orthogonalise(x, stride, n, q, strataEnd, columns, scale, largestValues(values, sorted, centres, scale));
}

/**
 * Whether every column keeps enough variance beyond the columns before it. Products of a sample of the rows are less
 * than those of all (as matrices, and so are their pivots), so what a sample proves needs no further look.
 *
 * @param widest largest absolute value of each column.
 */
function isWellConditioned(kernel: Kernel, q: number, strataEnd: Int32Array, widest: Float64Array): boolean {
  const { n, stride } = kernel.rows;
  const proves = (every: number): boolean => {
    const products = gram(kernel, strataEnd, every);
    const { factor, rank } = ldl(packed(products, stride, q), q);
    if (rank < q) return false;
    for (let c = 0; c < q; c++) {
      const share = every === 1 ? 1 : products[c * stride + c]! / (n * widest[c]! * widest[c]!);
      if (!(factor[c * q + c]! * share > WELL_CONDITIONED)) return false;
    }
    return true;
  };
  const every = Math.floor(n / SAMPLE);
  return (every > 1 && proves(every)) || proves(1);
}

function packed(products: Float64Array, stride: number, q: number): Float64Array {
  if (stride === q) return products;
  const matrix = new Float64Array(q * q);
  for (let c = 0; c < q; c++) matrix.set(products.subarray(c * stride, c * stride + q), c * q);
  return matrix;
}

/**
 * The median of evenly spaced rows, 25 of few and 99 of many: near most values even when some are far off; and their range
 * about it.
 */
function typicalValue(
  values: Float64Array,
  order: Int32Array,
  start: number,
  end: number,
): { centre: number; range: number } {
  const size = end - start;
  const count = Math.min(size < FEW ? 25 : 99, size);
  const sample = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const value = values[order[start + Math.floor(((k + 0.5) * size) / count)]!]!;
    let at = k;
    for (; at > 0 && sample[at - 1]! > value; at--) sample[at] = sample[at - 1]!;
    sample[at] = value;
  }
  const centre = sample[count >> 1]!;
  return { centre, range: Math.max(centre - sample[0]!, sample[count - 1]! - centre) };
}

/** Where each of the caller's rows goes, and the centres of its stratum. */
function placesOf({ order, strataEnd }: SortedRows, size: number, q: number): Pick<Placing, "to" | "from"> {
  const to = new Int32Array(size).fill(-1);
  const from = strataEnd.length === 1 ? null : new Int32Array(size);
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    for (; i < strataEnd[s]!; i++) {
      to[order[i]!] = i;
      if (from !== null) from[order[i]!] = s * q;
    }
  }
  return { to, from };
}

/** Largest absolute value of each column among the rows that differ from its centre, scaled: what rounding depends on. */
function largestValues(
  values: readonly Float64Array[],
  { order, strataEnd }: SortedRows,
  centres: Float64Array,
  scale: Float64Array,
): Float64Array {
  const q = values.length;
  const largest = new Float64Array(q);
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    for (; i < strataEnd[s]!; i++) {
      for (let c = 0; c < q; c++) {
        const value = values[c]![order[i]!]!;
        if (value !== centres[s * q + c]!) largest[c] = Math.max(largest[c]!, Math.abs(value) / scale[c]!);
      }
    }
  }
  return largest;
}

/**
 * Products of the columns about their mean in each stratum, over every k-th row, in the lower triangle at the distance
 * `stride`. The centre being a median, the mean is within a standard deviation of it: no digit cancels.
 */
function gram({ rows, crossProduct }: Kernel, strataEnd: Int32Array, every: number): Float64Array {
  const sampled = every === 1 ? rows : sampleOf(rows, every);
  const { x, stride } = sampled;
  const target = every === 1 ? crossProduct() : sampleProduct(sampled);
  const sum = new Float64Array(stride);
  let i = 0;
  for (const end of strataEnd) {
    sum.fill(0);
    const first = i;
    for (; i * every < end; i++) for (let j = 0; j < stride; j++) sum[j]! += x[i * stride + j]!;
    if (i === first) continue;
    for (let j = 0; j < stride; j++) {
      for (let k = 0; k <= j; k++) target[j * stride + k]! -= (sum[j]! / (i - first)) * sum[k]!;
    }
  }
  return target;
}

function sampleOf({ n, x, stride }: KernelRows, every: number): Pick<KernelRows, "n" | "x" | "stride"> {
  const m = Math.ceil(n / every);
  const values = new Float64Array(m * stride);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < stride; j++) values[i * stride + j] = x[i * every * stride + j]!;
  }
  return { n: m, x: values, stride };
}

function sampleProduct({ n, x, stride }: Pick<KernelRows, "n" | "x" | "stride">): Float64Array {
  const target = new Float64Array(stride * stride);
  product(target, x, new Float64Array(n).fill(1), 0, n, stride, new Float64Array(2 * n));
  return target;
}
