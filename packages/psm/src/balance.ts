import { type AnyTerm, checkOptions, InputError, oneOf, type RowOf, type Warning } from "@hcc/data";
import { ascendingOrder, powerOfTwo } from "@hcc/numerics";
import type { Balance, BalanceRow, BalanceSpec } from "./balance-types.js";
import { balanceColumns } from "./internal/balance-columns.js";
import { balanceFigures } from "./internal/balance-figures.js";
import { readSamples, requestedSamples, weightColumns } from "./internal/balance-samples.js";
import { sampleSizes } from "./internal/moments.js";
import { readArms } from "./internal/read-arms.js";
import { yangDalton } from "./internal/yang-dalton.js";

const OPTIONS = [
  "treatment",
  "treated",
  "covariates",
  "matching",
  "weights",
  "samples",
  "denominator",
  "deviationOf",
  "binary",
  "where",
  "missing",
] as const satisfies readonly (keyof BalanceSpec<never>)[];

const DENOMINATORS = ["treated", "control", "pooled", "all", "weighted", "hedges"] as const;

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
  const rule = {
    denominator: oneOf("denominator", spec.denominator, DENOMINATORS, "treated"),
    deviationOf: oneOf("deviationOf", spec.deviationOf, ["before", "each"], "before"),
    binary: oneOf("binary", spec.binary, ["std", "raw"], "std"),
  };
  if (!Array.isArray(spec.covariates) || spec.covariates.length === 0) {
    throw new InputError("option", "covariates is empty: name at least one", { column: "covariates" });
  }
  const requests = requestedSamples(spec);
  const arms = readArms(data, spec, weightColumns(requests), spec.covariates as readonly AnyTerm[]);
  const { frame, treated } = arms;
  const samples = readSamples(requests, arms);
  const unit = new Float64Array(frame.n).fill(1);
  const setting = { treated, before: unit, adjusted: samples.map(({ weights }) => weights) };

  const warnings: Warning[] = [];
  const rows = balanceColumns(frame.terms, frame.n).map((column): BalanceRow => {
    const { name, term, level, type } = column;
    const size = powerOfTwo(column.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    const values = column.values.map((value) => value / size);
    const [before, ...adjusted] = balanceFigures(
      { ...column, values },
      size,
      ascendingOrder(values).order,
      setting,
      rule,
    );
    if (![before!, ...adjusted].every(({ smd }) => Number.isFinite(smd))) {
      const { denominator } = rule;
      const sample = denominator === "treated" || denominator === "control" ? `${denominator} ` : "";
      warnings.push({
        code: "zero-variance",
        term: name,
        message: `"${name}" differs between the groups but has no spread in the ${sample}sample: its standardized difference is infinite`,
      });
    }
    const { formula } = before!;
    return {
      name,
      term,
      level,
      type,
      formula,
      standardDeviation: formula === "raw" ? null : before!.standardDeviation,
      before: before!,
      ...bySample(adjusted),
    };
  });

  function bySample<Value>(values: readonly Value[]): { after: Value | null; samples: Record<string, Value> } {
    const named = samples.flatMap(({ name }, i): [string, Value][] => (name === null ? [] : [[name, values[i]!]]));
    return { after: samples[0]?.name === null ? values[0]! : null, samples: Object.fromEntries(named) };
  }
  const sizes = bySample(samples.map(({ weights }) => sampleSizes(weights, treated)));
  return {
    kind: "balance",
    version: 1,
    ...rule,
    rows,
    factors: yangDalton(rows, rule.deviationOf),
    samples: { before: sampleSizes(unit, treated), after: sizes.after, adjusted: sizes.samples },
    warnings,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}
