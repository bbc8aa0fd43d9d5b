import { checkOptions, type EventValue, InputError, type Omitted, oneOf, type RowOf } from "@hcc/data";
import { type PairChannel, type PairRows, readPairedOutcome } from "./internal/read-paired-outcome.js";
import { binomialTails, exactTails, normalTails } from "./internal/sign-score-tails.js";
import { rankedSigns, type SignScores, sizedSigns } from "./internal/sign-scores.js";
import { survivalScores } from "./internal/survival-scores.js";

export type { PairChannel, PairRows } from "./internal/read-paired-outcome.js";

/** Specification of `rosenbaumBounds`: an `event`, a `value`, or `time` and `event`. */
export interface RosenbaumBoundsSpec<Row> {
  /** Pairs of input rows, as `pairs` of `matchPairs`. Leave it out where each row of the data is a pair. */
  readonly pairs?: readonly PairRows[];
  /** Yes-or-no outcome; with `time`, whether the event was seen. */
  readonly event?: PairChannel<Row, EventValue>;
  /** Follow-up time, in any unit. */
  readonly time?: PairChannel<Row, number>;
  /** Outcome that is a number. */
  readonly value?: PairChannel<Row, number>;
  /**
   * Of censored times. One of "prentice-wilcoxon" (default), "log-rank" and "sign" (which member had the event first, the
   * log-rank test stratified by pair).
   */
  readonly scores?: "prentice-wilcoxon" | "log-rank" | "sign";
  /** Odds of bias, each 1 or more. Default 1, 1.25, 1.5, 1.75, 2, 2.5, 3. */
  readonly gamma?: readonly number[];
  /**
   * One of "two-sided" (default: twice the smaller of both), "greater" and "less": whether the treated have larger values,
   * more events or earlier events, or the contrary.
   */
  readonly alternative?: "two-sided" | "greater" | "less";
  /** P that a finding must not exceed, below 0.5. Default 0.05. */
  readonly alpha?: number;
  /**
   * What a difference of 0 does to the signed ranks. One of "wilcoxon" (default: left out before ranking) and "pratt" (takes
   * part in the ranking, and its rank is left out).
   */
  readonly zeros?: "wilcoxon" | "pratt";
  /** Exact distribution of the signed-rank sum. Default: up to 200 pairs that differ. */
  readonly exact?: boolean;
  /** What a missing value does. One of "error" (default) and "omit" (the pair is left out and counted). */
  readonly missing?: "error" | "omit";
}

