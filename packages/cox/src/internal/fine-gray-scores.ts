import { exp } from "@hcc/numerics";
import {
  at,
  eachHazard,
  type FineGrayRows,
  predictor,
  type SubdistributionSets,
  subdistributionSets,
} from "./fine-gray-kernel.js";
import { runningMean } from "./running-mean.js";

/**
 * Influence of every row on the score, n x p: its own residual eta and the part psi that comes from the estimated G.
 *
 * eta_i = integral of (x_i - mean) w_i dM_i; psi_i = integral of q(u) / Y(u) dM_i^c(u), with M^c the martingale of the
 * censoring of the row's group, Y its risk set and q(u) = sum over competing events with T < u of the integral over t >= u
 * of (x - mean) w exp(x'b) dL(t), as in the paper.
 */
export function fineGrayScores(rows: FineGrayRows, beta: Float64Array): Float64Array {
  const { n, p, rank, cause, group, groups, strataEnd, x, censoring } = rows;
  const { ranks, atRisk, censored } = censoring;
  const eta = predictor(rows, beta);
  const sets = subdistributionSets(rows, eta);
  const scores = new Float64Array(n * p);
  const q = new Float64Array(groups * ranks * p);
  for (let s = 0; s < strataEnd.length; s++) {
    const first = s === 0 ? 0 : strataEnd[s - 1]!;
    for (let i = first, k = sets.start[s]!; i < strataEnd[s]!; i++) {
      if (cause[i] !== 1) continue;
      while (sets.rank[k] !== rank[i]) k++;
      for (let j = 0; j < p; j++) scores[i * p + j]! += x[i * p + j]! - sets.mean[k * p + j]!;
    }
    eachHazard(rows, sets, eta, s, true, (i, hazard, mean) => {
      for (let j = 0; j < p; j++) scores[i * p + j]! -= hazard * (x[i * p + j]! - mean[j]!);
    });
    for (let g = 0; g < groups; g++) addDrift(rows, sets, eta, s, g, q);
  }
  const sum = new Float64Array(groups * ranks * p);
  const running = new Float64Array(p);
  for (let g = 0; g < groups; g++) {
    running.fill(0);
    for (let r = 0; r < ranks; r++) {
      const place = g * ranks + r;
      const left = atRisk[place]!;
      for (let j = 0; j < p; j++) {
        if (left > 0) running[j]! += (q[place * p + j]! * censored[place]!) / left / left;
        sum[place * p + j] = running[j]!;
      }
    }
  }
  for (let i = 0; i < n; i++) {
    const place = group[i]! * ranks + rank[i]!;
    for (let j = 0; j < p; j++) {
      if (cause[i] === 0) scores[i * p + j]! += q[place * p + j]! / atRisk[place]!;
      scores[i * p + j]! -= sum[place * p + j]!;
    }
  }
  return scores;
}

/** Adds q(u) of one stratum and group at every rank u. */
function addDrift(
  { p, rank, cause, group, strataEnd, x, censoring }: FineGrayRows,
  sets: SubdistributionSets,
  eta: Float64Array,
  stratum: number,
  g: number,
  q: Float64Array,
): void {
  const { ranks } = censoring;
  const first = stratum === 0 ? 0 : strataEnd[stratum - 1]!;
  const from = sets.start[stratum]!;
  // What is left of the hazard from each rank on.
  const total = new Float64Array(ranks);
  const scale = new Float64Array(ranks);
  const means = new Float64Array(ranks * p);
  const rest = runningMean(p);
  for (let r = ranks - 1, k = sets.start[stratum + 1]! - 1; r >= 0; r--) {
    for (; k >= from && sets.rank[k]! >= r; k--) {
      const weight = (sets.deaths[k]! / sets.total[k]!) * at(censoring, g, sets.rank[k]!);
      if (weight > 0) rest.add(sets.mean, k * p, weight, -sets.scale[k]!);
    }
    total[r] = rest.total;
    scale[r] = rest.scale;
    means.set(rest.mean, r * p);
  }
  const early = runningMean(p);
  for (let r = 0, i = first; r < ranks; r++) {
    for (; i < strataEnd[stratum]! && rank[i]! < r; i++) {
      if (cause[i] === 2 && group[i] === g) early.add(x, i * p, 1 / at(censoring, g, rank[i]!), eta[i]!);
    }
    if (early.total === 0 || total[r] === 0) continue;
    const weight = early.total * total[r]! * exp(early.scale + scale[r]!);
    for (let j = 0; j < p; j++) q[(g * ranks + r) * p + j]! += weight * (early.mean[j]! - means[r * p + j]!);
  }
}
