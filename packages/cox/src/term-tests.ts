import { encodeTerms, type RowOf } from "@hcc/data";
import { checkExact } from "./internal/exact-cost.js";
import { testPenalizedColumns } from "./internal/firth-term-test.js";
import { problemOf } from "./internal/fit-design.js";
import { checkLikelihood } from "./internal/likelihood-inference.js";
import { maximise } from "./internal/maximise.js";
import { checkTerms, FIT_OPTIONS, readPenalty, resolveOptions } from "./internal/options.js";
import { readRows } from "./internal/read-rows.js";
import { testColumns } from "./internal/term-test.js";
import type { CoxModel, CoxSpec, CoxTest } from "./types.js";

/** Tests of one term against the model without it. */
export interface TermTest {
  /** Name of the term. */
  readonly term: string;
  /**
   * Null when the term adds no column of its own (all are aliased), when there are no events, and with robust variance,
   * which has no likelihood.
   */
  readonly likelihoodRatio: CoxTest | null;
  /** Null as `likelihoodRatio` without columns or events, and when a coefficient of the term is infinite. */
  readonly wald: CoxTest | null;
  /** Null as `likelihoodRatio`, and with a penalty. */
  readonly score: CoxTest | null;
}

/** Likelihood-ratio, Wald and score tests of the terms of a model. */
export interface TermTests {
  readonly kind: "cox-term-tests";
  readonly version: 1;
  /** In the order of the terms. */
  readonly tests: readonly TermTest[];
  /** With "robust" there are Wald tests only. */
  readonly variance: CoxModel["variance"];
  /** With "firth" the likelihood-ratio tests are of the penalized likelihood, and there are no score tests. */
  readonly penalty: CoxModel["penalty"];
}

/**
 * Tests of every term of a Cox model against the model without it, on the same rows: likelihood-ratio, Wald and score.
 *
 * With l the maximum with and l0 the one without the term, b its coefficients and V their covariance:
 * - likelihood-ratio: 2 (l - l0);
 * - Wald: b' V^-1 b;
 * - score: U' I^-1 U, score and information of the model with the term where the model without it has its maximum.
 *
 * Each is chi-square with as many degrees of freedom as the term adds independent columns. A factor is tested as a whole,
 * whatever its reference. The likelihood-ratio and score tests are valid also where a coefficient is infinite, which has no
 * Wald test. An interaction is not dropped with its main effects; list it as a term of its own.
 *
 * With `penalty: "firth"` the likelihood is the penalized one, and the columns of the term stay in the penalty when their
 * coefficients are 0.
 *
 * Equals R's `drop1(coxph(...), test = "Chisq")`, `survey::regTermTest` or `car::Anova(test = "Wald")`, and the score test of
 * `coxph(..., init = <model without the term, 0>, control = coxph.control(iter.max = 0))`.
 *
 * @throws InputError as `coxph` does.
 *
 * @example
 * ```ts
 * import { termTests } from "@hcc/cox";
 * const rows = [
 *   { t: 5, d: 1, arm: "A", age: 50 }, { t: 8, d: 1, arm: "B", age: 61 }, { t: 3, d: 1, arm: "A", age: 72 },
 *   { t: 9, d: 0, arm: "B", age: 44 }, { t: 6, d: 1, arm: "B", age: 58 }, { t: 7, d: 0, arm: "A", age: 66 },
 * ];
 * const { tests } = termTests(rows, { time: "t", event: "d", covariates: ["arm", "age"] });
 * tests.map((d) => d.term); // => ["arm", "age"]
 * tests[0].likelihoodRatio.df; // => 1
 * ```
 *
 * @see Rao CR. Large sample tests of statistical hypotheses concerning several parameters. Proc Camb Philos Soc
 * 1948;44:50-57. doi:10.1017/S0305004100023987
 */
export function termTests<Data extends Iterable<unknown> | object>(data: Data, spec: CoxSpec<RowOf<Data>>): TermTests {
  const options = resolveOptions("termTests", spec, FIT_OPTIONS);
  checkTerms("covariates", spec.covariates);
  const penalty = readPenalty(spec, options.ties);
  const rows = readRows(data, spec, spec.covariates);
  const design = encodeTerms(rows.frame.terms, rows.frame.n);
  checkExact(rows, design.p, options);
  const problem = problemOf(rows, design, options.ties);
  checkLikelihood(problem.robust, penalty !== null, false);
  const full = penalty === null ? maximise(problem) : null;
  const tests = design.terms.map(({ name }, index): TermTest => {
    const own = problem.columns.filter((j) => design.columns[j]!.termIndex === index);
    return { term: name, ...(full === null ? testPenalizedColumns(problem, own) : testColumns(problem, full, own)) };
  });
  return { kind: "cox-term-tests", version: 1, tests, variance: problem.robust ? "robust" : "information", penalty };
}
