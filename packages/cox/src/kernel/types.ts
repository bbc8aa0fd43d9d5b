import type { Order } from "./arena.js";
import type { Placing } from "./place-rows.js";

/** Rows of a Cox model as the kernel sees them: ordered by stratum and, within it, by ascending time. */
export interface KernelRows {
  /** Number of rows. */
  readonly n: number;
  /** Number of columns of `x`. */
  readonly p: number;
  /** Distance of two rows in `x`; columns beyond p are 0. */
  readonly stride: number;
  /** Rank of the time; equal ranks are tied. */
  readonly rank: Int32Array;
  /** Rank of the entry: at risk at an event time of rank t when entryRank < t <= rank; null: at risk from the start. */
  readonly entryRank: Int32Array | null;
  /** 1 for an event, 0 for a censored time. */
  readonly event: Uint8Array;
  /** Case weights, all positive. */
  readonly weight: Float64Array;
  /** A fixed part of the linear predictor, or null. */
  readonly offset: Float64Array | null;
  /** End (exclusive) of every stratum. */
  readonly strataEnd: Int32Array;
  /** n x stride, row-major. */
  readonly x: Float64Array;
}

/** Treatment of tied event times. */
export type KernelTies = "efron" | "breslow";

/** Log partial likelihood with its first two derivatives; the arrays are reused by the next evaluation. */
export interface KernelResult {
  readonly value: number;
  /** Score, length p. */
  readonly gradient: Float64Array;
  /** Observed information, p x p row-major, both triangles. */
  readonly information: Float64Array;
}

/** A partial likelihood that can be evaluated at any coefficient vector. */
export interface Kernel {
  /** The arrays that it reads; to be filled before the first evaluation. */
  readonly rows: KernelRows;
  /** Fills `x` with centred and scaled columns; the largest absolute value of each. */
  readonly placeRows: (placing: Placing) => Float64Array;
  /** X'X in the lower triangle at the distance `stride`, before the first evaluation. */
  readonly crossProduct: () => Float64Array;
  /** Value, score and information; with order 1 the information, with order 0 the score too is that of before. */
  readonly evaluate: (beta: Float64Array, order?: Order) => KernelResult;
  /** Gives the memory back. */
  readonly close: () => void;
}
