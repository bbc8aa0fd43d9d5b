import {
  type AnyTerm,
  encodeTerms,
  InputError,
  type Omitted,
  oneOf,
  type RowOf,
  type Term,
  type Warning,
} from "@hcc/data";
import { log } from "@hcc/numerics";
import { counts, fitDesign, isRobust, problemOf } from "./internal/fit-design.js";
import { checkTerms, resolveOptions } from "./internal/options.js";
import { readRows } from "./internal/read-rows.js";
import { type SelectionStep, select, type TermColumns } from "./internal/select-terms.js";
import { termCount } from "./internal/term-count.js";
import type { CoxChannels, CoxModel } from "./types.js";

export type { SelectionMove, SelectionStep } from "./internal/select-terms.js";

/** Specification of a stepwise selection. */
export interface CoxSelectSpec<Row> extends CoxChannels<Row> {
  /** Terms that may enter or leave, each as a whole. */
  readonly candidates: readonly Term<Row>[];
  /** Terms that are in every model. */
  readonly keep?: readonly Term<Row>[];
  /**
   * One of:
   * - "backward" (default): from all terms, removing;
   * - "forward": from the kept terms, adding;
   * - "both": adding and removing, from `start`.
   */
  readonly direction?: "backward" | "forward" | "both";
  /** Where "both" starts. One of "kept" (default, the terms of `keep`) and "all". */
  readonly start?: "kept" | "all";
  /**
   * What decides. One of:
   * - "aic" (default): -2 l + 2 df, the smaller the better;
   * - "bic": -2 l + log(events) df;
   * - "p": the P value of the term, against `enter` and `remove`.
   */
  readonly criterion?: "aic" | "bic" | "p";
  /** With criterion "p": a term enters when its P is below this. Default 0.05. */
  readonly enter?: number;
  /** With criterion "p": a term leaves when its P is this or more; not below `enter`. Default 0.10. */
  readonly remove?: number;
  /** The P of a term. One of "likelihood-ratio" (default) and "wald"; with robust variance "wald" only. */
  readonly pValue?: "likelihood-ratio" | "wald";
}

