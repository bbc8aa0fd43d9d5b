import { type Channel, checkOptions, column, InputError, oneOf, type RowOf, type Warning } from "@hcc/data";
import { ascendingOrder } from "@hcc/numerics";
import { assembleStratification } from "./internal/assemble-stratification.js";
import { checkScore } from "./internal/check-score.js";
import { fillClasses } from "./internal/fill-classes.js";
import { type Arms, readArms } from "./internal/read-arms.js";
import type { Stratification, StratumEstimand, StratumRange } from "./stratification.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Specification of `subclassification`. */
export interface SubclassificationSpec<Row> extends TreatmentChannels<Row> {
  /** Propensity score, a probability. */
  readonly score: Channel<Row, number>;
  /** Number of classes. Default 6. */
  readonly classes?: number;
  /**
   * Whom the weights stand for, and whose quantiles bound the classes: the treated ("ATT", default), the controls ("ATC")
   * or all ("ATE").
   */
  readonly estimand?: StratumEstimand;
  /** Rows of each group that every class gets at least. Default 1; 0 leaves the rows where their score puts them. */
  readonly minimum?: number;
}

const OPTIONS = ["treatment", "treated", "score", "classes", "estimand", "minimum", "where", "missing"] as const;

/**
 * Divides the rows into classes of similar propensity scores, with weights.
 *
 * The classes are cut at the quantiles (type 7) 1/k, 2/k, ... of the score in the treated (ATT), the controls (ATC) or all
 * (ATE). A class goes from its lower bound, which belongs to it, to below its upper one; the first begins at 0, the last ends
 * with 1: R's `findInterval(..., all.inside = TRUE)`. Where quantiles coincide, and where no row falls between two of them,
 * there are fewer classes and a warning. With n1 treated rows and n0 controls in a class, the weights are, before each group
 * is scaled to mean 1: "ATT" 1 and n1 / n0, "ATC" n0 / n1 and 1, "ATE" (n1 + n0) / n1 and (n1 + n0) / n0.
 *
 * A class with fewer than `minimum` rows of a group is filled from its neighbors, each group for itself, in the order of the
 * score (then of the rows): among all ways to give every class enough, the one in which the rows pass the fewest boundaries
 * in total; of several, the one with the most rows in the higher classes. Equals `matchit(method = "subclass")` of MatchIt
 * wherever no class has to be filled; its rule for `min.n` fills class by class, documents no order, and may move other rows.
 *
 * @throws InputError for an empty group, a score that is no probability, more classes than rows, and fewer rows of a
 * group than the classes need.
 *
 * @example
 * ```ts
 * import { subclassification } from "@hcc/psm";
 * const patients = {
 *   tki: [1, 1, 1, 1, 0, 0, 0, 0, 0],
 *   ps: [0.2, 0.4, 0.6, 0.8, 0.1, 0.2, 0.3, 0.4, 0.7],
 * };
 * const classes = subclassification(patients, { treatment: "tki", score: "ps", classes: 2 });
 * classes.subclass; // => Int32Array.of(0, 0, 1, 1, 0, 0, 0, 0, 1)
 * classes.weights; // => Float64Array.of(1, 1, 1, 1, 0.625, 0.625, 0.625, 0.625, 2.5)
 * classes.strata[1]; // => { treated: 2, control: 1, values: { score: { lower: 0.5, upper: 1 } } }
 * ```
 *
 * @see Rosenbaum PR, Rubin DB (1984), https://doi.org/10.1080/01621459.1984.10478078
 * @see Hong G (2010), the weights, https://doi.org/10.3102/1076998609359785
 * @see Stout QF (2008), isotonic regression of least absolute deviations, https://doi.org/10.1016/j.csda.2008.08.005
 */
