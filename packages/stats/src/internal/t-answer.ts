import { InputError, type Interval } from "@hcc/data";
import { tQuantile, tUpperTail } from "@hcc/numerics";

/** Which departures from the hypothesis count: any, or that x tends to be smaller ("less") or larger ("greater"). */
export type Alternative = "two-sided" | "less" | "greater";

interface Question {
  /** Estimate, its standard error and the hypothetical value, all in `unit`. */
  readonly shift: number;
  readonly error: number;
  /** What rounding of the values alone can make of the standard error, in `unit`: as little counts as 0. */
  readonly rounding: number;
  readonly mu: number;
  readonly unit: number;
  readonly df: number;
  readonly level: number;
  readonly alternative: Alternative;
  readonly method: string;
}

interface Answer {
  readonly statistic: number | null;
  readonly df: number | null;
  readonly pValue: number | null;
  readonly difference: Interval;
}

/** t, its P value and the interval of the estimate; null where the standard error is 0 or rounding. In units until the end, where nothing overflows. */
export function tAnswer({ shift, error, rounding, mu, unit, df, level, alternative, method }: Question): Answer {
  const estimate = shift * unit;
  if (!(error > rounding)) {
    return {
      statistic: null,
      df: null,
      pValue: null,
      difference: { estimate, lower: null, upper: null, level, method },
    };
  }
  const statistic = (shift - mu) / error;
  const sided = alternative === "two-sided";
  const half = -tQuantile(sided ? (1 - level) / 2 : 1 - level, df) * error;
  return {
    statistic,
    df,
    pValue: sided
      ? 2 * tUpperTail(Math.abs(statistic), df)
      : tUpperTail(alternative === "greater" ? statistic : -statistic, df),
    difference: {
      estimate,
      lower: alternative === "less" ? Number.NEGATIVE_INFINITY : (shift - half) * unit,
      upper: alternative === "greater" ? Number.POSITIVE_INFINITY : (shift + half) * unit,
      level,
      method,
    },
  };
}

/** Mean of |value|, times 2^-52. */
export function roundingOf(values: Float64Array): number {
  return (values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length) * Number.EPSILON;
}

/** Throws for a hypothetical difference that is no finite number. */
export function checkMu(mu: number): void {
  if (!Number.isFinite(mu)) {
    throw new InputError("not-finite", `mu is ${String(mu)}: give the difference to test against, a finite number`, {
      column: "mu",
    });
  }
}
