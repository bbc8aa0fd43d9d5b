import type { SurvivalEffect, SurvivalPrediction } from "@hcc/cox";
import { InputError } from "@hcc/data";
import type { SurvivalPlotCurve } from "../survival-plot.js";

/** Survival curves with what is known about them. */
export interface DrawnCurves {
  readonly curves: readonly SurvivalPlotCurve[];
  /** How they were estimated. */
  readonly method: string;
  /** Whether patients were counted at the times: else there is no number at risk, no censoring mark and no median. */
  readonly counted: boolean;
}

const methods: Readonly<Record<SurvivalEffect["estimator"], string>> = {
  "g-computation": "adjusted by a Cox model",
  weighting: "weighted by the inverse probability of treatment",
  "doubly-robust": "by the doubly robust estimator",
};

/** The curves of a model's answer at its times; null for other results. */
export function modelledCurves(result: unknown): DrawnCurves | null {
  const kind = (result as { kind?: unknown } | null | undefined)?.kind;
  if (kind === "survival-effect") {
    const { times, levels, estimator } = result as SurvivalEffect;
    const curves = levels.map(({ level, n, events, survival }) => {
      const pick = (value: (row: (typeof survival)[number]) => number | null): number[] =>
        survival.map((row) => value(row) ?? Number.NaN);
      const limits = { lower: pick(({ lower }) => lower), upper: pick(({ upper }) => upper) };
      return curveOf(level, times, { survival: pick(({ estimate }) => estimate), ...limits }, { n, events });
    });
    return { curves, method: methods[estimator], counted: false };
  }
  if (kind === "cox-survival-prediction") {
    const { times, curves } = result as SurvivalPrediction;
    return {
      curves: curves.map((curve, i) => {
        if (curve.survival.some(Number.isNaN)) {
          throw new InputError("missing-value", `there is no prediction at row ${i}: draw without it`, { row: i });
        }
        return curveOf(`Patient ${i + 1}`, times, curve, { n: 1, events: 0 });
      }),
      method: "predicted by a Cox model",
      counted: false,
    };
  }
  return null;
}

function curveOf(
  group: string,
  times: Float64Array,
  values: {
    readonly survival: ArrayLike<number>;
    readonly lower: ArrayLike<number> | null;
    readonly upper: ArrayLike<number> | null;
  },
  counts: { readonly n: number; readonly events: number },
): SurvivalPlotCurve {
  if (times.length === 0) {
    throw new InputError("empty-data", "the result has no survival: give it times", { column: "times" });
  }
  const order = Int32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b);
  const sorted = (list: ArrayLike<number> | null): Float64Array =>
    Float64Array.from(order, (i) => (list === null ? Number.NaN : list[i]!));
  const nothing = new Float64Array(times.length);
  return {
    group,
    ...counts,
    time: sorted(times),
    nRisk: nothing,
    nCensor: nothing,
    survival: sorted(values.survival),
    lower: sorted(values.lower),
    upper: sorted(values.upper),
    median: { estimate: null, lower: null, upper: null, level: 0.95, method: "none" },
  };
}
