import type { Order } from "./arena.js";
import { openKernel } from "./cox-kernel.js";
import { type ExactLikelihood, exactLikelihood } from "./exact-likelihood.js";
import { exactPlan, markUntied } from "./exact-plan.js";
import { linearPredictor } from "./linear-predictor.js";
import { openStartStopKernel } from "./start-stop-kernel.js";
import type { Kernel, KernelResult, KernelRows } from "./types.js";

/** Sizes of a kernel. */
export interface ExactShape {
  readonly n: number;
  readonly p: number;
  readonly strata: number;
  readonly offset: boolean;
  /** Whether some rows enter late. */
  readonly late: boolean;
}

/**
 * The exact (discrete, conditional logistic) partial likelihood, as arrays to fill; weights are whole numbers of rows.
 *
 * At each event time it is the probability that, of those at risk, those who died are the d who die, when chances are
 * proportional to the product of exp(eta):
 *   l = sum over event times of [sum of eta over the deaths - log e_d(exp(eta) of those at risk)],
 * e_d the elementary symmetric polynomial. Score and information are sum of x over the deaths less its mean, and its
 * covariance, over all choices (`exactRecursion`). With d = 1 that is Breslow's likelihood, which computes such times.
 */
export function openExactKernel(shape: ExactShape): Kernel {
  const untied = (shape.late ? openStartStopKernel : openKernel)(shape, "breslow");
  const { n, p } = shape;
  const rows: KernelRows = { ...untied.rows, event: new Uint8Array(n) };
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  let tied: ExactLikelihood | null = null;
  return {
    rows,
    close: untied.close,
    placeRows: untied.placeRows,
    crossProduct: untied.crossProduct,
    evaluate(beta: Float64Array, order: Order = 2): KernelResult {
      if (tied === null) {
        tied = exactLikelihood(rows, exactPlan(rows, 2));
        markUntied(rows, untied.rows.event);
      }
      const single = untied.evaluate(beta, order);
      if (order > 0) gradient.set(single.gradient);
      if (order === 2) information.set(single.information);
      if (single.value === Number.NEGATIVE_INFINITY) return { value: single.value, gradient, information };
      const value = single.value + tied.add(linearPredictor(rows, beta), order, gradient, information);
      return { value: Number.isFinite(value) ? value : Number.NEGATIVE_INFINITY, gradient, information };
    },
  };
}
