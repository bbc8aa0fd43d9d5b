import type { Interval } from "@hcc/data";
import { normalQuantile } from "@hcc/numerics";

/** d +- z SE of a standardized difference, SE^2 = (n1 + n0) / (n1 n0) + d^2 / (2 (n1 + n0)); Hedges and Olkin (1985). */
export function smdInterval(
  estimate: number,
  sizes: { readonly effectiveTreated: number; readonly effectiveControl: number },
  level: number,
): Interval {
  const method = "hedges-olkin";
  if (!Number.isFinite(estimate)) return { estimate, lower: null, upper: null, level, method };
  const { effectiveTreated: n1, effectiveControl: n0 } = sizes;
  const n = n1 + n0;
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(n / (n1 * n0) + (estimate * estimate) / (2 * n));
  return { estimate, lower: estimate - half, upper: estimate + half, level, method };
}
