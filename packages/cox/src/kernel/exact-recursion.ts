import { exponential, logarithm } from "./elementary.js";

/**
 * Rows of which j are chosen, with chances proportional to the product of their r, for all j up to a most at once.
 *
 * With e_j the elementary symmetric polynomial of degree j of the r (the sum over all choices of j rows) and
 * h_j = e_j / e_(j-1), a further row of r is among the j chosen with probability q_j = r / (h_j + r), and
 *   h_j <- h_(j-1) (h_j + r) / (h_(j-1) + r),
 *   m_j <- (1 - q_j) m_j + q_j (m_(j-1) + x),
 *   C_j <- (1 - q_j) C_j + q_j C_(j-1) + q_j (1 - q_j) v v', v = m_(j-1) + x - m_j,
 * m_j and C_j the mean and covariance of the sum of x over those chosen. Only positive numbers are added: nothing cancels.
 */
export interface ExactRecursion {
  /** Forgets all rows. `wide`: the r are beyond the range of numbers, the h are kept as logarithms. */
  clear(wide: boolean): void;
  /**
   * Adds a row.
   *
   * @param predictor log r: within 300 of 0 unless wide.
   * @param least,most the means and covariances for fewer or more rows chosen are wanted no more.
   */
  add(predictor: number, x: Float64Array, at: number, least: number, most: number): void;
  save(most: number): void;
  restore(): void;
  /** Number of rows added. */
  count(): number;
  /** Log e_j. */
  logSum(j: number): number;
  /** Means, then the lower triangle of covariances row by row: those of j chosen start at j x `width`. */
  moments(): Float64Array;
  readonly width: number;
}

/**
 * @param p columns.
 * @param most largest number of rows chosen.
 * @param order 0: h only; 1: means too; 2: covariances too.
 */
export function exactRecursion(p: number, most: number, order: 0 | 1 | 2): ExactRecursion {
  const means = order > 0 ? p : 0;
  const width = means + (order === 2 ? (p * (p + 1)) / 2 : 0);
  const moments = new Float64Array((most + 1) * width);
  const ratio = new Float64Array(most + 1);
  const share = new Float64Array(most + 1);
  const rest = new Float64Array(most + 1);
  const gap = new Float64Array(means);
  const saved: { count: number; used: number; readonly ratio: Float64Array; readonly moments: Float64Array }[] = [];
  let depth = 0;
  let count = 0;
  let wide = false;

  return {
    width,
    count: () => count,
    moments: () => moments,
    clear(beyond) {
      count = 0;
      depth = 0;
      wide = beyond;
    },
    add(predictor, x, at, least, limit) {
      count++;
      const top = Math.min(count, limit);
      if (top === count) {
        ratio[top] = wide ? Number.NEGATIVE_INFINITY : 0;
        moments.fill(0, top * width, (top + 1) * width);
      }
      if (wide) addLogarithms(ratio, share, rest, predictor, top);
      else addRatios(ratio, share, rest, exponential(predictor), top);
      if (means > 0) update(moments, x, at, p, width, share, rest, gap, least, top);
    },
    save(limit) {
      const used = Math.min(count, limit) + 1;
      saved[depth] ??= { count, used, ratio: new Float64Array(most + 1), moments: new Float64Array(moments.length) };
      const to = saved[depth++]!;
      to.count = count;
      to.used = used;
      to.ratio.set(ratio.subarray(0, used));
      to.moments.set(moments.subarray(0, used * width));
    },
    restore() {
      const from = saved[--depth]!;
      count = from.count;
      ratio.set(from.ratio.subarray(0, from.used));
      moments.set(from.moments.subarray(0, from.used * width));
    },
    logSum(j) {
      let sum = 0;
      let product = 1;
      for (let k = 1; k <= j; k++) {
        if (wide) sum += ratio[k]!;
        else {
          product *= ratio[k]!;
          if (product > 1e150 || product < 1e-150) {
            sum += logarithm(product);
            product = 1;
          }
        }
      }
      return sum + logarithm(product);
    },
  };
}

/** Means and, where they are kept, covariances of `top` down to `least` rows chosen, when x joins. */
function update(
  moments: Float64Array,
  x: Float64Array,
  at: number,
  p: number,
  width: number,
  share: Float64Array,
  rest: Float64Array,
  gap: Float64Array,
  least: number,
  top: number,
): void {
  const covariances = width > p;
  for (let j = top; j >= least; j--) {
    const q = share[j]!;
    const left = rest[j]!;
    const both = q * left;
    let own = j * width;
    for (let a = 0; a < p; a++, own++) {
      const mean = moments[own]!;
      const v = moments[own - width]! + x[at + a]! - mean;
      gap[a] = v;
      moments[own] = mean + q * v;
    }
    if (!covariances) continue;
    for (let a = 0; a < p; a++) {
      const v = both * gap[a]!;
      for (let b = 0; b <= a; b++, own++) {
        moments[own] = left * moments[own]! + q * moments[own - width]! + v * gap[b]!;
      }
    }
  }
}

function addRatios(ratio: Float64Array, share: Float64Array, rest: Float64Array, r: number, top: number): void {
  let before = 1;
  let inverseBefore = 1;
  for (let j = 1; j <= top; j++) {
    const own = ratio[j]!;
    const total = own + r;
    const inverse = 1 / total;
    share[j] = r * inverse;
    rest[j] = own * inverse;
    ratio[j] = before * inverseBefore * total;
    before = own;
    inverseBefore = inverse;
  }
}

/** The same with the logarithms of the h and of r. */
function addLogarithms(ratio: Float64Array, share: Float64Array, rest: Float64Array, log: number, top: number): void {
  let before = 0;
  let totalBefore = 0;
  for (let j = 1; j <= top; j++) {
    const own = ratio[j]!;
    const difference = log - own;
    const small = exponential(-Math.abs(difference));
    const total = Math.max(log, own) + logarithm(1 + small);
    const larger = 1 / (1 + small);
    const smaller = small * larger;
    share[j] = difference > 0 ? larger : smaller;
    rest[j] = difference > 0 ? smaller : larger;
    ratio[j] = before - totalBefore + total;
    before = own;
    totalBefore = total;
  }
}
