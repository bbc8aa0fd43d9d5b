import type { CoxScreen, SubgroupHazardRatios } from "@hcc/cox";
import { InputError } from "@hcc/data";
import type { ResponseRates } from "@hcc/mrecist";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { analyseBaseline, type BaselineResult } from "./analysis/baseline.js";
import { ARMS, ofArm } from "./analysis/characteristics.js";
import { analyseCourses, type PatientCourse } from "./analysis/courses.js";
import { analyseCriteria, type CriteriaResult } from "./analysis/criteria.js";
import { analyseDurations, type DurationResult } from "./analysis/durations.js";
import { analyseEndpoints, type EndpointResult } from "./analysis/endpoints.js";
import { analyseExposure, type ExposureResult } from "./analysis/exposure.js";
import { analyseFlow, type FlowResult } from "./analysis/flow.js";
import { analyseMatching, type MatchingResult } from "./analysis/matching.js";
import { analyseMeasurement, type MeasurementResult } from "./analysis/measurement.js";
import { analyseMilestones, type MilestoneResult } from "./analysis/milestones.js";
import { analysePaired, type PairedResult } from "./analysis/paired.js";
import { buildCohort, type Cohort, type StudyPatient } from "./analysis/patients.js";
import { analyseProgression, type ProgressionResult } from "./analysis/progression.js";
import { analyseRegression, analyseSubgroups } from "./analysis/regression.js";
import { analyseResponse } from "./analysis/response.js";
import { analyseSafety, type SafetyResult } from "./analysis/safety.js";
import { analyseSafetyRates, type SafetyRateResult } from "./analysis/safety-rates.js";
import { analyseSensitivity, type SensitivityResult } from "./analysis/sensitivity.js";
import { analyseTraced, type TracedPatient } from "./analysis/traced.js";
import { analyseWeighting, type WeightingResult } from "./analysis/weighting.js";
import type { StudyRecords } from "./records/types.js";

/** What is analysed alike in the total and in the matched cohort; arms in the order TKI-I, TKI. */
export interface CohortResult {
  readonly n: readonly number[];
  readonly baseline: readonly BaselineResult[];
  readonly exposure: ExposureResult;
  readonly endpoints: readonly EndpointResult[];
  readonly milestones: readonly MilestoneResult[];
  readonly progression: ProgressionResult;
  readonly response: readonly ResponseRates[];
}

/** The whole study. Plain data: it survives `toJson` and `fromJson`. */
export interface Study {
  readonly flow: FlowResult;
  readonly reasons: Cohort["reasons"];
  readonly total: CohortResult;
  readonly matching: MatchingResult;
  readonly matched: CohortResult & {
    readonly regression: { readonly os: CoxScreen; readonly overall: CoxScreen };
    readonly subgroups: SubgroupHazardRatios;
  };
  readonly paired: PairedResult;
  readonly weighting: WeightingResult;
  readonly sensitivity: SensitivityResult;
  readonly safety: SafetyResult;
  readonly safetyRates: SafetyRateResult;
  readonly durations: { readonly total: DurationResult; readonly matched: DurationResult };
  /** Of the matched cohort. */
  readonly criteria: CriteriaResult;
  /** Of the matched cohort. */
  readonly measurement: MeasurementResult;
  /** What the figures of response show, a row per included patient. */
  readonly courses: readonly PatientCourse[];
  /** One patient of each arm, judged visit by visit. */
  readonly traced: readonly TracedPatient[];
}

/** Seed of the simulated file orders in the comparison of matching algorithms; nothing else is random. */
export const SEED = 20211231;

/**
 * Runs the whole analysis on validated records. Pure: the same records give the same bits, in Node and in a browser.
 *
 * @param progress called with the name of each step before it starts.
 * @param publishedPairs a printed number of pairs, to be placed among those of the algorithms.
 */
export function runStudy(
  records: StudyRecords,
  progress: (step: string) => void = () => {},
  publishedPairs: number | null = null,
): Study {
  progress("Responses and endpoints from the records");
  const { patients, reasons } = buildCohort(records);
  for (const arm of ARMS) {
    if (ofArm(patients, arm).length === 0) {
      throw new InputError("too-few-groups", `no included patient has the arm "${arm}": the study compares two arms`, {
        column: "arm",
      });
    }
  }
  progress("Total cohort: baseline, exposure, survival, response");
  const total = analyseCohort(patients);
  progress("Propensity score, matching, balance");
  const generator = xoroshiro128plus(SEED);
  const matching = analyseMatching(patients, () => uniformFloat64(generator), publishedPairs);
  const isMatched = (row: number): boolean => matching.matching.weights[row]! > 0;
  const pairs = patients.filter((_, row) => isMatched(row));
  if (pairs.length === 0) {
    throw new InputError("too-few-groups", "no patient found a partner within the caliper: there is no matched cohort");
  }
  progress("Matched cohort: baseline, exposure, survival, response");
  const matched = analyseCohort(pairs);
  progress("Matched cohort: Cox regressions and subgroups");
  const regression = { os: analyseRegression(pairs, "os"), overall: analyseRegression(pairs, "overall") };
  const subgroups = analyseSubgroups(pairs, "os");
  progress("Paired and weighted analyses, sensitivity");
  const paired = analysePaired(patients, matching.matching);
  const weighting = analyseWeighting(patients, matching);
  const sensitivity = analyseSensitivity(patients, matching, paired, weighting);
  progress("Adverse events");
  const safety = analyseSafety(patients, records.adverseEvents);
  const safetyRates = analyseSafetyRates(patients, records.adverseEvents);
  progress("Response by other criteria, its duration");
  const { cutOffDate, imaging } = records;
  const durations = { total: analyseDurations(patients, cutOffDate), matched: analyseDurations(pairs, cutOffDate) };
  const criteria = analyseCriteria(pairs, imaging);
  progress("Response with errors of measurement");
  const measurement = analyseMeasurement(pairs, imaging);
  progress("One patient of each arm, visit by visit");
  const traced = analyseTraced(patients, imaging);
  return {
    flow: analyseFlow(records),
    reasons,
    total,
    matching,
    matched: { ...matched, regression, subgroups },
    paired,
    weighting,
    sensitivity,
    safety,
    safetyRates,
    durations,
    criteria,
    measurement,
    courses: analyseCourses(patients, imaging, isMatched),
    traced,
  };
}

function analyseCohort(patients: readonly StudyPatient[]): CohortResult {
  return {
    n: ARMS.map((arm) => ofArm(patients, arm).length),
    baseline: analyseBaseline(patients),
    exposure: analyseExposure(patients),
    endpoints: analyseEndpoints(patients),
    milestones: analyseMilestones(patients),
    progression: analyseProgression(patients),
    response: analyseResponse(patients),
  };
}
