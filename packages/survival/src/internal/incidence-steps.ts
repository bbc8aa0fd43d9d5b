import type { IncidenceCurve } from "../cumulative-incidence.js";
import type { CompetingRows } from "./read-competing.js";

/** Counts and estimates at the distinct times of one group. */
export interface IncidenceSteps
  extends Omit<IncidenceCurve, "group" | "standardError" | "lower" | "upper" | "confidence"> {
  /** Variance of the incidence. */
  readonly variance: Float64Array;
}

/**
 * The Aalen-Johansen estimate of one group with a variance, in one pass.
 *
 * @param order rows of the group, ascending by rank.
 * @param arrivals the same rows, ascending by rank of entry; null when all are at risk from the start.
 * @param starts room for two numbers per row of all groups, with arrivals.
 */
export function incidenceSteps(
  rows: CompetingRows,
  order: Int32Array,
  arrivals: Int32Array | null,
  starts: Float64Array,
  variance: "infinitesimal-jackknife" | "aalen",
): IncidenceSteps {
  const { rank, counts, cause } = rows;
  let distinct = 0;
  let n = 0;
  order.forEach((row, i) => {
    if (i === 0 || rank[row] !== rank[order[i - 1]!]) distinct++;
    n += counts === null ? 1 : counts[row]!;
  });
  const column = (): Float64Array => new Float64Array(distinct);
  const [time, nRisk, nEvent, nCompeting, nCensor] = [column(), column(), column(), column(), column()];
  const [incidence, survival, varianceAt] = [column(), column(), column()];
  const spread =
    arrivals !== null && variance === "infinitesimal-jackknife"
      ? jackknifeByRow(rows, starts)
      : variance === "aalen"
        ? independentCauses()
        : multinomial();

  let arrived = 0;
  let risk = arrivals === null ? n : 0;
  let free = 1;
  let cumulative = 0;
  let [events, competing] = [0, 0];
  for (let first = 0, end = 0, at = 0; first < order.length; first = end, at++) {
    const now = rank[order[first]!]!;
    while (arrivals !== null && arrived < arrivals.length && rows.entryRank![arrivals[arrived]!]! < now) {
      const row = arrivals[arrived++]!;
      risk += counts === null ? 1 : counts[row]!;
      spread.enter(row);
    }
    const ended = [0, 0, 0];
    while (end < order.length && rank[order[end]!] === now) {
      const row = order[end++]!;
      ended[cause[row]!]! += counts === null ? 1 : counts[row]!;
    }
    const [censored, own, other] = ended as [number, number, number];
    time[at] = rows.time[now]!;
    nRisk[at] = risk;
    nEvent[at] = own;
    nCompeting[at] = other;
    nCensor[at] = censored;
    events += own;
    competing += other;
    const before = cumulative;
    const freeBefore = free;
    free *= (risk - own - other) / risk;
    // Without competing events both are one estimate, to the last digit.
    cumulative = competing === 0 ? 1 - free : cumulative + (freeBefore * own) / risk;
    spread.step(risk, own, other, freeBefore, cumulative - before, order.subarray(first, end));
    incidence[at] = cumulative;
    survival[at] = free;
    varianceAt[at] = Math.max(spread.value(), 0);
    risk -= own + other + censored;
  }
  return { n, events, competing, time, nRisk, nEvent, nCompeting, nCensor, incidence, survival, variance: varianceAt };
}

interface Spread {
  /** A row comes under observation. */
  enter(row: number): void;
  /** Events at a time: n at risk, those of both kinds, S before, the rise of F, and the rows that end there. */
  step(n: number, own: number, other: number, free: number, rise: number, ended: Int32Array): void;
  /** Variance of F. */
  value(): number;
}

/**
 * sum over times v of (F(t) - F(v))^2 a_v - 2 (F(t) - F(v)) b_v + c_v; the sums move along with F(t), which keeps their
 * digits.
 */
