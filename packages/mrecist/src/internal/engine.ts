import type {
  ByComponent,
  Measurement,
  NewLesion,
  PatientResponse,
  ResolvedOptions,
  ResponseVisit,
  TumorResponse,
} from "../types.js";
import { courseWarnings } from "./course-warnings.js";
import { assessDisease, type DiseaseVisit } from "./disease.js";
import { type CourseFacts, explainCourse } from "./explain-course.js";
import { immuneCourse } from "./immune.js";
import { immuneInputs } from "./immune-inputs.js";
import { isExtrahepatic, type Lesion, type Series } from "./lesion.js";
import { type NewLesionCourse, newLesionCourses } from "./new-lesions.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { asNonTarget, joinNonTarget, overallTable, worstOf } from "./overall-table.js";
import { plusMinus, unitOf } from "./rules.js";
import { seriesOf } from "./series.js";
import { baselineSum } from "./target.js";
import { assessThrombus, baselineThrombusSum, type ThrombusVisit, thrombusGroups } from "./thrombus.js";
import { visitFlags } from "./visit-flags.js";
import { warningsOf } from "./warnings.js";

/** How a patient is assessed, checked. */
export interface Assessment {
  readonly rules: ResolvedOptions;
  readonly strict: boolean;
  readonly trace: boolean;
}

/** Assesses one patient; `rows` are the input rows of the measurements, for messages. */
export function assess(
  patient: string,
  measurements: readonly Measurement[],
  rows: ArrayLike<number>,
  deathDay: number | null,
  assessment: Assessment,
): PatientResponse {
  return assessSeries(seriesOf(patient, measurements, rows, assessment.rules, deathDay), measurements, assessment);
}

