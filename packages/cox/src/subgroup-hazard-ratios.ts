import {
  type Channel,
  type Design,
  encodeTerms,
  factor,
  type Group,
  type GroupValue,
  InputError,
  type Omitted,
  type RowOf,
  type Term,
} from "@hcc/data";
import { chiSquareTest } from "./internal/chi-square-test.js";
import { checkExact } from "./internal/exact-cost.js";
import { testPenalizedColumns } from "./internal/firth-term-test.js";
import { counts, type FitOptions, fitDesign, isRobust, rowProblem, waldTest } from "./internal/fit-design.js";
import { checkLikelihood } from "./internal/likelihood-inference.js";
import { maximise, type Problem } from "./internal/maximise.js";
import { checkTerms, readInference, resolveOptions } from "./internal/options.js";
import { type CoxRows, readRows } from "./internal/read-rows.js";
import { subsetRows } from "./internal/subset-rows.js";
import type { CoxChannels, CoxCoefficient, CoxModel, CoxSpec, CoxTest, CoxTies } from "./types.js";

/** Specification of hazard ratios of a treatment within subgroups. */
export interface SubgroupSpec<Row> extends CoxChannels<Row>, Pick<CoxSpec<Row>, "penalty" | "interval"> {
  /** The two arms. */
  readonly treatment: Channel<Row, GroupValue>;
  /** Arm that the other is compared with. Default: the first of the sorted arms. */
  readonly control?: GroupValue;
  /** Categorical terms; numbers need `factor()` or an accessor that names groups. */
  readonly subgroups: readonly Term<Row>[];
}

/** Counts of one arm. */
export interface SubgroupArm {
  readonly arm: string;
  readonly n: number;
  readonly events: number;
}

/** The treatment's hazard ratio among the rows of one level. */
export interface SubgroupRow {
  /** Name of the subgroup's term, null for all rows. */
  readonly subgroup: string | null;
  readonly level: string | null;
  readonly n: number;
  readonly events: number;
  /** Control first. */
  readonly arms: readonly [SubgroupArm, SubgroupArm];
  /** Log hazard ratio of treatment against control. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly hazardRatio: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly pValue: number | null;
  /** As of `coxph`. */
  readonly pValueMethod: CoxCoefficient["pValueMethod"];
  /** As of `coxph`. */
  readonly intervalMethod: CoxCoefficient["intervalMethod"];
  /**
   * One of:
   * - "ok";
   * - "infinite": without a penalty, one arm has no event while the other is at risk, or the arms do not overlap;
   * - "no-rows", "one-arm", "no-events": nothing to compare;
   * - "not-estimable": the arms are never at risk together at an event.
   */
  readonly status: "ok" | "infinite" | "no-rows" | "one-arm" | "no-events" | "not-estimable";
}

/** Interaction of treatment and one subgroup term. */
export interface SubgroupInteraction {
  readonly subgroup: string;
  /** Test of all products of treatment and level; null when none can be estimated. */
  readonly test: CoxTest | null;
  /**
   * "likelihood-ratio", with a penalty "penalized-likelihood-ratio"; with sampling weights or clusters the robust "wald" test
   * of the products that are finite.
   */
  readonly method: "likelihood-ratio" | "penalized-likelihood-ratio" | "wald";
}

