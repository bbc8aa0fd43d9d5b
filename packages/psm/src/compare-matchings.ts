import { checkOptions, InputError, type RowOf, rereadable, type Term } from "@hcc/data";
import { balance } from "./balance.js";
import { type FuzzyFile, fileOf, matchFuzzy } from "./internal/match-fuzzy.js";
import type { MatchProblem } from "./internal/match-problem.js";
import { readMatchProblem } from "./internal/read-match-problem.js";
import { rowLine } from "./internal/row-line.js";
import { shuffle } from "./internal/shuffle.js";
import { type NamedDifference, worstDifference } from "./internal/worst-difference.js";
import { type Matching, type MatchPairsSpec, matchPairs } from "./match-pairs.js";

/** Specification of `compareMatchings`: that of a matching without its algorithm. */
export interface CompareMatchingsSpec<Row>
  extends Omit<
    MatchPairsSpec<Row>,
    | "method"
    | "objective"
    | "order"
    | "ratio"
    | "replace"
    | "random"
    | "discard"
    | "calipers"
    | "antiExact"
    | "distance"
  > {
  /** Variables whose worst standardized difference is reported. */
  readonly covariates?: readonly Term<Row>[];
  /** Of the standardized differences. Default "treated". */
  readonly denominator?: "treated" | "control" | "pooled" | "all";
  /** Uniform numbers in [0, 1) for the file orders; without it none are simulated. */
  readonly random?: () => number;
  /** Number of simulated file orders. Default 200. */
  readonly fileOrders?: number;
  /** A published number of pairs, to be placed among those found. */
  readonly published?: number;
}

const OPTIONS = [
  "treatment",
  "treated",
  "score",
  "caliper",
  "exact",
  "where",
  "missing",
  "covariates",
  "denominator",
  "random",
  "fileOrders",
  "published",
] as const satisfies readonly (keyof CompareMatchingsSpec<never>)[];

/** One algorithm on the same rows, score and caliper. */
export interface MatchingSummary {
  readonly algorithm: "largest" | "smallest" | "data" | "closest" | "optimal";
  readonly pairs: number;
  readonly totalDistance: number;
  readonly maxDistance: number | null;
  /** Largest absolute standardized difference after matching; null without covariates or pairs. */
  readonly worstSmd: number | null;
  /** The variable or level that has it. */
  readonly worstCovariate: string | null;
}

/** Pair counts when each treated row takes the first eligible control of the file. */
export interface FileOrderSimulation {
  readonly fileOrders: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Ascending by pairs. */
  readonly distribution: readonly { readonly pairs: number; readonly frequency: number }[];
}

/** Where a published number of pairs stands. */
export interface PublishedPairs {
  readonly pairs: number;
  /** Whether it is at most the most pairs that there can be. */
  readonly possible: boolean;
  /** Whether a matching that leaves no pair unused can have so few: at least half of the most, rounded up. */
  readonly maximal: boolean;
  /** Algorithms that find exactly so many. */
  readonly algorithms: readonly MatchingSummary["algorithm"][];
  /** Simulated file orders with fewer, as many and more pairs; null without `random`. */
  readonly fileOrders: { readonly fewer: number; readonly equal: number; readonly more: number } | null;
}

/** Result of `compareMatchings`. */
export interface MatchingComparison {
  readonly kind: "matching-comparison";
  readonly version: 1;
  readonly scale: "probability" | "logit";
  /** Absolute, on `scale`. */
  readonly caliperWidth: number | null;
  /** Most pairs that any algorithm can form. */
  readonly maximumPairs: number;
  readonly rows: readonly MatchingSummary[];
  /** Null without `random`. */
  readonly fileOrder: FileOrderSimulation | null;
  /** Null without `published`. */
  readonly published: PublishedPairs | null;
}

/**
 * Matches the same rows by every 1:1 algorithm and sets pair counts, distances and worst balance side by side.
 *
 * SPSS's matching (FUZZY) does not look for the nearest control: a treated row takes an eligible one by place in the file
 * (or at random). With `random` that is simulated over shuffled file orders, which shows how far the published number
 * of pairs depends on the order of the file alone.
 *
 * @throws InputError as `matchPairs` does, and for a number of file orders or of published pairs that is none.
 *
 * @example
 * ```ts
 * import { compareMatchings } from "@hcc/psm";
 * const patients = { tki: [1, 1, 0, 0], ps: [0.5, 0.53, 0.52, 0.55] };
 * const comparison = compareMatchings(patients, {
 *   treatment: "tki",
 *   score: "ps",
 *   caliper: { width: 0.025, scale: "probability", unit: "absolute" },
 * });
 * comparison.maximumPairs; // => 2
 * comparison.rows.map((row) => [row.algorithm, row.pairs]); // => [["largest", 1], ["smallest", 2], ["data", 2], ["closest", 1], ["optimal", 2]]
 * ```
 */
