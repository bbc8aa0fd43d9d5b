import { checkOptions, InputError, type RowOf } from "@hcc/data";
import { diameterValues } from "./internal/adam-diameters.js";
import { criteriaLabel } from "./internal/adam-names.js";
import { ADAM_OPTIONS, type AdamOptions, readAdam } from "./internal/adam-timing.js";
import { assessSeries } from "./internal/engine.js";
import { isProduct } from "./internal/lesion.js";
import { readAssessment } from "./internal/read-assessment.js";
import { MEASUREMENT_CHANNELS, type MeasurementSpec, patientsOf } from "./internal/read-measurements.js";
import { seriesOf } from "./internal/series.js";
import type { AssessmentSpec } from "./types.js";

/** Specification of `toAdtr`: that of `assessResponses`, and what identifies the rows. */
export interface AdtrSpec<Row> extends Omit<AssessmentSpec, "trace">, MeasurementSpec<Row>, AdamOptions {}

/** A row of ADTR; null = missing. */
export interface AdtrRow {
  readonly STUDYID: string;
  readonly USUBJID: string;
  /** Sequence within the patient, from 1. */
  readonly ASEQ: number;
  /** SDIAM, LDIAM1, LDIAM2, ... or NLDIAM1, ...: the number is that of the target lesion. */
  readonly PARAMCD: string;
  readonly PARAM: string;
  readonly PARCAT1: "Target Lesion(s)";
  /** Evaluator. */
  readonly PARCAT2: string;
  /** Criteria, as in ADRS. */
  readonly PARCAT3: string;
  readonly AVISIT: string;
  readonly AVISITN: number;
  /** Date "yyyy-mm-dd", or the day number where no reference date was given. */
  readonly ADT: string | number;
  readonly ADY: number | null;
  /** Diameter as it counts; of SDIAM the sum of the lesions that were measured, null when none was. */
  readonly AVAL: number | null;
  readonly AVALU: "mm";
  /** AVAL at baseline. */
  readonly BASE: number;
  /** AVAL - BASE after baseline; null where a lesion was not measured. */
  readonly CHG: number | null;
  /** 100 CHG / BASE. */
  readonly PCHG: number | null;
  /** SDIAM: smallest sum before this visit that had all lesions; null at baseline. */
  readonly NADIR: number | null;
  /** AVAL - NADIR; null where a lesion was not measured. */
  readonly CHGNAD: number | null;
  /** 100 CHGNAD / NADIR; null also where NADIR is 0. */
  readonly PCHGNAD: number | null;
  /** "Y": baseline. */
  readonly ABLFL: "Y" | null;
  /** "Y": every expected lesion was measured. */
  readonly ANL01FL: "Y" | null;
  /** SDIAM: complete response of the target lesions at this visit. */
  readonly CRFL: "Y" | null;
  /** SDIAM: complete response of the target lesions at an earlier visit, after which any viable tumor is progression. */
  readonly CRNFL: "Y" | null;
  /** SDIAM: progression of the target lesions at this visit (of the patient: OVR of ADRS). */
  readonly PDFL: "Y" | null;
  /** Identifier of the lesion; null for the sum. */
  readonly TRLNKID: string | null;
  /** Where the lesion is, in capitals: LIVER, LYMPH NODE, LUNG, ... */
  readonly TULOC: string | null;
  /** Lesions expected, and those measured. */
  readonly LSEXP: string;
  readonly LSASS: string | null;
}

/**
 * Rows of an ADaM data set ADTR (tumor results): every diameter of the target lesions, and their sum with its nadir.
 *
 * One record for each patient, parameter and visit, the baseline included. SDIAM is the sum, LDIAMn the longest diameter of target
 * lesion n as it counts (viable in the liver under mRECIST, else total; 0 without viable tumor or when merged into another; 5 when
 * too small), NLDIAMn the short axis where lesion n is a lymph node. Lesions are numbered in the order of their identifiers,
 * TRLNKID.
 *
 * A visit at which lesions were not measured keeps the sum of the others as AVAL, as in R's `admiralonco`, but is not flagged
 * (ANL01FL, compare LSEXP and LSASS) and has no changes; without any measured lesion AVAL is null, not 0. NADIR, and CRFL, CRNFL
 * and PDFL, are those of `assessResponses` with the same criteria and options.
 *
 * What ADTR does not hold: non-target lesions, tumor thrombi and new lesions, so patients without target lesions have no rows (MDIS
 * of ADRS is N). Criteria that sum products ("easl", "who") have no sum of diameters and are refused.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per lesion and visit, as `assessResponses` takes.
 * @throws InputError as `assessResponses` and `toAdrs`, and for criteria of products.
 *
 * @example
 * ```ts
 * import { toAdtr } from "@hcc/mrecist";
 * const rows = [40, 26, 33].map((mm, i) => ({ id: "P1", day: 56 * i, lesion: "T1", role: "target" as const, mm }));
 * const adtr = toAdtr(rows, {
 *   patient: "id", day: "day", lesion: "lesion", role: "role", viable: "mm", criteria: "mrecist",
 *   studyId: "HCC-1", referenceDate: "2021-03-01",
 * });
 * const sums = adtr.filter((row) => row.PARAMCD === "SDIAM");
 * sums.map(({ ADT, AVAL }) => `${ADT} ${AVAL}`); // => ["2021-03-01 40", "2021-04-26 26", "2021-06-21 33"]
 * const { BASE, CHG, PCHG, NADIR, CHGNAD, PDFL } = sums[2]!;
 * [BASE, CHG, PCHG, NADIR, CHGNAD, PDFL]; // => [40, -7, -17.5, 26, 7, "Y"]
 * ```
 *
 * @see CDISC ADaM Basic Data Structure; `admiralonco` of R, https://pharmaverse.github.io/admiralonco/
 */
export function toAdtr<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: AdtrSpec<RowOf<Data>>,
): readonly AdtrRow[] {
  checkOptions("toAdtr", spec, [...MEASUREMENT_CHANNELS, "criteria", "options", "strict", ...ADAM_OPTIONS]);
  const assessment = { ...readAssessment(spec), trace: false };
  const { rules } = assessment;
  if (isProduct(rules.measure)) {
    throw new InputError("option", `criteria "${rules.name}" sum products, ADTR holds sums of diameters: give others`, {
      column: "criteria",
    });
  }
  const { STUDYID, evaluator, timing } = readAdam(spec);
  const adtr: AdtrRow[] = [];
  for (const { patient, measurements, rows, deathDay } of patientsOf(data, spec, rules)) {
    const series = seriesOf(patient, measurements, rows, rules, deathDay);
    const response = assessSeries(series, measurements, assessment);
    const targets = series.lesions.filter(({ role }) => role === "target");
    const times = timing(patient, series.days);
    for (const [i, value] of diameterValues(response, targets, evaluator).entries()) {
      const { at, PARAMCD, PARAM, AVAL, ...rest } = value;
      const { AVISIT, AVISITN, ADT, ADY } = times[at]!;
      adtr.push({
        STUDYID,
        USUBJID: patient,
        ASEQ: i + 1,
        PARAMCD,
        PARAM,
        PARCAT1: "Target Lesion(s)",
        PARCAT2: evaluator,
        PARCAT3: criteriaLabel(response.criteria),
        AVISIT,
        AVISITN,
        ADT,
        ADY,
        AVAL,
        AVALU: "mm",
        ...rest,
      });
    }
  }
  return adtr;
}
