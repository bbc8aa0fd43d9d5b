import type { Order } from "./arena.js";
import { crossProduct } from "./cross-product.js";
import { difference } from "./difference.js";
import { intervalLikelihood } from "./interval-likelihood.js";
import { type Intervals, riskIntervals } from "./intervals.js";
import { linearPredictor } from "./linear-predictor.js";
import { placeRows } from "./place-rows.js";
import { segmentInformation } from "./segment-information.js";
import type { Kernel, KernelResult, KernelRows, KernelTies } from "./types.js";

/** Sizes of a kernel. */
export interface StartStopShape {
  readonly n: number;
  readonly p: number;
  readonly strata: number;
  readonly offset: boolean;
}

/**
 * The Cox partial likelihood of rows at risk in (entry, time], as arrays to fill.
 *
 * With r = w exp(eta), O_t and D_t the sums of r over those at risk who survive t and who die at it, and L_i the hazard
 * steps summed over the event times of row i's interval:
 *   U = sum (w_i delta_i - r_i L_i) x_i,
 *   I = X' diag(r_i L_i) X - sum over event times of the products of risk-set means.
 * No sum is ever reduced when a row leaves (see `riskIntervals`), so no digit is lost to rows of a high risk.
 */
export function openStartStopKernel({ n, p, strata, offset }: StartStopShape, ties: KernelTies): Kernel {
  const stride = p + (p & 1);
  const rows = {
    n,
    p,
    stride,
    rank: new Int32Array(n),
    entryRank: new Int32Array(n),
    event: new Uint8Array(n),
    weight: new Float64Array(n),
    offset: offset ? new Float64Array(n) : null,
    strataEnd: new Int32Array(strata),
    x: new Float64Array(n * stride),
  } satisfies KernelRows;
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  let intervals: Intervals | null = null;
  return {
    rows,
    close: () => undefined,
    crossProduct: () => crossProduct(rows),
    placeRows: (placing) => placeRows(rows, placing),
    evaluate(beta: Float64Array, order: Order = 2): KernelResult {
      intervals ??= riskIntervals(rows.rank, rows.entryRank, rows.event, rows.strataEnd);
      const eta = linearPredictor(rows, beta);
      let finite = 0;
      for (let i = 0; i < n; i++) finite += eta[i]! - eta[i]!;
      if (finite !== 0) return { value: Number.NEGATIVE_INFINITY, gradient, information };
      const at = { intervals, weight: rows.weight, eta, x: rows.x, p, stride };
      const result = intervalLikelihood(at, ties, order);
      if (order > 0) gradient.set(result.gradient);
      if (order === 2 && difference(result.first, result.second, stride, p, information))
        segmentInformation(at, ties, gradient, information);
      return { value: result.value, gradient, information };
    },
  };
}
