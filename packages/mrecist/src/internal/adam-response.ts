import type { AdrsRow } from "../to-adrs.js";
import type { PatientResponse, TumorResponse } from "../types.js";
import { PARTS, responseCode } from "./adam-names.js";
import { bestResponse, countedResponses } from "./best-response.js";
import { isControlled, isObjective } from "./responses.js";

/** Value of a parameter. */
export interface ResponseValue extends Pick<AdrsRow, "PARAMCD" | "PARAM" | "AVALC" | "AVAL" | "ANL02FL"> {
  /** Visit: 0 is the baseline, 1 the first visit after it; null = none. */
  readonly at: number | null;
}

/** Values of all parameters of a patient, sorted by parameter and visit. */
export function responseValues(response: PatientResponse, evaluator: string): ResponseValue[] {
  const { visits, baseline } = response;
  const by = `by ${evaluator}`;
  const first = visits.findIndex(({ overall }) => overall === "PD");
  const measurable = baseline.targets.length > 0;
  const values = [
    ...byVisit(
      "TRGRESP",
      `Target Response ${by}`,
      visits.map(({ target }) => target),
      first,
    ),
    ...byVisit(
      "NTRGRESP",
      `Non-Target Response ${by}`,
      visits.map(({ nonTarget }) => nonTarget),
      first,
    ),
    ...visits.flatMap(({ newLesion, immune }, i): ResponseValue[] => {
      const it = { at: i + 1, ANL02FL: untilPd(i, first) };
      const shown = yesNo("NEWLPROG", `New Lesion Progression ${by}`, newLesion, it.at);
      const PARAM = `iRECIST Response ${by}`;
      return [
        { ...shown, ...it },
        ...(immune === null ? [] : [{ PARAMCD: "IOVR", PARAM, AVALC: immune, AVAL: null, ...it }]),
      ];
    }),
    yesNo("MDIS", `Measurable Disease at Baseline ${by}`, measurable, 0),
    ...PARTS.filter(({ component }) => response.best[component] !== null).flatMap((part) => ofPart(response, part, by)),
  ];
  return values.sort((a, b) => (a.PARAMCD === b.PARAMCD ? (a.at ?? 0) - (b.at ?? 0) : a.PARAMCD < b.PARAMCD ? -1 : 1));
}

function ofPart(
  { visits, baseline, options, lastAssessmentDay }: PatientResponse,
  { component, suffix, part }: (typeof PARTS)[number],
  by: string,
): ResponseValue[] {
  const days = [baseline.day, ...visits.map(({ day }) => day)];
  const own = visits.map((visit) => visit[component]!);
  const first = own.indexOf("PD");
  const last = days.indexOf(lastAssessmentDay[component]!);
  const disease = part === "" ? "Disease " : part;
  return [
    ...byVisit(`OVR${suffix}`, `Overall ${part}Response ${by}`, own, first),
    event(`PD${suffix}`, `${disease}Progression ${by}`, first < 0 ? null : first + 1),
    response(`LSTA${suffix}`, `Last ${disease}Assessment ${by}`, last === 0 ? null : own[last - 1]!, last),
    ...(options.confirmDays === null ? [null] : [null, options.confirmDays]).flatMap((confirmDays) => {
      const rules = { ...options, confirmDays };
      const [c, word, not] =
        confirmDays === null ? ["", "", " (confirmation not required)"] : (["C", "Confirmed ", ""] as const);
      const counted = countedResponses(own, days, rules);
      const best = bestResponse(own, days, rules);
      const stable = (i: number): boolean => days[i + 1]! - days[0]! >= rules.minSdDays;
      const responded = placeOf(counted, isObjective);
      const controlled = placeOf(counted, (it, i) => isObjective(it) || (isControlled(it) && stable(i)));
      // With stable disease that was too early for it, the best response is NE, dated on that visit.
      const at = placeOf(counted, (it, i) => best === "NE" || (it === best && (!isStable(it) || stable(i))));
      const label = `Best ${word}Overall ${part}Response`;
      return [
        event(`${c}RSP${suffix}`, `${word}${part}Response ${by}${not}`, responded),
        event(`${c}CB${suffix}`, `${word}${part}Clinical Benefit ${by}${not}`, controlled),
        response(`${c}BOR${suffix}`, `${label} ${by}${not}`, best, at),
        event(`${c}BCP${suffix}`, `${label} of CR/PR ${by}${not}`, isObjective(best) ? at : null),
      ];
    }),
  ];
}

const isStable = (it: TumorResponse): boolean => isControlled(it) && !isObjective(it);

const untilPd = (place: number, first: number): "Y" | null => (first < 0 || place <= first ? "Y" : null);

function byVisit(
  PARAMCD: string,
  PARAM: string,
  of: readonly (TumorResponse | null)[],
  first: number,
): ResponseValue[] {
  return of.flatMap((it, i) =>
    it === null ? [] : [{ ...response(PARAMCD, PARAM, it, i + 1), ANL02FL: untilPd(i, first) }],
  );
}

function response(
  PARAMCD: string,
  PARAM: string,
  AVALC: TumorResponse | "MISSING" | null,
  at: number | null,
): ResponseValue {
  return { PARAMCD, PARAM, AVALC, AVAL: AVALC === null ? null : responseCode(AVALC), ANL02FL: null, at };
}

function yesNo(PARAMCD: string, PARAM: string, yes: boolean, at: number | null): ResponseValue {
  return { PARAMCD, PARAM, AVALC: yes ? "Y" : "N", AVAL: yes ? 1 : 0, ANL02FL: null, at };
}

/** Y on the visit at which it holds first, N without a visit. */
const event = (PARAMCD: string, PARAM: string, at: number | null): ResponseValue =>
  yesNo(PARAMCD, PARAM, at !== null, at);

function placeOf(
  counted: readonly TumorResponse[],
  holds: (response: TumorResponse, i: number) => boolean,
): number | null {
  const place = counted.findIndex(holds);
  return place < 0 ? null : place + 1;
}
