import { oneOf } from "@hcc/data";
import type { Alternative } from "./t-answer.js";

/** The option as it was given, or the default. */
export function alternativeOf(value: Alternative | undefined): Alternative {
  return oneOf("alternative", value, ["two-sided", "less", "greater"], "two-sided");
}
