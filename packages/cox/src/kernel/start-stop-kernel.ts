import type { Order } from "./arena.js";
import { difference } from "./difference.js";
import { intervalLikelihood } from "./interval-likelihood.js";
import { type Intervals, riskIntervals } from "./intervals.js";
import { type KernelEngine, type KernelShape, openArena } from "./open-arena.js";
import { segmentInformation } from "./segment-information.js";
import type { Kernel, KernelResult, KernelRows, KernelTies } from "./types.js";

/**
 * The Cox partial likelihood of rows at risk in (entry, time], as arrays to fill.
 *
 * With r = w exp(eta), O_t and D_t the sums of r over those at risk who survive t and who die at it, and L_i the hazard
 * steps summed over the event times of row i's interval:
 *   U = sum (w_i delta_i - r_i L_i) x_i,
 *   I = X' diag(r_i L_i) X - sum over event times of the products of risk-set means.
 * No sum is ever reduced when a row leaves (see `riskIntervals`), so no digit is lost to rows of a high risk.
 */
export function openStartStopKernel(shape: KernelShape, ties: KernelTies, engine: KernelEngine = "auto"): Kernel {
  const { n, p } = shape;
  const { arena, sums, rows: host, close, placeRows, crossProduct } = openArena(shape, false, engine);
  const entryRank = new Int32Array(n);
  const rows = { ...host, entryRank } satisfies KernelRows;
  const { rank, event, strataEnd, weight, x, stride } = rows;
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  let intervals: Intervals | null = null;
  return {
    rows,
    close,
    placeRows,
    crossProduct,
    evaluate(beta: Float64Array, order: Order = 2): KernelResult {
      intervals ??= riskIntervals(rank, entryRank, event, strataEnd);
      arena.beta.set(beta);
      if (!sums.predict()) return { value: Number.NEGATIVE_INFINITY, gradient, information };
      const at = { intervals, weight, eta: arena.eta, x, p, stride };
      const result = intervalLikelihood(at, ties, order, { arena, sums });
      if (order > 0) gradient.set(result.gradient);
      if (order === 2 && difference(result.first, result.second, stride, p, information))
        segmentInformation(at, ties, gradient, information);
      return { value: result.value, gradient, information };
    },
  };
}
