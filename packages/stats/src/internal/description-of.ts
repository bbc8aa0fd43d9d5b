import { meanAndSquares } from "@hcc/numerics";
import type { Description } from "../describe.js";
import type { QuantileType } from "../quantile.js";
import { quantileAt } from "./sorted-quantile.js";
import { unitOf } from "./unit-of.js";

/** Describes finite numbers, each seen as often as its frequency says (null: once). */
export function descriptionOf(
  numbers: Float64Array,
  frequencies: Float64Array | null,
  missing: number,
  quantileType: QuantileType,
): Description {
  const common = { kind: "description", version: 1, missing, quantileType } as const;
  if (numbers.length === 0) {
    return {
      ...common,
      n: 0,
      mean: null,
      standardDeviation: null,
      minimum: null,
      lowerQuartile: null,
      median: null,
      upperQuartile: null,
      maximum: null,
    };
  }
  const unit = unitOf(numbers);
  const scaled = numbers.map((value) => value / unit);
  const { mean, squares } = frequencies === null ? meanAndSquares(scaled) : weightedSquares(scaled, frequencies);
  const { at, n } = frequencies === null ? inOrder(numbers) : inWeightedOrder(numbers, frequencies);
  const quantile = (p: number): number => quantileAt(at, n, p, quantileType);
  const deviation = Math.sqrt(squares / (n - 1)) * unit;
  return {
    ...common,
    n,
    mean: mean * unit,
    standardDeviation: n > 1 && Number.isFinite(deviation) ? deviation : null,
    minimum: at(1),
    lowerQuartile: quantile(0.25),
    median: quantile(0.5),
    upperQuartile: quantile(0.75),
    maximum: at(n),
  };
}

interface Ordered {
  readonly n: number;
  /** Value at a position from 1. */
  readonly at: (position: number) => number;
}

function inOrder(numbers: Float64Array): Ordered {
  const sorted = numbers.slice().sort();
  return { n: sorted.length, at: (position) => sorted[position - 1]! };
}

function inWeightedOrder(numbers: Float64Array, frequencies: Float64Array): Ordered {
  const order = Uint32Array.from(numbers, (_, i) => i).sort((a, b) => numbers[a]! - numbers[b]!);
  const last = new Float64Array(order.length);
  let n = 0;
  order.forEach((index, i) => {
    n += frequencies[index]!;
    last[i] = n;
  });
  const at = (position: number): number => {
    let low = 0;
    let high = last.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (last[middle]! < position) low = middle + 1;
      else high = middle;
    }
    return numbers[order[low]!]!;
  };
  return { n, at };
}

function weightedSquares(values: Float64Array, weights: Float64Array): { mean: number; squares: number } {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    total += weights[i]!;
    sum += weights[i]! * values[i]!;
  }
  const rough = sum / total;
  let correction = 0;
  for (let i = 0; i < values.length; i++) correction += weights[i]! * (values[i]! - rough);
  const mean = rough + correction / total;
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - mean;
    squares += weights[i]! * deviation * deviation;
    rest += weights[i]! * deviation;
  }
  return { mean, squares: Math.max(0, squares - (rest * rest) / total) };
}
