import { exp, log } from "@hcc/numerics";
import { riskSetInformation } from "./risk-set-information.js";
import type { Kernel, KernelResult, KernelRows, KernelTies } from "./types.js";

/** Share of the first cross-product that may cancel before the information is computed risk set by risk set. */
const CANCELLATION = 1e6;

/**
 * The Cox partial likelihood of right-censored rows.
 *
 * One backward pass carries S0 = sum of r and S1 = sum of r x over the risk set relative to the running maximum of the
 * linear predictor, so that any finite predictor is safe; one forward pass carries the cumulative hazard L in the scale
 * of that maximum. With r_i = w_i exp(eta_i):
 *   U = sum (w_i delta_i - r_i L_i) x_i,
 *   I = X' diag(r_i L_i) X - sum over event times of the products of risk-set means.
 * Efron: S0_l = S0 - (l/d) D0, written as (risk set without the deaths) + (1 - l/d) D0 because that cannot cancel; the
 * means of one event time need two products whatever d (formulas in the README).
 */
export function coxKernel(rows: KernelRows, ties: KernelTies): Kernel {
  const { n, p, rank, event, weight, offset, strataEnd, x } = rows;
  const eta = new Float64Array(n);
  // Per event time, indexed by the first row of its tie group.
  const maximum = new Float64Array(n);
  const survivorGain = new Float64Array(n);
  const deathGain = new Float64Array(n);
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  const second = new Float64Array(p * p);
  const s1 = new Float64Array(p);
  const d1 = new Float64Array(p);
  const mean = new Float64Array(p);
  const delta = new Float64Array(p);

  function addProduct(target: Float64Array, row: Float64Array, at: number, factor: number): void {
    for (let j = 0; j < p; j++) {
      const value = factor * row[at + j]!;
      if (value === 0) continue;
      const start = j * p;
      for (let k = 0; k <= j; k++) target[start + k]! += value * row[at + k]!;
    }
  }

  function backward(): number {
    let sum = 0;
    let lost = 0;
    let end = n;
    for (let s = strataEnd.length - 1; s >= 0; s--) {
      const start = s === 0 ? 0 : strataEnd[s - 1]!;
      let m = Number.NEGATIVE_INFINITY;
      let s0 = 0;
      s1.fill(0);
      while (end > start) {
        let first = end - 1;
        let top = eta[first]!;
        let deaths = event[first]!;
        while (first > start && rank[first - 1] === rank[end - 1]) {
          first--;
          top = Math.max(top, eta[first]!);
          deaths += event[first]!;
        }
        if (top > m) {
          const shrink = exp(m - top);
          s0 *= shrink;
          for (let j = 0; j < p; j++) s1[j]! *= shrink;
          m = top;
        }
        let d0 = 0;
        let dw = 0;
        let term = 0;
        if (deaths > 0) d1.fill(0);
        for (let i = first; i < end; i++) {
          const w = weight[i]!;
          const r = w * exp(eta[i]! - m);
          const at = i * p;
          if (event[i] === 1) {
            d0 += r;
            dw += w;
            term += w * (eta[i]! - m);
            for (let j = 0; j < p; j++) d1[j]! += r * x[at + j]!;
          } else {
            s0 += r;
            for (let j = 0; j < p; j++) s1[j]! += r * x[at + j]!;
          }
        }
        if (deaths > 0) {
          const others = s0;
          s0 += d0;
          for (let j = 0; j < p; j++) {
            s1[j]! += d1[j]!;
            mean[j] = s1[j]! / s0;
          }
          maximum[first] = m;
          const share = dw / deaths;
          if (ties === "breslow" || deaths === 1 || d0 === 0) {
            term -= dw * log(s0);
            survivorGain[first] = dw / s0;
            deathGain[first] = dw / s0;
            addProduct(second, mean, 0, dw);
          } else {
            let survive = 0;
            let die = 0;
            let g1 = 0;
            let g2 = 0;
            for (let l = 0; l < deaths; l++) {
              const left = 1 - l / deaths;
              const part = others + left * d0;
              term -= share * log(part);
              survive += 1 / part;
              die += left / part;
              const g = ((l / deaths) * d0) / part;
              g1 += g;
              g2 += g * g;
            }
            survivorGain[first] = share * survive;
            deathGain[first] = share * die;
            for (let j = 0; j < p; j++) {
              delta[j] = mean[j]! - d1[j]! / d0;
              mean[j]! += (g1 / deaths) * delta[j]!;
            }
            addProduct(second, mean, 0, dw);
            addProduct(second, delta, 0, share * Math.max(g2 - (g1 * g1) / deaths, 0));
          }
          // Compensated: near the maximum the line search compares values that differ in their last digits.
          const next = sum + term;
          lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
          sum = next;
        }
        end = first;
      }
    }
    return sum + lost;
  }

  function forward(): void {
    let i = 0;
    for (let s = 0; s < strataEnd.length; s++) {
      const stop = strataEnd[s]!;
      let hazard = 0;
      let m = Number.POSITIVE_INFINITY;
      while (i < stop) {
        const first = i;
        let deaths = 0;
        for (; i < stop && rank[i] === rank[first]; i++) deaths += event[i]!;
        let before = hazard;
        if (deaths > 0) {
          before = hazard === 0 ? 0 : hazard * exp(maximum[first]! - m);
          m = maximum[first]!;
          hazard = before + survivorGain[first]!;
        }
        if (hazard === 0) continue;
        for (let k = first; k < i; k++) {
          const dead = event[k] === 1;
          const a = weight[k]! * exp(eta[k]! - m) * (dead ? before + deathGain[first]! : hazard);
          const residual = (dead ? weight[k]! : 0) - a;
          const at = k * p;
          for (let j = 0; j < p; j++) gradient[j]! += residual * x[at + j]!;
          addProduct(information, x, at, a);
        }
      }
    }
  }

  return {
    evaluate(beta: Float64Array): KernelResult {
      let finite = true;
      for (let i = 0, at = 0; i < n; i++) {
        let value = offset === null ? 0 : offset[i]!;
        for (let j = 0; j < p; j++, at++) value += beta[j]! * x[at]!;
        eta[i] = value;
        if (!Number.isFinite(value)) finite = false;
      }
      gradient.fill(0);
      information.fill(0);
      second.fill(0);
      if (!finite) return { value: Number.NEGATIVE_INFINITY, gradient, information };
      const value = backward();
      forward();
      let cancels = false;
      for (let j = 0; j < p; j++) {
        const before = information[j * p + j]!;
        for (let k = 0; k <= j; k++) {
          const difference = information[j * p + k]! - second[j * p + k]!;
          information[j * p + k] = difference;
          information[k * p + j] = difference;
        }
        if (before > CANCELLATION * information[j * p + j]!) cancels = true;
      }
      if (cancels) riskSetInformation(rows, ties, eta, gradient, information);
      return { value, gradient, information };
    },
  };
}
