import { checkLevel, checkOptions, InputError, oneOf } from "@hcc/data";
import { type Kappa, kappa, type McNemar, mcNemar } from "@hcc/stats";
import { BEST_RESPONSES, isObjective } from "./internal/responses.js";
import type { BestResponse, PatientResponse } from "./types.js";

/** Options of `responseAgreement`. */
export interface ResponseAgreementOptions {
  /** Which best response is compared. Default "overall". */
  readonly component?: "overall" | "intrahepatic" | "thrombus";
  /** Names of the two, for tables. Default: the names of the criteria, or "first" and "second". */
  readonly names?: readonly [string, string];
  /** Weights of kappa over the categories in their order. Default "none". */
  readonly weights?: "none" | "linear" | "quadratic";
  /** Confidence level of the intervals. Default 0.95. */
  readonly level?: number;
}

/** Patients who have another best response. */
export interface DiscordantResponse {
  readonly patient: string;
  readonly first: BestResponse;
  readonly second: BestResponse;
}

/** What is compared of a result of `assessResponses` or `fromAdrs`. */
export type JudgedPatient = Pick<PatientResponse, "patient" | "criteria" | "best">;

/** Result of `responseAgreement`. */
export interface ResponseAgreement {
  readonly kind: "response-agreement";
  readonly version: 1;
  readonly component: "overall" | "intrahepatic" | "thrombus";
  readonly names: readonly [string, string];
  /** Patients with the component in both. */
  readonly n: number;
  /** Categories that occur, from CR to MISSING. */
  readonly categories: readonly BestResponse[];
  /** Patients by the first (rows) and the second (columns). */
  readonly table: readonly (readonly number[])[];
  readonly agreed: number;
  /** Sorted by patient. */
  readonly discordant: readonly DiscordantResponse[];
  /** Of the categories; null where only one occurs. */
  readonly kappa: Kappa | null;
  /** Objective response (CR, PR) or not; null where one of them has only one of both. */
  readonly objectiveResponse: {
    /** Rows: response by the first, yes and no; columns: by the second. */
    readonly table: readonly [readonly [number, number], readonly [number, number]];
    readonly kappa: Kappa | null;
    readonly mcNemar: McNemar;
  };
  /** Patients who are in one only, or have the component in one only. */
  readonly unpaired: readonly string[];
}

/**
 * Agreement of the best responses of the same patients by two sets of criteria, or by two readers: cross-table, kappa, and the
 * patients on whom they differ.
 *
 * Kappa and its interval are those of `kappa` of `@hcc/stats`; for objective response (CR or PR) also McNemar's test. In R:
 * `vcd::Kappa`, `mcnemar.test`.
 *
 * @param first results of `assessResponses` or `fromAdrs`.
 * @param second the same patients, judged otherwise; in any order.
 * @throws InputError for a patient who occurs twice, and no common patient.
 *
 * @example
 * ```ts
 * import { assessResponses, responseAgreement } from "@hcc/mrecist";
 * const rows = [
 *   { id: "P1", day: 0, lesion: "T1", role: "target" as const, viable: 40, total: 40 },
 *   { id: "P1", day: 56, lesion: "T1", role: "target" as const, viable: 10, total: 38 },
 *   { id: "P2", day: 0, lesion: "T1", role: "target" as const, viable: 50, total: 50 },
 *   { id: "P2", day: 56, lesion: "T1", role: "target" as const, viable: 48, total: 50 },
 * ];
 * const by = (criteria: "mrecist" | "recist-1.1") =>
 *   assessResponses(rows, {
 *     patient: "id", day: "day", lesion: "lesion", role: "role", viable: "viable", total: "total", criteria,
 *   });
 * const agreement = responseAgreement(by("mrecist"), by("recist-1.1"));
 * agreement.categories; // => ["PR", "SD"]
 * agreement.table; // => [[0, 1], [0, 1]]
 * agreement.discordant; // => [{ patient: "P1", first: "PR", second: "SD" }]
 * ```
 *
 * @see Cohen J. Educ Psychol Meas 1960;20:37-46. https://doi.org/10.1177/001316446002000104
 */
export function responseAgreement(
  first: readonly JudgedPatient[],
  second: readonly JudgedPatient[],
  options: ResponseAgreementOptions = {},
): ResponseAgreement {
  checkOptions("responseAgreement", options, ["component", "names", "weights", "level"]);
  const component = oneOf("component", options.component, ["overall", "intrahepatic", "thrombus"], "overall");
  const { weights = "none", level = 0.95 } = options;
  checkLevel(level);
  const a = bestByPatient(first, component, "first");
  const b = bestByPatient(second, component, "second");
  const paired = [...a.keys()].filter((patient) => b.has(patient)).sort();
  if (paired.length === 0) {
    throw new InputError("empty-data", "no patient has the component in both: give the same patients judged twice");
  }
  const unpaired = [...a.keys(), ...b.keys()].filter((patient) => !(a.has(patient) && b.has(patient))).sort();
  const pairs = paired.map((patient) => ({ patient, first: a.get(patient)!, second: b.get(patient)! }));
  const categories = BEST_RESPONSES.filter((response) =>
    pairs.some((it) => it.first === response || it.second === response),
  );
  const count = (yes: (pair: DiscordantResponse) => boolean): number => pairs.filter(yes).length;
  const table = categories.map((row) =>
    categories.map((column) => count((it) => it.first === row && it.second === column)),
  );
  const objective = (x: boolean, y: boolean): number =>
    count((it) => isObjective(it.first) === x && isObjective(it.second) === y);
  const responses = [
    [objective(true, true), objective(true, false)],
    [objective(false, true), objective(false, false)],
  ] as const;
  const names = options.names ?? [first[0]?.criteria ?? "first", second[0]?.criteria ?? "second"];
  return {
    kind: "response-agreement",
    version: 1,
    component,
    names: names[0] === names[1] ? ["first", "second"] : [names[0], names[1]],
    n: pairs.length,
    categories,
    table,
    agreed: count((it) => it.first === it.second),
    discordant: pairs.filter((it) => it.first !== it.second),
    kappa: categories.length < 2 ? null : kappa(table, { weights, level }),
    objectiveResponse: {
      table: responses,
      kappa: kappa(responses, { level }),
      mcNemar: mcNemar(responses),
    },
    unpaired,
  };
}

function bestByPatient(
  responses: readonly JudgedPatient[],
  component: "overall" | "intrahepatic" | "thrombus",
  name: string,
): Map<string, BestResponse> {
  const best = new Map<string, BestResponse>();
  const seen = new Set<string>();
  responses.forEach(({ patient, best: of }, row) => {
    if (seen.has(patient)) {
      throw new InputError("duplicate", `patient "${patient}" occurs twice in ${name}: keep one result a patient`, {
        column: "patient",
        row,
      });
    }
    seen.add(patient);
    const response = of[component];
    if (response !== null) best.set(patient, response);
  });
  return best;
}