export function subclassification<D extends Iterable<unknown> | object>(
  data: D,
  spec: SubclassificationSpec<RowOf<D>>,
): Stratification {
  checkOptions("subclassification", spec, OPTIONS);
  const { classes = 6, minimum = 1 } = spec;
  const estimand = oneOf("estimand", spec.estimand, ["ATT", "ATC", "ATE"], "ATT");
  for (const [name, value, least] of [
    ["classes", classes, 1],
    ["minimum", minimum, 0],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new InputError("option", `${name} is ${String(value)}: give a whole number from ${least}`, { column: name });
  }
  const arms = readArms(data, spec, { score: column("number", spec.score) });
  const { frame, treated } = arms;
  if (classes > frame.n) {
    throw new InputError("option", `classes is ${classes} but there are ${frame.n} rows: ask for fewer`, {
      column: "classes",
    });
  }
  const score = frame.columns.score as Float64Array;
  const name = typeof spec.score === "string" ? spec.score : "score";
  for (let i = 0; i < frame.n; i++) checkScore(score[i]!, name, frame.rows[i]!);

  const { order, sorted } = ascendingOrder(score);
  const focal = estimand === "ATE" ? null : estimand === "ATT" ? 1 : 0;
  const bounds = quantiles(
    focal === null ? sorted : sorted.filter((_, place) => treated[order[place]!] === focal),
    classes,
  );
  const codes = new Int32Array(frame.n);
  const levels: StratumRange[] = [];
  let upper = 0;
  let found = -1;
  for (let place = 0, opened = -1; place < order.length; place++) {
    while (upper < bounds.length && bounds[upper]! <= sorted[place]!) upper++;
    if (opened !== upper) {
      opened = upper;
      found = levels.push({ lower: upper === 0 ? 0 : bounds[upper - 1]!, upper: bounds[upper] ?? 1 }) - 1;
    }
    codes[order[place]!] = found;
  }
  const warnings: Warning[] = [];
  if (levels.length < classes) {
    warnings.push({
      code: "fewer-classes",
      message: `rows fall into ${levels.length} of ${classes} classes: scores are tied or few`,
    });
  }
  const moved = { treated: 0, control: 0 };
  if (minimum > 0) {
    moved.treated = fill(arms, 1, order, codes, levels.length, minimum);
    moved.control = fill(arms, 0, order, codes, levels.length, minimum);
  }
  if (moved.treated + moved.control > 0) {
    warnings.push({
      code: "moved-rows",
      message: `${moved.treated} treated rows and ${moved.control} controls are in another class than that of their score, because classes had less than ${minimum} of a group`,
    });
  }
  return assembleStratification(arms, [{ name: "score", codes, levels }], {
    method: "subclassification",
    estimand,
    moved,
    warnings,
  });
}

/** Quantiles of type 7 at 1/k, ..., (k - 1)/k. */
function quantiles(sorted: Float64Array, k: number): Float64Array {
  const bounds = new Float64Array(k - 1);
  for (let j = 1; j < k; j++) {
    // Of whole numbers, so that a quantile that is an observation is not rounded beside it.
    const place = (sorted.length - 1) * j;
    const rest = place % k;
    const below = (place - rest) / k;
    const low = sorted[below]!;
    const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
    const share = rest / k;
    bounds[j - 1] = rest === 0 || low === high ? low : (1 - share) * low + share * high;
  }
  return bounds;
}

/** Gives every class enough rows of a group; how many rows are in another class then. */
function fill(
  { treated, treatedCount, controlCount }: Arms<unknown>,
  group: 0 | 1,
  order: Int32Array,
  codes: Int32Array,
  classes: number,
  minimum: number,
): number {
  const rows = group === 1 ? treatedCount : controlCount;
  if (rows < classes * minimum) {
    throw new InputError(
      "option",
      `${rows} ${group === 1 ? "treated rows" : "controls"} cannot give each of ${classes} classes ${minimum}: ask for fewer classes, or give minimum 0`,
      { column: "minimum" },
    );
  }
  const counts = new Int32Array(classes);
  for (let i = 0; i < codes.length; i++) if (treated[i] === group) counts[codes[i]!]!++;
  if (counts.every((count) => count >= minimum)) return 0;
  const wanted = fillClasses(counts, minimum);
  let moved = 0;
  let at = 0;
  let left = wanted[0]!;
  for (const row of order) {
    if (treated[row] !== group) continue;
    for (; left === 0; left = wanted[at]!) at++;
    left--;
    if (codes[row] === at) continue;
    codes[row] = at;
    moved++;
  }
  return moved;
}
