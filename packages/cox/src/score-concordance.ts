import {
  type Channel,
  checkLevel,
  checkOptions,
  column,
  type GroupValue,
  InputError,
  type Omitted,
  oneOf,
  type RowOf,
  type WeightType,
} from "@hcc/data";
import { normalQuantile, normalUpperTail } from "@hcc/numerics";
import { type ConcordanceWeighting, concordanceOf } from "./internal/concordance-of.js";
import { checkMaxTime, influenceVariance, ranksUntil, readOutcome } from "./internal/sorted-outcome.js";
import type { FollowUpChannels } from "./types.js";

export type { ConcordanceWeighting } from "./internal/concordance-of.js";

/** How pairs are weighted; the same for every function that gives a concordance. */
export interface ConcordanceChoices {
  /** Weight of the pairs by the time of their event. Default "harrell". */
  readonly weighting?: ConcordanceWeighting;
  /** Events after this time open no pair (tau of Uno's C). Default: all events. */
  readonly maxTime?: number;
  /**
   * Whether the standard error counts the pair weights as estimated (default) or as "known", as R does. No difference for
   * "harrell", whose weights are 1.
   */
  readonly pairWeights?: "estimated" | "known";
}

/** Follow-up, scores and options of `scoreConcordance`. */
export interface ScoreConcordanceSpec<Row> extends FollowUpChannels<Row>, ConcordanceChoices {
  /** Named scores, higher for those who are expected to have the event earlier. */
  readonly scores: { readonly [name: string]: Channel<Row, number> };
  /** Pairs are formed within strata. */
  readonly strata?: Channel<Row, GroupValue>;
  /** Level of the confidence intervals. Default 0.95. */
  readonly level?: number;
}

/** Concordance of one score with survival. */
export interface ScoreConcordanceRow {
  readonly name: string;
  /** C, between 0 and 1; null when no pair of rows can be compared. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  /** Limits estimate +/- z SE, cut to [0, 1]. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Pairs in which the row with the higher score has the event first (products of the rows' and the pair's weights). */
  readonly concordant: number;
  /** Pairs in which it has it later. */
  readonly discordant: number;
  /** Comparable pairs with equal scores; they count half. */
  readonly tiedPredictor: number;
}

/** Difference of the concordances of two scores. */
export interface ConcordanceDifference {
  /** The score whose concordance comes first in first - second. */
  readonly first: string;
  readonly second: string;
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Null when the standard error is 0 or null. */
  readonly z: number | null;
  /** Two-sided. */
  readonly pValue: number | null;
}

