import { checkOptions } from "@hcc/data";
import type { Matching, MatchPairsSpec } from "../match-pairs.js";
import { assembleMatching } from "./assemble-matching.js";
import { extremalRatios } from "./extremal-ratios.js";
import { matchClosest } from "./match-closest.js";
import { matchNearest } from "./match-nearest.js";
import { matchOptimal } from "./match-optimal.js";
import { atPlaces, type MatchProblem, type PairList, pairLists } from "./match-problem.js";
import { type MatchOptions, readMatchOptions } from "./read-match-options.js";
import { type MatchProblemSpec, matchRequests, type ReadMatchProblem, readMatchProblem } from "./read-match-problem.js";
import { visitOrder } from "./visit-order.js";

const OPTIONS = [
  "treatment",
  "treated",
  "score",
  "caliper",
  "method",
  "order",
  "ratio",
  "replace",
  "exact",
  "random",
  "where",
  "missing",
  "objective",
  "discard",
  "calipers",
  "antiExact",
  "distance",
] as const satisfies readonly (keyof MatchPairsSpec<never>)[];

/** The spec of a matching whose channels were typed where it was written. */
export type LooseMatchSpec = MatchProblemSpec & Partial<MatchOptions> & Pick<MatchPairsSpec<unknown>, "random">;

/** A matching that is read, and how it shall be made. */
export interface MatchPlan {
  readonly read: ReadMatchProblem;
  readonly options: MatchOptions;
  /** Treated rows that look for controls. */
  readonly seekers: number;
  /** The most controls of a treated row. */
  readonly most: number;
  /** Random numbers that the order needs. */
  readonly draws: number;
}

/** Options with their defaults; what is wrong without a look at the data is an error. */
export function checkMatchSpec(spec: LooseMatchSpec): MatchOptions {
  checkOptions("matchPairs", spec, OPTIONS);
  const options = readMatchOptions(spec);
  matchRequests(spec);
  return options;
}

/** Reads the rows. */
export function planMatching(data: unknown, spec: LooseMatchSpec): MatchPlan {
  const options = checkMatchSpec(spec);
  const { method, order, ratio, replace } = options;
  const read = readMatchProblem(data, spec);
  const { arm } = read.problem.sorted;
  let seekers = 0;
  for (let p = 0; p < arm.length; p++) if (arm[p] === 1) seekers++;
  return {
    read,
    options,
    seekers,
    most: typeof ratio === "number" ? ratio : ratio.max,
    draws: method === "nearest" && order === "random" && !replace ? Math.max(0, seekers - 1) : 0,
  };
}

/**
 * Finds the pairs.
 *
 * @param onVisit called as often as a treated row has looked for a control.
 */
export function runMatching(
  { read, options, most }: MatchPlan,
  random: (() => number) | undefined,
  onVisit?: () => void,
): Matching {
  const { method, order, ratio, replace, objective } = options;
  const problem: MatchProblem = onVisit === undefined ? read.problem : { ...read.problem, onVisit };
  const asked = { method, order: method === "optimal" || replace ? null : order, ratio, replace };
  const wanted = typeof ratio === "number" ? null : extremalRatios(problem, ratio);
  let found: PairList;
  if (method === "optimal") {
    found = atPlaces(problem, pairLists(matchOptimal(problem, { ratio: most, objective })));
  } else if (order === "closest" && !replace) found = matchClosest(problem, most, wanted);
  else {
    const visit = visitOrder(problem, replace ? "data" : order, random);
    found = matchNearest(problem, { visit, farthest: order === "farthest" && !replace, ratio: most, wanted, replace });
  }
  return assembleMatching(read, asked, found, wanted);
}
