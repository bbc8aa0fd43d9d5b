import { exp, log, normalUpperTail } from "@hcc/numerics";

/** Wald's interval of a ratio on the log scale. */
export interface LogInterval {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly standardError: number | null;
  readonly pValue: number | null;
  readonly reason: string;
}

/** From a ratio and the variance of its logarithm, which is not finite when a count is 0. */
export function logInterval(ratio: number | null, variance: number, z: number): LogInterval {
  if (ratio === null || !(variance < Number.POSITIVE_INFINITY)) {
    const reason = "a count is 0: the log of the ratio has no standard error";
    return { lower: null, upper: null, standardError: null, pValue: null, reason };
  }
  const standardError = Math.sqrt(variance);
  return {
    lower: ratio * exp(-z * standardError),
    upper: ratio * exp(z * standardError),
    standardError,
    pValue: standardError > 0 ? 2 * normalUpperTail(Math.abs(log(ratio)) / standardError) : null,
    reason: "normal approximation on the log scale (Wald)",
  };
}
