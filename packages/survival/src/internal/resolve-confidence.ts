import { checkLevel, checkOptions, oneOf } from "@hcc/data";
import type { Confidence, ConfidenceType } from "../types.js";

/** Level and type of pointwise limits with their defaults, checked. */
export function resolveConfidence(
  confidence: { readonly level?: number; readonly type?: ConfidenceType } = {},
  fallback: ConfidenceType,
): Confidence {
  checkOptions("confidence", confidence, ["level", "type"]);
  return {
    level: checkLevel(confidence.level ?? 0.95, "confidence.level"),
    type: oneOf("confidence.type", confidence.type, ["log", "log-log", "plain", "logit", "arcsin"], fallback),
  };
}
