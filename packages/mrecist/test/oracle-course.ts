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

/** A visit of iRECIST; sums in tenths of mm of what was measured. */
export interface ImmuneVisit {
  readonly target: TumorResponse | null;
  readonly nonTarget: TumorResponse | null;
  /** New lesions that count and are there. */
  readonly newLesions: number;
  readonly part: bigint;
  /** Whether all targets were measured. */
  readonly whole: boolean;
  readonly newPart: bigint;
  readonly newWhole: boolean;
  readonly newStated: boolean;
  readonly withoutNew: TumorResponse;
}

const PLAIN: Record<Exclude<TumorResponse, "PD">, ImmuneResponse> = {
  CR: "iCR",
  PR: "iPR",
  SD: "iSD",
  "NON-CR/NON-PD": "NON-iCR/NON-iUPD",
  NE: "NE",
};

/** Whether progression is confirmed at `now`, a visit after the first one (`at`) of its block. */
function confirms(at: ImmuneVisit, now: ImmuneVisit): boolean {
  const both = (it: ImmuneVisit) => [it.target === "PD", it.nonTarget === "PD", it.newLesions > 0] as const;
  const [before, after] = [both(at), both(now)];
  const another = after.some((progressed, i) => progressed && !before[i]);
  const targetsGrew = before[0] && after[0] && at.whole && now.part - at.part >= 50n;
  const statedAgain = before[1] && after[1];
  const newGrew = after[2] && at.newWhole && now.newPart - at.newPart >= 50n;
  return another || targetsGrew || statedAgain || newGrew || now.newLesions > at.newLesions || now.newStated;
}

/** iRECIST: the immune response of every visit and the overall response that follows from it. */
export function immuneCourse(visits: readonly ImmuneVisit[]): { immune: ImmuneResponse[]; overall: TumorResponse[] } {
  const immune: ImmuneResponse[] = [];
  const overall: TumorResponse[] = [];
  let start = 0;
  while (start < visits.length) {
    const first = visits[start]!;
    const progressed = (it: ImmuneVisit) => it.target === "PD" || it.nonTarget === "PD" || it.newLesions > 0;
    if (!progressed(first)) {
      immune.push(PLAIN[first.withoutNew as "CR"]);
      overall.push(first.withoutNew);
      start++;
      continue;
    }
    // The block runs to the visit that resets it; once confirmed, to the end.
    const confirmation = visits.findIndex((it, i) => i > start && confirms(first, it));
    const reset = visits.findIndex((it, i) => i > start && !progressed(it) && it.withoutNew !== "NE");
    const isReset = reset !== -1 && (confirmation === -1 || reset < confirmation);
    const end = isReset ? reset : visits.length;
    for (let i = start; i < end; i++) {
      const confirmed = !isReset && confirmation !== -1 && i >= confirmation;
      if (confirmed || progressed(visits[i]!)) {
        immune.push(confirmed ? "iCPD" : "iUPD");
        overall.push(isReset ? "NE" : "PD");
      } else {
        immune.push("NE");
        overall.push("NE");
      }
    }
    start = end;
  }
  return { immune, overall };
}
