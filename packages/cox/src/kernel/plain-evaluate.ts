import { type Arena, BLOCK, type Order } from "./arena.js";
import { exponential, logarithm } from "./elementary.js";

/**
 * Log partial likelihood at `arena.beta`; leaves the score in `gradient` and, where asked for, the two cross-products
 * whose difference is the information in the lower triangles of `information` and `second`.
 *
 * Twin of assembly/cox.ts: every sum has the same order there (rows in blocks of 256; the linear predictor in two lanes).
 */
export function plainEvaluate(arena: Arena, order: Order): number {
  arena.gradient.fill(0);
  arena.information.fill(0);
  arena.second.fill(0);
  const value = backward(arena, order === 2);
  if (order > 0 && value > Number.NEGATIVE_INFINITY) forward(arena, order === 2);
  return value;
}

/** target += X' diag(weight) X over rows `from` to `to`, in tiles of the lower triangle. */
export function product(
  target: Float64Array,
  x: Float64Array,
  weight: Float64Array,
  from: number,
  to: number,
  q: number,
): void {
  let j = 0;
  for (; j + 2 <= q; j += 2) {
    for (let k = 0; k <= j; k += 2) {
      let a0 = 0;
      let a1 = 0;
      let b0 = 0;
      let b1 = 0;
      let left = from * q + j;
      let right = from * q + k;
      for (let i = from; i < to; i++, left += q, right += q) {
        const w = weight[i]!;
        const x0 = w * x[right]!;
        const x1 = w * x[right + 1]!;
        const y0 = x[left]!;
        const y1 = x[left + 1]!;
        a0 += y0 * x0;
        a1 += y0 * x1;
        b0 += y1 * x0;
        b1 += y1 * x1;
      }
      const at = j * q + k;
      target[at]! += a0;
      target[at + 1]! += a1;
      target[at + q]! += b0;
      target[at + q + 1]! += b1;
    }
  }
}

function addRow(sum: Float64Array, at: number, factor: number, rows: Float64Array, from: number, q: number): void {
  for (let j = 0; j < q; j++) sum[at + j]! += factor * rows[from + j]!;
}

function scaleRow(to: Float64Array, at: number, factor: number, row: Float64Array, q: number): void {
  for (let j = 0; j < q; j++) to[at + j] = factor * row[j]!;
}

function predictor({ x, beta, eta, offset, q }: Arena, from: number, to: number): boolean {
  let finite = 0;
  for (let i = from, at = from * q; i < to; i++) {
    let even = 0;
    let odd = 0;
    for (let j = 0; j < q; j += 2, at += 2) {
      even += beta[j]! * x[at]!;
      odd += beta[j + 1]! * x[at + 1]!;
    }
    let value = even + odd;
    if (offset !== null) value += offset[i]!;
    eta[i] = value;
    finite += value - value;
  }
  return finite === 0;
}