/** Concordance of scores with survival. */
export interface ScoreConcordance {
  readonly kind: "score-concordance";
  readonly version: 1;
  /** In the order of `scores`. */
  readonly rows: readonly ScoreConcordanceRow[];
  /** Every pair of scores, in their order. */
  readonly differences: readonly ConcordanceDifference[];
  /** Pairs with events at one time; they are not comparable. */
  readonly tiedTime: number;
  readonly weighting: ConcordanceWeighting;
  readonly maxTime: number | null;
  readonly pairWeights: "estimated" | "known";
  readonly level: number;
  readonly method: "infinitesimal-jackknife";
  readonly n: number;
  readonly events: number;
  readonly weightType: WeightType | null;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Concordance of one or several scores with survival, by Harrell, Uno and others, and the differences between scores.
 *
 * C = (concordant + tied / 2) / comparable, sums over pairs weighted as `weighting` says. A pair of one stratum is
 * comparable when the earlier time is an event not after `maxTime`; a censoring at the time of an event is later; two events at one time
 * are not comparable. The variance is the infinitesimal jackknife, the sum over rows of (dC / dw)^2: times w with
 * frequency weights (as repeated rows), times w^2 with sampling weights. A difference has the variance of the
 * difference of the two dC / dw, because the scores are of the same rows. By default dC / dw contains the change of the
 * Kaplan-Meier curves in the pair weights. G is 1 - c / (Y - d) over censorings, events before censorings of the same time.
 * O(n log n).
 *
 * Equals R's `concordance(Surv(time, event) ~ score, timewt, ymax, reverse = TRUE)`, with `pairWeights: "known"` in the
 * standard error too.
 *
 * For models give their linear predictors: `predictRisk(model, rows).linearPredictor`.
 *
 * @throws InputError for missing or negative values, for no score, and for unknown options.
 *
 * @example
 * ```ts
 * import { scoreConcordance } from "@hcc/cox";
 * const rows = [
 *   { t: 1, d: 1, x: 3, y: 1 }, { t: 2, d: 0, x: 2, y: 5 }, { t: 4, d: 1, x: 4, y: 2 },
 *   { t: 5, d: 1, x: 1, y: 4 }, { t: 6, d: 0, x: 0, y: 3 }, { t: 7, d: 1, x: 2, y: 0 },
 * ];
 * const spec = { time: "t", event: "d", scores: { x: "x", y: "y" } } as const;
 * const { rows: [x, y], differences } = scoreConcordance(rows, spec);
 * [x.estimate, y.estimate, differences[0].estimate]; // => [0.8, 0.4, 0.4]
 * scoreConcordance(rows, { ...spec, weighting: "uno", maxTime: 6 }).rows[1].estimate; // => 0.4
 * ```
 *
 * @see Uno H, Cai T, Pencina MJ, D'Agostino RB, Wei LJ. On the C-statistics for evaluating overall adequacy of risk
 * prediction procedures with censored survival data. Stat Med 2011;30:1105-1117. doi:10.1002/sim.4154
 * @see Schemper M, Wakounig S, Heinze G. The estimation of average hazard ratios by weighted Cox regression. Stat Med
 * 2009;28:2473-2489. doi:10.1002/sim.3623
 */
export function scoreConcordance<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: ScoreConcordanceSpec<RowOf<Data>>,
): ScoreConcordance {
  const call = "scoreConcordance";
  checkOptions(call, spec, [
    "time",
    "event",
    "scores",
    "strata",
    "weighting",
    "maxTime",
    "pairWeights",
    "level",
    "where",
    "missing",
    "weights",
    "weightType",
  ]);
  const names = scoreNames(spec.scores);
  const weighting = oneOf("weighting", spec.weighting, ["harrell", "uno", "survival", "schemper"], "harrell");
  const pairWeights = oneOf("pairWeights", spec.pairWeights, ["estimated", "known"], "estimated");
  const level = checkLevel(spec.level ?? 0.95);
  checkMaxTime(spec.maxTime);
  const requests = Object.fromEntries(names.map((name) => [`score ${name}`, column("number", spec.scores[name])]));
  const rows = readOutcome(data, spec, requests);
  const { frame, order, times, weight } = rows;
  const frequency = frame.weightType !== "sampling";
  const until = spec.maxTime === undefined ? times.length : ranksUntil(times, spec.maxTime);
  const sums = names.map((name) => {
    const values = frame.columns[`score ${name}`] as Float64Array;
    const score = new Float64Array(order.length);
    for (let i = 0; i < order.length; i++) score[i] = values[order[i]!]!;
    const estimated = pairWeights === "estimated";
    return concordanceOf(rows, score, { weighting, until, estimated, frequency, cluster: null });
  });
  const width = -normalQuantile((1 - level) / 2);
  return {
    kind: "score-concordance",
    version: 1,
    rows: sums.map(({ estimate, standardError, concordant, discordant, tiedPredictor }, k) => {
      const some = concordant + discordant + tiedPredictor > 0;
      return {
        name: names[k]!,
        estimate: some ? estimate : null,
        standardError: some ? standardError : null,
        lower: some ? Math.max(estimate - width * standardError, 0) : null,
        upper: some ? Math.min(estimate + width * standardError, 1) : null,
        concordant,
        discordant,
        tiedPredictor,
      };
    }),
    differences: names.flatMap((first, j) =>
      names.slice(j + 1).map((second, k): ConcordanceDifference => {
        const [a, b] = [sums[j]!, sums[j + 1 + k]!];
        const estimate = a.estimate - b.estimate;
        const nothing = { estimate: null, standardError: null, lower: null, upper: null, z: null, pValue: null };
        if (Number.isNaN(estimate)) return { first, second, ...nothing };
        const change = a.influence.map((value, i) => value - b.influence[i]!);
        const standardError = Math.sqrt(influenceVariance(change, weight, frequency));
        const z = standardError > 0 ? estimate / standardError : null;
        const half = width * standardError;
        const pValue = z === null ? null : 2 * normalUpperTail(Math.abs(z));
        return { first, second, estimate, standardError, lower: estimate - half, upper: estimate + half, z, pValue };
      }),
    ),
    tiedTime: sums[0]!.tiedTime,
    weighting,
    maxTime: spec.maxTime ?? null,
    pairWeights,
    level,
    method: "infinitesimal-jackknife",
    ...rows.counts,
    weightType: frame.weightType,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}

function scoreNames(scores: unknown): string[] {
  const names = typeof scores === "object" && scores !== null && !Array.isArray(scores) ? Object.keys(scores) : [];
  if (names.length > 0) return names;
  throw new InputError("option", 'scores holds no named score: give an object such as { age: "age" }', {
    column: "scores",
  });
}
