import { type MatchPlan, runMatching } from "../internal/run-matching.js";
import type { Matching } from "../match-pairs.js";

/** Visits between two reports. */
const VISITS = 4096;

/** Visits of treated rows that look for a control: how many so far, and how many at most. */
export interface Visits {
  readonly done: number;
  readonly of: number;
}

/** Finds the pairs and tells now and then how far it is. */
export function matchWithVisits(
  plan: MatchPlan,
  random: (() => number) | undefined,
  tell: ((visits: Visits) => void) | null,
): Matching {
  if (tell === null) return runMatching(plan, random);
  const of = plan.seekers * (plan.options.replace ? 1 : plan.most);
  let done = 0;
  const matching = runMatching(plan, random, () => {
    if (++done % VISITS === 0 && done < of) tell({ done, of });
  });
  tell({ done: of, of });
  return matching;
}
