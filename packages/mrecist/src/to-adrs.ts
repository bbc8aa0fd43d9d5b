import { checkOptions, InputError } from "@hcc/data";
import { criteriaLabel } from "./internal/adam-names.js";
import { responseValues } from "./internal/adam-response.js";
import { ADAM_OPTIONS, type AdamOptions, type AdamTiming, readAdam } from "./internal/adam-timing.js";
import type { PatientResponse } from "./types.js";

/** A row of ADRS; null = missing. */
export interface AdrsRow {
  readonly STUDYID: string;
  readonly USUBJID: string;
  /** Sequence within the patient, from 1. */
  readonly ASEQ: number;
  readonly PARAMCD: string;
  readonly PARAM: string;
  readonly PARCAT1: "Tumor Response";
  /** Evaluator. */
  readonly PARCAT2: string;
  /** Criteria: MRECIST, RECIST 1.1, EASL, iRECIST, TKI-I, WHO, or the name of a profile of your own. */
  readonly PARCAT3: string;
  readonly AVISIT: string | null;
  readonly AVISITN: number | null;
  /** Date "yyyy-mm-dd", or the day number where no reference date was given. */
  readonly ADT: string | number | null;
  readonly ADY: number | null;
  readonly AVALC: string | null;
  readonly AVAL: number | null;
  /** "Y": the record is used in analyses. */
  readonly ANL01FL: "Y";
  /** "Y": a record of a visit up to the first PD, which counts for the best response. */
  readonly ANL02FL: "Y" | null;
}

/**
 * Rows of an ADaM data set ADRS (tumor response) from results of `assessResponses`.
 *
 * One record for each patient, parameter and visit. By visit: OVR (overall response), OVRIH (of the liver), OVRTHR (of the
 * thrombus), and the responses that SDTM RS has under the same names: TRGRESP (target), NTRGRESP (non-target, whose persistence
 * is NON-CR/NON-PD: the IR/SD of mRECIST), NEWLPROG (new lesion, Y or N); IOVR is the response of iRECIST. Once a patient: PD, RSP
 * (CR or PR before PD), CB (clinical benefit: response, or SD or NON-CR/NON-PD after `minSdDays`), BOR, BCP (BOR is CR or PR),
 * LSTA (last assessment that is not NE; the baseline when there is none), each also with IH and THR for the parts, and MDIS
 * (target lesion at baseline). Y is dated on the first day it holds, BOR on the first visit with that response; N and MISSING have no
 * date. Where the rules ask for confirmation, RSP, CB, BOR and BCP are without it, and CRSP, CCB, CBOR and CBCP with it: CBOR is
 * then `best` of the result.
 *
 * Durations count from the baseline visit, as in the results; `admiralonco` counts those of stable disease from the reference date.
 *
 * AVAL is 1 CR, 2 PR, 3 SD, 4 NON-CR/NON-PD, 5 PD, 6 NE, 7 MISSING, and 1 or 0 for Y and N, as `aval_resp` and `yn_to_numeric`
 * of R's `admiral`. ADaM has one PARAM for a PARAMCD: rows of a second evaluator belong in another data set, or need other PARAMCD.
 *
 * @param responses results of `assessResponses`; a patient once.
 * @throws InputError for a patient without identifier or reference date or who occurs twice, a visit before the reference date, a
 * day that is not whole, and visits of which two have one name and different numbers.
 *
 * @example
 * ```ts
 * import { assessResponses, toAdrs } from "@hcc/mrecist";
 * const rows = [40, 26, 50].map((mm, i) => ({ id: "P1", day: 56 * i, lesion: "T1", role: "target" as const, mm }));
 * const responses = assessResponses(rows, {
 *   patient: "id", day: "day", lesion: "lesion", role: "role", viable: "mm", criteria: "mrecist",
 * });
 * const adrs = toAdrs(responses, { studyId: "HCC-1", referenceDate: { P1: "2021-03-01" } });
 * const ovr = adrs.filter((row) => row.PARAMCD === "OVR");
 * ovr.map(({ ADT, ADY, AVALC, AVAL }) => [ADT, ADY, AVALC, AVAL]); // => [["2021-04-26", 57, "PR", 2], ["2021-06-21", 113, "PD", 5]]
 * const [first] = ovr;
 * [first!.AVISIT, first!.PARAM]; // => ["FOLLOW-UP 1", "Overall Response by Investigator"]
 * const bor = adrs.find((row) => row.PARAMCD === "BOR")!;
 * [bor.AVALC, bor.ADT]; // => ["PR", "2021-04-26"]
 * ```
 *
 * @see CDISC ADaM Basic Data Structure; `admiralonco` of R, https://pharmaverse.github.io/admiralonco/
 */
export function toAdrs(responses: Iterable<PatientResponse>, options: AdamOptions): readonly AdrsRow[] {
  checkOptions("toAdrs", options, ADAM_OPTIONS);
  const { STUDYID, evaluator, timing } = readAdam(options);
  const seen = new Set<string>();
  return Array.from(responses).flatMap((response, row) => {
    const { patient, baseline, visits } = response;
    if (seen.has(patient)) {
      throw new InputError("duplicate", `patient "${patient}" occurs twice: make the rows of each criteria apart`, {
        column: "patient",
        row,
      });
    }
    seen.add(patient);
    const times = timing(patient, [baseline.day, ...visits.map(({ day }) => day)]);
    return responseValues(response, evaluator).map(({ PARAMCD, PARAM, AVALC, AVAL, ANL02FL, at }, i): AdrsRow => {
      const { AVISIT, AVISITN, ADT, ADY }: Nullable<AdamTiming> = at === null ? NOWHERE : times[at]!;
      return {
        STUDYID,
        USUBJID: patient,
        ASEQ: i + 1,
        PARAMCD,
        PARAM,
        PARCAT1: "Tumor Response",
        PARCAT2: evaluator,
        PARCAT3: criteriaLabel(response.criteria),
        AVISIT,
        AVISITN,
        ADT,
        ADY,
        AVALC,
        AVAL,
        ANL01FL: "Y",
        ANL02FL,
      };
    });
  });
}

type Nullable<T> = { readonly [Key in keyof T]: T[Key] | null };

const NOWHERE: Nullable<AdamTiming> = { AVISIT: null, AVISITN: null, ADT: null, ADY: null };
