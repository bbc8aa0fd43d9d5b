import type { Order } from "./arena.js";
import { difference } from "./difference.js";
import { type KernelEngine, type KernelShape, openArena } from "./open-arena.js";
import { plainEvaluate } from "./plain-evaluate.js";
import { riskSetInformation } from "./risk-set-information.js";
import type { Kernel, KernelResult, KernelRows, KernelTies } from "./types.js";

/**
 * The Cox partial likelihood of right-censored rows, as arrays to fill.
 *
 * One backward pass carries S0 = sum of r and S1 = sum of r x over the risk set relative to the running maximum of the
 * linear predictor, so that any finite predictor is safe; one forward pass carries the cumulative hazard L in the scale
 * of that maximum. With r_i = w_i exp(eta_i):
 *   U = sum (w_i delta_i - r_i L_i) x_i,
 *   I = X' diag(r_i L_i) X - sum over event times of the products of risk-set means.
 * Efron: S0_l = S0 - (l/d) D0, written as (risk set without the deaths) + (1 - l/d) D0 because that cannot cancel; the
 * means of one event time need two products whatever d (formulas in the README).
 */
export function openKernel(shape: KernelShape, ties: KernelTies, engine: KernelEngine = "auto"): Kernel {
  const { p } = shape;
  const { arena, wasm, rows, close, placeRows, crossProduct } = openArena(shape, ties === "efron", engine);
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  return {
    rows,
    close,
    placeRows,
    crossProduct,
    evaluate(beta: Float64Array, order: Order = 2): KernelResult {
      arena.beta.set(beta);
      const value = wasm === null ? plainEvaluate(arena, order) : wasm.code.evaluate(order);
      gradient.set(arena.gradient.subarray(0, p));
      if (order === 2 && difference(arena.information, arena.second, rows.stride, p, information)) {
        riskSetInformation(rows, ties, beta, gradient, information);
      }
      return { value, gradient, information };
    },
  };
}

/** The kernel of rows that exist already. */
export function coxKernel(rows: KernelRows, ties: KernelTies, engine: KernelEngine = "auto"): Kernel {
  const { n, p, stride, x } = rows;
  const kernel = openKernel({ n, p, strata: rows.strataEnd.length, offset: rows.offset !== null }, ties, engine);
  const to = kernel.rows;
  to.rank.set(rows.rank);
  to.event.set(rows.event);
  to.weight.set(rows.weight);
  to.strataEnd.set(rows.strataEnd);
  if (rows.offset !== null) to.offset!.set(rows.offset);
  to.x.fill(0);
  for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) to.x[i * to.stride + j] = x[i * stride + j]!;
  return kernel;
}
