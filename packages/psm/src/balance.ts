import {
  type AnyTerm,
  type Channel,
  checkOptions,
  InputError,
  type Omitted,
  optionalColumn,
  type RowOf,
  type Term,
  type Warning,
} from "@hcc/data";
import { powerOfTwo } from "@hcc/numerics";
import { type BalanceColumn, balanceColumns } from "./internal/balance-columns.js";
import { checkWeights, ksStatistic, moments, sampleSizes } from "./internal/moments.js";
import { readArms } from "./internal/read-arms.js";
import { yangDalton } from "./internal/yang-dalton.js";
import type { Matching } from "./match-pairs.js";
import type { TreatmentChannels } from "./treatment-channels.js";

/** Specification of `balance`. */
export interface BalanceSpec<Row> extends TreatmentChannels<Row> {
  /** Variables to compare; also such as are not in the model. */
  readonly covariates: readonly Term<Row>[];
  /** Result of `matchPairs` on the same data. Give it or `weights` to see the balance after adjustment. */
  readonly matching?: Pick<Matching, "weights">;
  /** Balancing weights, 0 or more. */
  readonly weights?: Channel<Row, number>;
  /**
   * Standard deviation that divides the difference, always of the unadjusted sample. One of "treated" (default),
   * "control", "pooled" (root of the mean of both variances) and "all" (of the two groups together).
   */
  readonly denominator?: "treated" | "control" | "pooled" | "all";
  /** Difference of proportions: one of "std" (divided as above, default) and "raw". */
  readonly binary?: "std" | "raw";
}

/** Balance of a variable in one sample. */
export interface BalanceFigures {
  readonly meanTreated: number;
  readonly meanControl: number;
  /** Difference of the means by `formula`; +-Infinity where the means differ but the denominator is 0. */
  readonly smd: number;
  /** Variance of the treated over that of the controls; null for 0/1 variables, and where a variance is 0. */
  readonly varianceRatio: number | null;
  /** Largest distance between the two (weighted) distribution functions. */
  readonly ks: number;
}

/** Balance of a variable, or of a level of one. */
export interface BalanceRow {
  /** "age", or "childPugh=B" for a level. */
  readonly name: string;
  readonly term: string;
  readonly level: string | null;
  readonly type: "binary" | "continuous";
  /** How `smd` was made: the denominator, or "raw" for an undivided difference. */
  readonly formula: "treated-sd" | "control-sd" | "pooled-sd" | "all-sd" | "raw";
  /** Denominator of `smd`; null for "raw". */
  readonly standardDeviation: number | null;
  readonly before: BalanceFigures;
  /** Null without `matching` or `weights`. */
  readonly after: BalanceFigures | null;
}

/** One standardized difference for all levels of a factor together. */
export interface FactorBalance {
  readonly term: string;
  readonly formula: "yang-dalton";
  readonly before: number;
  readonly after: number | null;
}

/** Size of a sample by group. */
export interface BalanceSample {
  readonly treated: number;
  readonly control: number;
  /** (sum w)^2 / sum w^2. */
  readonly effectiveTreated: number;
  readonly effectiveControl: number;
}

