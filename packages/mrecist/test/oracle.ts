import type { CriteriaProfile, Measurement, NonTargetResponse, TumorResponse } from "../src/index.js";
import { bestOf, type ImmuneVisit, immuneCourse } from "./oracle-course.js";
import { contribution, isInLiver, isVessel, type Lesion, lesionsOf, states } from "./oracle-lesion.js";
import { byTable, isSeen, newLesions, newSize, nonTargetResponses, targetResponses } from "./oracle-parts.js";
import { thrombusResponses } from "./oracle-thrombus.js";

const asNonTarget = (thrombus: TumorResponse): NonTargetResponse =>
  thrombus === "PR" || thrombus === "SD" ? "NON-CR/NON-PD" : thrombus;

const worse = (order: readonly string[], ...answers: (TumorResponse | NonTargetResponse | null)[]) =>
  (order.find((it) => answers.includes(it as TumorResponse)) ?? null) as never;

const NON_TARGET = ["PD", "NE", "NON-CR/NON-PD", "CR"];
const WORST = ["PD", "NE", "NON-CR/NON-PD", "SD", "PR", "CR"];

/** The whole assessment of one patient, by the text of the rules alone. */
export function oracle(rows: readonly Measurement[], rules: CriteriaProfile, baselineDay: number | null = null) {
  const all = [...new Set(rows.map((row) => row.day))].sort((a, b) => a - b);
  const start = baselineDay === null ? all[0]! : all.filter((day) => day <= baselineDay).at(-1)!;
  const days = all.filter((day) => day > start);
  const lesions = lesionsOf(rows);
  const atBaseline = (it: Lesion) => it.role !== "new" && it.byDay.has(start);
  const component = rules.thrombus === "component";
  const old = lesions.filter(atBaseline);
  const fresh = lesions.filter((it) => !atBaseline(it));
  const targets = old.filter((it) => it.role === "target");
  const nonTargets = old.filter((it) => it.role === "non-target" || (it.role === "thrombus" && !component));
  const clots = component ? old.filter((it) => it.role === "thrombus") : [];
  const marker = (day: number) => rows.find((row) => row.day === day && row.markerNormal != null)?.markerNormal ?? null;

  const target = targetResponses(targets, start, days, rules);
  const nonTarget = nonTargetResponses(nonTargets, days, target, marker, rules);
  const found = newLesions(fresh, days, rules);
  const isNewAt = (day: number, which: (it: Lesion) => boolean) =>
    found.some((it) => which(it.lesion) && it.criteriaMetDay !== null && it.firstDetectedDay <= day);
  const thrombus = thrombusResponses(clots, start, days, rules).map((answer, i) =>
    answer !== null && isNewAt(days[i]!, isVessel) ? ("PD" as const) : answer,
  );

  const liverTargets = targets.filter(isInLiver);
  const liverOthers = nonTargets.filter(isInLiver);
  const inLiver = targetResponses(liverTargets, start, days, rules);
  const othersInLiver = nonTargetResponses(liverOthers, days, inLiver, marker, rules);
  const hasLiver = liverTargets.length + liverOthers.length > 0;
  const intrahepatic = days.map((day, i) =>
    hasLiver
      ? byTable(
          inLiver[i]!,
          othersInLiver[i]!,
          isNewAt(day, (it) => it.site === "liver"),
        )
      : null,
  );

  const plain = days.map((day, i): TumorResponse => {
    const isNew = isNewAt(day, () => true);
    const clot = thrombus[i]!;
    if (component && rules.overallRule === "worst") {
      const none = target[i] === null && nonTarget[i] === null;
      return isNew
        ? "PD"
        : worse(WORST, none ? null : byTable(target[i]!, nonTarget[i]!, false), intrahepatic[i]!, clot);
    }
    const others: NonTargetResponse | null = worse(NON_TARGET, nonTarget[i]!, clot === null ? null : asNonTarget(clot));
    return byTable(target[i]!, others, isNew);
  });

  const visits = days.map((day, i): ImmuneVisit => {
    const there = found
      .filter((it) => it.criteriaMetDay !== null && it.firstDetectedDay <= day && isSeen(it.lesion, day))
      .map(({ lesion }) => lesion);
    const sizes = targets.map((it) => contribution(it, day, rules));
    const newSizes = there.map((it) => newSize(it, day));
    const add = (all: readonly (bigint | null)[]) => all.reduce<bigint>((a, b) => a + (b ?? 0n), 0n);
    return {
      target: target[i]!,
      nonTarget: nonTarget[i]!,
      newLesions: there.length,
      part: add(sizes),
      whole: !sizes.includes(null),
      newPart: add(newSizes),
      newWhole: !newSizes.includes(null),
      newStated: there.some((it) => states(it, day, "unequivocal-progression")),
      withoutNew: byTable(target[i]!, nonTarget[i]!, false),
    };
  });
  const course = rules.immune ? immuneCourse(visits) : null;
  const overall = course?.overall ?? plain;

  const summary = (answers: readonly (TumorResponse | null)[], exists: boolean) => ({
    best: exists ? bestOf(answers, days, start, rules) : null,
    first: exists ? (days[answers.indexOf("PD")] ?? null) : null,
    last: exists ? (days.filter((_, i) => answers[i] !== null && answers[i] !== "NE").at(-1) ?? start) : null,
  });
  const [whole, liver, clot] = [
    summary(overall, true),
    summary(intrahepatic, hasLiver),
    summary(thrombus, clots.length > 0),
  ];
  return {
    visits: days.map((day, i) => ({
      day,
      target: target[i]!,
      nonTarget: nonTarget[i]!,
      newLesion: isNewAt(day, () => true),
      thrombus: thrombus[i]!,
      intrahepatic: intrahepatic[i]!,
      overall: overall[i]!,
      immune: course?.immune[i] ?? null,
    })),
    newLesions: found.map(({ lesion, firstDetectedDay, criteriaMetDay }) => ({
      lesion: lesion.id,
      firstDetectedDay,
      criteriaMetDay,
    })),
    best: { overall: whole.best, intrahepatic: liver.best, thrombus: clot.best },
    firstProgressionDay: { overall: whole.first, intrahepatic: liver.first, thrombus: clot.first },
    lastAssessmentDay: { overall: whole.last, intrahepatic: liver.last, thrombus: clot.last },
  };
}
