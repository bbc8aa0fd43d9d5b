import { InputError } from "@hcc/data";
import { exp } from "@hcc/numerics";
import type { CoxCoefficient } from "../types.js";
import type { PenalizedFit } from "./firth-fit.js";
import type { CoefficientLimits } from "./profile-intervals.js";

/** Refuses what a robust variance has no likelihood for. */
export function checkLikelihood(robust: boolean, penalized: boolean, profile: boolean): void {
  if (!robust) return;
  if (penalized) {
    throw new InputError(
      "option",
      'penalty is "firth", but with sampling weights or clusters there is no likelihood whose information could penalize it: fit without one of the two',
      { column: "penalty" },
    );
  }
  if (profile) {
    throw new InputError(
      "option",
      'interval is "profile-likelihood", but with sampling weights or clusters there is no likelihood: leave interval at "wald"',
      { column: "interval" },
    );
  }
}

/** A coefficient with profile-likelihood limits in place of Wald's. */
export function withLimits(
  row: CoxCoefficient,
  limits: CoefficientLimits | null,
  intervalMethod: CoxCoefficient["intervalMethod"] = "profile-likelihood",
): CoxCoefficient {
  if (limits === null) return row;
  const { lower, upper } = limits;
  return {
    ...row,
    lower: lower === null ? null : exp(lower),
    upper: upper === null ? null : exp(upper),
    intervalMethod,
  };
}

/** A coefficient with the inference of a penalized likelihood. */
export function withPenalty(row: CoxCoefficient, inference: PenalizedFit["inference"][number]): CoxCoefficient {
  if (inference === null || row.status !== "ok") return row;
  const { pValue, limits } = inference;
  const tested = { ...row, pValue, pValueMethod: "penalized-likelihood-ratio" } as const;
  return withLimits(tested, limits, "profile-penalized-likelihood");
}