/** The same of measurements that `seriesOf` has arranged. */
export function assessSeries(
  series: Series,
  measurements: readonly Measurement[],
  { rules, strict, trace: traced }: Assessment,
): PatientResponse {
  const { patient, days, lesions } = series;
  const component = rules.thrombus === "component";
  const targets: Lesion[] = [];
  const nonTargets: Lesion[] = [];
  const thrombi: Lesion[] = [];
  for (const lesion of lesions) {
    if (lesion.role === "target") targets.push(lesion);
    else if (lesion.role === "thrombus" && component) thrombi.push(lesion);
    else if (lesion.role !== "new") nonTargets.push(lesion);
  }
  const warnings = warningsOf(series, measurements, targets, nonTargets, rules, strict);
  const courses = newLesionCourses(series, rules);
  const counted = courses.filter((course) => course.criteriaMetDay !== null);
  let newThrombusDay: number | null = null;
  for (const { group, firstDetectedDay } of counted) {
    if (group === "vascular") newThrombusDay = Math.min(newThrombusDay ?? firstDetectedDay, firstDetectedDay);
  }

  const abnormal = (visit: number): boolean =>
    rules.normalMarkerForCr && lesions.some(({ cells }) => cells[visit]?.markerNormal === false);
  const whole = assessDisease(targets, nonTargets, days, abnormal, rules);
  const hepatic = [targets.filter(inLiver), nonTargets.filter(inLiver)] as const;
  const onlyLiver = hepatic[0].length === targets.length && hepatic[1].length === nonTargets.length;
  const liver = onlyLiver ? whole : assessDisease(hepatic[0], hepatic[1], days, abnormal, rules);
  const hasLiver = hepatic[0].length + hepatic[1].length > 0;
  const groups = thrombusGroups(thrombi, rules).map((group) => assessThrombus(group, days, rules, newThrombusDay));
  const base = baselineSum(targets);
  const immune = rules.immune ? immuneCourse(immuneInputs(series, whole, counted)) : null;
  const { scale } = unitOf(rules);

  const facts: CourseFacts | null = traced
    ? {
        rules,
        base: { sum: base, day: days[0]!, targets: targets.length },
        liverBase: onlyLiver ? null : { sum: baselineSum(hepatic[0]), day: days[0]!, targets: hepatic[0].length },
        hasLiver,
        courses,
      }
    : null;

  const visits = whole.map((disease, i): ResponseVisit => {
    const day = days[i + 1]!;
    const { target, nonTarget } = disease;
    const clots = groups.length === 0 ? NONE : groups.map((group) => group[i]!);
    const thrombus = clots.length === 0 ? null : worstOf(clots.map(({ response }) => response));
    const newLesion = isDetected(counted, day, null);
    const newHepatic = isDetected(counted, day, "hepatic");
    const ofLiver = liver[i]!;
    const intrahepatic = hasLiver ? overallTable(responseOf(ofLiver), ofLiver.nonTarget, newHepatic) : null;
    const byTable = overallTable(responseOf(disease), joinNonTarget(nonTarget, asNonTarget(thrombus)), newLesion)!;
    const byWorst = !component ? byTable : newLesion ? "PD" : worstOf([disease.response, intrahepatic, thrombus])!;
    const worst = component && rules.overallRule === "worst";
    const ofImmune = immune?.[i] ?? null;
    const overall = ofImmune?.overall ?? (worst ? byWorst : byTable);
    const trace =
      facts === null
        ? NONE
        : explainCourse(facts, {
            day,
            disease,
            liver: ofLiver,
            clots,
            thrombus,
            nonTarget,
            newLesion,
            newHepatic,
            intrahepatic,
            overall,
            other: component && byTable !== byWorst ? (worst ? byTable : byWorst) : null,
            immune: ofImmune,
          });
    const sum = target === null || target.missing.length > 0 ? null : target.part;
    const nadir = target?.nadir ?? null;
    return {
      day,
      target: responseOf(disease),
      nonTarget,
      newLesion,
      thrombus,
      intrahepatic,
      overall,
      immune: ofImmune?.response ?? null,
      sum: sum === null ? null : sum / scale,
      nadir: nadir === null ? null : nadir / scale,
      nadirDay: target?.nadirDay ?? null,
      percentFromBaseline: sum === null ? null : plusMinus(sum, base!),
      percentFromNadir: sum === null || nadir === null || nadir === 0 ? null : plusMinus(sum, nadir),
      thrombusSum: sumOf(clots),
      flags: visitFlags(series, i + 1, disease, clots, courses),
      trace,
    };
  });

  const outcome = (of: (visit: ResponseVisit) => TumorResponse): Outcome => outcomeOf(visits.map(of), days, rules);
  const overall = outcome((visit) => visit.overall);
  const intrahepatic = hasLiver ? outcome((visit) => visit.intrahepatic!) : null;
  const thrombus = thrombi.length > 0 ? outcome((visit) => visit.thrombus!) : null;
  const by = <Key extends keyof Outcome>(key: Key): ByComponent<Outcome[Key]> => ({
    overall: overall[key],
    intrahepatic: intrahepatic?.[key] ?? null,
    thrombus: thrombus?.[key] ?? null,
  });
  if (!rules.immune) warnings.push(...courseWarnings(visits));
  const thrombusSum = baselineThrombusSum(thrombi);
  return {
    kind: "response",
    version: 1,
    patient,
    criteria: rules.name,
    options: rules,
    baseline: {
      day: days[0]!,
      targets: idsOf(targets),
      nonTargets: idsOf(nonTargets),
      thrombi: idsOf(thrombi),
      sum: base === null ? null : base / scale,
      thrombusSum: thrombusSum === null ? null : thrombusSum / 10,
    },
    visits,
    newLesions: courses.length === 0 ? NONE : courses.map(newLesionOf),
    best: by("best"),
    firstProgressionDay: by("firstProgressionDay"),
    lastAssessmentDay: by("lastAssessmentDay"),
    warnings: warnings.length === 0 ? NONE : warnings,
  };
}

// Shared by the results of all patients.
const NONE: readonly never[] = Object.freeze([]);

const idsOf = (lesions: readonly Lesion[]): readonly string[] =>
  lesions.length === 0 ? NONE : lesions.map(({ id }) => id);
const newLesionOf = ({ lesion, site, firstDetectedDay, criteriaMetDay, rule }: NewLesionCourse): NewLesion => ({
  lesion,
  site,
  firstDetectedDay,
  criteriaMetDay,
  rule,
});
const inLiver = (lesion: Lesion): boolean => !isExtrahepatic(lesion.site);
const responseOf = ({ target }: DiseaseVisit): TumorResponse | null => target?.response ?? null;

/** Whether a new lesion that counts, of this group or of any, had been seen by that day. */
function isDetected(counted: readonly NewLesionCourse[], day: number, group: NewLesionCourse["group"] | null): boolean {
  for (const course of counted) {
    if (course.firstDetectedDay <= day && (group === null || course.group === group)) return true;
  }
  return false;
}

/** Sum of the thrombi in mm; null without any, or where one was not measured. */
function sumOf(clots: readonly ThrombusVisit[]): number | null {
  if (clots.length === 0) return null;
  let sum = 0;
  for (const clot of clots) {
    if (clot.sum === null) return null;
    sum += clot.sum;
  }
  return sum / 10;
}
