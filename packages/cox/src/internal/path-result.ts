import { InputError, type Warning } from "@hcc/data";
import { log } from "@hcc/numerics";
import type { CoxPath } from "../cox-path.js";
import type { KernelTies } from "../kernel/types.js";
import { counts } from "./fit-design.js";
import type { PenalizedRows } from "./penalized-columns.js";
import type { Path } from "./penalized-path.js";
import type { ReadPath } from "./read-path.js";

/** Reports a path that was fitted. */
export function pathResult({ read, design, problem }: ReadPath, path: Path): CoxPath {
  const { frame } = read;
  const { n, events } = counts(read);
  const saturated = saturatedLogLikelihood(problem.rows, problem.ties);
  const range = saturated - path.nullLogLikelihood;
  const status =
    events === 0
      ? "no-events"
      : !(path.lambdaMax > 0)
        ? "no-information"
        : path.converged.every((each) => each === 1)
          ? "converged"
          : "not-converged";
  return {
    kind: "cox-path",
    version: 1,
    alpha: problem.alpha,
    standardize: problem.standardize,
    lambda: path.lambda,
    lambdaMax: path.lambdaMax,
    coefficients: design.columns.map(({ name, term, level }, j) => ({
      name,
      term,
      level,
      penaltyFactor: problem.factors[j]!,
      standardDeviation: path.deviations[j]!,
      estimates: path.coefficients[j]!,
    })),
    df: Int32Array.from(path.lambda, (_, k) => path.coefficients.filter((values) => values[k] !== 0).length),
    logLikelihood: { null: path.nullLogLikelihood, model: path.logLikelihood },
    devianceRatio: path.logLikelihood.map((value) => (range > 0 ? (value - path.nullLogLikelihood) / range : 0)),
    n,
    events,
    strata: frame.columns.strata?.levels.length ?? 1,
    iterations: path.steps,
    status,
    warnings: warnings(status, path, design.columns),
    terms: design.terms,
    ties: problem.ties,
    weightType: frame.weightType,
    mergedTimes: read.mergedTimes,
    omitted: frame.omitted,
    excluded: frame.excluded,
    zeroWeight: frame.zeroWeight,
  };
}

/** Refuses a path whose unpenalized part has no finite maximum; `where` says in which rows. */
export function checkUnpenalized(path: Path, columns: ReadPath["design"]["columns"], where = ""): void {
  path.state.forEach((state, j) => {
    if (state !== "infinite" && state !== "undetermined") return;
    const { name, term } = columns[j]!;
    throw new InputError(
      "option",
      `the likelihood is monotone in "${name}", which is not penalized${where}: give "${term}" a penaltyFactor above 0, or leave it out`,
      { column: "penaltyFactor" },
    );
  });
}

function warnings(status: CoxPath["status"], path: Path, columns: ReadPath["design"]["columns"]): Warning[] {
  if (status === "no-events") {
    return [{ code: "no-events", message: "no event among the rows in use: there is nothing to estimate" }];
  }
  if (status === "no-information") {
    const message = "at no event is anybody with other covariates at risk: there is nothing to estimate";
    return [{ code: "no-information", message }];
  }
  const found: Warning[] = [];
  columns.forEach(({ name, term }, j) => {
    if (path.state[j] === "aliased") {
      const message = `"${name}" is left out: it is not penalized and other such columns, or the strata, determine it`;
      found.push({ code: "aliased", term, message });
    } else if (path.deviations[j] === 0) {
      found.push({ code: "constant", term, message: `"${name}" has one value in all rows: its coefficient is 0` });
    }
  });
  const stopped = path.converged.indexOf(0);
  if (stopped >= 0) {
    found.push({
      code: "not-converged",
      message: `the conditions of the maximum are not met at lambda ${path.lambda[stopped]!.toPrecision(4)}: the estimates there are not the maximum; give a larger smallest lambda`,
    });
  }
  return found;
}

/**
 * Log partial likelihood of the model that gives each event time a hazard of its deaths alone:
 * - sum of D log D, D the weight of the d deaths at one time; with Efron ties less D/d sum of log(1 - l/d), l = 0..d-1.
 */
export function saturatedLogLikelihood(rows: PenalizedRows, ties: KernelTies): number {
  const { rank, event, weight, stratum } = rows;
  const groups = new Map<string, { sum: number; deaths: number }>();
  for (let i = 0; i < event.length; i++) {
    if (event[i] === 0) continue;
    const key = `${stratum === null ? 0 : stratum[i]} ${rank[i]}`;
    const group = groups.get(key) ?? { sum: 0, deaths: 0 };
    group.sum += weight === null ? 1 : weight[i]!;
    group.deaths++;
    groups.set(key, group);
  }
  let total = 0;
  for (const { sum, deaths } of groups.values()) {
    total -= sum * log(sum);
    if (ties === "efron") for (let l = 1; l < deaths; l++) total -= (sum / deaths) * log(1 - l / deaths);
  }
  return total;
}