export function compareMatchings<D extends Iterable<unknown> | object>(
  data: D,
  spec: CompareMatchingsSpec<RowOf<D>>,
): MatchingComparison {
  checkOptions("compareMatchings", spec, OPTIONS);
  const { covariates, denominator, random, fileOrders = 200, published, ...rest } = spec;
  if (published !== undefined && !(Number.isInteger(published) && published >= 0)) {
    throw new InputError("option", `published is ${published}: give a number of pairs`, { column: "published" });
  }
  const source = rereadable(data) as D;
  const { problem, width, scale } = readMatchProblem(source, rest);
  const summary = (algorithm: MatchingSummary["algorithm"]): MatchingSummary => {
    const options = algorithm === "optimal" ? { method: algorithm } : { order: algorithm };
    const matching = matchPairs(source, { ...rest, ...options } as MatchPairsSpec<RowOf<D>>);
    const worst = covariates === undefined || matching.pairs.length === 0 ? null : worstRow(matching);
    return {
      algorithm,
      pairs: matching.pairs.length,
      totalDistance: matching.totalDistance,
      maxDistance: matching.maxDistance,
      worstSmd: worst?.smd ?? null,
      worstCovariate: worst?.name ?? null,
    };
  };
  const worstRow = (matching: Matching): NamedDifference => {
    const { rows } = balance(source, {
      treatment: rest.treatment,
      ...(rest.treated !== undefined && { treated: rest.treated }),
      ...(rest.where !== undefined && { where: rest.where }),
      missing: rest.missing ?? "error",
      covariates: covariates!,
      ...(denominator !== undefined && { denominator }),
      matching,
    });
    return worstDifference(rows);
  };
  const rows = (["largest", "smallest", "data", "closest", "optimal"] as const).map(summary);
  const fileOrder = random === undefined ? null : simulate(problem, random, fileOrders);
  return {
    kind: "matching-comparison",
    version: 1,
    scale,
    caliperWidth: width,
    maximumPairs: rows.at(-1)!.pairs,
    rows,
    fileOrder,
    published: published === undefined ? null : placed(published, rows, fileOrder),
  };
}

function simulate(problem: MatchProblem, random: () => number, fileOrders: number): FileOrderSimulation {
  if (!Number.isInteger(fileOrders) || fileOrders < 1) {
    throw new InputError("option", `fileOrders is ${fileOrders}: give a whole number from 1`, { column: "fileOrders" });
  }
  const file: FuzzyFile = fileOf(problem);
  const line = rowLine(problem, 0);
  const counts = new Map<number, number>();
  let sum = 0;
  for (let run = 0; run < fileOrders; run++) {
    shuffle(file.cases, random);
    shuffle(file.controls, random);
    const pairs = matchFuzzy(problem, file, "first-control", {}, line).treated.length;
    counts.set(pairs, (counts.get(pairs) ?? 0) + 1);
    sum += pairs;
  }
  const distribution = [...counts]
    .map(([pairs, frequency]) => ({ pairs, frequency }))
    .sort((a, b) => a.pairs - b.pairs);
  return {
    fileOrders,
    mean: sum / fileOrders,
    min: distribution[0]!.pairs,
    max: distribution[distribution.length - 1]!.pairs,
    distribution,
  };
}

function placed(
  pairs: number,
  rows: readonly MatchingSummary[],
  simulation: FileOrderSimulation | null,
): PublishedPairs {
  const most = rows.at(-1)!.pairs;
  const orders = (holds: (found: number) => boolean): number =>
    simulation!.distribution.reduce((sum, it) => sum + (holds(it.pairs) ? it.frequency : 0), 0);
  return {
    pairs,
    possible: pairs <= most,
    maximal: pairs <= most && 2 * pairs >= most,
    algorithms: rows.filter((row) => row.pairs === pairs).map(({ algorithm }) => algorithm),
    fileOrders:
      simulation === null
        ? null
        : {
            fewer: orders((found) => found < pairs),
            equal: orders((found) => found === pairs),
            more: orders((found) => found > pairs),
          },
  };
}
