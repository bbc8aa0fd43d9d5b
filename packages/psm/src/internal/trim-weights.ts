import { checkOptions, InputError, oneOf } from "@hcc/data";
import { ascendingOrder } from "@hcc/numerics";

/** What happens to extreme weights, or to rows of extreme scores; every part is said, none is guessed. */
export type WeightTrim =
  | {
      /** Between 0.5 and 1: weights above this quantile (type 3, an observed weight) are trimmed. */
      readonly quantile: number;
      /** Also those below the quantile 1 - `quantile`. Default false. */
      readonly lower?: boolean;
      /** One of "winsorize" (set to the quantile) and "drop" (weight 0). */
      readonly action: "winsorize" | "drop";
    }
  | {
      /** Smallest and largest score; Crump's rule is [0.1, 0.9] with "drop". */
      readonly score: readonly [lower: number, upper: number];
      /** One of "winsorize" (the score is set to the bound) and "drop" (rows outside get weight 0). */
      readonly action: "winsorize" | "drop";
    };

/** Checks the parts of `trim`. */
export function readTrim(trim: WeightTrim | undefined, hasScore: boolean): WeightTrim | null {
  if (trim === undefined) return null;
  checkOptions("trim", trim, ["quantile", "lower", "score", "action"]);
  const fail = (message: string): never => {
    throw new InputError("option", message, { column: "trim" });
  };
  const given: { quantile?: unknown; lower?: unknown; score?: unknown } = trim;
  if ((given.quantile === undefined) === (given.score === undefined)) {
    fail("trim has to have one of quantile and score: give { quantile, action } or { score: [lower, upper], action }");
  }
  oneOf("action", trim.action, ["winsorize", "drop"]);
  if (given.quantile !== undefined) {
    const { quantile, lower = false } = given;
    if (!(typeof quantile === "number" && quantile > 0.5 && quantile < 1)) {
      fail(`the quantile of trim is ${String(quantile)}: give a number above 0.5 and below 1`);
    }
    if (typeof lower !== "boolean") fail(`lower of trim is ${String(lower)}: give true or false`);
    return trim;
  }
  if (!hasScore) fail("entropy balancing has no score: trim its weights by quantile");
  if (given.lower !== undefined) fail("lower belongs to quantile: a score has two bounds already");
  const bounds = given.score;
  const [low, high] = (Array.isArray(bounds) ? bounds : []) as unknown[];
  if (
    !(Array.isArray(bounds) && bounds.length === 2 && typeof low === "number" && typeof high === "number") ||
    !(low >= 0 && low < high && high <= 1)
  ) {
    fail("score of trim is no pair of probabilities: give [lower, upper], as [0.1, 0.9]");
  }
  return trim;
}

/** Quantile of type 3: the observation whose position is nearest to n p, the even one of two. */
function observedQuantile(sorted: Float64Array, p: number): number {
  const position = sorted.length * p;
  const below = Math.floor(position);
  const distance = position - below - 0.5;
  const tie = Math.abs(distance) <= 4 * Number.EPSILON * Math.max(1, position);
  const nearest = tie ? below + (below % 2) : below + (distance > 0 ? 1 : 0);
  return sorted[Math.min(Math.max(nearest, 1), sorted.length) - 1]!;
}

/**
 * Trims weights at their quantiles in place and marks the rows that were.
 *
 * @param among 1 for the rows whose weights are compared and trimmed.
 */
export function trimAtQuantile(
  weights: Float64Array,
  among: Uint8Array,
  trim: Extract<WeightTrim, { readonly quantile: number }>,
): { readonly lower: number | null; readonly upper: number; readonly trimmed: Uint8Array } {
  const { sorted } = ascendingOrder(weights.filter((_, i) => among[i] === 1));
  const upper = observedQuantile(sorted, trim.quantile);
  const lower = trim.lower === true ? observedQuantile(sorted, 1 - trim.quantile) : null;
  const trimmed = new Uint8Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]!;
    if (among[i] === 0 || !(w > upper || (lower !== null && w < lower))) continue;
    trimmed[i] = 1;
    weights[i] = trim.action === "drop" ? 0 : w > upper ? upper : lower!;
  }
  return { lower, upper, trimmed };
}
