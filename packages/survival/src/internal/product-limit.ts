import { normalQuantile } from "@hcc/numerics";
import type { Confidence, SurvivalCurve } from "../types.js";
import { confidenceLimits } from "./confidence-limits.js";
import type { RiskTable } from "./risk-table.js";

/** The Kaplan-Meier curve of a risk table. */
export function productLimit(
  table: RiskTable,
  group: string | null,
  confidence: Confidence,
): Omit<SurvivalCurve, "median"> {
  const { n, events, time, nRisk, nEvent, nCensor } = table;
  const z = normalQuantile(0.5 + confidence.level / 2);
  const survival = new Float64Array(time.length);
  const standardError = new Float64Array(time.length);
  const lower = new Float64Array(time.length);
  const upper = new Float64Array(time.length);
  let probability = 1;
  let sum = 0;
  for (let i = 0; i < time.length; i++) {
    const risk = nRisk[i]!;
    const deaths = nEvent[i]!;
    if (deaths > 0) {
      probability *= (risk - deaths) / risk;
      sum += deaths / (risk * (risk - deaths));
    }
    const relative = Math.sqrt(sum);
    const [low, high] = confidenceLimits(confidence.type, probability, relative, z);
    survival[i] = probability;
    standardError[i] = probability === 0 ? Number.NaN : probability * relative;
    lower[i] = low;
    upper[i] = high;
  }
  return { group, n, events, time, nRisk, nEvent, nCensor, survival, standardError, lower, upper, confidence };
}
