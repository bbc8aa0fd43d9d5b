import type { Confidence, SurvivalCurve } from "../types.js";
import { curveOf } from "./curve-of.js";
import type { GroupTable } from "./group-tables.js";
import type { Increments } from "./jackknife.js";
import type { RiskTable } from "./risk-table.js";

/** The Kaplan-Meier curve of a risk table. */
export function productLimit(
  { group, table, robust }: GroupTable,
  confidence: Confidence,
  start = 0,
): Omit<SurvivalCurve, "median"> {
  const { nRisk, nEvent, nLeft } = table;
  const size = nRisk.length;
  const survival = new Float64Array(size);
  const relative = new Float64Array(size);
  let probability = 1;
  let sum = 0;
  let root = 0;
  for (let i = 0; i < size; i++) {
    const deaths = nEvent[i]!;
    if (deaths > 0) {
      const risk = nRisk[i]!;
      const left = nLeft === null ? risk - deaths : nLeft[i]!;
      probability *= left / risk;
      sum += deaths / (risk * left);
      root = Math.sqrt(sum);
    }
    survival[i] = probability;
    relative[i] = root;
  }
  const estimate = { survival, relative, variance: "greenwood" as const };
  if (robust === null) return curveOf(group, table, estimate, confidence, start);
  const sums = robust.sums(logSurvivalGains(table), survival);
  return curveOf(group, table, { survival, relative, variance: "robust", robust: sums }, confidence, start);
}

/** What log S gains by the weight of a row. */
export function logSurvivalGains({ nRisk, nEvent, nLeft }: RiskTable): Increments {
  const size = nRisk.length;
  const gains = { atRisk: new Float64Array(size), event: new Float64Array(size) };
  for (let i = 0; i < size; i++) {
    // Nothing is left to vary once all who are at risk have had the event.
    if (!(nEvent[i]! > 0) || nLeft![i] === 0) continue;
    gains.atRisk[i] = nEvent[i]! / (nRisk[i]! * nLeft![i]!);
    gains.event[i] = -1 / nLeft![i]!;
  }
  return gains;
}
