import { concordancePairs } from "./concordance-pairs.js";
import { influenceVariance, type SortedOutcome } from "./sorted-outcome.js";
import { type StepCurve, stepCurve } from "./step-curve.js";

/**
 * Weight of the pairs that an event at time t opens. S is the Kaplan-Meier curve, G that of being uncensored, n the number
 * at risk, per stratum. One of (with the `timewt` of R's `concordance`):
 * - "harrell" ("n", default): 1, every pair of which the order is known counts alike;
 * - "uno" ("n/G2"): 1 / G(t-)^2, the C that censoring does not change; choose `maxTime` with it;
 * - "survival" ("S"): N S(t-) / n(t), a time counts by how many are alive (Peto and Wilcoxon);
 * - "schemper" ("S/G"): N S(t-) / (G(t-) n(t)).
 */
export type ConcordanceWeighting = "harrell" | "uno" | "survival" | "schemper";

export interface ConcordanceOptions {
  readonly weighting: ConcordanceWeighting;
  /** Events at these ranks and later open no pair. */
  readonly until: number;
  /** Whether the pair weights' own uncertainty enters the standard error. */
  readonly estimated: boolean;
  readonly frequency: boolean;
  /** Unit of the variance of each sorted row; null where every row is one. */
  readonly cluster: Int32Array | null;
}

/** C and its influence function. */
export interface ConcordanceSums {
  /** NaN when no pair can be compared. */
  readonly estimate: number;
  readonly concordant: number;
  readonly discordant: number;
  readonly tiedPredictor: number;
  readonly tiedTime: number;
  /** Change of C per unit of weight of each sorted row. */
  readonly influence: Float64Array;
  readonly standardError: number;
}

export function concordanceOf(rows: SortedOutcome, score: Float64Array, options: ConcordanceOptions): ConcordanceSums {
  const { n, event, weight } = rows;
  const weights = pairWeights(rows, options);
  const pairs = concordancePairs(rows, score, weights.factor, options.frequency);
  const { concordant, discordant, tied } = pairs;
  const comparable = concordant + discordant + tied;
  const estimate = (concordant + tied / 2) / comparable;
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) influence[i] = (pairs.gained[i]! - estimate * pairs.shared[i]!) / comparable;
  if (options.estimated && options.weighting !== "harrell") {
    const surplus = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      if (event[i] === 1) surplus[i] = (weight[i]! * (pairs.won[i]! - estimate * pairs.opened[i]!)) / comparable;
    }
    weights.spread(surplus, influence);
  }
  const variance = influenceVariance(influence, weight, options.frequency, options.cluster);
  return {
    estimate,
    concordant,
    discordant,
    tiedPredictor: tied,
    tiedTime: pairs.tiedTime,
    influence,
    standardError: Math.sqrt(variance),
  };
}

interface PairWeights {
  /** Of each sorted row, used where it is an event. */
  readonly factor: Float64Array;
  /** Adds per row k the sum of a_i d log(factor of i) / d weight of k. */
  spread(a: Float64Array, influence: Float64Array): void;
}

function pairWeights(rows: SortedOutcome, { weighting, until }: ConcordanceOptions): PairWeights {
  const { n, rank } = rows;
  const factor = new Float64Array(n);
  const used = (i: number): boolean => rank[i]! < until;
  if (weighting === "harrell") {
    for (let i = 0; i < n; i++) if (used(i)) factor[i] = 1;
    return { factor, spread: () => {} };
  }
  const censoring: StepCurve | null = weighting === "survival" ? null : stepCurve(rows, 0);
  if (weighting === "uno") {
    for (let i = 0; i < n; i++) if (used(i)) factor[i] = 1 / censoring!.before[i]! / censoring!.before[i]!;
    return {
      factor,
      spread(a, influence) {
        const spread = censoring!.spread(a);
        for (let k = 0; k < n; k++) influence[k]! -= 2 * spread[k]!;
      },
    };
  }
  const survival = stepCurve(rows, 1);
  const { all, atRisk } = numbersAtRisk(rows);
  for (let i = 0; i < n; i++) {
    if (used(i)) factor[i] = (all[i]! * survival.before[i]!) / atRisk[i]! / (censoring?.before[i] ?? 1);
  }
  return {
    factor,
    spread(a, influence) {
      const ofSurvival = survival.spread(a);
      const ofCensoring = censoring?.spread(a);
      for (let k = 0; k < n; k++) influence[k]! += ofSurvival[k]! - (ofCensoring?.[k] ?? 0);
      let start = 0;
      for (const end of rows.strataEnd) {
        let sum = 0;
        for (let i = start; i < end; i++) sum += a[i]!;
        // The number at risk at a time counts the rows of that time and later.
        let past = 0;
        for (let first = start; first < end; ) {
          let stop = first;
          for (; stop < end && rank[stop] === rank[first]; stop++) past += a[stop]! / atRisk[stop]!;
          for (let k = first; k < stop; k++) influence[k]! += sum / all[k]! - past;
          first = stop;
        }
        start = end;
      }
    },
  };
}

/** Weight of the row's stratum, and of its part that is at risk at the row's time. */
function numbersAtRisk({ n, rank, weight, strataEnd }: SortedOutcome): { all: Float64Array; atRisk: Float64Array } {
  const all = new Float64Array(n);
  const atRisk = new Float64Array(n);
  let start = 0;
  for (const end of strataEnd) {
    let left = 0;
    for (let stop = end; stop > start; ) {
      let first = stop;
      do left += weight[--first]!;
      while (first > start && rank[first - 1] === rank[stop - 1]);
      atRisk.fill(left, first, stop);
      stop = first;
    }
    all.fill(left, start, end);
    start = end;
  }
  return { all, atRisk };
}
