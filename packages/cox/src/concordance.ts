import { InputError, type Omitted, type RowOf } from "@hcc/data";
import { normalQuantile } from "@hcc/numerics";
import { counts } from "./internal/fit-design.js";
import { type FittedRows, fittedRows } from "./internal/fitted-rows.js";
import type { CoxModel, CoxSpec } from "./types.js";

/** Concordance of a Cox model's linear predictor with survival. */
export interface Concordance {
  readonly kind: "cox-concordance";
  readonly version: 1;
  /** C, between 0 and 1; null when no pair of rows can be compared. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  /** Limits estimate +/- z SE, cut to [0, 1]. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  readonly method: "infinitesimal-jackknife";
  /** Pairs in which the row with the higher predictor has the event first (products of weights). */
  readonly concordant: number;
  /** Pairs in which it has it later. */
  readonly discordant: number;
  /** Comparable pairs with equal predictors; they count half. */
  readonly tiedPredictor: number;
  /** Pairs with events at one time; they are not comparable. */
  readonly tiedTime: number;
  readonly n: number;
  readonly events: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Harrell's concordance of a Cox model on the data of its fit, with its standard error.
 *
 * C = (concordant + tied predictor / 2) / comparable. A pair of one stratum is comparable when the earlier time is an event;
 * a censoring at the time of an event is later; two events at one time are not comparable. The variance is the
 * infinitesimal jackknife, the sum over rows of (dC / dw)^2: times w with frequency weights (as repeated rows), times w^2
 * with sampling weights. O(n log n).
 *
 * Equals R's `concordance(coxph)` (timewt "n"), which treats frequency weights as sampling weights.
 *
 * @param data the data of the fit.
 * @param spec the specification of the fit.
 * @throws InputError when data or specification are not those of the fit, and when a coefficient is infinite.
 *
 * @example
 * ```ts
 * import { concordance, coxph } from "@hcc/cox";
 * const rows = [
 *   { t: 1, d: 1, x: 1 }, { t: 1, d: 0, x: 1 }, { t: 6, d: 1, x: 1 },
 *   { t: 6, d: 1, x: 0 }, { t: 8, d: 0, x: 0 }, { t: 9, d: 1, x: 0 },
 * ];
 * const spec = { time: "t", event: "d", covariates: ["x"] } as const;
 * const { concordant, discordant, tiedPredictor, estimate } = concordance(coxph(rows, spec), rows, spec);
 * [concordant, discordant, tiedPredictor]; // => [5, 0, 4]
 * estimate; // => 0.77777778
 * ```
 *
 * @see Harrell FE, Lee KL, Mark DB. Multivariable prognostic models. Stat Med 1996;15:361-387.
 * doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4
 */
export function concordance<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  data: Data,
  spec: CoxSpec<RowOf<Data>>,
): Concordance {
  const rows = fittedRows("concordance", model, data, spec);
  const { n, weight, strataEnd, read } = rows;
  if (rows.entryRank !== null) {
    throw new InputError("option", "concordance: pairs of rows that enter late are not supported: fit without entry", {
      column: "entry",
    });
  }
  const frequency = read.frame.weightType !== "sampling";
  const pairs: Pairs = {
    concordant: new Float64Array(n),
    discordant: new Float64Array(n),
    tied: new Float64Array(n),
    tiedTime: 0,
  };
  let start = 0;
  for (const end of strataEnd) {
    countPairs(rows, start, end, frequency, pairs);
    start = end;
  }
  // Every pair is counted at both of its rows.
  let concordant = 0;
  let discordant = 0;
  let tied = 0;
  for (let i = 0; i < n; i++) {
    concordant += (weight[i]! * pairs.concordant[i]!) / 2;
    discordant += (weight[i]! * pairs.discordant[i]!) / 2;
    tied += (weight[i]! * pairs.tied[i]!) / 2;
  }
  const comparable = concordant + discordant + tied;
  const estimate = (concordant + tied / 2) / comparable;
  let variance = 0;
  for (let i = 0; i < n; i++) {
    const own = pairs.concordant[i]! + pairs.discordant[i]! + pairs.tied[i]!;
    const change = (pairs.concordant[i]! + pairs.tied[i]! / 2 - estimate * own) / comparable;
    variance += change * change * (frequency ? weight[i]! : weight[i]! * weight[i]!);
  }
  const standardError = Math.sqrt(variance);
  const width = -normalQuantile((1 - model.level) / 2) * standardError;
  const some = comparable > 0;
  return {
    kind: "cox-concordance",
    version: 1,
    estimate: some ? estimate : null,
    standardError: some ? standardError : null,
    lower: some ? Math.max(estimate - width, 0) : null,
    upper: some ? Math.min(estimate + width, 1) : null,
    level: model.level,
    method: "infinitesimal-jackknife",
    concordant,
    discordant,
    tiedPredictor: tied,
    tiedTime: pairs.tiedTime,
    ...counts(read),
    omitted: read.frame.omitted,
    excluded: read.frame.excluded,
  };
}

