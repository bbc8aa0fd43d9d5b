import { InputError } from "@hcc/data";
import type { BalanceFigures, BalanceTally, ThresholdTally } from "../balance-types.js";

/** Thresholds of the standardized difference and the variance ratio; null = not counted. */
export interface Thresholds {
  readonly smd: number | null;
  readonly varianceRatio: number | null;
}

export function readThresholds(given: unknown): Thresholds {
  if (given === undefined) return { smd: 0.1, varianceRatio: 2 };
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new InputError("option", "thresholds is no object: give { smd: 0.1, varianceRatio: 2 }", {
      column: "thresholds",
    });
  }
  const unknown = Object.keys(given).find((name) => name !== "smd" && name !== "varianceRatio");
  if (unknown !== undefined) {
    throw new InputError("option", `thresholds has "${unknown}": give smd, varianceRatio or both`, {
      column: "thresholds",
    });
  }
  const read = (name: keyof Thresholds, fallback: number, least: number): number | null => {
    const { [name]: value = fallback } = given as Partial<Thresholds>;
    if (value === null || (Number.isFinite(value) && value > least)) return value;
    throw new InputError("option", `thresholds.${name} is ${String(value)}: give a number above ${least}, or null`, {
      column: "thresholds",
    });
  };
  return { smd: read("smd", 0.1, 0), varianceRatio: read("varianceRatio", 2, 1) };
}

/** Counts the rows of a sample that keep the thresholds. */
export function tallyBalance(
  names: readonly string[],
  figures: readonly BalanceFigures[],
  { smd, varianceRatio }: Thresholds,
): BalanceTally {
  const tally = (threshold: number | null, figureOf: (one: BalanceFigures) => number | null): ThresholdTally | null => {
    if (threshold === null) return null;
    let balanced = 0;
    let unbalanced = 0;
    let worst: ThresholdTally["worst"] = null;
    for (const [i, one] of figures.entries()) {
      const value = figureOf(one);
      if (value === null) continue;
      if (value < threshold) balanced++;
      else unbalanced++;
      if (worst === null || value > worst.value) worst = { name: names[i]!, value };
    }
    return { threshold, balanced, unbalanced, worst };
  };
  return {
    smd: tally(smd, (one) => Math.abs(one.smd)),
    varianceRatio: tally(varianceRatio, ({ varianceRatio: ratio }) =>
      ratio === null ? null : Math.max(ratio, 1 / ratio),
    ),
  };
}
