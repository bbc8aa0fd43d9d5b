import { checkOptions, InputError, type NumericArray } from "@hcc/data";
import { ascendingOrder, exp, meanAndSquares, pow } from "@hcc/numerics";
import { readValues, type Values } from "./internal/read-values.js";
import { sortedQuantile } from "./internal/sorted-quantile.js";

/** Options of `kernelDensity`. */
export interface KernelDensityOptions {
  /** One weight of 0 or more per value. Default: all alike. */
  readonly weights?: readonly number[] | NumericArray;
  /** Standard deviation of the kernel, in the unit of the values. Default "nrd0", from the values of positive weight. */
  readonly bandwidth?: number | "nrd0";
  /** First place of the grid. Default: three bandwidths below the smallest value of positive weight. */
  readonly from?: number;
  /** Last place of the grid. Default: three bandwidths above the largest value. */
  readonly to?: number;
  /** Number of equally spaced places, at least 2. Default 512. */
  readonly points?: number;
}

/** A density at the places of a grid. */
export interface KernelDensity {
  readonly kind: "kernel-density";
  readonly version: 1;
  readonly kernel: "gaussian";
  readonly bandwidth: number;
  /** How the bandwidth was found. */
  readonly bandwidthMethod: "nrd0" | "given";
  /** Values of positive weight. */
  readonly n: number;
  /** Places, ascending. */
  readonly at: Float64Array;
  /** Density at the places, per unit of the values. */
  readonly density: Float64Array;
}

/** Standard deviations beyond which the kernel, below 1e-305 of its peak, is left out. */
const REACH = 37.5;
/** Places after which a term is made anew: the products between them stay within some 1e-12 of it. */
const BLOCK = 64;
const ROOT_OF_TWO_PI = 2.5066282746310002;

/**
 * Kernel density of values, with a Gaussian kernel, on a grid.
 *
 * f(x) = sum w_i phi((x - v_i) / h) / (h sum w_i). Bandwidth "nrd0" is Silverman's rule, h = 0.9 min(SD, IQR / 1.34) n^-1/5
 * (quartiles of type 7; the SD where the IQR is 0; the size of the value, or 1, where all are equal), from the values of
 * positive weight, each counted once: as R's `density(x, weights = w)`, of which it also has the grid (`cut = 3`). R takes
 * the sum from 512 or more classes by a Fourier transform and interpolates; here it is the sum itself, so R's figures differ
 * by up to some thousandths of the peak. R lets values of weight 0 into the bandwidth, where they are none of the sample.
 * Work: different values times places.
 *
 * @throws InputError for fewer than two values of positive weight under "nrd0", a value or weight that is missing or not
 * finite, a negative weight, and a bandwidth or grid that is none.
 *
 * @example
 * ```ts
 * import { kernelDensity } from "@hcc/stats";
 * const { bandwidth, density } = kernelDensity([52, 58, 61, 64, 70], { from: 60, to: 70, points: 3 });
 * bandwidth.toFixed(4); // => "2.9208"
 * Array.from(density, (f) => f.toFixed(4)); // => ["0.0588", "0.0443", "0.0309"]
 * ```
 *
 * @see Silverman BW. Density estimation for statistics and data analysis, 1986, eq. 3.31. https://doi.org/10.1201/9781315140919
 */
