import { InputError } from "@hcc/data";
import { exp, ldl, ldlSolve, normalQuantile, normalUpperTail } from "@hcc/numerics";
import type { FineGrayModel } from "./fine-gray.js";
import { chiSquareTest } from "./internal/chi-square-test.js";
import type { CoxModel, CoxTest } from "./types.js";

/** Multipliers of the coefficients: by name (the others 0), or one for every coefficient in their order. */
export type ContrastWeights = { readonly [coefficient: string]: number } | readonly number[];

/** One linear combination of the coefficients. */
export interface ContrastRow {
  /** The combination in words, for example "arm=B - arm=C". */
  readonly name: string;
  /** Log hazard ratio, of a Fine-Gray model that of the subdistribution; Infinity or -Infinity with status "infinite", null with "not-estimable". */
  readonly estimate: number | null;
  /** Null unless status is "ok". */
  readonly standardError: number | null;
  readonly z: number | null;
  /** Two-sided Wald p-value. */
  readonly pValue: number | null;
  /** exp(estimate). */
  readonly hazardRatio: number | null;
  /** Lower Wald limit of the hazard ratio. */
  readonly lower: number | null;
  /** Upper Wald limit of the hazard ratio. */
  readonly upper: number | null;
  /**
   * One of:
   * - "ok";
   * - "infinite": coefficients that enter are infinite, all in one direction;
   * - "not-estimable": a coefficient that enters has no estimate, infinite ones pull in both directions, or no variance is
   *   left after rounding.
   */
  readonly status: "ok" | "infinite" | "not-estimable";
}

/** Linear combinations of the coefficients of a model. */
export interface Contrast {
  readonly kind: "cox-contrast";
  readonly version: 1;
  readonly rows: readonly ContrastRow[];
  /** Wald test that all rows are 0, with as many degrees of freedom as rows are independent; null unless all are "ok". */
  readonly test: CoxTest | null;
  /** Level of the confidence intervals. */
  readonly level: number;
  /** The model's variance: "information" or "robust". */
  readonly variance: CoxModel["variance"];
}

/**
 * Linear combinations L b of the coefficients of a Cox or Fine-Gray model, each with its hazard ratio, and a Wald test of all
 * together.
 *
 * SE = sqrt(l' V l), limits exp(estimate +/- z SE), test (L b)' (L V L')^- (L b) on rank(L V L') degrees of freedom. For
 * levels that are not compared with each other in the model, effects at a value of an interaction, tests of any set.
 *
 * V is the model's variance: robust for Fine-Gray models, with sampling weights and with clusters. Equals what R's
 * `multcomp::glht` and `car::linearHypothesis` give for a `coxph` without adjustment of p-values, and `coef` and `var` of
 * `cmprsk::crr` multiplied out.
 *
 * @param weights one combination or a list of them.
 * @throws InputError for an unknown coefficient, a list of another length, a multiplier that is no finite number.
 *
 * @example
 * ```ts
 * import { contrast, coxph } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({ t: 1 + ((i * 37) % 61), d: i % 5 > 0, stage: "ABC"[i % 3] }));
 * const model = coxph(rows, { time: "t", event: "d", covariates: ["stage"] });
 * const { rows: [row], test } = contrast(model, { "stage=C": 1, "stage=B": -1 });
 * row.name; // => "stage=C - stage=B"
 * row.estimate === model.coefficients[1].estimate - model.coefficients[0].estimate; // => true
 * test.df; // => 1
 * ```
 */
