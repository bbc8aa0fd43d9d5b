import { checkOptions, InputError, oneOf, type Warning } from "@hcc/data";
import type {
  BestResponse,
  Measurement,
  PatientResponse,
  ResolvedOptions,
  ResponseCriteria,
  ResponseFlag,
  ResponseOptions,
  ResponseVisit,
  TraceEntry,
  TumorResponse,
} from "../types.js";
import { assessDisease } from "./disease.js";
import { newLesionCourses } from "./new-lesions.js";
import { asNonTarget, joinNonTarget, overallTable, worstOf } from "./overall-table.js";
import { CITATION, entry, plusMinus } from "./rules.js";
import { isExtrahepatic, type Lesion, type Series, seriesOf, sizeAt } from "./series.js";
import { baselineSum } from "./target.js";
import { assessThrombus, baselineThrombusSum } from "./thrombus.js";

/** The options in force for a set of criteria, checked. */
export function resolveOptions(criteria: ResponseCriteria, options: ResponseOptions): ResolvedOptions {
  oneOf("criteria", criteria, ["mrecist", "recist-1.1", "tki-i"]);
  checkOptions("options", options, OPTIONS);
  const resolved: ResolvedOptions = {
    baselineDay: options.baselineDay ?? null,
    pdAbsMm: options.pdAbsMm ?? (criteria === "recist-1.1" ? 5 : 0),
    nadirIncludesBaseline: options.nadirIncludesBaseline ?? true,
    minSdDays: options.minSdDays ?? 0,
    missingAsNe: options.missingAsNe ?? false,
    overallRule: oneOf("overallRule", options.overallRule, ["mrecist-table", "worst"], "mrecist-table"),
    thrombusPdReference: oneOf("thrombusPdReference", options.thrombusPdReference, ["nadir", "baseline"], "nadir"),
    thrombusPdAbsMm: options.thrombusPdAbsMm ?? 0,
    levelReference: oneOf("levelReference", options.levelReference, ["nadir", "baseline"], "nadir"),
    blandExtension: oneOf("blandExtension", options.blandExtension, ["CR", "PD", "NE"], "CR"),
  };
  for (const name of ["pdAbsMm", "minSdDays", "thrombusPdAbsMm"] as const) {
    if (!(resolved[name] >= 0 && Number.isFinite(resolved[name]))) {
      throw new InputError("option", `${name} is ${resolved[name]}: give a number of 0 or more`, { column: name });
    }
  }
  for (const name of ["nadirIncludesBaseline", "missingAsNe"] as const) {
    if (typeof resolved[name] === "boolean") continue;
    throw new InputError("option", `${name} is ${String(resolved[name])}: give true or false`, { column: name });
  }
  const { baselineDay } = options;
  if (baselineDay !== undefined && !Number.isFinite(baselineDay)) {
    throw new InputError("option", `baselineDay is ${String(baselineDay)}: give a number, or leave it out`, {
      column: "baselineDay",
    });
  }
  return resolved;
}

const OPTIONS = [
  "baselineDay",
  "pdAbsMm",
  "nadirIncludesBaseline",
  "minSdDays",
  "missingAsNe",
  "overallRule",
  "thrombusPdReference",
  "thrombusPdAbsMm",
  "levelReference",
  "blandExtension",
] as const satisfies readonly (keyof ResponseOptions)[];

