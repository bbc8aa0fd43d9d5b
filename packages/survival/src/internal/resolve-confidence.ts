import { checkLevel, checkOptions, oneOf } from "@hcc/data";
import type { Confidence, ConfidenceOptions, ConfidenceType } from "../types.js";

/** Level and type of pointwise limits with their defaults, checked. */
export function resolveConfidence(given: ConfidenceOptions | undefined, fallback: ConfidenceType): Confidence {
  const confidence = given ?? {};
  checkOptions("confidence", confidence, ["level", "type", "lower"]);
  const lower = oneOf("confidence.lower", confidence.lower, ["usual", "peto", "modified"], "usual");
  return {
    level: checkLevel(confidence.level ?? 0.95, "confidence.level"),
    type: oneOf("confidence.type", confidence.type, ["log", "log-log", "plain", "logit", "arcsin"], fallback),
    ...(lower !== "usual" && { lower }),
  };
}
