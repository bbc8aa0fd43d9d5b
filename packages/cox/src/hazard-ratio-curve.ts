import { checkOptions, encodeTerms, type GroupValue, InputError, readFrame } from "@hcc/data";
import { type ContrastRow, contrast } from "./contrast.js";
import { columnCount, partTerm, termOf } from "./internal/model-terms.js";
import type { CoxModel, CoxTest } from "./types.js";

/** Which variable, and where the hazard ratio is 1. */
export interface HazardRatioCurveSpec {
  /** Name of a number, `log2Term` or `spline` of the model, for example "age". */
  readonly term: string;
  /** Value that the others are compared with, in the unit of the data. */
  readonly reference: number;
  /** Values at which the ratio is wanted. Default for a spline: 101 from the first to the last knot. */
  readonly values?: Iterable<number>;
  /**
   * Values of the variables that interact with the term, by their name, for example `{ arm: "TKI" }`. Default: the
   * reference level of a factor; a number must be given.
   */
  readonly at?: Readonly<Record<string, GroupValue>>;
}

/** Hazard ratio of one value against the reference. */
export interface HazardRatioPoint
  extends Pick<ContrastRow, "estimate" | "standardError" | "hazardRatio" | "lower" | "upper" | "status"> {
  /** In the unit of the data. */
  readonly value: number;
}

/** Hazard ratio of a variable as a function of its value. */
export interface HazardRatioCurve {
  readonly kind: "cox-hazard-ratio-curve";
  readonly version: 1;
  readonly term: string;
  readonly reference: number;
  /** Where the interacting variables are held; empty without interactions. */
  readonly at: Readonly<Record<string, GroupValue>>;
  /** In the order of `values`. */
  readonly points: readonly HazardRatioPoint[];
  /** Knots of a spline, else empty. */
  readonly knots: readonly number[];
  /** Wald test that the variable has no effect: all its columns, those of its interactions too. */
  readonly test: CoxTest | null;
  /** Wald test of linearity: the nonlinear columns of splines, in interactions too; null without any. */
  readonly nonlinearity: CoxTest | null;
  /** Level of the confidence limits. */
  readonly level: number;
  readonly variance: CoxModel["variance"];
}

/**
 * Hazard ratio of every value of a variable against a reference value, by the stored model alone.
 *
 * With f(v) the columns of the variable (and of its products with others, held at `at`) at value v, the log hazard ratio
 * is (f(v) - f(reference))'b with variance (f(v) - f(reference))' V (f(v) - f(reference)) and Wald limits; at the reference
 * itself the ratio and its limits are 1. The limits are pointwise. For splines, whose coefficients mean nothing one by one.
 *
 * Equals R's `rms::contrast` (`Predict(fit, age, ref.zero = TRUE, fun = exp)`); the tests are those of `rms::anova`.
 *
 * @throws InputError for a term that the model has not, or that is a factor; values that are no finite numbers; an unknown
 * level, or an interacting number without a value, in `at`.
 *
 * @example
 * ```ts
 * import { coxph, hazardRatioCurve } from "@hcc/cox";
 * import { spline } from "@hcc/data";
 * const rows = Array.from({ length: 200 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 211) / (1 + ((i % 40) - 20) ** 2 / 200), d: i % 5 > 0, age: 40 + (i % 40),
 * }));
 * const model = coxph(rows, { time: "t", event: "d", covariates: [spline("age", { knots: 4 })] });
 * const curve = hazardRatioCurve(model, { term: "age", reference: 60, values: [45, 60, 75] });
 * curve.points.map((d) => d.hazardRatio > 1); // => [true, false, true]
 * curve.points[1].hazardRatio; // => 1
 * curve.nonlinearity.df; // => 2
 * ```
 *
 * @see Durrleman S, Simon R. Flexible regression models with cubic splines. Stat Med 1989;8:551-561.
 * doi:10.1002/sim.4780080504
 */
