import { checkOptions, InputError, oneOf } from "@hcc/data";
import { byPatient, dayReader, readRecords } from "./internal/adam-read.js";
import { patientOf } from "./internal/adam-visits.js";
import type { BestResponse, ByComponent, NonTargetResponse, TumorResponse } from "./types.js";

/** Options of `fromAdrs`. */
export interface FromAdrsOptions {
  /** Whether best responses are those of CBOR, with confirmation, instead of BOR. Default false. */
  readonly confirmed?: boolean;
  /** Variable that gives the days. Default "ADT": dates are counted from 1970-01-01; "ADY": day 0 is the reference date. */
  readonly day?: "ADT" | "ADY";
  /** PARAMCD of rows to leave out. */
  readonly ignore?: readonly string[];
}

/** Responses of a visit; null = not in the rows. */
export interface AdrsVisit {
  readonly day: number;
  readonly AVISIT: string | null;
  readonly target: TumorResponse | null;
  readonly nonTarget: NonTargetResponse | null;
  readonly newLesion: boolean | null;
  readonly thrombus: TumorResponse | null;
  readonly intrahepatic: TumorResponse | null;
  readonly overall: TumorResponse | null;
}

/** Responses of a patient in ADRS. Fields have the names of `PatientResponse`. */
export interface AdrsPatient {
  readonly kind: "adrs-patient";
  readonly version: 1;
  readonly patient: string;
  /** PARCAT3 and PARCAT2. */
  readonly criteria: string;
  readonly evaluator: string | null;
  /** Visits after baseline in order of time. */
  readonly visits: readonly AdrsVisit[];
  /** BOR, or CBOR; of a part null where the patient has none. */
  readonly best: ByComponent<BestResponse>;
  /** Day of PD "Y"; null = none, or no row PD. */
  readonly firstProgressionDay: ByComponent<number | null>;
  /** Day of LSTA; null = no row. */
  readonly lastAssessmentDay: ByComponent<number | null>;
  /** MDIS; null = no row. */
  readonly measurable: boolean | null;
}

/**
 * Responses of patients from rows of an ADaM data set ADRS: what `toAdrs` wrote, or another program.
 *
 * Read are OVR, TRGRESP, NTRGRESP, NEWLPROG, PD, LSTA, BOR or CBOR and MDIS, and the parts IH (liver) and THR (thrombus) of them. The other
 * parameters of `toAdrs` and DEATH follow from these or are no response, and are passed over; any other is refused unless `ignore`
 * names it. Values are those of AVALC. Records of a visit that has ANL01FL without "Y" are left out: of several assessments on a day it
 * marks the one that counts. The results go into `responseRates`, `responseAgreement`, and as rows into `timeToEvent` of
 * `@hcc/survival`.
 *
 * Nothing is derived: a patient needs a row BOR (CBOR), and a PD that no row tells is not looked for among the visits; but rows that
 * contradict each other, PD and the visits, are refused.
 *
 * @param rows rows with USUBJID, PARAMCD, AVALC, ADT or ADY, PARCAT3 and PARCAT2; optional AVISIT, ANL01FL. Empty text is missing.
 * @throws InputError naming patient, visit, row and variable: for another parameter or response, a missing date, a value given
 * twice, a patient without best response or with two criteria or evaluators, and a PD that is not that of the visits.
 *
 * @example
 * ```ts
 * import { fromAdrs, responseRates } from "@hcc/mrecist";
 * const row = { PARAMCD: "BOR", PARCAT2: "Investigator", PARCAT3: "MRECIST" };
 * const patients = fromAdrs([
 *   { ...row, USUBJID: "P1", AVALC: "PR", ADT: "2021-04-26" },
 *   { ...row, USUBJID: "P2", AVALC: "NE", ADT: "2021-05-02" },
 * ]);
 * patients.map(({ patient, best }) => `${patient} ${best.overall}`); // => ["P1 PR", "P2 NE"]
 * responseRates(patients).groups[0]!.orr.estimate; // => 0.5
 * ```
 *
 * @see CDISC ADaM Basic Data Structure; `admiralonco` of R, https://pharmaverse.github.io/admiralonco/
 */
export function fromAdrs(rows: Iterable<object>, options: FromAdrsOptions = {}): readonly AdrsPatient[] {
  checkOptions("fromAdrs", options, ["confirmed", "day", "ignore"]);
  const { confirmed = false, ignore = [] } = options;
  if (typeof confirmed !== "boolean") {
    throw new InputError("option", `confirmed is ${String(confirmed)}: give true or false`, { column: "confirmed" });
  }
  const variable = oneOf("day", options.day, ["ADT", "ADY"], "ADT");
  const records = readRecords("fromAdrs", rows, ignore);
  const dayOf = dayReader<object>(variable);
  return [...byPatient(records)].map(([patient, own]) => patientOf(patient, own, { confirmed, dayOf, variable }));
}