/** Assesses one patient; `rows` are the input rows of the measurements, for messages. */
export function assess(
  patient: string,
  measurements: readonly Measurement[],
  rows: ArrayLike<number>,
  criteria: ResponseCriteria,
  options: ResponseOptions,
): PatientResponse {
  const resolved = resolveOptions(criteria, options);
  const series = seriesOf(patient, measurements, rows, criteria, options);
  const { days, lesions } = series;
  const targets = lesions.filter(({ role }) => role === "target");
  const thrombi = lesions.filter(({ role }) => criteria === "tki-i" && role === "thrombus");
  const nonTargets = lesions.filter(
    ({ role }) => role === "non-target" || (criteria !== "tki-i" && role === "thrombus"),
  );
  const courses = newLesionCourses(series, criteria);
  const detected = courses.filter((course) => course.criteriaMetDay !== null);
  const newThrombusDay = detected
    .filter(({ group }) => group === "vascular")
    .reduce<number | null>(
      (day, it) => (day === null ? it.firstDetectedDay : Math.min(day, it.firstDetectedDay)),
      null,
    );

  const whole = assessDisease(targets, nonTargets, days, criteria, resolved);
  const inLiver = (lesion: Lesion): boolean => !isExtrahepatic(lesion.site);
  const hepatic = [targets.filter(inLiver), nonTargets.filter(inLiver)] as const;
  const onlyLiver = [...targets, ...nonTargets].every(inLiver);
  const liver = onlyLiver ? whole : assessDisease(hepatic[0], hepatic[1], days, criteria, resolved);
  const hasLiver = hepatic[0].length + hepatic[1].length > 0;
  const thrombus = assessThrombus(thrombi, days, resolved, newThrombusDay);
  const base = baselineSum(targets);

  const visits = days.slice(1).map((day, i): ResponseVisit => {
    const { target, nonTarget } = whole[i]!;
    const clot = thrombus[i]!;
    const seen = courses.filter((course) => course.firstDetectedDay <= day);
    const counted = seen.filter((course) => course.criteriaMetDay !== null);
    const newHepatic = counted.some(({ group }) => group === "hepatic");
    const intrahepatic = hasLiver ? overallTable(liver[i]!.target.response, liver[i]!.nonTarget, newHepatic) : null;
    const joined = joinNonTarget(nonTarget, asNonTarget(clot.response));
    const byTable = overallTable(target.response, joined, counted.length > 0)!;
    const byWorst = counted.length > 0 ? "PD" : worstOf([whole[i]!.response, intrahepatic, clot.response])!;
    const worst = criteria === "tki-i" && resolved.overallRule === "worst";
    const overall = worst ? byWorst : byTable;

    const trace: TraceEntry[] = [...whole[i]!.trace, ...clot.trace];
    for (const course of seen) {
      trace.push(
        entry("new-lesion", course.rule, course.criteriaMetDay === null ? null : "PD", course.text, course.citation, {
          referenceDay: course.firstDetectedDay,
        }),
      );
    }
    const say = (response: TumorResponse | null): string => response ?? "none";
    const yes = (value: boolean): string => (value ? "yes" : "no");
    if (!onlyLiver) {
      for (const it of liver[i]!.trace)
        trace.push({ ...it, component: "intrahepatic", text: `in the liver: ${it.text}` });
    }
    trace.push(
      entry(
        "intrahepatic",
        "intrahepatic.table",
        intrahepatic,
        hasLiver
          ? `${intrahepatic}: liver targets ${say(liver[i]!.target.response)}, liver non-targets ${say(liver[i]!.nonTarget)}, new hepatic lesion ${yes(newHepatic)}`
          : "no lesion of the liver at baseline",
        CITATION.mrecist,
      ),
    );
    const alternatives: string[] = [];
    if (criteria === "tki-i" && byTable !== byWorst) {
      alternatives.push(worst ? `by the mRECIST table: ${byTable}` : `by the worst of the components: ${byWorst}`);
    }
    trace.push(
      entry(
        "overall",
        worst ? "overall.worst" : "overall.table",
        overall,
        `${overall}: targets ${say(target.response)}, non-targets ${say(nonTarget)}, thrombus ${say(clot.response)}, new lesion ${yes(counted.length > 0)}`,
        thrombi.length > 0 ? CITATION.here : CITATION.mrecist,
        { alternatives },
      ),
    );
    const { nadir, sum } = target;
    return {
      day,
      target: target.response,
      nonTarget,
      newLesion: counted.length > 0,
      thrombus: clot.response,
      intrahepatic,
      overall,
      sum: inMm(sum),
      nadir: inMm(nadir),
      nadirDay: target.nadirDay,
      percentFromBaseline: sum === null ? null : plusMinus(sum, base!),
      percentFromNadir: sum === null || nadir === null || nadir === 0 ? null : plusMinus(sum, nadir),
      thrombusSum: inMm(clot.sum),
      flags: unique([
        ...cellFlags(series, i + 1),
        ...target.flags,
        ...clot.flags,
        ...courses.filter((it) => it.firstDetectedDay === day).flatMap(({ flags }) => flags),
      ]),
      trace,
    };
  });

  const overall = visits.map((visit) => visit.overall);
  const intrahepatic = hasLiver ? visits.map((visit) => visit.intrahepatic!) : null;
  const clots = thrombi.length > 0 ? visits.map((visit) => visit.thrombus!) : null;
  const by = <T>(
    of: (responses: readonly TumorResponse[]) => T,
  ): { overall: T; intrahepatic: T | null; thrombus: T | null } => ({
    overall: of(overall),
    intrahepatic: intrahepatic && of(intrahepatic),
    thrombus: clots && of(clots),
  });
  return {
    kind: "response",
    version: 1,
    patient,
    criteria,
    options: resolved,
    baseline: {
      day: days[0]!,
      targets: targets.map(({ id }) => id),
      nonTargets: nonTargets.map(({ id }) => id),
      thrombi: thrombi.map(({ id }) => id),
      sum: inMm(base),
      thrombusSum: inMm(baselineThrombusSum(thrombi)),
    },
    visits,
    newLesions: courses.map(({ lesion, site, firstDetectedDay, criteriaMetDay, rule }) => ({
      lesion,
      site,
      firstDetectedDay,
      criteriaMetDay,
      rule,
    })),
    best: by((responses) => bestOf(responses, days, resolved)),
    firstProgressionDay: by((responses) => {
      const first = responses.indexOf("PD");
      return first < 0 ? null : days[first + 1]!;
    }),
    lastAssessmentDay: by((responses) => {
      let last = responses.length;
      while (last > 0 && responses[last - 1] === "NE") last--;
      return days[last]!;
    }),
    warnings: warningsOf(series, targets, nonTargets),
  };
}