/** Weight of the rows with which each row forms a pair of a kind. */
interface Pairs {
  readonly concordant: Float64Array;
  readonly discordant: Float64Array;
  readonly tied: Float64Array;
  tiedTime: number;
}

function countPairs(rows: FittedRows, start: number, end: number, frequency: boolean, pairs: Pairs): void {
  const { rank, event, weight, eta } = rows;
  const values = eta.slice(start, end).sort();
  let distinct = 0;
  for (let i = 0; i < values.length; i++)
    if (i === 0 || values[i] !== values[distinct - 1]) values[distinct++] = values[i]!;
  const place = Int32Array.from({ length: end - start }, (_, k) => {
    let low = 0;
    let high = distinct - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (values[middle]! < eta[start + k]!) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  const add = (tree: WeightTree, wanted: number, from: number, to: number): void => {
    for (let i = from; i < to; i++) if (event[i] === wanted) tree.add(place[i - start]!, weight[i]!);
  };
  // Of an event: the rows that live longer.
  const longer = weightTree(distinct);
  for (let stop = end; stop > start; ) {
    let first = stop - 1;
    while (first > start && rank[first - 1] === rank[stop - 1]) first--;
    add(longer, 0, first, stop);
    let sum = 0;
    let squares = 0;
    for (let i = first; i < stop; i++) {
      if (event[i] === 0) continue;
      const at = place[i - start]!;
      const below = longer.below(at);
      const equal = longer.at(at);
      pairs.concordant[i]! += below;
      pairs.tied[i]! += equal;
      pairs.discordant[i]! += longer.total() - below - equal;
      sum += weight[i]!;
      squares += frequency ? weight[i]! : weight[i]! * weight[i]!;
    }
    pairs.tiedTime += (sum * sum - squares) / 2;
    add(longer, 1, first, stop);
    stop = first;
  }
  // Of any row: the events before it.
  const earlier = weightTree(distinct);
  for (let first = start; first < end; ) {
    let stop = first + 1;
    while (stop < end && rank[stop] === rank[first]) stop++;
    const look = (wanted: number): void => {
      for (let i = first; i < stop; i++) {
        if (event[i] !== wanted) continue;
        const at = place[i - start]!;
        const below = earlier.below(at);
        const equal = earlier.at(at);
        pairs.discordant[i]! += below;
        pairs.tied[i]! += equal;
        pairs.concordant[i]! += earlier.total() - below - equal;
      }
    };
    look(1);
    add(earlier, 1, first, stop);
    look(0);
    first = stop;
  }
}

/** Weights at places 0..size-1 with sums below a place in O(log size) (Fenwick). */
interface WeightTree {
  add(place: number, weight: number): void;
  /** Sum of the weights at places before `place`. */
  below(place: number): number;
  at(place: number): number;
  total(): number;
}

function weightTree(size: number): WeightTree {
  const sums = new Float64Array(size + 1);
  const single = new Float64Array(size);
  let total = 0;
  return {
    add(place, weight) {
      for (let k = place + 1; k <= size; k += k & -k) sums[k]! += weight;
      single[place]! += weight;
      total += weight;
    },
    below(place) {
      let sum = 0;
      for (let k = place; k > 0; k -= k & -k) sum += sums[k]!;
      return sum;
    },
    at: (place) => single[place]!,
    total: () => total,
  };
}
