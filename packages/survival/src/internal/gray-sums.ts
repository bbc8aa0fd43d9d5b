import { countingOrder, pow } from "@hcc/numerics";
import type { CompetingRows } from "./read-competing.js";

/** Sums of Gray's test over times and strata. */
export interface GraySums {
  /** Subjects and events of interest of each group. */
  readonly n: Float64Array;
  readonly events: Float64Array;
  /** Weighted. */
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  /** k x k, row-major. */
  readonly variance: Float64Array;
}

/** Adds up observed and expected events and their covariance over every stratum. */
export function graySums(rows: CompetingRows, k: number, rho: number): GraySums {
  const { rank, strata, by, cause, counts } = rows;
  const byTime = countingOrder(rank, rows.time.length);
  const order = strata === null ? byTime : countingOrder(strata.codes, strata.levels.length, byTime);
  const sums: GraySums = {
    n: new Float64Array(k),
    events: new Float64Array(k),
    observed: new Float64Array(k),
    expected: new Float64Array(k),
    variance: new Float64Array(k * k),
  };
  for (let first = 0, end = 0; first < order.length; first = end) {
    const risk = new Float64Array(k);
    while (end < order.length && (strata === null || strata.codes[order[end]!] === strata.codes[order[first]!])) {
      const row = order[end++]!;
      risk[by!.codes[row]!]! += counts === null ? 1 : counts[row]!;
    }
    for (let r = 0; r < k; r++) sums.n[r]! += risk[r]!;
    const stratum = new Stratum(sums, risk, rho, end - first);
    for (let i = first; i < end; ) {
      const now = rank[order[i]!]!;
      stratum.leaving.fill(0);
      for (; i < end && rank[order[i]!] === now; i++) {
        const row = order[i]!;
        stratum.leaving[3 * by!.codes[row]! + cause[row]!]! += counts === null ? 1 : counts[row]!;
      }
      stratum.step();
    }
    stratum.addVariance();
  }
  return sums;
}

/**
 * One stratum: `step` at each time, ascending; then `addVariance`, which goes back from the last.
 *
 * h_r = n_r / S_r(t-); R_r = h_r (1 - F_r(t-)); dF = sum d_1r / sum h_r, the common incidence; L = (1 - F(t-))^rho.
 */
class Stratum {
  /** Of each group the subjects that end at the time: censored, event, competing event. */
  readonly leaving: Float64Array;
  /** Of each time with an event: L, the rise of F, F(t-), events; and per group h, S(t-), S(t), competing events. */
  private readonly steps: Float64Array;
  private readonly width: number;
  private count = 0;
  private incidence = 0;
  private readonly free: Float64Array;
  private readonly own: Float64Array;

  constructor(
    private readonly sums: GraySums,
    private readonly risk: Float64Array,
    private readonly rho: number,
    rows: number,
  ) {
    const k = risk.length;
    this.leaving = new Float64Array(3 * k);
    this.free = new Float64Array(k).fill(1);
    this.own = new Float64Array(k);
    this.width = 4 + 4 * k;
    this.steps = new Float64Array(rows * this.width);
  }

  step(): void {
    const { sums, risk, leaving, free, own, steps } = this;
    const k = risk.length;
    const at = this.count * this.width;
    let [events, competing, allH, allR] = [0, 0, 0, 0];
    for (let r = 0; r < k; r++) {
      events += leaving[3 * r + 1]!;
      competing += leaving[3 * r + 2]!;
      const h = risk[r] === 0 ? 0 : risk[r]! / free[r]!;
      steps[at + 4 + 4 * r] = h;
      allH += h;
      allR += h * (1 - own[r]!);
    }
    if (events + competing > 0) {
      const weight = this.rho === 0 ? 1 : pow(Math.max(1 - this.incidence, 0), this.rho);
      const rise = events / allH;
      steps[at] = weight;
      steps[at + 1] = rise;
      steps[at + 2] = this.incidence;
      steps[at + 3] = events;
      this.incidence += rise;
      for (let r = 0; r < k; r++) {
        const of = at + 4 + 4 * r;
        const n = risk[r]!;
        sums.events[r]! += leaving[3 * r + 1]!;
        sums.observed[r]! += weight * leaving[3 * r + 1]!;
        if (n === 0) continue;
        const before = free[r]!;
        sums.expected[r]! += (weight * events * steps[of]! * (1 - own[r]!)) / allR;
        own[r]! += (before * leaving[3 * r + 1]!) / n;
        free[r] = (before * (n - leaving[3 * r + 1]! - leaving[3 * r + 2]!)) / n;
        steps[of + 1] = before;
        steps[of + 2] = free[r]!;
        steps[of + 3] = leaving[3 * r + 2]!;
      }
      this.count++;
    }
    for (let r = 0; r < k; r++) risk[r]! -= leaving[3 * r]! + leaving[3 * r + 1]! + leaving[3 * r + 2]!;
  }

  addVariance(): void {
    const { steps, width } = this;
    const { variance } = this.sums;
    const k = this.risk.length;
    // Of groups j and r: sum over later times of L h_r ([j = r] - h_j / h) dF / (1 - F).
    const later = new Float64Array(k * k);
    const own = new Float64Array(k);
    const other = new Float64Array(k);
    for (let time = this.count - 1; time >= 0; time--) {
      const at = time * width;
      const weight = steps[at]!;
      const rise = steps[at + 1]!;
      const before = steps[at + 2]!;
      const events = steps[at + 3]!;
      let allH = 0;
      for (let r = 0; r < k; r++) allH += steps[at + 4 + 4 * r]!;
      for (let r = 0; r < k; r++) {
        const of = at + 4 + 4 * r;
        const h = steps[of]!;
        const freeBefore = steps[of + 1]!;
        const free = steps[of + 2]!;
        const competing = steps[of + 3]!;
        if (h === 0) continue;
        // Once the last of a group have ended nothing of it is left in `later`. Where groups that differ end one after
        // the other the common incidence may pass 1.
        const ratio = free === 0 ? 0 : Math.max(1 - before - rise, 0) / free;
        const size = allH * freeBefore;
        const spread = (rise / h) * (events > 1 ? 1 - (events - 1) / (size - 1) : 1);
        const n = h * freeBefore;
        const competingSpread = (competing / (h * h)) * (competing > 1 ? (n - competing) / (n - 1) : 1);
        for (let j = 0; j < k; j++) {
          const share = weight * h * ((j === r ? 1 : 0) - steps[at + 4 + 4 * j]! / allH);
          own[j] = share + (1 - ratio) * later[j * k + r]!;
          other[j] = ratio * later[j * k + r]!;
          if (before < 1) later[j * k + r]! += (share * rise) / (1 - before);
        }
        for (let i = 0; i < k; i++) {
          for (let j = 0; j < k; j++) {
            variance[i * k + j]! += own[i]! * own[j]! * spread + other[i]! * other[j]! * competingSpread;
          }
        }
      }
    }
  }
}
