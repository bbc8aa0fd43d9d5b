import { checkLevel, checkOptions, InputError, oneOf, type RowOf, type Warning } from "@hcc/data";
import { ascendingOrder, powerOfTwo } from "@hcc/numerics";
import type { Balance, BalanceFigures, BalanceRow, BalanceSpec } from "./balance-types.js";
import { type BalanceProducts, balanceColumns } from "./internal/balance-columns.js";
import { balanceFigures } from "./internal/balance-figures.js";
import { readSamples, requestedSamples, weightColumns } from "./internal/balance-samples.js";
import { readThresholds, tallyBalance } from "./internal/balance-tally.js";
import { checkCovariates } from "./internal/check-covariates.js";
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
  "interactions",
  "thresholds",
  "level",
  "where",
  "missing",
] as const satisfies readonly (keyof BalanceSpec<never>)[];

const DENOMINATORS = ["treated", "control", "pooled", "all", "weighted", "hedges"] as const;

/**
 * Compares the covariates of treated rows and controls, before and after matching or weighting, in one adjusted sample or
 * in several side by side.
 *
 * SMD = (mean treated - mean control) / SD, the SD taken from the unadjusted sample before and after: n - 1 for numbers,
 * p (1 - p) for 0/1 variables and levels. With the default denominator, means, SMD, variance ratio, both distances of the
 * distribution functions and the distance within pairs equal `summary(matchit)` of MatchIt (ATT; "control" ATC, "pooled"
 * ATE); denominators are those of cobalt's `s.d.denom`, and `binary: "raw"` is cobalt's default. "pooled" with
 * `deviationOf: "each"` equals tableone of the matched rows. Hedges: SD^2 = sum (n - 1) var / df, df = n - 2, divided
 * by 1 - 3 / (4 df - 1). Variances of adjusted samples are weighted, sum w (x - m)^2 / (1 - sum w^2), sum w = 1, and their
 * numbers of rows are the effective ones. Factors of three and more levels also get one difference over all levels, root
 * of d' S^-1 d (Yang and Dalton); groups without a common level have Infinity there, where tableone prints a small number.
 *
 * @throws InputError when a group is empty (also after weighting), a weight is negative, both `matching` and `weights`
 * are given, or a square or product exceeds the range of numbers.
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
 * rows[0].after.formula; // => "treated-sd"
 * const side = balance(patients, {
 *   treatment: "tki",
 *   covariates: ["age"],
 *   denominator: "pooled",
 *   deviationOf: "each",
 *   samples: { matched: { matching }, weighted: { weights: (d, i) => (patients.tki[i] === 1 ? 1 : patients.ps[i]) } },
 * });
 * side.rows[0].samples.matched.formula; // => "adjusted-pooled-sd"
 * side.tally.samples.weighted.smd.balanced; // => 0
 * ```
 *
 * @see Austin PC (2009) https://doi.org/10.1002/sim.3697
 * @see Yang D, Dalton JE (2012), SAS Global Forum, paper 335
 * @see Hedges LV (1981) https://doi.org/10.3102/10769986006002107
 */
export function balance<D extends Iterable<unknown> | object>(data: D, spec: BalanceSpec<RowOf<D>>): Balance {
  checkOptions("balance", spec, OPTIONS);
  const rule = {
    denominator: oneOf("denominator", spec.denominator, DENOMINATORS, "treated"),
    deviationOf: oneOf("deviationOf", spec.deviationOf, ["before", "each"], "before"),
    binary: oneOf("binary", spec.binary, ["std", "raw"], "std"),
  };
  const confidence = spec.level === undefined ? null : checkLevel(spec.level);
  const products = readProducts(spec.interactions);
  const thresholds = readThresholds(spec.thresholds);
  const covariates = checkCovariates(spec.covariates);
  const requests = requestedSamples(spec);
  const arms = readArms(data, spec, weightColumns(requests), covariates);
  const { frame, treated } = arms;
  const samples = readSamples(requests, arms);
  const unit = new Float64Array(frame.n).fill(1);
  const compared = [{ weights: unit, sets: null }, ...samples];
  // The sample of matching or weights, then those of `samples` by name.
  function bySample<Value>(values: readonly Value[]): { after: Value | null; samples: Record<string, Value> } {
    const named = samples.flatMap(({ name }, i): [string, Value][] => (name === null ? [] : [[name, values[i]!]]));
    return { after: samples[0]?.name === null ? values[0]! : null, samples: Object.fromEntries(named) };
  }

  const warnings: Warning[] = [];
  const figures: BalanceFigures[][] = compared.map(() => []);
  const rows = balanceColumns(frame.terms, frame.n, products).map((column): BalanceRow => {
    const { name, term, level, type } = column;
    const size = powerOfTwo(column.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    const values = column.values.map((value) => value / size);
    const { order } = ascendingOrder(values);
    const found = balanceFigures({ ...column, values }, size, order, treated, compared, { ...rule, confidence });
    for (const [i, one] of found.entries()) figures[i]!.push(one);
    const [before, ...adjusted] = found;
    if (!found.every(({ smd }) => Number.isFinite(smd))) {
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

  const names = rows.map(({ name }) => name);
  const [before, ...adjusted] = figures.map((one) => tallyBalance(names, one, thresholds));
  const sizes = bySample(samples.map(({ weights }) => sampleSizes(weights, treated)));
  return {
    kind: "balance",
    version: 1,
    ...rule,
    rows,
    factors: yangDalton(rows, rule.deviationOf),
    samples: { before: sampleSizes(unit, treated), after: sizes.after, adjusted: sizes.samples },
    tally: { before: before!, ...bySample(adjusted) },
    warnings,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

function readProducts(interactions: unknown): BalanceProducts {
  if (interactions === undefined || interactions === false) return "none";
  if (interactions === true) return "both";
  if (interactions === "squares" || interactions === "products") return interactions;
  throw new InputError("option", `interactions is ${String(interactions)}: give true, "squares" or "products"`, {
    column: "interactions",
  });
}