/** Hazard ratios within subgroups, ready for a forest plot. */
export interface SubgroupHazardRatios {
  readonly kind: "subgroup-hazard-ratios";
  readonly version: 1;
  /** Control arm, then treatment arm. */
  readonly arms: readonly [string, string];
  /** All rows. */
  readonly overall: SubgroupRow;
  /** One row per level of every subgroup term. */
  readonly rows: readonly SubgroupRow[];
  readonly interactions: readonly SubgroupInteraction[];
  readonly ties: CoxTies;
  /** Penalty of every model. */
  readonly penalty: CoxModel["penalty"];
  /** Level of the confidence intervals. */
  readonly level: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Hazard ratio of a two-arm treatment in every level of every subgroup term, with a test of interaction per term.
 *
 * Each hazard ratio is a Cox model of the treatment alone fitted to the rows of the level. The interaction test compares
 * treatment + subgroup + treatment x subgroup with treatment + subgroup by likelihood ratio. A level without enough
 * patients or events gets a status instead of numbers. Where all events are in one arm the hazard ratio is `Infinity` or 0
 * with the likelihood-ratio P and one finite limit, that of the profile likelihood (none with sampling weights or clusters);
 * `penalty: "firth"` estimates it, and then P values, of interactions too, are those of penalized likelihood-ratio tests.
 * `penalty` and `interval` are those of `coxph`. No correction for the number of subgroups is made.
 *
 * Equals R's `coxph(Surv(time, event) ~ arm, subset = ...)` and `anova` of the two nested models.
 *
 * @throws InputError when there are not exactly two arms, or a subgroup is a number.
 *
 * @example
 * ```ts
 * import { subgroupHazardRatios } from "@hcc/cox";
 * const rows = Array.from({ length: 80 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 83) / (1 + (i % 2)), d: i % 5 > 0, arm: i % 2 ? "TKI-I" : "TKI", afp: i % 3 ? "high" : "low",
 * }));
 * const forest = subgroupHazardRatios(rows, { time: "t", event: "d", treatment: "arm", subgroups: ["afp"] });
 * forest.arms; // => ["TKI", "TKI-I"]
 * forest.rows.map((d) => d.level); // => ["high", "low"]
 * forest.rows.map((d) => d.n); // => [53, 27]
 * forest.interactions[0].test.df; // => 1
 * ```
 *
 * @see Wang R, Lagakos SW, Ware JH, et al. Statistics in medicine: reporting of subgroup analyses in clinical trials.
 * N Engl J Med 2007;357:2189-2194. doi:10.1056/NEJMsr077003
 */
export function subgroupHazardRatios<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: SubgroupSpec<RowOf<Data>>,
): SubgroupHazardRatios {
  const options = resolveOptions("subgroupHazardRatios", spec, [
    "treatment",
    "control",
    "subgroups",
    "penalty",
    "interval",
  ]);
  const fit: FitOptions = { ...options, ...readInference(spec, options.ties) };
  const { penalty = null } = fit;
  checkTerms("subgroups", spec.subgroups);
  const treatment = factor(spec.treatment as Channel<unknown, GroupValue>, {
    label: typeof spec.treatment === "string" ? spec.treatment : "treatment",
    ...(spec.control !== undefined && { reference: spec.control }),
  });
  const rows = readRows(data, spec, [treatment, ...spec.subgroups]);
  const { frame } = rows;
  const robust = isRobust(rows);
  checkLikelihood(robust, penalty !== null, fit.interval === "profile-likelihood");
  const arm = encodeTerms(frame.terms.slice(0, 1), frame.n);
  const [part] = arm.terms[0]!.parts;
  if (part?.type !== "factor" || part.levels.length !== 2) {
    throw new InputError(
      "option",
      `treatment has the levels ${part?.type === "factor" ? part.levels.join(", ") : ""}: leave two arms with where`,
      { column: part?.name ?? "treatment" },
    );
  }
  const arms = [part.reference, part.levels.find((level) => level !== part.reference)!] as const;
  const groups = frame.terms.slice(1).map(({ name, values, part: side }) => {
    if (values instanceof Float64Array || side !== 0) {
      throw new InputError(
        "option",
        `subgroup "${name}" is ${side === 0 ? "a number" : "an interaction"}: use factor(), or an accessor that names groups`,
        { column: name },
      );
    }
    return { name, values };
  });
  const report = (subgroup: string | null, level: string | null, use: (row: number) => boolean): SubgroupRow =>
    subgroupRow(rows, arm, arms, { subgroup, level, use }, fit);
  return {
    kind: "subgroup-hazard-ratios",
    version: 1,
    arms,
    overall: report(null, null, () => true),
    rows: groups.flatMap(({ name, values }) =>
      values.levels.map((level, code) => report(name, level, (row) => values.codes[row] === code)),
    ),
    interactions: groups.map(({ name, values }) => ({
      subgroup: name,
      test: interactionTest(rows, arm.values[0]!, values, fit),
      method: robust ? "wald" : penalty === null ? "likelihood-ratio" : "penalized-likelihood-ratio",
    })),
    ties: options.ties,
    penalty,
    level: options.level,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}

function subgroupRow(
  rows: CoxRows,
  arm: Design,
  arms: readonly [string, string],
  part: { readonly subgroup: string | null; readonly level: string | null; readonly use: (row: number) => boolean },
  options: FitOptions,
): SubgroupRow {
  const { subgroup, level, use } = part;
  const total = counts(rows, use);
  const control = { arm: arms[0], ...counts(rows, (row) => use(row) && arm.values[0]![row] === 0) };
  const treated = { arm: arms[1], ...counts(rows, (row) => use(row) && arm.values[0]![row] === 1) };
  const base = {
    subgroup,
    level,
    ...total,
    arms: [control, treated] as const,
    estimate: null,
    standardError: null,
    hazardRatio: null,
    lower: null,
    upper: null,
    pValue: null,
    pValueMethod: null,
    intervalMethod: null,
  };
  if (total.n === 0) return { ...base, status: "no-rows" };
  if (control.n === 0 || treated.n === 0) return { ...base, status: "one-arm" };
  if (total.events === 0) return { ...base, status: "no-events" };
  const kept = Int32Array.from([...rows.event.keys()].filter(use));
  const matrix = Float64Array.from(kept, (row) => arm.values[0]![row]!);
  const design = { ...arm, n: kept.length, values: [matrix], matrix };
  const [row] = fitDesign(subsetRows(rows, kept), design, options).coefficients;
  const { estimate, standardError, hazardRatio, lower, upper, pValue, pValueMethod, intervalMethod, status } = row!;
  if (status !== "ok" && status !== "infinite") return { ...base, status: "not-estimable" };
  const found = { estimate, standardError, hazardRatio, lower, upper, pValue, pValueMethod, intervalMethod, status };
  return { ...base, ...found };
}

function interactionTest(rows: CoxRows, arm: Float64Array, group: Group, options: FitOptions): CoxTest | null {
  const others = group.levels.length - 1;
  const p = 1 + 2 * others;
  const n = rows.event.length;
  checkExact(rows, p, options);
  const values = Array.from({ length: p }, (_, j) => (j === 0 ? arm : new Float64Array(n)));
  for (let i = 0; i < n; i++) {
    const code = group.codes[i]!;
    if (code === 0) continue;
    values[code]![i] = 1;
    values[others + code]![i] = arm[i]!;
  }
  const main = Array.from({ length: 1 + others }, (_, j) => j);
  const products = Array.from({ length: others }, (_, j) => 1 + others + j);
  const problem: Problem = {
    ...rowProblem(rows),
    values,
    p,
    columns: [...main, ...products],
    groups: [main.slice(1), products],
    ties: options.ties,
    score: false,
  };
  if (options.penalty) return testPenalizedColumns(problem, products).likelihoodRatio;
  const full = maximise(problem);
  if (problem.robust) return waldTest(full, products, p);
  const reduced = maximise({ ...problem, columns: main });
  return chiSquareTest(2 * (full.logLikelihood - reduced.logLikelihood), full.rank - reduced.rank);
}
