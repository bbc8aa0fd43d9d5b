import { checkOptions, InputError, oneOf, readColumn } from "@hcc/data";
import { checkValues, type Values } from "./internal/read-values.js";

const methods = ["holm", "bonferroni", "hochberg", "hommel", "bh", "by", "none"] as const;

/**
 * How P values are adjusted for their number. One of:
 * - "holm", "bonferroni": familywise error, whatever the dependence;
 * - "hochberg", "hommel": familywise error of independent or positively dependent tests;
 * - "bh" (independent or positively dependent tests), "by" (any dependence): false discovery rate;
 * - "none".
 */
export type AdjustmentMethod = (typeof methods)[number];

/** Options of `adjustPValues`. */
export interface AdjustPValuesOptions {
  /** Default "holm". */
  readonly method?: AdjustmentMethod;
}

/**
 * P values adjusted for the number of tests.
 *
 * With p(1) <= ... <= p(n), each never above 1: Bonferroni n p. Holm max over j <= i of (n - j + 1) p(j). Hochberg min
 * over j >= i of (n - j + 1) p(j). Benjamini-Hochberg min over j >= i of n p(j) / j; Benjamini-Yekutieli that times
 * 1 + 1/2 + ... + 1/n. Hommel: the closed test by Simes, the largest of |S| p / rank over all sets S of tests that hold the
 * test. A missing P value stays null and does not count in n. Equals R's `p.adjust`, in n log n steps.
 *
 * @param p P values in any order; null, undefined and NaN are missing.
 * @returns adjusted P values in the order given.
 * @throws InputError for no values, a value outside [0, 1] and an unknown method.
 *
 * @example
 * ```ts
 * import { adjustPValues } from "@hcc/stats";
 * adjustPValues([0.01, 0.04, null, 0.03]); // => [0.03, 0.06, null, 0.06]
 * adjustPValues([0.01, 0.04, null, 0.03], { method: "bh" }); // => [0.03, 0.04, null, 0.04]
 * adjustPValues([0.01, 0.04, null, 0.03], { method: "hommel" }); // => [0.03, 0.04, null, 0.04]
 * ```
 *
 * @see Holm S. Scand J Stat 1979;6:65-70. Hommel G. Biometrika 1988;75:383-386.
 * https://doi.org/10.1093/biomet/75.2.383
 * @see Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x
 */
export function adjustPValues(p: Values, options: AdjustPValuesOptions = {}): (number | null)[] {
  checkOptions("adjustPValues", options, ["method"]);
  const method = oneOf("method", options.method, methods, "holm");
  checkValues(p, "p");
  const values = readColumn({ p }, "number", "p", "p");
  values.forEach((value, row) => {
    if (value >= 0 && value <= 1) return;
    if (Number.isNaN(value)) return;
    throw new InputError("option", `p is ${value} at row ${row}: a P value is between 0 and 1`, { column: "p", row });
  });
  const order = Int32Array.from(values.keys())
    .filter((i) => !Number.isNaN(values[i]!))
    .sort((a, b) => values[a]! - values[b]!);
  const sorted = Float64Array.from(order, (i) => values[i]!);
  if (method === "hommel") hommel(sorted);
  else if (method !== "none") adjust(sorted, method);
  const adjusted: (number | null)[] = Array.from(values, () => null);
  order.forEach((i, place) => {
    adjusted[i] = sorted[place]!;
  });
  return adjusted;
}

/** Replaces ascending P values by the adjusted ones. */
function adjust(p: Float64Array, method: Exclude<AdjustmentMethod, "hommel" | "none">): void {
  const n = p.length;
  if (method === "holm") {
    for (let i = 0, largest = 0; i < n; i++) p[i] = largest = Math.min(1, Math.max(largest, (n - i) * p[i]!));
    return;
  }
  let harmonic = 1;
  if (method === "by") for (let i = 2; i <= n; i++) harmonic += 1 / i;
  for (let i = n - 1, smallest = 1; i >= 0; i--) {
    const factor = method === "bonferroni" ? n : method === "hochberg" ? n - i : (harmonic * n) / (i + 1);
    p[i] = smallest = Math.min(smallest, factor * p[i]!);
  }
}

/**
 * The worst set of m tests beside a given one holds the m - 1 largest P values, so that p becomes the least over m of
 * max(m p, Simes' P of the m + 1 largest). Simes' P of the m largest is m times the least slope of a line from (n - m, 0)
 * to a point (i, p(i)) right of it: a tangent of their lower convex hull, whose point of contact only moves left.
 */
function hommel(p: Float64Array): void {
  const n = p.length;
  const simes = new Float64Array(n + 2);
  const hull = new Int32Array(n);
  let top = -1;
  let contact = 0;
  simes[0] = 1;
  for (let m = 1; m <= n; m++) {
    const left = n - m;
    const slope = (k: number): number => p[hull[k]!]! / (hull[k]! - left + 1);
    while (top > 0) {
      const [b, c] = [hull[top]!, hull[top - 1]!];
      if ((p[b]! - p[left]!) * (c - left) < (p[c]! - p[left]!) * (b - left)) break;
      top--;
    }
    hull[++top] = left;
    contact = Math.min(contact, top);
    while (contact < top && slope(contact + 1) <= slope(contact)) contact++;
    simes[m] = Math.min(simes[m - 1]!, m * slope(contact));
  }
  for (let i = 0, m = n; i < n; i++) {
    const one = p[i]!;
    while (m > 0 && (m - 1) * one >= simes[m]!) m--;
    p[i] = m === 0 ? simes[1]! : Math.min(m * one, simes[m]!);
  }
}