const inMm = (value: number | null): number | null => (value === null ? null : value / 10);

const unique = (flags: readonly ResponseFlag[]): ResponseFlag[] => [...new Set(flags)].sort();

/** Best response up to the first PD: CR, PR, SD, NON-CR/NON-PD, PD, NE. */
function bestOf(responses: readonly TumorResponse[], days: readonly number[], options: ResolvedOptions): BestResponse {
  if (responses.length === 0) return options.missingAsNe ? "NE" : "MISSING";
  const first = responses.indexOf("PD");
  const counted = responses.slice(0, first < 0 ? responses.length : first + 1).filter((response, i) => {
    const stable = response === "SD" || response === "NON-CR/NON-PD";
    return !stable || days[i + 1]! - days[0]! >= options.minSdDays;
  });
  for (const response of ["CR", "PR", "SD", "NON-CR/NON-PD", "PD"] as const) {
    if (counted.includes(response)) return response;
  }
  return "NE";
}

function cellFlags(series: Series, visit: number): ResponseFlag[] {
  const flags: ResponseFlag[] = [];
  for (const lesion of series.lesions) {
    const cell = lesion.cells[visit] ?? null;
    if (cell === null && lesion.role !== "new") flags.push("lesion-not-measured");
    if (cell !== null && cell.enhancing === false && (cell.viable ?? 0) > 0) {
      if (lesion.measure === "viable" && lesion.role !== "thrombus") flags.push("viable-without-enhancement");
    }
  }
  return flags;
}

function warningsOf(series: Series, targets: readonly Lesion[], nonTargets: readonly Lesion[]): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string, term?: string): void => {
    warnings.push({ code, message, ...(term !== undefined && { term }) });
  };
  if (series.days.length === 1) warn("no-follow-up", "there is no visit after baseline");
  if (targets.length === 0) warn("no-target-lesion", "no target lesion: the response cannot be PR or SD by the sum");
  if (targets.length > 5) warn("too-many-targets", `${targets.length} target lesions: the criteria take 5 at most`);
  const organs = new Map<string, number>();
  for (const { site } of targets) organs.set(site, (organs.get(site) ?? 0) + 1);
  for (const [site, count] of [...organs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (count > 2)
      warn("too-many-targets", `${count} target lesions in one organ (${site}): the criteria take 2 at most`);
  }
  for (const lesion of targets) {
    const size = sizeAt(lesion, 0)!;
    if (size < 100)
      warn("small-target", `${size / 10} mm at baseline: target lesions measure at least 10 mm`, lesion.id);
  }
  for (const lesion of nonTargets) {
    if (lesion.measure === "viable" && sizeAt(lesion, 0) === 0) {
      warn("non-target-without-enhancement", "no enhancement at baseline: cannot show a response", lesion.id);
    }
  }
  return warnings;
}
