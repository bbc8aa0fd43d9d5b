import { checkLevel, checkOptions, oneOf } from "@hcc/data";
import type { Confidence, ConfidenceOptions, ConfidenceType } from "../types.js";

/**
 * Level and type of pointwise limits with their defaults, checked.
 *
 * @param variants whether the caller takes variants of the lower limits.
 */
export function resolveConfidence(
  given: ConfidenceOptions | undefined,
  fallback: ConfidenceType,
  variants = false,
): Confidence {
  const confidence = given ?? {};
  checkOptions("confidence", confidence, variants ? ["level", "type", "lower"] : ["level", "type"]);
  const lower = oneOf("confidence.lower", confidence.lower, ["usual", "peto", "modified"], "usual");
  return {
    level: checkLevel(confidence.level ?? 0.95, "confidence.level"),
    type: oneOf("confidence.type", confidence.type, ["log", "log-log", "plain", "logit", "arcsin"], fallback),
    ...(lower !== "usual" && { lower }),
  };
}
