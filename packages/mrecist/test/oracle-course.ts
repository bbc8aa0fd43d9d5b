import type { BestResponse, CriteriaProfile, ImmuneResponse, TumorResponse } from "../src/index.js";

/** Best response up to the first progression. */
export function bestOf(
  answers: readonly (TumorResponse | null)[],
  days: readonly number[],
  start: number,
  rules: CriteriaProfile,
): BestResponse {
  if (answers.length === 0) return rules.missingAsNe ? "NE" : "MISSING";
  const pd = answers.indexOf("PD");
  const until = pd === -1 ? answers : answers.slice(0, pd + 1);
  const confirmedAt = (i: number, by: readonly string[]): boolean => {
    if (rules.confirmDays === null) return true;
    let ne = 0;
    for (let j = i + 1; j < until.length; j++) {
      if (until[j] === "NE") ne++;
      else if (!by.includes(until[j]!)) return false;
      if (ne > 1) return false;
      if (until[j] !== "NE" && days[j]! - days[i]! >= rules.confirmDays) return true;
    }
    return false;
  };
  const counted = until.map((answer, i): TumorResponse | null => {
    const late = days[i]! - start >= rules.minSdDays;
    if (answer === "CR" && !confirmedAt(i, ["CR"])) return late ? "SD" : "NE";
    if (answer === "PR" && !confirmedAt(i, ["PR", "CR"])) return late ? "SD" : "NE";
    if ((answer === "SD" || answer === "NON-CR/NON-PD") && !late) return "NE";
    return answer;
  });
  return (["CR", "PR", "SD", "NON-CR/NON-PD", "PD"] as const).find((it) => counted.includes(it)) ?? "NE";
}

export interface ImmuneVisit {
  readonly overall: TumorResponse;
  readonly target: boolean;
  readonly nonTarget: boolean;
  readonly newLesion: boolean;
  /** Tenths of mm; null = not all measured. */
  readonly sum: bigint | null;
  readonly newSum: bigint;
  readonly newCount: number;
  readonly stated: boolean;
}

const PLAIN: Record<Exclude<TumorResponse, "PD">, ImmuneResponse> = {
  CR: "iCR",
  PR: "iPR",
  SD: "iSD",
  "NON-CR/NON-PD": "NON-iCR/NON-iUPD",
  NE: "NE",
};

/** iRECIST: the immune response of every visit and the overall response that follows from it. */
export function immuneCourse(visits: readonly ImmuneVisit[]): { immune: ImmuneResponse[]; overall: TumorResponse[] } {
  const immune: ImmuneResponse[] = [];
  // The first visit of the block of unconfirmed progression, for each visit; null outside.
  const blocks: (number | null)[] = [];
  let first: number | null = null;
  let confirmed = false;
  visits.forEach((visit, i) => {
    if (visit.overall !== "PD") {
      immune.push(PLAIN[visit.overall]);
      if (visit.overall !== "NE") {
        first = null;
        confirmed = false;
      }
      blocks.push(null);
      return;
    }
    if (first === null) {
      first = i;
      immune.push("iUPD");
    } else {
      const at = visits[first]!;
      confirmed ||=
        (visit.sum !== null && at.sum !== null && visit.sum - at.sum >= 50n) ||
        visit.newSum - at.newSum >= 50n ||
        visit.newCount > at.newCount ||
        visit.stated ||
        (visit.target && !at.target) ||
        (visit.nonTarget && !at.nonTarget) ||
        (visit.newLesion && !at.newLesion);
      immune.push(confirmed ? "iCPD" : "iUPD");
    }
    blocks.push(first);
  });
  const overall = visits.map((visit, i): TumorResponse => {
    const block = blocks[i];
    if (block == null) return visit.overall;
    const later = visits.findIndex((it, j) => j > i && it.overall !== "NE" && it.overall !== "PD");
    const confirmedLater = immune.some((it, j) => blocks[j] === block && it === "iCPD");
    return confirmedLater || later === -1 ? "PD" : "NE";
  });
  return { immune, overall };
}
