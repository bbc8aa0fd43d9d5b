import type { Warning } from "@hcc/data";
import type { ResponseVisit } from "../types.js";

/**
 * Orders of responses that are rare and worth a second look at the readings: a response after progression, and less than a
 * complete response after one without progression.
 */
export function courseWarnings(visits: readonly ResponseVisit[]): readonly Warning[] {
  let progressed: number | null = null;
  let complete: number | null = null;
  let late: string | null = null;
  let less: string | null = null;
  for (const { overall, day } of visits) {
    if (overall === "PD") progressed ??= day;
    if (overall !== "CR" && overall !== "PR") continue;
    if (progressed !== null) late ??= `${overall} on day ${day} after progression on day ${progressed}`;
    else if (overall === "CR") complete ??= day;
    else if (complete !== null) less ??= `PR on day ${day} after CR on day ${complete}`;
  }
  if (late === null && less === null) return NONE;
  const warnings: Warning[] = [];
  const warn = (code: string, message: string): number => warnings.push({ code, message });
  if (late !== null) warn("response-after-progression", `${late}: it does not count, check the readings`);
  if (less !== null) warn("partial-after-complete", `${less} without progression between: check the readings`);
  return warnings;
}

const NONE: readonly Warning[] = [];