function backward(arena: Arena, moments: boolean): number {
  const { n, q, x, eta, risk, weight, rank, event, strataEnd, gain, deathGain } = arena;
  const { second, s1, d1, means, meanWeight, efron } = arena;
  let filled = 0;
  let known = n;
  let sum = 0;
  let lost = 0;
  // Logarithms of products: far fewer of them.
  let together = 1;
  let end = n;
  for (let s = strataEnd.length - 1; s >= 0; s--) {
    const start = s === 0 ? 0 : strataEnd[s - 1]!;
    let m = Number.NEGATIVE_INFINITY;
    let s0 = 0;
    s1.fill(0);
    while (end > start) {
      let first = end - 1;
      const time = rank[first]!;
      let deaths = event[first]!;
      while (first > start && rank[first - 1] === time) deaths += event[--first]!;
      if (first < known) {
        const from = Math.max(0, Math.min(first, known - BLOCK));
        if (!predictor(arena, from, known)) return Number.NEGATIVE_INFINITY;
        known = from;
      }
      let top = eta[first]!;
      for (let i = first + 1; i < end; i++) top = Math.max(top, eta[i]!);
      if (top > m) {
        const shrink = exponential(m - top);
        s0 *= shrink;
        if (moments) scaleRow(s1, 0, shrink, s1, q);
        m = top;
      }
      let dw = 0;
      let term = 0;
      let others = 0;
      let d0 = 0;
      if (!efron || deaths < 2) {
        for (let i = first; i < end; i++) {
          const w = weight[i]!;
          const distance = eta[i]! - m;
          const r = w * exponential(distance);
          risk[i] = r;
          s0 += r;
          if (event[i] === 1) {
            dw += w;
            term += w * distance;
          }
          if (moments) addRow(s1, 0, r, x, i * q, q);
        }
      } else {
        if (moments) d1.fill(0);
        for (let i = first; i < end; i++) {
          const w = weight[i]!;
          const distance = eta[i]! - m;
          const r = w * exponential(distance);
          risk[i] = r;
          if (event[i] === 1) {
            dw += w;
            term += w * distance;
            d0 += r;
            if (moments) addRow(d1, 0, r, x, i * q, q);
          } else {
            s0 += r;
            if (moments) addRow(s1, 0, r, x, i * q, q);
          }
        }
        others = s0;
        s0 += d0;
        if (moments) addRow(s1, 0, 1, d1, 0, q);
      }
      eta[first] = m;
      if (deaths > 0) {
        if (d0 === 0) {
          if (dw === 1 && s0 < 1e100 && s0 > 1e-100) {
            together *= s0;
            if (together > 1e150 || together < 1e-150) {
              term -= logarithm(together);
              together = 1;
            }
          } else term -= dw * logarithm(s0);
          gain[first] = dw / s0;
          deathGain[first] = dw / s0;
          if (moments) {
            scaleRow(means, filled * q, 1 / s0, s1, q);
            meanWeight[filled++] = dw;
          }
        } else {
          const share = dw / deaths;
          let survive = 0;
          let die = 0;
          let g1 = 0;
          let g2 = 0;
          let parts = 1;
          for (let l = 0; l < deaths; l++) {
            const gone = l / deaths;
            const left = 1 - gone;
            const part = others + left * d0;
            const inverse = 1 / part;
            if (part > 1e100 || part < 1e-100) term -= share * logarithm(part);
            else parts *= part;
            if (parts > 1e150 || parts < 1e-150) {
              term -= share * logarithm(parts);
              parts = 1;
            }
            survive += inverse;
            die += left * inverse;
            const g = gone * d0 * inverse;
            g1 += g;
            g2 += g * g;
          }
          term -= share * logarithm(parts);
          gain[first] = share * survive;
          deathGain[first] = share * die;
          if (moments) {
            const mean = filled * q;
            const delta = mean + q;
            scaleRow(means, mean, 1 / s0, s1, q);
            means.copyWithin(delta, mean, delta);
            addRow(means, delta, -1 / d0, d1, 0, q);
            addRow(means, mean, g1 / deaths, means, delta, q);
            meanWeight[filled] = dw;
            meanWeight[filled + 1] = share * Math.max(g2 - (g1 * g1) / deaths, 0);
            filled += 2;
          }
        }
        if (filled >= BLOCK) {
          product(second, means, meanWeight, 0, filled, q);
          filled = 0;
        }
        // Compensated: near the maximum the line search compares values that differ in their last digits.
        const next = sum + term;
        lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
        sum = next;
      }
      end = first;
    }
  }
  product(second, means, meanWeight, 0, filled, q);
  return sum + lost - logarithm(together);
}

function forward(arena: Arena, moments: boolean): void {
  const { n, q, x, eta, risk, weight, rank, event, strataEnd, gain, deathGain } = arena;
  const { gradient, information, s1 } = arena;
  for (let s = 0, i = 0; s < strataEnd.length; s++) {
    const stop = strataEnd[s]!;
    let hazard = 0;
    let m = Number.POSITIVE_INFINITY;
    while (i < stop) {
      const first = i;
      const time = rank[first]!;
      let deaths = 0;
      for (; i < stop && rank[i] === time; i++) deaths += event[i]!;
      const top = eta[first]!;
      let dying = 0;
      if (deaths > 0) {
        const before = hazard === 0 ? 0 : hazard * exponential(top - m);
        m = top;
        hazard = before + gain[first]!;
        dying = before + deathGain[first]!;
      }
      const scale = top === m ? 1 : exponential(top - m);
      for (let k = first; k < i; k++) risk[k] = risk[k]! * scale * (event[k] === 1 ? dying : hazard);
    }
  }
  for (let start = 0; start < n; start += BLOCK) {
    const stop = Math.min(start + BLOCK, n);
    s1.fill(0);
    for (let k = start; k < stop; k++) addRow(s1, 0, (event[k] === 1 ? weight[k]! : 0) - risk[k]!, x, k * q, q);
    addRow(gradient, 0, 1, s1, 0, q);
    if (moments) product(information, x, risk, start, stop, q);
  }
}
