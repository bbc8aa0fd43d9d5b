import { checkOptions, InputError, type Warning } from "@hcc/data";

/** One chemoembolisation and what was seen after it. */
export interface TaceSession {
  /** Day of the session, from any origin that is the same for the patient. */
  readonly day: number;
  /** Day of the CT or MRI that shows the response; null = none. */
  readonly evaluationDay: number | null;
  /** Whether the session was selective and adequately performed. */
  readonly selective: boolean;
  /** Viable part of the treated tumors in percent; null = not evaluable. */
  readonly viablePercent: number | null;
  /** Whether there are more tumors in the liver than before the session before; null = not evaluable. */
  readonly moreTumors: boolean | null;
  /** Whether tumor markers rose on after the session, a slight transient decrease apart; null = not measured. */
  readonly markersRise: boolean | null;
}

/** What is known of one patient. */
export interface TaceHistory {
  readonly sessions: readonly TaceSession[];
  /** Day on which vascular invasion was first seen; null or absent = never. */
  readonly vascularInvasionDay?: number | null;
  /** Day on which extrahepatic spread was first seen; null or absent = never. */
  readonly extrahepaticSpreadDay?: number | null;
}

/** Criterion of refractoriness. */
export type TaceCriterion =
  | "insufficient-response"
  | "progression-in-liver"
  | "marker-rise"
  | "vascular-invasion"
  | "extrahepatic-spread";

/** A criterion that is met. */
export interface TaceReason {
  readonly criterion: TaceCriterion;
  /** Day on which it was met first. */
  readonly day: number;
  /** In a sentence. */
  readonly text: string;
}

/** Result of `taceRefractoriness`. */
export interface TaceRefractoriness {
  readonly kind: "tace-refractoriness";
  readonly version: 1;
  readonly refractory: boolean;
  /** Day on which the first criterion was met; null = none. */
  readonly day: number | null;
  /** All criteria that are met, by day. */
  readonly reasons: readonly TaceReason[];
  /**
   * "inadequate-session" (not selective), "evaluation-time" (not 1 to 3 months after the session), "not-evaluated" (a session
   * without a response, which interrupts what has to be consecutive). Such sessions count all the same.
   */
  readonly warnings: readonly Warning[];
}

/** One to three months, in days; a week more or less is common practice. */
const EARLIEST = 28;
const LATEST = 93;

/**
 * Failure or refractoriness of transarterial chemoembolisation by the criteria of the Japan Society of Hepatology (2014).
 *
 * Refractory with any of: two or more consecutive insufficient responses (viable part of the treated tumors above 50 %), two
 * or more consecutive progressions in the liver (more tumors than before the session before), each seen 1 to 3 months
 * after adequate selective sessions; tumor markers that go on rising after a session; vascular invasion; extrahepatic
 * spread. Written from the abstract and secondary sources, as the text was not at hand. R has no function for it.
 *
 * @param history sessions in any order.
 * @throws InputError naming session and field: a day that is no number, two sessions on one day, an evaluation before its
 * session, a percentage outside 0 to 100.
 *
 * @example
 * ```ts
 * import { taceRefractoriness } from "@hcc/mrecist";
 * const session = { selective: true, moreTumors: false, markersRise: null };
 * const result = taceRefractoriness({
 *   sessions: [
 *     { ...session, day: 0, evaluationDay: 42, viablePercent: 60 },
 *     { ...session, day: 60, evaluationDay: 100, viablePercent: 75 },
 *   ],
 * });
 * result.refractory; // => true
 * result.day; // => 100
 * result.reasons[0].criterion; // => "insufficient-response"
 * ```
 *
 * @see Kudo M et al. (2014) https://doi.org/10.1159/000367726
 */
