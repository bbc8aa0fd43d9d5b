import { exp } from "@hcc/numerics";
import { intervalHazards } from "./interval-hazards.js";
import { riskIntervals } from "./intervals.js";
import { linearPredictor } from "./linear-predictor.js";
import { riskSetSteps } from "./risk-set-steps.js";
import type { KernelRows, KernelTies } from "./types.js";

/** Score residuals of rows at risk in (entry, time]; as `scoreResiduals`, in O((n + times log times) p). */
export function intervalScoreResiduals(rows: KernelRows, ties: KernelTies, beta: Float64Array): Float64Array {
  const { n, p, stride, x } = rows;
  const intervals = riskIntervals(rows.rank, rows.entryRank, rows.event, rows.strataEnd);
  const eta = linearPredictor(rows, beta);
  const steps = riskSetSteps({ ...rows, intervals, eta }, ties);
  const lived = intervalHazards(intervals, steps);
  const residuals = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const risk = exp(eta[i]! - lived.scale[i]!);
    const own = intervals.own[i]!;
    for (let j = 0; j < p; j++) {
      const value = x[i * stride + j]!;
      const expected = risk * (value * lived.hazard[i]! - lived.moments![i * p + j]!);
      residuals[i * p + j] = (own < 0 ? 0 : value - steps.average[own * p + j]!) - expected;
    }
  }
  return residuals;
}