export function kernelDensity(values: Values, options: KernelDensityOptions = {}): KernelDensity {
  checkOptions("kernelDensity", options, ["weights", "bandwidth", "from", "to", "points"]);
  const { bandwidth = "nrd0", points = 512 } = options;
  const { places, weights, total, n } = weightedValues(readValues(values, "values").values, options.weights);
  if (bandwidth !== "nrd0" && !(bandwidth > 0 && bandwidth < Number.POSITIVE_INFINITY)) {
    throw option("bandwidth", bandwidth, 'give a positive number or "nrd0"');
  }
  if (bandwidth === "nrd0" && n < 2) {
    throw new InputError("empty-data", "there is one value with a weight above 0: give two, or a bandwidth", {
      column: "values",
    });
  }
  if (!(Number.isInteger(points) && points >= 2 && points <= 1e6)) {
    throw option("points", points, "give a whole number from 2 to 1000000");
  }
  const h = bandwidth === "nrd0" ? silverman(places) : bandwidth;
  const { from = places[0]! - 3 * h, to = places[n - 1]! + 3 * h } = options;
  if (!Number.isFinite(from)) throw option("from", from, "give a finite number");
  if (!(to > from && to < Number.POSITIVE_INFINITY)) throw option("to", to, `give a number above ${from}`);

  const at = new Float64Array(points);
  const spacing = (to - from) / (points - 1);
  for (let k = 0; k < points; k++) at[k] = k === points - 1 ? to : from + (k * (to - from)) / (points - 1);
  const density = new Float64Array(points);
  for (let i = 0; i < n; i++) {
    let weight = weights[i]!;
    while (places[i + 1] === places[i]) weight += weights[++i]!;
    addKernel(density, at, spacing / h, h, places[i]!, weight / (total * h * ROOT_OF_TWO_PI));
  }
  const bandwidthMethod = bandwidth === "nrd0" ? "nrd0" : "given";
  return { kind: "kernel-density", version: 1, kernel: "gaussian", bandwidth: h, bandwidthMethod, n, at, density };
}

/**
 * Adds a kernel to the places near it. On narrow grids the terms follow from each other: with d the spacing in standard
 * deviations, phi(z + d) = phi(z) r, r = exp(-d z - d d / 2), and r itself falls by exp(-d d) each time.
 */
function addKernel(density: Float64Array, at: Float64Array, d: number, h: number, place: number, height: number): void {
  const start = (at[0]! - place) / h;
  const first = Math.max(0, Math.ceil((-REACH - start) / d));
  const last = Math.min(at.length - 1, Math.floor((REACH - start) / d));
  const block = d > 0.5 ? 1 : BLOCK;
  const fall = exp(-d * d);
  for (let from = first; from <= last; from += block) {
    const z = (at[from]! - place) / h;
    let term = height * exp(-0.5 * z * z);
    let ratio = block === 1 ? 0 : exp(-d * (z + 0.5 * d));
    const to = Math.min(last, from + block - 1);
    for (let k = from; k <= to; k++) {
      density[k]! += term;
      term *= ratio;
      ratio *= fall;
    }
  }
}

/** Values of positive weight in ascending order, with their weights. */
function weightedValues(
  values: Float64Array,
  given: KernelDensityOptions["weights"],
): { places: Float64Array; weights: Float64Array; total: number; n: number } {
  if (given !== undefined && given.length !== values.length) {
    throw new InputError("length-mismatch", `there are ${given.length} weights of ${values.length} values`, {
      column: "weights",
    });
  }
  const { order, sorted } = ascendingOrder(values);
  const places = new Float64Array(values.length);
  const weights = new Float64Array(values.length);
  let n = 0;
  let total = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    const weight = given === undefined ? 1 : given[row]!;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      const message = `the weight is ${String(weight)} at row ${row}: weights are finite and 0 or more`;
      throw new InputError("weight", message, { column: "weights", row });
    }
    if (weight === 0) continue;
    places[n] = sorted[i]!;
    weights[n] = weight;
    total += weight;
    n++;
  }
  if (n === 0) {
    throw new InputError("weight", "no value has a weight above 0: there is nothing to estimate", {
      column: "weights",
    });
  }
  return { places: places.subarray(0, n), weights: weights.subarray(0, n), total, n };
}

function silverman(sorted: Float64Array): number {
  const n = sorted.length;
  const sd = Math.sqrt(meanAndSquares(sorted).squares / (n - 1));
  const quartiles = sortedQuantile(sorted, 0.75, 7) - sortedQuantile(sorted, 0.25, 7);
  const spread = Math.min(sd, quartiles / 1.34) || sd || Math.abs(sorted[0]!) || 1;
  return 0.9 * spread * pow(n, -0.2);
}

function option(name: string, found: unknown, remedy: string): InputError {
  return new InputError("option", `${name} is ${String(found)}: ${remedy}`, { column: name });
}