/** A stepwise selection with its path. */
export interface CoxSelection {
  readonly kind: "cox-selection";
  readonly version: 1;
  /** The start and every step after it. */
  readonly path: readonly SelectionStep[];
  /** Names of the terms of the last model, kept ones first. */
  readonly selected: readonly string[];
  /** The last model; null when it has no term. */
  readonly model: CoxModel | null;
  readonly direction: "backward" | "forward" | "both";
  readonly criterion: "aic" | "bic" | "p";
  readonly pValue: "likelihood-ratio" | "wald";
  /** Rows of every model: those complete in all terms. */
  readonly n: number;
  readonly events: number;
  /** Events per coefficient of all terms that were considered; null without coefficients. */
  readonly eventsPerCoefficient: number | null;
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Stepwise selection of the terms of a Cox model, forward, backward or both, by AIC, BIC or P, with every step on record.
 *
 * All models use the same rows, with `missing: "omit"` those complete in every term. Each step makes the one move that
 * improves most: with "aic" and "bic" (n = number of events) to the smallest value, with "p" first the removal of the term with
 * the largest P of `remove` or more, else the entry of the one with the smallest P below `enter`. A factor, spline or
 * interaction moves as a whole; a main effect does not leave before its interactions, nor do they enter before it. df is the number
 * of coefficients that are not aliased.
 *
 * **The P values, intervals and hazard ratios of the selected model are too good**: they do not know that the terms were
 * chosen because they looked large in these data, and another sample would choose others. A model fixed beforehand, or a
 * penalty, has no such bias; report the path, and fewer than 10 events per candidate coefficient (warned) as a limit.
 *
 * Equals R's `MASS::stepAIC(coxph(...), k = 2 or log(events))`. The rule "univariable P < 0.10" is `coxScreen`.
 *
 * @throws InputError as `coxph` does; for "aic", "bic" and likelihood-ratio tests with robust variance.
 *
 * @example
 * ```ts
 * import { coxSelect } from "@hcc/cox";
 * const rows = Array.from({ length: 90 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61) / (1 + (i % 2)), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30), afp: (i * 11) % 13,
 * }));
 * const { path, selected } = coxSelect(rows, { time: "t", event: "d", candidates: ["arm", "age", "afp"] });
 * path.map((d) => d.action); // => ["start", "remove", "remove"]
 * selected; // => ["arm"]
 * ```
 *
 * @see Heinze G, Wallisch C, Dunkler D. Variable selection: a review and recommendations for the practicing statistician.
 * Biom J 2018;60:431-449. doi:10.1002/bimj.201700067
 * @see Volinsky CT, Raftery AE. Bayesian information criterion for censored survival models. Biometrics 2000;56:256-262.
 * doi:10.1111/j.0006-341X.2000.00256.x
 */
export function coxSelect<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: CoxSelectSpec<RowOf<Data>>,
): CoxSelection {
  const own = ["candidates", "keep", "direction", "start", "criterion", "enter", "remove", "pValue"];
  const options = resolveOptions("coxSelect", spec, own);
  const direction = oneOf("direction", spec.direction, ["backward", "forward", "both"], "backward");
  const start = oneOf("start", spec.start, ["kept", "all"], direction === "backward" ? "all" : "kept");
  if (spec.start !== undefined && direction !== "both") {
    throw new InputError("option", `start is for direction "both": "${direction}" has a start of its own`, {
      column: "start",
    });
  }
  const criterion = oneOf("criterion", spec.criterion, ["aic", "bic", "p"], "aic");
  const { keep = [], candidates, enter = 0.05, remove = 0.1 } = spec;
  for (const [name, value] of Object.entries({ enter, remove })) {
    if (Number.isFinite(value) && value > 0 && value <= 1) continue;
    throw new InputError("option", `${name} is ${value}: give a P value above 0 and at most 1`, { column: name });
  }
  if (remove < enter) {
    throw new InputError(
      "option",
      `remove is ${remove}, below enter (${enter}): terms would enter and leave for ever`,
      {
        column: "remove",
      },
    );
  }
  checkTerms("keep", keep);
  checkTerms("candidates", candidates);
  const kept = keep.reduce((sum, term) => sum + termCount(term as AnyTerm), 0);
  const rows = readRows(data, spec, [...keep, ...candidates]);
  const { frame } = rows;
  const robust = isRobust(rows);
  const pValue = oneOf("pValue", spec.pValue, ["likelihood-ratio", "wald"], robust ? "wald" : "likelihood-ratio");
  if (robust && (criterion !== "p" || pValue !== "wald")) {
    throw new InputError(
      "weight",
      'sampling weights and clusters have no likelihood: give criterion: "p", which then takes Wald tests',
      { column: "criterion" },
    );
  }
  const design = encodeTerms(frame.terms, frame.n);
  const terms = design.terms.map(
    ({ name, parts }, index): TermColumns => ({
      name,
      parts: parts.map((part) => part.name),
      kept: index < kept,
      columns: design.columns.flatMap(({ termIndex }, j) => (termIndex === index ? [j] : [])),
    }),
  );
  const { n, events } = counts(rows);
  const path = select(problemOf(rows, design, options.ties), terms, {
    direction,
    start,
    criterion,
    enter,
    remove,
    pValue,
    logEvents: log(Math.max(events, 1)),
  });
  const last = path.at(-1)!.terms;
  const chosen = terms.filter(({ name }) => last.includes(name)).map(({ name }) => name);
  const used = frame.terms.filter(({ position }) => chosen.includes(terms[position]!.name));
  const p = design.p;
  return {
    kind: "cox-selection",
    version: 1,
    path,
    selected: chosen,
    model: chosen.length === 0 ? null : fitDesign(rows, encodeTerms(used, frame.n), options),
    direction,
    criterion,
    pValue,
    n,
    events,
    eventsPerCoefficient: p === 0 ? null : events / p,
    warnings:
      events < 10 * p
        ? [
            {
              code: "few-events-per-candidate",
              message: `${events} events for ${p} candidate coefficients are fewer than 10 per coefficient: the selection is unstable, another sample would choose other terms`,
            },
          ]
        : [],
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}
