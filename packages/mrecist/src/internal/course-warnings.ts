import type { Warning } from "@hcc/data";
import type { ResponseVisit } from "../types.js";

/**
 * Orders of responses that are rare and worth a second look at the readings: a response after progression, and less than a
 * complete response after one without progression.
 */
export function courseWarnings(visits: readonly ResponseVisit[]): Warning[] {
  const warnings: Warning[] = [];
  const progressed = visits.findIndex(({ overall }) => overall === "PD");
  const complete = visits.findIndex(({ overall }) => overall === "CR");
  const day = (visit: number): number => visits[visit]!.day;
  const later = visits.findIndex(({ overall }, i) => progressed >= 0 && i > progressed && isResponse(overall));
  if (later >= 0) {
    const found = `${visits[later]!.overall} on day ${day(later)} after progression on day ${day(progressed)}`;
    warnings.push({ code: "response-after-progression", message: `${found}: it does not count, check the readings` });
  }
  const less = visits.findIndex(({ overall }, i) => complete >= 0 && i > complete && overall === "PR");
  if (less >= 0 && (progressed < 0 || less < progressed)) {
    const found = `PR on day ${day(less)} after CR on day ${day(complete)}`;
    warnings.push({
      code: "partial-after-complete",
      message: `${found} without progression between: check the readings`,
    });
  }
  return warnings;
}

const isResponse = (response: ResponseVisit["overall"]): boolean => response === "CR" || response === "PR";
