import { checkOptions, InputError, oneOf } from "@hcc/data";
import { log10, normalUpperTail, subsetSumDistribution } from "@hcc/numerics";

/** Options of `cochranArmitage`. */
export interface CochranArmitageOptions {
  /** Scores of the groups. Default 1, 2, 3, ... */
  readonly scores?: readonly number[];
  /** Exact conditional distribution, for scores that are whole numbers. Default false. */
  readonly exact?: boolean;
  /** "greater": the proportion rises with the score. Default "two-sided". */
  readonly alternative?: "two-sided" | "less" | "greater";
}

/** Cochran-Armitage test for trend. */
export interface CochranArmitage {
  readonly kind: "cochran-armitage";
  readonly version: 1;
  /** z^2, a chi-square with 1 degree of freedom. */
  readonly statistic: number;
  readonly df: 1;
  /** Positive when the proportion rises with the score. */
  readonly z: number;
  readonly pValue: number;
  /** The exact P less half of the probability of what is as far out as the observed sum; null for "normal". */
  readonly midPValue: number | null;
  readonly method: "normal" | "exact";
  readonly alternative: "two-sided" | "less" | "greater";
  readonly reason: string;
  readonly scores: readonly number[];
  /** Events and subjects in all. */
  readonly events: number;
  readonly n: number;
}

/** Bound on subjects x events x range of the sum of scores: one to two seconds. */
const WORK = 3e9;

/**
 * Cochran-Armitage test whether a proportion rises or falls over ordered groups.
 *
 * With x_i events of n_i subjects at score s_i, p = sum x_i / n and S = sum n_i (s_i - mean s)^2:
 * z = sum x_i (s_i - mean s) / sqrt(p (1 - p) S), and z^2 is chi-square with 1 degree of freedom. Equals R's
 * `prop.trend.test(events, totals, scores)`; SPSS prints the linear-by-linear association instead, which is
 * z^2 (n - 1) / n. `exact`: the share of all choices of as many subjects as there are events whose sum of scores is at least
 * as far from its mean, as `coin::independence_test(distribution = "exact")`.
 *
 * @param events events of each group, whole numbers from 0 to the group's total.
 * @param totals subjects of each group, whole numbers >= 0.
 * @throws InputError for counts that are none, fewer than two groups, scores that do not differ, no event or nothing but
 * events, and an exact test of scores that are no whole numbers or beyond the bound of its work.
 *
 * @example
 * ```ts
 * import { cochranArmitage } from "@hcc/stats";
 * const trend = cochranArmitage([83, 90, 129, 70], [86, 93, 136, 82]);
 * [trend.statistic, trend.z, trend.pValue]; // => [8.2249, -2.8679, 0.0041320]
 * ```
 *
 * @see Armitage P. Biometrics 1955;11:375-386. https://doi.org/10.2307/3001775
 */
export function cochranArmitage(
  events: readonly number[],
  totals: readonly number[],
  options: CochranArmitageOptions = {},
): CochranArmitage {
  checkOptions("cochranArmitage", options, ["scores", "exact", "alternative"]);
  const { exact = false } = options;
  const alternative = oneOf("alternative", options.alternative, ["two-sided", "less", "greater"], "two-sided");
  for (const [name, list] of [["events", events] as const, ["totals", totals] as const]) {
    if (!Array.isArray(list) && !ArrayBuffer.isView(list)) {
      throw new InputError("option", `${name} is no array: give one whole number for each group`, { column: name });
    }
  }
  const scores = options.scores ?? Array.from(events, (_, i) => i + 1);
  const { n, d } = checkGroups(events, totals, scores);
  // From the first group's score, so that scores of any size keep their differences.
  const distances = scores.map((score) => score - scores[0]!);
  let mean = 0;
  for (let i = 0; i < totals.length; i++) mean += (totals[i]! * distances[i]!) / n;
  let squares = 0;
  let excess = 0;
  for (let i = 0; i < totals.length; i++) {
    squares += totals[i]! * (distances[i]! - mean) * (distances[i]! - mean);
    excess += (events[i]! - totals[i]! * (d / n)) * (distances[i]! - mean);
  }
  if (!(squares > 0)) {
    throw new InputError("option", "the groups with subjects all have one score: give scores that differ", {
      column: "scores",
    });
  }
  const z = excess / Math.sqrt((d / n) * ((n - d) / n) * squares);
  const tails = exact ? exactTails(events, totals, scores, d, n) : null;
  const side = alternative === "less" ? -z : z;
  const normal = alternative === "two-sided" ? Math.min(1, 2 * normalUpperTail(Math.abs(z))) : normalUpperTail(side);
  return {
    kind: "cochran-armitage",
    version: 1,
    statistic: z * z,
    df: 1,
    z,
    pValue: tails === null ? normal : tails.exact[alternative],
    midPValue: tails === null ? null : tails.mid[alternative],
    method: exact ? "exact" : "normal",
    alternative,
    reason: `${exact ? "exact conditional distribution" : "normal approximation"} ${options.exact === undefined ? "by default" : "as asked"}`,
    scores: [...scores],
    events: d,
    n,
  };
}