/** Smallest and largest P that a bias may give. */
export interface RosenbaumBound {
  readonly gamma: number;
  /** Null where no pair differs. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Result of `rosenbaumBounds`. */
export interface RosenbaumBounds {
  readonly kind: "rosenbaum-bounds";
  readonly version: 1;
  readonly outcome: "event" | "value" | "time";
  readonly scores: "sign" | "signed-rank" | "prentice-wilcoxon" | "log-rank";
  /** Null where nothing is ranked. */
  readonly zeros: "wilcoxon" | "pratt" | null;
  readonly method: "binomial" | "exact" | "normal";
  readonly alternative: "two-sided" | "greater" | "less";
  /** Sum of the scores of pairs whose treated member is higher (in hazard, for times): a count, ranks or differences. */
  readonly statistic: number;
  /** Sum of the scores of all pairs that differ. */
  readonly total: number;
  readonly pairs: {
    /** Pairs in use. */
    readonly pairs: number;
    /** Pairs that differ, and so bear on the test. */
    readonly informative: number;
    readonly treatedHigher: number;
    readonly controlHigher: number;
    /** Pairs left out because a value is missing. */
    readonly incomplete: number;
  };
  /** In the order of `gamma`. */
  readonly bounds: readonly RosenbaumBound[];
  readonly alpha: number;
  /** Largest gamma whose upper P is at most `alpha`; null where it is above already without bias. */
  readonly criticalGamma: number | null;
  /** Rows with a missing value. */
  readonly omitted: Omitted;
}

const OPTIONS = [
  "pairs",
  "event",
  "time",
  "value",
  "scores",
  "gamma",
  "alternative",
  "alpha",
  "zeros",
  "exact",
  "missing",
] as const satisfies readonly (keyof RosenbaumBoundsSpec<never>)[];

/** Pairs up to which the exact distribution is the default, and up to which it can be asked for. */
const EXACT = { byDefault: 200, most: 400 };

/**
 * Rosenbaum's bounds: how much hidden bias the finding in matched pairs bears before its P exceeds `alpha`.
 *
 * Two patients of a pair may differ by the factor gamma in their odds of treatment, though their measured covariates agree.
 * Then the treated member is the higher one of a pair that differs with a probability between 1 / (1 + gamma) and
 * gamma / (1 + gamma), and the P of any sum of scores T over such pairs lies between those of independent signs at the two
 * ends; both are attained. With p = gamma / (1 + gamma):
 *
 * - `event`: P(X >= T), X binomial of the discordant pairs; gamma 1 is the exact McNemar test. R: `rbounds::binarysens`.
 * - `value`: Wilcoxon's signed-rank sum with mid-ranks, differences of 0 left out; exact, or normal with mean p sum(r) and
 *   variance p (1 - p) sum(r^2) without continuity correction. R: `rbounds::psens`, `DOS2::senWilcox`, and `senWilcoxExact`
 *   where nothing is tied; the table of lead in Rosenbaum's book: `zeros: "pratt"`, `exact: false`.
 * - `time` and `event`: scores of all members together (event W(t) - A(t), censored -A(t), A the sum of W d / n; log-rank W = 1,
 *   Prentice-Wilcoxon W = product of (n + 1 - d) / (n + 1)), the score of a pair being the difference, by the normal
 *   approximation: the paired Prentice-Wilcoxon test at gamma 1. "sign": binomial, of pairs that are decided, in which
 *   one member has the event while the other is followed up (a censored time lasts beyond an event at the same time).
 *   The hypothesis tested is that treatment changes neither the times of events nor those of censoring.
 *
 * One-sided P values, as those packages print, are those of `alternative: "greater"`. The critical gamma is solved for, not
 * read from a grid.
 *
 * @param data rows that `pairs` leads to; without `pairs` one row per pair, channels given as { treated, control }.
 * @throws InputError for no or several outcomes, a row in two pairs (matching with replacement or several controls), a
 * gamma below 1, and ("too-costly") exact P of more than 400 pairs that differ.
 *
 * @example
 * ```ts
 * import { rosenbaumBounds } from "@hcc/psm";
 * const lead = { exposed: [38, 23, 41, 18, 37, 36, 23, 62], other: [16, 18, 18, 24, 19, 11, 10, 15] };
 * const { bounds, criticalGamma } = rosenbaumBounds(lead, {
 *   value: { treated: "exposed", control: "other" },
 *   alternative: "greater",
 *   gamma: [1, 2],
 * });
 * bounds[0].upper; // => 0.01171875
 * [bounds[1].lower, bounds[1].upper]; // => [7.6208e-4, 0.0780369]
 * criticalGamma; // => 1.6504
 * ```
 *
 * @see Rosenbaum PR. Observational Studies. 2nd ed. 2002, chapter 4. https://doi.org/10.1007/978-1-4757-3692-2
 * @see Rosenbaum PR (1987) https://doi.org/10.1093/biomet/74.1.13
 * @see O'Brien PC, Fleming TR (1987), paired Prentice-Wilcoxon test, https://doi.org/10.2307/2531957
 */
export function rosenbaumBounds<D extends Iterable<unknown> | object>(
  data: D,
  spec: RosenbaumBoundsSpec<RowOf<D>>,
): RosenbaumBounds {
  checkOptions("rosenbaumBounds", spec, OPTIONS);
  const { gamma = [1, 1.25, 1.5, 1.75, 2, 2.5, 3], alpha = 0.05, exact } = spec;
  const alternative = oneOf("alternative", spec.alternative, ["two-sided", "greater", "less"], "two-sided");
  const outcome = outcomeOf(spec);
  if (spec.scores !== undefined && outcome !== "time") fail("scores is given without time: leave it out", "scores");
  if (spec.zeros !== undefined && outcome !== "value") fail("zeros is given without value: leave it out", "zeros");
  const zeros = outcome === "value" ? oneOf("zeros", spec.zeros, ["wilcoxon", "pratt"], "wilcoxon") : null;
  if (exact !== undefined && outcome !== "value") fail("exact is given without value: leave it out", "exact");
  if (!(typeof alpha === "number" && alpha > 0 && alpha < 0.5)) {
    fail(`alpha is ${String(alpha)}: give a number between 0 and 0.5`, "alpha");
  }
  checkGamma(gamma);
  const scores =
    outcome === "time"
      ? oneOf("scores", spec.scores, ["prentice-wilcoxon", "log-rank", "sign"], "prentice-wilcoxon")
      : outcome === "value"
        ? "signed-rank"
        : "sign";
  const value = { kind: "number", channel: spec.value } as const;
  const time = { kind: "time", channel: spec.time } as const;
  const event = { kind: "event", channel: spec.event } as const;
  const channels: Parameters<typeof readPairedOutcome>[1] =
    outcome === "value" ? { value } : outcome === "time" ? { time, event } : { event };
  const read = readPairedOutcome(data, channels, spec.pairs, spec.missing);
  const signs = signsOf(read, scores, zeros === "pratt");

  const informative = signs.scores.length;
  const method = scores === "sign" ? "binomial" : scores !== "signed-rank" ? "normal" : methodOf(exact, informative);
  const tails =
    method === "binomial" ? binomialTails(informative) : (method === "exact" ? exactTails : normalTails)(signs.scores);
  let statistic = 0;
  let total = 0;
  let treatedHigher = 0;
  for (let i = 0; i < informative; i++) {
    total += signs.scores[i]!;
    if (signs.higher[i] === 0) continue;
    statistic += signs.scores[i]!;
    treatedHigher++;
  }
  // The scores of the other pairs: their sum has the same distribution.
  const rest = total - statistic;
  const sum = alternative === "greater" ? statistic : alternative === "less" ? rest : Math.max(statistic, rest);
  const twice = alternative === "two-sided" ? 2 : 1;
  const pValue = (odds: number): number | null =>
    informative === 0 ? null : Math.min(1, twice * tails.tail(sum, odds));
  const withoutBias = pValue(1);
  // Mid-ranks were doubled.
  const unit = scores === "signed-rank" ? 2 : 1;
  return {
    kind: "rosenbaum-bounds",
    version: 1,
    outcome,
    scores,
    zeros,
    method,
    alternative,
    statistic: statistic / unit,
    total: total / unit,
    pairs: {
      pairs: read.pairs,
      informative,
      treatedHigher,
      controlHigher: informative - treatedHigher,
      incomplete: read.incomplete,
    },
    bounds: gamma.map((odds) => ({ gamma: odds, lower: pValue(1 / odds), upper: pValue(odds) })),
    alpha,
    criticalGamma: withoutBias === null || withoutBias > alpha ? null : tails.oddsAt(sum, alpha / twice),
    omitted: read.omitted,
  };
}

function fail(message: string, column: string): never {
  throw new InputError("option", message, { column });
}

function outcomeOf({
  event,
  time,
  value,
}: { [Name in "event" | "time" | "value"]?: unknown }): "event" | "value" | "time" {
  if (value !== undefined && event === undefined && time === undefined) return "value";
  if (value === undefined && event !== undefined) return time === undefined ? "event" : "time";
  const found = [event !== undefined && "event", time !== undefined && "time", value !== undefined && "value"];
  const given = found.filter((name) => name !== false).join(" and ") || "none of them";
  return fail(`the outcome is ${given}: give event, value, or time and event`, "event");
}

function checkGamma(gamma: unknown): void {
  if (!Array.isArray(gamma)) fail("gamma is no list: give odds, as [1, 1.5, 2]", "gamma");
  for (const odds of gamma as unknown[]) {
    if (!(typeof odds === "number" && odds >= 1 && Number.isFinite(odds))) {
      fail(`gamma holds ${String(odds)}: give odds of 1 (no bias) or more`, "gamma");
    }
  }
}

function methodOf(exact: boolean | undefined, informative: number): "exact" | "normal" {
  if (exact !== undefined && typeof exact !== "boolean") fail(`exact is ${String(exact)}: give true or false`, "exact");
  if (exact === true && informative > EXACT.most) {
    throw new InputError("too-costly", `an exact P of ${informative} pairs takes too long: use exact: false`, {
      column: "exact",
    });
  }
  return (exact ?? informative <= EXACT.byDefault) ? "exact" : "normal";
}

function signsOf(
  { treated, control, pairs }: Pick<ReturnType<typeof readPairedOutcome>, "treated" | "control" | "pairs">,
  scores: RosenbaumBounds["scores"],
  pratt: boolean,
): SignScores {
  if (scores === "signed-rank")
    return rankedSigns(treated["value"] as Float64Array, control["value"] as Float64Array, pratt);
  const [a, b] = [treated["event"]!, control["event"]!];
  const [s, t] = [treated["time"], control["time"]];
  const differences = new Float64Array(pairs);
  if (scores === "sign") {
    for (let i = 0; i < pairs; i++) {
      // With times, an event decides the pair only while the other member is still followed up.
      const first = s === undefined || s[i]! < t![i]! || (s[i] === t![i] && b[i] === 0);
      const second = s === undefined || t![i]! < s[i]! || (s[i] === t![i] && a[i] === 0);
      differences[i] = (first ? a[i]! : 0) - (second ? b[i]! : 0);
    }
    return sizedSigns(differences);
  }
  const time = new Float64Array(2 * pairs);
  const event = new Uint8Array(2 * pairs);
  time.set(s!);
  time.set(t!, pairs);
  event.set(a);
  event.set(b, pairs);
  const all = survivalScores(time, event, scores);
  for (let i = 0; i < pairs; i++) differences[i] = all[i]! - all[pairs + i]!;
  return sizedSigns(differences);
}