export function taceRefractoriness(history: TaceHistory): TaceRefractoriness {
  checkOptions("taceRefractoriness", history, ["sessions", "vascularInvasionDay", "extrahepaticSpreadDay"]);
  if (!Array.isArray(history.sessions)) {
    throw new InputError("option", "there is no list of sessions: give { sessions: [...] }", { column: "sessions" });
  }
  const sessions = [...(history.sessions as readonly TaceSession[])].sort((a, b) => a.day - b.day);
  for (const [i, session] of sessions.entries()) checkSession(session, sessions[i - 1]);
  const reasons: TaceReason[] = [];
  const add = (criterion: TaceCriterion, day: number | null | undefined, text: string): void => {
    if (day !== null && day !== undefined) reasons.push({ criterion, day, text });
  };
  const twice = (holds: (session: TaceSession) => boolean): TaceSession | undefined =>
    sessions.find((session, i) => i > 0 && holds(session) && holds(sessions[i - 1]!));
  const dayOf = (session: TaceSession | undefined): number | null => session?.evaluationDay ?? session?.day ?? null;
  const poor = twice(({ viablePercent }) => viablePercent !== null && viablePercent > 50);
  add(
    "insufficient-response",
    dayOf(poor),
    `more than 50 % of the treated tumors viable after two consecutive sessions, the second on day ${poor?.day}`,
  );
  const more = twice(({ moreTumors }) => moreTumors === true);
  add(
    "progression-in-liver",
    dayOf(more),
    `more tumors after two consecutive sessions, the second on day ${more?.day}`,
  );
  const rising = sessions.find(({ markersRise }) => markersRise === true);
  add("marker-rise", dayOf(rising), `tumor markers rose on after the session of day ${rising?.day}`);
  add("vascular-invasion", history.vascularInvasionDay, "vascular invasion appeared");
  add("extrahepatic-spread", history.extrahepaticSpreadDay, "extrahepatic spread appeared");
  reasons.sort((a, b) => a.day - b.day);
  return {
    kind: "tace-refractoriness",
    version: 1,
    refractory: reasons.length > 0,
    day: reasons[0]?.day ?? null,
    reasons,
    warnings: sessions.flatMap(warningsOf),
  };
}

function checkSession(session: TaceSession, before: TaceSession | undefined): void {
  const fail = (column: string, text: string): never => {
    throw new InputError("option", `the session of day ${String(session?.day)}: ${text}`, { column });
  };
  const { day, evaluationDay, viablePercent } = session;
  if (typeof day !== "number" || !Number.isFinite(day)) fail("day", "give a number of days");
  if (day === before?.day) fail("day", "there are two on this day, keep one");
  if (evaluationDay !== null && !(Number.isFinite(evaluationDay) && evaluationDay >= day)) {
    fail("evaluationDay", `evaluationDay is ${evaluationDay}: give a day from the session on, or null`);
  }
  if (viablePercent !== null && !(viablePercent >= 0 && viablePercent <= 100)) {
    fail("viablePercent", `viablePercent is ${viablePercent}: give 0 to 100, or null`);
  }
  for (const name of ["moreTumors", "markersRise", "selective"] as const) {
    const value = session[name];
    if (typeof value === "boolean" || (value === null && name !== "selective")) continue;
    fail(name, `${name} is ${String(value)}: give true or false${name === "selective" ? "" : ", or null"}`);
  }
}

function warningsOf({ day, evaluationDay, selective, viablePercent, moreTumors }: TaceSession): Warning[] {
  const warnings: Warning[] = [];
  if (!selective) {
    warnings.push({
      code: "inadequate-session",
      message: `the session of day ${day} was not selective: the criteria ask for adequate selective sessions`,
    });
  }
  if (evaluationDay !== null && (evaluationDay - day < EARLIEST || evaluationDay - day > LATEST)) {
    warnings.push({
      code: "evaluation-time",
      message: `the session of day ${day} was evaluated after ${evaluationDay - day} days: the criteria ask for 1 to 3 months`,
    });
  }
  if (viablePercent === null && moreTumors === null) {
    warnings.push({
      code: "not-evaluated",
      message: `the session of day ${day} has no response: it interrupts what has to be consecutive`,
    });
  }
  return warnings;
}