function checkGroups(
  events: readonly number[],
  totals: readonly number[],
  scores: readonly number[],
): { n: number; d: number } {
  const groups = totals.length;
  if (groups < 2) {
    throw new InputError("too-few-groups", `there are ${groups} groups: give at least two`, { column: "totals" });
  }
  for (const [name, list] of [["events", events] as const, ["scores", scores] as const]) {
    if (list.length !== groups) {
      throw new InputError(
        "length-mismatch",
        `${name} has ${list.length} values but totals has ${groups}: give one for each group`,
        { column: name },
      );
    }
  }
  let n = 0;
  let d = 0;
  for (let i = 0; i < groups; i++) {
    const [x, size] = [events[i]!, totals[i]!];
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new InputError("option", `totals is ${size} in group ${i}: give whole numbers from 0`, {
        column: "totals",
        row: i,
      });
    }
    if (!Number.isSafeInteger(x) || x < 0 || x > size) {
      throw new InputError(
        "option",
        `events is ${x} of ${size} in group ${i}: give whole numbers from 0 to the total`,
        {
          column: "events",
          row: i,
        },
      );
    }
    if (!Number.isFinite(scores[i])) {
      throw new InputError("option", `scores is ${scores[i]} in group ${i}: give numbers`, {
        column: "scores",
        row: i,
      });
    }
    n += size;
    d += x;
  }
  if (!Number.isSafeInteger(n)) {
    throw new InputError("too-costly", `totals add up to ${n}, beyond the whole numbers that are kept exactly`, {
      column: "totals",
    });
  }
  if (d === 0 || d === n) {
    const found = n === 0 ? "there are no subjects" : d === 0 ? "there is no event" : "every subject has the event";
    throw new InputError("empty-data", `${found}: there is no trend to test`, { column: "events" });
  }
  return { n, d };
}

type Sides = Readonly<Record<"two-sided" | "less" | "greater", number>>;

function exactTails(
  events: readonly number[],
  totals: readonly number[],
  scores: readonly number[],
  d: number,
  n: number,
): { exact: Sides; mid: Sides } {
  const lowest = Math.min(...scores);
  const range = Math.max(...scores) - lowest;
  if (!scores.every(Number.isInteger)) {
    throw new InputError("option", "exact needs scores that are whole numbers: multiply them by a number", {
      column: "scores",
    });
  }
  const drawn = Math.min(d, n - d);
  if (n * drawn * drawn * range > WORK || logChoices(n, drawn) > 300) {
    throw new InputError("too-costly", `an exact test of ${d} events of ${n} takes too long: use exact: false`, {
      column: "exact",
    });
  }
  const subjects = new Float64Array(n);
  let filled = 0;
  let observed = 0;
  let sum = 0;
  for (let i = 0; i < totals.length; i++) {
    const score = scores[i]! - lowest;
    subjects.fill(score, filled, filled + totals[i]!);
    filled += totals[i]!;
    observed += score * events[i]!;
    sum += score * totals[i]!;
  }
  const { first, step, probability } = subsetSumDistribution(subjects, d);
  // In whole numbers: n x sum less d x total is 0 at the mean.
  const center = (value: number): number => n * value - d * sum;
  const distance = center(observed);
  const beyond = { less: 0, greater: 0, outside: 0 };
  const at = { own: 0, mirrored: 0 };
  for (let i = 0; i < probability.length; i++) {
    const p = probability[i]!;
    const own = center(first + i * step);
    if (own === distance) at.own = p;
    else if (own === -distance) at.mirrored = p;
    if (own < distance) beyond.less += p;
    if (own > distance) beyond.greater += p;
    if (Math.abs(own) > Math.abs(distance)) beyond.outside += p;
  }
  const leaving = (share: number): Sides => ({
    "two-sided": Math.min(1, beyond.outside + share * (at.own + at.mirrored)),
    less: Math.min(1, beyond.less + share * at.own),
    greater: Math.min(1, beyond.greater + share * at.own),
  });
  return { exact: leaving(1), mid: leaving(0.5) };
}

/** Decimal digits of the number of ways to choose. */
function logChoices(n: number, drawn: number): number {
  let digits = 0;
  for (let i = 1; i <= drawn; i++) digits += log10((n - drawn + i) / i);
  return digits;
}