/** Result of `balance`. */
export interface Balance {
  readonly kind: "balance";
  readonly version: 1;
  readonly denominator: "treated" | "control" | "pooled" | "all";
  readonly binary: "std" | "raw";
  readonly rows: readonly BalanceRow[];
  /** One per factor of more than two levels. */
  readonly factors: readonly FactorBalance[];
  readonly samples: { readonly before: BalanceSample; readonly after: BalanceSample | null };
  readonly warnings: readonly Warning[];
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

const OPTIONS = [
  "treatment",
  "treated",
  "covariates",
  "matching",
  "weights",
  "denominator",
  "binary",
  "where",
  "missing",
] as const;

const FORMULAS = {
  treated: "treated-sd",
  control: "control-sd",
  pooled: "pooled-sd",
  all: "all-sd",
} as const;

/**
 * Compares the covariates of treated rows and controls, before and after matching or weighting.
 *
 * SMD = (mean treated - mean control) / SD, the SD taken from the unadjusted sample before and after: n - 1 for numbers,
 * p (1 - p) for 0/1 variables and levels. With the default denominator equals `summary(matchit)` of MatchIt (ATT);
 * "pooled" equals tableone and cobalt's `s.d.denom = "pooled"`; `binary: "raw"` is cobalt's default. Variance ratio with
 * weighted variances sum w (x - m)^2 / (1 - sum w^2), sum w = 1. Factors of three and more levels also get one
 * difference over all levels, root of d' S^-1 d (Yang and Dalton); groups without a common level have Infinity there,
 * where tableone prints a small number.
 *
 * @throws InputError when a group is empty (also after weighting), a weight is negative, or both `matching` and `weights`
 * are given.
 *
 * @example
 * ```ts
 * import { balance, matchPairs } from "@hcc/psm";
 * const patients = {
 *   tki: [1, 1, 0, 0, 0], ps: [0.6, 0.5, 0.52, 0.2, 0.59], age: [52, 58, 57, 70, 54],
 * };
 * const matching = matchPairs(patients, { treatment: "tki", score: "ps" });
 * const { rows } = balance(patients, { treatment: "tki", covariates: ["age"], matching });
 * rows[0].before.smd.toFixed(4); // => "-1.2571"
 * rows[0].after.smd.toFixed(4); // => "-0.1179"
 * ```
 *
 * @see Austin PC (2009) https://doi.org/10.1002/sim.3697
 */
export function balance<D extends Iterable<unknown> | object>(data: D, spec: BalanceSpec<RowOf<D>>): Balance {
  checkOptions("balance", spec, OPTIONS);
  const { denominator = "treated", binary = "std", matching } = spec;
  if (!Object.hasOwn(FORMULAS, denominator)) {
    throw new InputError("option", `denominator is "${denominator}": give "treated", "control", "pooled" or "all"`, {
      column: "denominator",
    });
  }
  if (binary !== "std" && binary !== "raw") {
    throw new InputError("option", `binary is "${String(binary)}": give "std" or "raw"`, { column: "binary" });
  }
  if (!Array.isArray(spec.covariates) || spec.covariates.length === 0) {
    throw new InputError("option", "covariates is empty: name at least one", { column: "covariates" });
  }
  if (matching !== undefined && !ArrayBuffer.isView(matching?.weights)) {
    throw new InputError("option", "matching has no weights: give the result of matchPairs", { column: "matching" });
  }
  if (matching !== undefined && spec.weights !== undefined) {
    throw new InputError("option", "matching and weights are both given: give one of them", { column: "weights" });
  }
  const channel = matching?.weights ?? spec.weights;
  const arms = readArms(
    data,
    spec,
    // "weights" itself would be read as case weights, which drop rows of weight 0.
    { adjustment: optionalColumn("number", channel) },
    spec.covariates as readonly AnyTerm[],
  );
  const { frame, treated } = arms;
  const { n } = frame;
  const weights = frame.columns.adjustment as Float64Array | null;
  const unit = new Float64Array(n).fill(1);
  const samples = {
    before: sampleSizes(unit, treated),
    after: weights === null ? null : sampleSizes(weights, treated),
  };
  if (weights !== null) checkWeights(weights, treated, frame.rows);

  const warnings: Warning[] = [];
  const columns = balanceColumns(frame.terms, n);
  const rows = columns.map(({ values, ...column }): BalanceRow => {
    // In units of a power of two, which round nothing, the squares stay within the range of numbers.
    const size = powerOfTwo(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    const sized = { ...column, values: values.map((value) => value / size) };
    const raw = column.type === "binary" && binary === "raw";
    const deviation = raw ? null : spread(sized, treated, denominator);
    const figures = (w: Float64Array): BalanceFigures => {
      const a = moments(sized.values, w, treated, 1);
      const b = moments(sized.values, w, treated, 0);
      const difference = a.mean - b.mean;
      // Without spread, a difference within rounding is none.
      const none = deviation === 0 && Math.abs(difference) <= 1e-12 * Math.abs(a.mean);
      const smd = none || difference === 0 ? 0 : difference / (deviation ?? 1);
      const ratio = column.type === "binary" || !(a.variance > 0 && b.variance > 0) ? null : a.variance / b.variance;
      return {
        meanTreated: a.mean * size,
        meanControl: b.mean * size,
        smd,
        varianceRatio: ratio,
        ks: column.type === "binary" ? Math.abs(difference) : ksStatistic(sized.values, w, treated),
      };
    };
    const before = figures(unit);
    const after = weights === null ? null : figures(weights);
    if (!Number.isFinite(before.smd) || (after !== null && !Number.isFinite(after.smd))) {
      warnings.push({
        code: "zero-variance",
        term: column.name,
        message: `"${column.name}" differs between the groups but has no spread in the ${denominator === "pooled" || denominator === "all" ? "" : `${denominator} `}sample: its standardized difference is infinite`,
      });
    }
    const { name, term, level, type } = column;
    const formula = raw ? "raw" : FORMULAS[denominator];
    const standardDeviation = deviation === null ? null : deviation * size;
    return { name, term, level, type, formula, standardDeviation, before, after };
  });
  return {
    kind: "balance",
    version: 1,
    denominator,
    binary,
    rows,
    factors: yangDalton(rows),
    samples,
    warnings,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

function spread({ type, values }: BalanceColumn, treated: Uint8Array, denominator: keyof typeof FORMULAS): number {
  const unit = new Float64Array(values.length).fill(1);
  const variance = (group: 0 | 1 | null): number => {
    const { mean, variance } = moments(values, unit, treated, group);
    return type === "binary" ? mean * (1 - mean) : variance;
  };
  if (denominator === "pooled") return Math.sqrt((variance(1) + variance(0)) / 2);
  return Math.sqrt(variance(denominator === "treated" ? 1 : denominator === "control" ? 0 : null));
}
