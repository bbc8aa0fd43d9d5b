import { type AnyTerm, encodeTerms, InputError, type Omitted, oneOf, type RowOf, type Term } from "@hcc/data";
import { counts, fitDesign, isRobust } from "./internal/fit-design.js";
import { checkLikelihood } from "./internal/likelihood-inference.js";
import { checkTerms, readInference, resolveOptions } from "./internal/options.js";
import { readRows } from "./internal/read-rows.js";
import { termCount } from "./internal/term-count.js";
import type { CoxChannels, CoxCoefficient, CoxModel, CoxSpec } from "./types.js";

/** Specification of a univariable screen followed by a multivariable model. */
export interface CoxScreenSpec<Row> extends CoxChannels<Row>, Pick<CoxSpec<Row>, "penalty" | "interval"> {
  /** Terms that are fitted one at a time. */
  readonly candidates: readonly Term<Row>[];
  /** Terms that enter the multivariable model whatever their P; they too are fitted one at a time. */
  readonly keep?: readonly Term<Row>[];
  /** A candidate enters the multivariable model when its P is below this. Default 0.10. */
  readonly threshold?: number;
  /**
   * The P that decides. One of:
   * - "wald" (default, as SPSS prints): the Wald test of the whole term; the likelihood-ratio test where a coefficient is
   *   infinite and there is no Wald test;
   * - "likelihood-ratio" (default with a penalty, then of the penalized likelihood).
   */
  readonly pValue?: "wald" | "likelihood-ratio";
}

/** One term on its own. */
export interface ScreenedTerm {
  /** Name of the term. */
  readonly term: string;
  /** The model of this term alone. */
  readonly model: CoxModel;
  /** P of the whole term; null when it is not estimable. */
  readonly pValue: number | null;
  readonly pValueMethod: CoxCoefficient["pValueMethod"];
  /** Whether it enters the multivariable model. */
  readonly selected: boolean;
  /** Whether it was listed in `keep`. */
  readonly kept: boolean;
}

/** Univariable models of all candidates and the multivariable model of those selected. */
export interface CoxScreen {
  readonly kind: "cox-screen";
  readonly version: 1;
  /** One per term, `keep` first, then the candidates. */
  readonly univariable: readonly ScreenedTerm[];
  /** Model of the selected terms together; null when none was selected. */
  readonly multivariable: CoxModel | null;
  /** Names of the selected terms. */
  readonly selected: readonly string[];
  readonly threshold: number;
  readonly pValue: "wald" | "likelihood-ratio";
  /** Penalty of every model. */
  readonly penalty: CoxModel["penalty"];
  /** Rows of every model: those complete in all terms. */
  readonly n: number;
  readonly events: number;
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Univariable Cox models of every candidate, then the multivariable model of those with P below a threshold.
 *
 * All models use the same rows: with `missing: "omit"` those complete in every candidate (R's univariable and
 * multivariable fits silently differ in n). A candidate is one term: a factor is judged as a whole and enters with all
 * its levels. With `penalty: "firth"` all models are penalized, so that a candidate without events in a level is estimated
 * and tested as the others: its P is the penalized likelihood-ratio test of the term, unless `pValue` is "wald". `interval` is
 * that of `coxph`, for all models. Selection by P makes the P values of the multivariable model too small; the method is common in reports of
 * cohort studies and is offered to reproduce them.
 *
 * @throws InputError as `coxph` does.
 *
 * @example
 * ```ts
 * import { coxScreen } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61) / (1 + (i % 2)), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30),
 * }));
 * const screen = coxScreen(rows, { time: "t", event: "d", candidates: ["arm", "age"] });
 * screen.univariable.map((d) => d.term); // => ["arm", "age"]
 * screen.selected; // => ["arm"]
 * screen.multivariable.coefficients.length; // => 1
 * ```
 *
 * @see Heinze G, Dunkler D. Five myths about variable selection. Transpl Int 2017;30:6-10. doi:10.1111/tri.12895
 */
export function coxScreen<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: CoxScreenSpec<RowOf<Data>>,
): CoxScreen {
  const options = resolveOptions("coxScreen", spec, [
    "candidates",
    "keep",
    "threshold",
    "pValue",
    "penalty",
    "interval",
  ]);
  const inference = readInference(spec, options.ties);
  const { penalty } = inference;
  const { keep = [], candidates, threshold = 0.1 } = spec;
  const method = oneOf("pValue", spec.pValue, ["wald", "likelihood-ratio"], penalty ? "likelihood-ratio" : "wald");
  if (!(Number.isFinite(threshold) && threshold > 0 && threshold <= 1)) {
    throw new InputError("option", `threshold is ${threshold}: give a P value above 0 and at most 1`, {
      column: "threshold",
    });
  }
  checkTerms("keep", keep);
  checkTerms("candidates", candidates);
  const keptTerms = keep.reduce((sum, term) => sum + termCount(term as AnyTerm), 0);
  const rows = readRows(data, spec, [...keep, ...candidates]);
  const { frame } = rows;
  checkLikelihood(isRobust(rows), penalty !== null, inference.interval !== "wald");
  if (method === "likelihood-ratio" && isRobust(rows)) {
    throw new InputError(
      "weight",
      'sampling weights and clusters have no likelihood-ratio test: leave pValue at "wald"',
      {
        column: "pValue",
      },
    );
  }
  const fit = (use: (position: number) => boolean): CoxModel =>
    fitDesign(
      rows,
      encodeTerms(
        frame.terms.filter(({ position }) => use(position)),
        frame.n,
      ),
      { ...options, ...inference },
    );
  const ratioMethod = penalty === null ? "likelihood-ratio" : "penalized-likelihood-ratio";
  const chosen = new Set<number>();
  const length = frame.terms.reduce((most, { position }) => Math.max(most, position + 1), 0);
  const univariable = Array.from({ length }, (_, index): ScreenedTerm => {
    const model = fit((position) => position === index);
    const wald = method === "wald" ? model.tests.wald : null;
    const test = wald ?? model.tests.likelihoodRatio;
    const kept = index < keptTerms;
    const selected = kept || (test !== null && test.pValue < threshold);
    if (selected) chosen.add(index);
    return {
      term: model.terms[0]!.name,
      model,
      pValue: test?.pValue ?? null,
      pValueMethod: test === null ? null : wald === null ? ratioMethod : "wald",
      selected,
      kept,
    };
  });
  return {
    kind: "cox-screen",
    version: 1,
    univariable,
    multivariable: chosen.size === 0 ? null : fit((position) => chosen.has(position)),
    selected: univariable.filter(({ selected }) => selected).map(({ term }) => term),
    threshold,
    pValue: method,
    penalty,
    ...counts(rows),
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}
