import { exp, log, log1p, normalUpperTail } from "@hcc/numerics";

/** How the probability of treatment depends on the linear predictor. */
export interface Link {
  /** Probability at a linear predictor, infinite ones too. */
  readonly probability: (eta: number) => number;
  /**
   * Log-likelihood of the rows of a block, whose linear predictors are in `eta` and whose treatments begin at y[from]; leaves
   * its derivative by eta in `residual` and minus the second one in `weight`.
   */
  readonly derivatives: (
    eta: Float64Array,
    y: Uint8Array,
    from: number,
    rows: number,
    residual: Float64Array,
    weight: Float64Array,
  ) => number;
  /** Expectation of minus the second derivative. */
  readonly expectedWeight: (eta: number) => number;
}

/** log(p / (1 - p)) = eta. */
export const logit: Link = {
  probability(eta) {
    if (eta >= 0) return 1 / (1 + exp(-eta));
    const e = exp(eta);
    return e === 0 ? 0 : e / (1 + e);
  },
  derivatives(eta, y, from, rows, residual, weight) {
    let value = 0;
    // 1 + more is the product of 1 + exp(-|eta|), of which one logarithm is taken.
    let more = 0;
    for (let i = 0; i < rows; i++) {
      const h = eta[i]!;
      const treated = y[from + i]! === 1;
      const margin = treated ? h : -h;
      const e = exp(-Math.abs(h));
      const large = 1 / (1 + e);
      const small = e * large;
      const left = margin >= 0 ? small : large;
      if (margin < 0) value += margin;
      more += e * (1 + more);
      residual[i] = treated ? left : -left;
      weight[i] = large * small;
    }
    return value - log1p(more);
  },
  expectedWeight(eta) {
    const e = exp(-Math.abs(eta));
    return e / (1 + e) / (1 + e);
  },
};

const ROOT_TWO_PI = 2.5066282746310002;
/** Margin below which the upper tail is by its asymptotic series. */
const FAR = -30;

/** P(Z <= m) exp(m^2 / 2) sqrt(2 pi) m far below 0: 1 - 1/m^2 + 3/m^4 - 15/m^6 ... */
function tailSeries(m: number): number {
  const u = 1 / (m * m);
  return 1 - u * (1 - u * (3 - u * (15 - u * (105 - u * (945 - u * (10395 - u * 135135))))));
}

/** phi(m) / P(Z <= m). */
function ratio(m: number): number {
  if (m < FAR) return -m / tailSeries(m);
  return exp(-0.5 * m * m) / ROOT_TWO_PI / normalUpperTail(-m);
}

/** p = P(Z <= eta), Z standard normal. */
export const probit: Link = {
  probability: (eta) => normalUpperTail(-eta),
  derivatives(eta, y, from, rows, residual, weight) {
    let value = 0;
    for (let i = 0; i < rows; i++) {
      const treated = y[from + i]! === 1;
      const m = treated ? eta[i]! : -eta[i]!;
      const r = ratio(m);
      value +=
        m < FAR
          ? -0.5 * m * m - log((-m * ROOT_TWO_PI) / tailSeries(m))
          : m > 0
            ? log1p(-normalUpperTail(m))
            : log(normalUpperTail(-m));
      residual[i] = treated ? r : -r;
      weight[i] = Math.max(r * (r + m), 0);
    }
    return value;
  },
  expectedWeight: (eta) => ratio(eta) * ratio(-eta),
};
