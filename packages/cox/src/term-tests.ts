import { encodeTerms, InputError, type RowOf } from "@hcc/data";
import { chiSquareTest } from "./internal/chi-square-test.js";
import { isRobust, problemOf } from "./internal/fit-design.js";
import { maximise } from "./internal/maximise.js";
import { checkTerms, resolveOptions } from "./internal/options.js";
import { readRows } from "./internal/read-rows.js";
import type { CoxSpec, CoxTest } from "./types.js";

/** Test of one term against the model without it. */
export interface TermTest {
  /** Name of the term. */
  readonly term: string;
  /** Null when the term adds no column of its own (all are aliased) or there are no events. */
  readonly test: CoxTest | null;
}

/** Likelihood-ratio tests of the terms of a model. */
export interface TermTests {
  readonly kind: "cox-term-tests";
  readonly version: 1;
  readonly method: "likelihood-ratio";
  /** In the order of the terms. */
  readonly tests: readonly TermTest[];
}

/**
 * Likelihood-ratio test of every term of a Cox model: the model against the one without the term.
 *
 * Statistic 2 (l with - l without), chi-square with as many degrees of freedom as the term adds independent columns. A
 * factor is tested as a whole, whatever its reference. Valid also where a coefficient is infinite and Wald tests fail.
 * An interaction is not dropped with its main effects; list it as a term of its own.
 *
 * Equals R's `drop1(coxph(...), test = "Chisq")`.
 *
 * @throws InputError as `coxph` does, and for sampling weights, which have no likelihood.
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
 * tests[0].test.df; // => 1
 * ```
 */
export function termTests<Data extends Iterable<unknown> | object>(data: Data, spec: CoxSpec<RowOf<Data>>): TermTests {
  const { ties } = resolveOptions("termTests", spec, ["covariates", "tests"]);
  checkTerms("covariates", spec.covariates);
  const rows = readRows(data, spec, spec.covariates);
  if (isRobust(rows)) {
    throw new InputError(
      "weight",
      "sampling weights and clusters have no likelihood-ratio test: read the Wald test of each coefficient",
      { column: rows.frame.columns.cluster === null ? "weightType" : "cluster" },
    );
  }
  const design = encodeTerms(rows.frame.terms, rows.frame.n);
  const problem = problemOf(rows, design, ties);
  const full = maximise(problem);
  const tests = design.terms.map(({ name }, index): TermTest => {
    const columns = problem.columns.filter((j) => design.columns[j]!.termIndex !== index);
    const without = maximise({ ...problem, columns });
    return {
      term: name,
      test: chiSquareTest(2 * (full.logLikelihood - without.logLikelihood), full.rank - without.rank),
    };
  });
  return { kind: "cox-term-tests", version: 1, method: "likelihood-ratio", tests };
}