export function contrast(
  model: CoxModel | FineGrayModel,
  weights: ContrastWeights | readonly ContrastWeights[],
): Contrast {
  const kind = (model as CoxModel | FineGrayModel | undefined)?.kind;
  if (kind !== "cox-model" && kind !== "fine-gray-model") {
    throw new InputError(
      "option",
      "contrast: the first argument is no Cox model and no Fine-Gray model: give the result of coxph or fineGray",
    );
  }
  const list =
    Array.isArray(weights) && typeof weights[0] === "object"
      ? (weights as ContrastWeights[])
      : [weights as ContrastWeights];
  const { coefficients, covariance, level, variance } = model;
  const p = coefficients.length;
  const multipliers = list.map((one) => readWeights(model, one));
  const z = -normalQuantile((1 - level) / 2);
  const between = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let j = 0; j < p; j++) {
      if (a[j] === 0) continue;
      for (let k = 0; k < p; k++) if (b[k] !== 0) sum += a[j]! * b[k]! * covariance[j]![k]!;
    }
    return sum;
  };
  const rows = multipliers.map((one): ContrastRow => {
    const used = coefficients.map((row, j) => ({ ...row, weight: one[j]! })).filter(({ weight }) => weight !== 0);
    const nothing = { standardError: null, z: null, pValue: null, lower: null, upper: null } as const;
    const base = { name: nameOf(used), ...nothing };
    const directions = new Set(
      used.filter(({ status }) => status === "infinite").map((row) => Math.sign(row.weight) * Math.sign(row.estimate!)),
    );
    if (used.some(({ status }) => status === "aliased" || status === "not-estimable") || directions.size > 1) {
      return { ...base, estimate: null, hazardRatio: null, status: "not-estimable" };
    }
    if (directions.size === 1) {
      const estimate = directions.has(1) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      return { ...base, estimate, hazardRatio: Math.max(estimate, 0), status: "infinite" };
    }
    const estimate = used.reduce((sum, row) => sum + row.weight * row.estimate!, 0);
    const standardError = Math.sqrt(between(one, one));
    // Rounding, or multipliers out of range: no variance, no answer.
    if (!(standardError > 0 && standardError < Number.POSITIVE_INFINITY)) {
      return { ...base, estimate: null, hazardRatio: null, status: "not-estimable" };
    }
    return {
      ...base,
      estimate,
      standardError,
      z: estimate / standardError,
      pValue: 2 * normalUpperTail(Math.abs(estimate / standardError)),
      hazardRatio: exp(estimate),
      lower: exp(estimate - z * standardError),
      upper: exp(estimate + z * standardError),
      status: "ok",
    };
  });
  let test: CoxTest | null = null;
  if (rows.every(({ status }) => status === "ok")) {
    const q = rows.length;
    const matrix = Float64Array.from({ length: q * q }, (_, k) =>
      between(multipliers[Math.floor(k / q)]!, multipliers[k % q]!),
    );
    const factor = ldl(matrix, q, 1e-12);
    const right = Float64Array.from(rows, ({ estimate }) => estimate!);
    const solved = ldlSolve(factor, right);
    test = chiSquareTest(
      solved.reduce((sum, value, k) => sum + value * right[k]!, 0),
      factor.rank,
    );
  }
  return { kind: "cox-contrast", version: 1, rows, test, level, variance };
}

function readWeights({ coefficients }: Pick<CoxModel, "coefficients">, weights: ContrastWeights): Float64Array {
  const p = coefficients.length;
  const names = coefficients.map(({ name }) => name);
  if (typeof weights !== "object" || weights === null) {
    throw new InputError("option", `contrast: the weights are ${String(weights)}: give { name: multiplier } or a list`);
  }
  const result = new Float64Array(p);
  if (Array.isArray(weights) && weights.length !== p) {
    throw new InputError(
      "length-mismatch",
      `contrast: ${weights.length} multipliers for ${p} coefficients: give one for each, or name them`,
    );
  }
  for (const [key, value] of Object.entries(weights)) {
    const at = Array.isArray(weights) ? Number(key) : names.indexOf(key);
    if (at < 0) {
      throw new InputError("option", `contrast: there is no coefficient "${key}": they are ${names.join(", ")}`, {
        column: key,
      });
    }
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new InputError(
        "not-finite",
        `contrast: the multiplier of "${names[at]}" is ${String(value)}: give a number`,
        {
          column: names[at]!,
        },
      );
    }
    result[at] = value;
  }
  if (result.every((value) => value === 0)) {
    throw new InputError("option", `contrast: every multiplier is 0: name one of ${names.join(", ")}`);
  }
  return result;
}

function nameOf(used: readonly { readonly name: string; readonly weight: number }[]): string {
  return [...used]
    .sort((a, b) => Math.sign(b.weight) - Math.sign(a.weight))
    .map(({ name, weight }, k) => {
      const size = Math.abs(weight) === 1 ? name : `${Math.abs(weight)} ${name}`;
      if (k === 0) return weight < 0 ? `-${size}` : size;
      return weight < 0 ? ` - ${size}` : ` + ${size}`;
    })
    .join("");
}
