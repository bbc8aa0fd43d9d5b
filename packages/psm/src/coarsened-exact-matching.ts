import { checkOptions, type Group, InputError, oneOf, type RowOf, type TermColumn } from "@hcc/data";
import { assembleStratification } from "./internal/assemble-stratification.js";
import { checkCovariates } from "./internal/check-covariates.js";
import { binsBetween, type Coarsened, equalBins, joinLevels, sturges } from "./internal/coarsen.js";
import { readArms } from "./internal/read-arms.js";
import { checkStratumTerms } from "./internal/stratum-variables.js";
import type { LevelGroups, Stratification, StratumEstimand, StratumTerm } from "./stratification.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Specification of `coarsenedExactMatching`. */
export interface CoarsenedExactMatchingSpec<Row> extends TreatmentChannels<Row> {
  /** Rows of a stratum share the bin, or the group of levels, of each of these. `factor()` keeps a number as it is. */
  readonly covariates: readonly StratumTerm<Row>[];
  /**
   * By name of a number: how many bins of equal width it has from its least to its greatest value, or the boundaries
   * between its bins, ascending. Default: as many bins as Sturges' rule says.
   */
  readonly cutpoints?: Readonly<Record<string, number | readonly number[]>>;
  /** By name of a factor: lists of levels that count as one; a level in no list stands for itself. */
  readonly grouping?: Readonly<Record<string, LevelGroups>>;
  /** Whom the weights stand for: the treated ("ATT", default), the controls ("ATC") or all ("ATE"), of those in a stratum. */
  readonly estimand?: StratumEstimand;
}

const OPTIONS = [
  "treatment",
  "treated",
  "covariates",
  "cutpoints",
  "grouping",
  "estimand",
  "where",
  "missing",
] as const;

/**
 * Puts numbers into bins and levels into groups, then matches exactly on these, with weights; strata without treated rows or
 * without controls drop out.
 *
 * By default a number has ceil(log2 n + 1) bins (Sturges' rule for the n rows in use; R's `nclass.Sturges`) of equal width
 * from its least to its greatest value, not the round breaks of R's `pretty`. A boundary belongs to the bin above, the greatest
 * value to the last bin: R's `findInterval(x, breaks, all.inside = TRUE)`. A number within 1e-7 of a bin's width of a boundary
 * counts as on it, so that no rounding of units moves it. Boundaries that you give are compared exactly; the bins at both ends
 * are open. Weights and `estimand` are those of `exactMatching`. Equals `matchit(method = "cem")` of MatchIt but for the
 * numbering of strata, by the strata that MatchIt's own tests record (default, 3 bins); given boundaries are not verified
 * there. The package `cem` counts cutpoints where MatchIt and this count bins.
 *
 * @throws InputError for an empty group, no covariates, two of one name, one that is a spline, a logarithm or an interaction,
 * cutpoints of a factor or that are neither a number of bins nor ascending, grouping of a number, and levels that are not
 * there or in two lists.
 *
 * @example
 * ```ts
 * import { coarsenedExactMatching } from "@hcc/psm";
 * const patients = {
 *   tki: [1, 1, 0, 0, 0, 1], age: [44, 61, 50, 39, 70, 82], child: ["A", "B", "A", "A", "C", "C"],
 * };
 * const strata = coarsenedExactMatching(patients, {
 *   treatment: "tki",
 *   covariates: ["age", "child"],
 *   cutpoints: { age: [55, 75] },
 *   grouping: { child: [["B", "C"]] },
 * });
 * strata.subclass; // => Int32Array.of(0, 1, 0, 0, 1, -1)
 * strata.strata[1].values; // => { age: { lower: 55, upper: 75 }, child: ["B", "C"] }
 * strata.weights; // => Float64Array.of(1, 1, 0.75, 0.75, 1.5, 0)
 * ```
 *
 * @see Iacus SM, King G, Porro G (2012), https://doi.org/10.1093/pan/mpr013
 * @see Sturges HA (1926), https://doi.org/10.1080/01621459.1926.10502161
 */
export function coarsenedExactMatching<D extends Iterable<unknown> | object>(
  data: D,
  spec: CoarsenedExactMatchingSpec<RowOf<D>>,
): Stratification {
  checkOptions("coarsenedExactMatching", spec, OPTIONS);
  const estimand = oneOf("estimand", spec.estimand, ["ATT", "ATC", "ATE"], "ATT");
  const { cutpoints = {}, grouping = {} } = spec;
  const arms = readArms(data, spec, {}, checkCovariates(spec.covariates));
  const terms = checkStratumTerms(arms.frame.terms);
  const names = terms.map(({ name }) => name);
  checkOptions("cutpoints", cutpoints, names);
  checkOptions("grouping", grouping, names);
  const own = <Value>(options: Readonly<Record<string, Value>>, name: string): Value | undefined =>
    Object.hasOwn(options, name) ? options[name] : undefined;
  const variables = terms.map((term) => ({
    name: term.name,
    ...coarsen(term, own(cutpoints, term.name), own(grouping, term.name)),
  }));
  return assembleStratification(arms, variables, { method: "coarsened-exact", estimand, moved: null, warnings: [] });
}

function coarsen(
  { name, values }: TermColumn,
  cutpoints: number | readonly number[] | undefined,
  groups: LevelGroups | undefined,
): Coarsened {
  const place = { column: name };
  if (!(values instanceof Float64Array)) {
    if (cutpoints !== undefined) {
      throw new InputError("option", `cutpoints are given for "${name}", which is no number: give its grouping`, place);
    }
    if (groups === undefined) return values;
    checkGroups(name, values, groups);
    return joinLevels(values, groups);
  }
  if (groups !== undefined) {
    throw new InputError("option", `grouping is given for "${name}", which is a number: wrap it in factor()`, place);
  }
  if (typeof cutpoints !== "object") {
    const bins = cutpoints ?? sturges(values.length);
    if (Number.isSafeInteger(bins) && bins >= 1 && bins <= 1e6) return equalBins(values, bins);
    throw new InputError(
      "option",
      `cutpoints of "${name}" is ${String(bins)}: give a number of bins from 1 to 1000000`,
      place,
    );
  }
  const boundaries: readonly unknown[] = Array.isArray(cutpoints) ? cutpoints : [];
  const ascending = boundaries.every(
    (value, j) => Number.isFinite(value) && (j === 0 || (value as number) > (boundaries[j - 1] as number)),
  );
  if (boundaries.length > 0 && ascending) return binsBetween(values, boundaries as readonly number[]);
  throw new InputError(
    "option",
    `cutpoints of "${name}" are not ascending numbers: give the boundaries, as [40, 60]`,
    place,
  );
}

function checkGroups(name: string, { levels }: Group, groups: LevelGroups): void {
  const place = { column: name };
  if (!Array.isArray(groups) || !groups.every((list) => Array.isArray(list))) {
    throw new InputError(
      "option",
      `grouping of "${name}" is no list of lists: give [["B", "C"]] to join B and C`,
      place,
    );
  }
  const seen = new Set<string>();
  for (const level of groups.flat().map(String)) {
    if (!levels.includes(level)) {
      throw new InputError(
        "unknown-level",
        `grouping of "${name}" names ${level}: its levels are ${levels.join(", ")}`,
        place,
      );
    }
    if (seen.has(level)) {
      throw new InputError("duplicate", `grouping of "${name}" names ${level} twice: put it into one list`, place);
    }
    seen.add(level);
  }
}