export function hazardRatioCurve(model: CoxModel, spec: HazardRatioCurveSpec): HazardRatioCurve {
  const call = "hazardRatioCurve";
  if ((model as CoxModel | undefined)?.kind !== "cox-model") {
    throw new InputError("option", `${call}: the first argument is no Cox model: give the result of coxph`);
  }
  checkOptions(call, spec, ["term", "reference", "values", "at"]);
  const { term, reference } = spec;
  const terms = model.terms.filter(({ parts }) => parts.some(({ name }) => name === term));
  const part = terms[0]?.parts.find(({ name }) => name === term);
  if (part === undefined || part.type === "factor") {
    const names = model.terms.flatMap(({ parts }) => parts.flatMap((one) => (one.type === "factor" ? [] : [one.name])));
    throw new InputError(
      "option",
      `${call}: ${part === undefined ? `there is no term "${String(term)}"` : `"${term}" is a factor`}: the numbers of the model are ${[...new Set(names)].join(", ")}`,
      { column: "term" },
    );
  }
  const knots = terms.flatMap(({ parts }) =>
    parts.flatMap((one) => (one.name === term && one.type === "spline" ? one.knots : [])),
  );
  const values = readValues(spec.values ?? grid(call, knots));
  const rows = Float64Array.of(...readValues([reference], "reference"), ...values);
  const at = heldAt(call, terms, term, spec.at ?? {});
  const frame = readFrame(
    { [term]: rows },
    {},
    {
      terms: terms.map((one) =>
        termOf(one, (piece) => partTerm(piece, piece.name === term ? rows : Array.from(rows, () => at[piece.name]!))),
      ),
    },
  );
  const design = encodeTerms(frame.terms, frame.n, terms);
  const names = new Set(terms.map(({ name }) => name));
  const columns = model.coefficients.flatMap((coefficient, j) => (names.has(coefficient.term) ? [j] : []));
  const points = values.map((value, i): HazardRatioPoint => {
    const weights = new Array<number>(model.coefficients.length).fill(0);
    columns.forEach((j, k) => {
      weights[j] = design.values[k]![i + 1]! - design.values[k]![0]!;
    });
    if (weights.every((weight) => weight === 0)) {
      return { value, estimate: 0, standardError: 0, hazardRatio: 1, lower: 1, upper: 1, status: "ok" };
    }
    const { estimate, standardError, hazardRatio, lower, upper, status } = contrast(model, weights).rows[0]!;
    return { value, estimate, standardError, hazardRatio, lower, upper, status };
  });
  const together = (used: readonly number[]): CoxTest | null =>
    used.length === 0
      ? null
      : contrast(
          model,
          used.map((j) => model.coefficients.map((_, k) => (k === j ? 1 : 0))),
        ).test;
  return {
    kind: "cox-hazard-ratio-curve",
    version: 1,
    term,
    reference,
    at,
    points,
    knots: knots.slice(0, part.type === "spline" ? part.knots.length : 0),
    test: together(columns),
    nonlinearity: together(columns.filter((_, k) => isNonlinear(terms, term, k))),
    level: model.level,
    variance: model.variance,
  };
}

function readValues(values: Iterable<number>, name = "values"): number[] {
  if (typeof values !== "object" || values === null || !(Symbol.iterator in values)) {
    throw new InputError("option", `${name} is not a list: give the values to compare`, { column: name });
  }
  return Array.from(values, (value) => {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new InputError("not-finite", `${name} holds ${String(value)}: give finite numbers`, { column: name });
  });
}

function grid(call: string, knots: readonly number[]): number[] {
  if (knots.length === 0) {
    throw new InputError("option", `${call}: values are not given: only a spline has knots to place them between`, {
      column: "values",
    });
  }
  const [first, last] = [Math.min(...knots), Math.max(...knots)];
  return Array.from({ length: 101 }, (_, i) => first + (i / 100) * (last - first));
}

/** Values of the variables that share an interaction with the term. */
function heldAt(
  call: string,
  terms: CoxModel["terms"],
  term: string,
  given: Readonly<Record<string, GroupValue>>,
): Record<string, GroupValue> {
  const others = terms.flatMap(({ parts }) => parts.filter(({ name }) => name !== term));
  const names = [...new Set(others.map(({ name }) => name))];
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const remedy = names.length === 0 ? "leave it out" : `those that do are ${names.join(", ")}`;
    throw new InputError("option", `${call}: "${name}" does not interact with "${term}": ${remedy}`, { column: "at" });
  }
  return Object.fromEntries(
    others.map((part) => {
      const { name } = part;
      const value = given[name] ?? (part.type === "factor" ? part.reference : undefined);
      if (value === undefined) {
        throw new InputError(
          "option",
          `${call}: "${name}" interacts with "${term}": say where, as at: { ${JSON.stringify(name)}: 1 }`,
          {
            column: "at",
          },
        );
      }
      return [name, part.type === "factor" ? String(value) : value];
    }),
  );
}

/** Whether column `k` of the terms holds a nonlinear column of the variable's spline. */
function isNonlinear(terms: CoxModel["terms"], term: string, k: number): boolean {
  let left = k;
  for (const { parts } of terms) {
    const sizes = parts.map(columnCount);
    const size = sizes.reduce((product, count) => product * count, 1);
    if (left >= size) {
      left -= size;
      continue;
    }
    const places = parts.length === 1 ? [left] : [Math.floor(left / sizes[1]!), left % sizes[1]!];
    return parts.some((part, i) => part.name === term && part.type === "spline" && places[i]! > 0);
  }
  return false;
}
