import { InputError } from "@hcc/data";
import type { SurvivalPlotBand, SurvivalPlotCurve } from "../survival-plot.js";

const TYPES: Readonly<Record<SurvivalPlotBand["type"], string>> = {
  "hall-wellner": "Hall-Wellner",
  "equal-precision": "equal precision",
};

/** The curves with the limits of simultaneous bands in place of their own. */
export function withBands(
  curves: readonly SurvivalPlotCurve[],
  bands: readonly SurvivalPlotBand[],
): SurvivalPlotCurve[] {
  if (!Array.isArray(bands) || bands.length !== curves.length) {
    const found = Array.isArray(bands) ? `${bands.length} bands` : "no list of bands";
    throw new InputError(
      "length-mismatch",
      `band has ${found} for ${curves.length} curves: give curves.map((curve) => confidenceBand(curve, { type }))`,
      { column: "band" },
    );
  }
  return curves.map((curve, i) => {
    const { group, time, lower, upper }: SurvivalPlotBand = bands[i]!;
    if (group === curve.group && time.length === curve.time.length && time.every((t, k) => t === curve.time[k])) {
      return { ...curve, lower, upper };
    }
    throw new InputError(
      "option",
      `band ${i} is of the curve "${group}", curve ${i} is "${curve.group}", or their times differ: give the bands of these curves in their order`,
      { column: "band" },
    );
  });
}

/** What a figure says about its simultaneous bands, a line for each kind of them. */
export function bandLines(bands: readonly SurvivalPlotBand[]): string[] {
  const lines = bands.map(({ level, type }) => {
    return `${Number((level * 100).toFixed(3))} % simultaneous band${bands.length > 1 ? "s" : ""} (${TYPES[type]})`;
  });
  return [...new Set(lines)];
}
