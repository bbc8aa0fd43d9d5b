import { type Channel, checkOptions, oneOf } from "@hcc/data";
import { type TimeToEvent, timeToEvent } from "@hcc/survival";
import { countedResponses } from "./internal/best-response.js";
import { isObjective } from "./internal/responses.js";
import type { PatientResponse, TumorResponse } from "./types.js";

/** Options of `responseDurations`; days are on the axis of the visits. */
export interface ResponseDurationsSpec {
  /** Default "overall". */
  readonly component?: "overall" | "intrahepatic" | "thrombus";
  /** Day of death, which ends a response; missing = alive. */
  readonly death?: Channel<PatientResponse, number>;
  /**
   * First day of another treatment of the disease: only what lies before it counts. One before the response does not count,
   * with a warning.
   */
  readonly newTherapy?: Channel<PatientResponse, number>;
  /**
   * An event more days than this after the evaluable assessment before it (at first the response) does not count, since
   * visits were missed. Usual is twice the interval between visits plus their tolerance, 112 and more for visits every 8 weeks.
   */
  readonly maxGapDays?: number;
  /** Last day of data. */
  readonly cutoff?: number;
}

/** Result of `responseDurations`; the arrays have one entry per result, in input order. */
export interface ResponseDurations {
  readonly kind: "response-durations";
  readonly version: 1;
  readonly component: "overall" | "intrahepatic" | "thrombus";
  /** Days from baseline to the first CR or PR; null without a response. */
  readonly timeToResponse: readonly (number | null)[];
  /**
   * From the first response to progression or death, else censored at the last assessment, with a reason each; patients
   * without a response are left out (event -1). Null where nobody has one.
   */
  readonly duration: TimeToEvent | null;
  /** Patients with a response. */
  readonly responders: number;
}

/**
 * Time to response and duration of response, of the patients who have one.
 *
 * The first response is the first CR or PR before progression; with `confirmDays` the first that is confirmed. Its duration
 * ends with the first PD of the component or with death, and is censored at the last evaluable assessment, by `timeToEvent`
 * of `@hcc/survival`. With `newTherapy` or `maxGapDays` its `assessments` are the days on which the response of the component
 * was not NE: reasons and codes are then those of its rules, and nothing after the cut-off has an effect. The arrays serve as
 * channels: `kaplanMeier(responses, { time: duration.months, event: duration.event, where: (_, i) => duration.event[i] >= 0
 * })`. In R: `admiralonco` (RSD), `survival::survfit`.
 *
 * @param responses results of `assessResponses`.
 * @throws InputError as `timeToEvent`.
 *
 * @example
 * ```ts
 * import { assessResponses, responseDurations } from "@hcc/mrecist";
 * const course = (id: string, sizes: number[]) =>
 *   sizes.map((mm, i) => ({ id, day: 50 * i, lesion: "T1", role: "target" as const, mm }));
 * const rows = [...course("P1", [40, 25, 20, 26]), ...course("P2", [40, 39]), ...course("P3", [40, 30, 28, 27])];
 * const spec = { patient: "id", day: "day", lesion: "lesion", role: "role", viable: "mm", criteria: "mrecist" } as const;
 * const { timeToResponse, duration } = responseDurations(assessResponses(rows, spec));
 * timeToResponse; // => [50, null, 100]
 * Array.from(duration!.event); // => [1, -1, 0]
 * duration!.reason; // => ["progression", null, "no progression at last assessment"]
 * const treated = responseDurations(assessResponses(rows, spec), { newTherapy: (d) => (d.patient === "P1" ? 120 : null) });
 * [treated.duration!.days[0], treated.duration!.reason[0]]; // => [50, "new therapy"]
 * ```
 *
 * @see Eisenhauer et al. (2009) https://doi.org/10.1016/j.ejca.2008.10.026
 */
export function responseDurations(
  responses: readonly PatientResponse[],
  spec: ResponseDurationsSpec = {},
): ResponseDurations {
  checkOptions("responseDurations", spec, ["component", "death", "newTherapy", "maxGapDays", "cutoff"]);
  const { component: asked, death, ...rules } = spec;
  const component = oneOf("component", asked, ["overall", "intrahepatic", "thrombus"], "overall");
  const first = responses.map((response) => firstResponseDay(response, component));
  const at = new Map(responses.map((response, i) => [response, first[i]!] as const));
  const progression = (response: PatientResponse): number | null => response.firstProgressionDay[component];
  const responders = first.filter((day) => day !== null).length;
  const lastDay = (response: PatientResponse): number => response.lastAssessmentDay[component] as number;
  const assessments = ({ visits }: PatientResponse): readonly number[] =>
    visits.filter((visit) => visit[component] !== "NE").map(({ day }) => day);
  const known =
    rules.newTherapy === undefined && rules.maxGapDays === undefined
      ? { censoring: { "no progression at last assessment": lastDay } }
      : { assessments };
  const durations = (): TimeToEvent =>
    timeToEvent(responses, {
      where: (response) => at.get(response) !== null,
      origin: (response) => at.get(response)!,
      event: { progression, ...(death !== undefined && { death }) },
      ...known,
      ...rules,
    });
  return {
    kind: "response-durations",
    version: 1,
    component,
    timeToResponse: responses.map(({ baseline }, i) => (first[i] === null ? null : first[i]! - baseline.day)),
    duration: responders === 0 ? null : durations(),
    responders,
  };
}

function firstResponseDay(
  { visits, baseline, options }: PatientResponse,
  component: "overall" | "intrahepatic" | "thrombus",
): number | null {
  const responses = visits.map((visit) => visit[component]);
  if (responses.includes(null)) return null;
  const days = [baseline.day, ...visits.map(({ day }) => day)];
  const counted = countedResponses(responses as TumorResponse[], days, options);
  const place = counted.findIndex(isObjective);
  return place < 0 ? null : days[place + 1]!;
}
