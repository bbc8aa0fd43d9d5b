import { kernelDensity } from "@hcc/stats";
import { roundStep } from "./round-ticks.js";
import type { TwoGroups, WeightedValues } from "./two-groups.js";

/** Outlines above and below an axis, at one or two stages. */
export interface Mirrored {
  /** By stage, of treated and controls: places on [0, 1] and heights. */
  readonly stages: readonly (readonly Outline[])[];
  /** Sums of weights. */
  readonly totals: readonly (readonly [number, number])[];
  /** Heights that the scale must hold above and below the axis. */
  readonly limits: readonly [number, number];
  /** Distance of the ticks of the heights. */
  readonly step: number;
}

type Outline = readonly (readonly [number, number])[];

/** Sums of weights in equal classes of [0, 1], each from where the class begins. */
export function mirroredHistograms(stages: readonly TwoGroups[], bins: number): Mirrored {
  const outlines = stages.map((sides) =>
    sides.map(({ values, weights }) => {
      const sums = new Float64Array(bins);
      values.forEach((value, i) => {
        sums[Math.min(bins - 1, Math.floor(value * bins))]! += weights[i]!;
      });
      return [...Array.from(sums, (sum, bin) => [bin / bins, sum] as const), [1, 0] as const];
    }),
  );
  return scaled(stages, outlines, (least) => {
    const step = Math.max(1, roundStep(least));
    return Number.isInteger(step) ? step : roundStep(1.01 * step);
  });
}

/** Kernel densities on [0, 1]. */
export function mirroredDensities(stages: readonly TwoGroups[]): Mirrored {
  const outlines = stages.map((sides) => sides.map(outlineOf));
  return scaled(stages, outlines, roundStep);
}

function outlineOf({ values, weights }: WeightedValues): Outline {
  const { bandwidth } = kernelDensity(values, { weights, points: 2 });
  const from = Math.max(0, values[0]! - 3 * bandwidth);
  const to = Math.min(1, values[values.length - 1]! + 3 * bandwidth);
  const points = Math.max(65, Math.min(1025, 1 + Math.ceil((4 * (to - from)) / bandwidth)));
  const { at, density } = kernelDensity(values, { weights, bandwidth, from, to, points });
  return Array.from(at, (place, i) => [place, density[i]!] as const);
}

/** Both sides have one scale, each as much room as it needs, and at least a fourth of the other's, where a tick fits. */
function scaled(
  stages: readonly TwoGroups[],
  outlines: readonly (readonly Outline[])[],
  stepOf: (least: number) => number,
): Mirrored {
  const most = [0, 0];
  for (const sides of outlines) {
    sides.forEach((outline, side) => {
      for (const [, height] of outline) most[side] = Math.max(most[side]!, height);
    });
  }
  const [up, down] = [1.04 * (most[0] || 1), 1.04 * (most[1] || 1)];
  const limits = [Math.max(up, down / 4), Math.max(down, up / 4)] as const;
  const totals = stages.map(([treated, control]) => [treated.total, control.total] as const);
  return { stages: outlines, totals, limits, step: stepOf((limits[0] + limits[1]) / 10) };
}
