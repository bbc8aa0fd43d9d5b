import { powerOfTwo } from "@hcc/numerics";
import { openKernel } from "../kernel/cox-kernel.js";
import { openStartStopKernel } from "../kernel/start-stop-kernel.js";
import type { Kernel, KernelTies } from "../kernel/types.js";
import { sortRows } from "./sort-rows.js";

/** Rows of a penalized model in any order, with their columns. */
export interface PenalizedRows {
  readonly rank: Int32Array;
  readonly entryRank: Int32Array | null;
  readonly event: Uint8Array;
  readonly weight: Float64Array | null;
  readonly stratum: Int32Array | null;
  readonly offset: Float64Array | null;
  readonly columns: readonly Float64Array[];
}

/** The rows with information, sorted, and their columns, centered and scaled: b = coefficient x size. */
export interface PenalizedColumns {
  /** Unit in which a column is held: the root mean square of its sorted rows about their stratum's mean, 0 for a constant. */
  readonly size: Float64Array;
  /** Log partial likelihood and the score of all columns; the array is reused. */
  readonly score: (b: Float64Array) => { readonly value: number; readonly gradient: Float64Array };
  /** The likelihood of some of the columns. */
  readonly open: (columns: readonly number[]) => Kernel;
  readonly close: () => void;
}

/** Columns of one kernel when the score of all columns is taken; its information is never needed. */
const WIDTH = 128;

/** Sorts the rows and holds the columns in kernels of some columns each, whose linear predictor is an offset. */
export function penalizedColumns(rows: PenalizedRows, ties: KernelTies): PenalizedColumns {
  const { weight, offset, columns } = rows;
  const sorted = sortRows(rows.rank, rows.event, rows.stratum, rows.entryRank);
  const { order, strataEnd } = sorted;
  const n = order.length;
  const p = columns.length;
  const size = new Float64Array(p);
  const fixed = offset === null ? null : Float64Array.from(order, (row) => offset[row]!);
  const start = (width: number, withOffset: boolean): Kernel => {
    const open = sorted.entryRank === null ? openKernel : openStartStopKernel;
    const kernel = open({ n, p: width, strata: strataEnd.length, offset: withOffset }, ties);
    kernel.rows.rank.set(sorted.rank);
    if (sorted.entryRank !== null) kernel.rows.entryRank!.set(sorted.entryRank);
    kernel.rows.event.set(sorted.event);
    kernel.rows.strataEnd.set(strataEnd);
    if (weight === null) kernel.rows.weight.fill(1);
    else for (let i = 0; i < n; i++) kernel.rows.weight[i] = weight[order[i]!]!;
    kernel.rows.x.fill(0);
    return kernel;
  };
  const parts: Kernel[] = [];
  const values = new Float64Array(n);
  for (let from = 0; from < Math.max(p, 1); from += WIDTH) {
    const kernel = start(Math.min(WIDTH, p - from), true);
    const { x, stride } = kernel.rows;
    for (let c = 0; c < kernel.rows.p; c++) {
      const column = columns[from + c]!;
      for (let i = 0; i < n; i++) values[i] = column[order[i]!]!;
      size[from + c] = center(values, strataEnd);
      for (let i = 0; i < n; i++) x[i * stride + c] = values[i]!;
    }
    parts.push(kernel);
  }
  const predictor = new Float64Array(n);
  const gradient = new Float64Array(p);
  const none = new Float64Array(WIDTH);
  const addPredictor = (b: Float64Array): void => {
    predictor.fill(0);
    if (fixed !== null) predictor.set(fixed);
    parts.forEach((kernel, k) => {
      const { x, stride } = kernel.rows;
      const some = Int32Array.from({ length: kernel.rows.p }, (_, c) => c).filter((c) => b[k * WIDTH + c] !== 0);
      const factors = Float64Array.from(some, (c) => b[k * WIDTH + c]!);
      for (let i = 0, at = 0; i < n; i++, at += stride) {
        let sum = 0;
        for (let c = 0; c < some.length; c++) sum += factors[c]! * x[at + some[c]!]!;
        predictor[i]! += sum;
      }
    });
  };
  return {
    size,
    score(b) {
      if (parts.length > 1) addPredictor(b);
      else if (fixed !== null) predictor.set(fixed);
      let value = 0;
      parts.forEach((kernel, k) => {
        kernel.rows.offset!.set(predictor);
        const result = kernel.evaluate(parts.length > 1 ? none.subarray(0, kernel.rows.p) : b, 1);
        gradient.set(result.gradient, k * WIDTH);
        value = result.value;
      });
      return { value, gradient };
    },
    open(some) {
      const kernel = start(some.length, fixed !== null);
      if (fixed !== null) kernel.rows.offset!.set(fixed);
      const { x, stride } = kernel.rows;
      some.forEach((j, c) => {
        const part = parts[Math.floor(j / WIDTH)]!.rows;
        for (let i = 0, at = j % WIDTH; i < n; i++, at += part.stride) x[i * stride + c] = part.x[at]!;
      });
      return kernel;
    },
    close() {
      for (const kernel of parts) kernel.close();
    },
  };
}

/** Subtracts the mean of each stratum and divides by the root mean square, which is returned. */
function center(values: Float64Array, strataEnd: Int32Array): number {
  let largest = 0;
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    const start = i;
    const end = strataEnd[s]!;
    const first = values[start]!;
    let mean = 0;
    for (; i < end; i++) mean += (values[i]! - first) / (end - start);
    for (i = start; i < end; i++) {
      values[i] = values[i]! - first - mean;
      largest = Math.max(largest, Math.abs(values[i]!));
    }
  }
  if (largest === 0) return 0;
  const unit = powerOfTwo(largest);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    values[i]! /= unit;
    squares += values[i]! * values[i]!;
  }
  const root = Math.sqrt(squares / values.length);
  for (let i = 0; i < values.length; i++) values[i]! /= root;
  return root * unit;
}