function quadratic(terms: (n: number, own: number, other: number, free: number) => readonly [number, number, number]) {
  let [squares, linear, constant] = [0, 0, 0];
  let [a, b] = [0, 0];
  const spread: Spread = {
    enter: () => {},
    step: (n, own, other, free, rise) => {
      squares += rise * (2 * linear + rise * a);
      linear += rise * a;
      constant -= 2 * rise * b;
      if (own + other === 0) return;
      const [addA, addB, addC] = terms(n, own, other, free);
      constant += addC;
      // After the last at risk have ended F stays, and with it F(t) - F(v) = 0.
      if (n === own + other) return;
      a += addA;
      b += addB;
    },
    value: () => squares + constant,
  };
  return spread;
}

/** Increments of the causes at a time as a multinomial draw, which is the infinitesimal jackknife without entries. */
const multinomial = (): Spread =>
  quadratic((n, own, other, free) => {
    const step = free / n;
    return [(own + other) / (n * (n - own - other)), (step * own) / n, (step * step * own * (n - own)) / n];
  });

/** Increments of the causes as independent, each hypergeometric when tied (Aalen). */
const independentCauses = (): Spread =>
  quadratic((n, own, other, free) => {
    const step = free / n;
    const rate = 1 / (n - own - other);
    const first = own > 1 ? (own * (n - own)) / (n - 1) : own;
    const second = other > 1 ? (other * (n - other)) / (n - 1) : other;
    return [rate * rate * (first + second), step * rate * first, step * step * first];
  });

/**
 * sum over rows of the squared derivative of F(t) by the row's weight.
 *
 * The derivative of a row is f = sum over times v of (S(v-) / n) m1 - (F(t) - F(v)) m / (n - d) with m1, m its events less
 * expected events. All rows at risk get the same expected part, so that sums over them suffice.
 */
function jackknifeByRow({ counts, cause }: CompetingRows, starts: Float64Array): Spread {
  const count = (row: number): number => (counts === null ? 1 : counts[row]!);
  // Over all rows, ever at risk: sums of f^2, f g, g^2; over those at risk: of f, g, 1.
  let [ff, fg, gg] = [0, 0, 0];
  let [riskF, riskG, risk] = [0, 0, 0];
  // Expected parts since the start: of g, and of f + F g.
  let [expectedG, expected] = [0, 0];
  let incidence = 0;
  return {
    enter: (row) => {
      starts[2 * row] = expected;
      starts[2 * row + 1] = expectedG;
      risk += count(row);
    },
    step: (n, own, other, free, rise, ended) => {
      ff += rise * (rise * gg - 2 * fg);
      fg -= rise * gg;
      riskF -= rise * riskG;
      incidence += rise;
      const step = free / n;
      const rate = n === own + other ? 0 : 1 / (n - own - other);
      const shiftF = (-step * own) / n;
      const shiftG = (-rate * (own + other)) / n;
      ff += shiftF * (2 * riskF + shiftF * risk);
      fg += shiftF * riskG + shiftG * riskF + shiftF * shiftG * risk;
      gg += shiftG * (2 * riskG + shiftG * risk);
      riskF += shiftF * risk;
      riskG += shiftG * risk;
      expected += shiftF + incidence * shiftG;
      expectedG += shiftG;
      for (const row of ended) {
        const times = count(row);
        const g = expectedG - starts[2 * row + 1]!;
        const f = expected - starts[2 * row]! - incidence * g;
        if (cause[row]! > 0) {
          const jump = cause[row] === 1 ? step : 0;
          ff += times * jump * (2 * f + jump);
          fg += times * (jump * g + rate * f + jump * rate);
          gg += times * rate * (2 * g + rate);
        }
        riskF -= times * f;
        riskG -= times * g;
        risk -= times;
      }
      if (risk === 0) [riskF, riskG] = [0, 0];
    },
    value: () => ff,
  };
}
