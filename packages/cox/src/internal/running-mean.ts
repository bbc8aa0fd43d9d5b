import { exp } from "@hcc/numerics";

/** A sum of weights exp(logarithm) and the weighted mean of rows, relative to the largest logarithm. */
export interface RunningMean {
  /** Largest logarithm so far. */
  scale: number;
  /** Sum of the weights in units of exp(scale). */
  total: number;
  readonly mean: Float64Array;
  clear(): void;
  /** Adds the row that starts at `start`, with weight x exp(logarithm). */
  add(values: Float64Array, start: number, weight: number, logarithm: number): void;
}

/** An empty running mean of rows of length p. */
export function runningMean(p: number): RunningMean {
  return {
    scale: Number.NEGATIVE_INFINITY,
    total: 0,
    mean: new Float64Array(p),
    clear(): void {
      this.scale = Number.NEGATIVE_INFINITY;
      this.total = 0;
      this.mean.fill(0);
    },
    add(values: Float64Array, start: number, weight: number, logarithm: number): void {
      if (logarithm > this.scale) {
        this.total = this.total === 0 ? 0 : this.total * exp(this.scale - logarithm);
        this.scale = logarithm;
      }
      const share = logarithm === this.scale ? weight : weight * exp(logarithm - this.scale);
      const total = this.total + share;
      // An emptied sum keeps no trace of where it was.
      if (this.total === 0) for (let j = 0; j < p; j++) this.mean[j] = values[start + j]!;
      else if (share > 0)
        for (let j = 0; j < p; j++) this.mean[j]! += (share / total) * (values[start + j]! - this.mean[j]!);
      this.total = total;
    },
  };
}
