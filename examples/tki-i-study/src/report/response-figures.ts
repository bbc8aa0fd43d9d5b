import {
  adverseEventPlot,
  cumulativeIncidencePlot,
  responseTransitionPlot,
  spiderPlot,
  swimmerPlot,
  thrombusLevelPlot,
  waterfallPlot,
} from "@hcc/plots";
import { ARMS } from "../analysis/characteristics.js";
import type { PatientCourse } from "../analysis/courses.js";
import type { Study } from "../study.js";
import type { DrawFigure, ReportFigure } from "./figures.js";
import { transitionColumns } from "./tables/criteria-tables.js";
import { ordered } from "./tables/outcome-tables.js";

/** Widths in pixels. */
const WIDE = 860;
const HALF = 560;

/** Visits after baseline in the figures from visit to visit. */
const VISITS = 4;

/** Name of the figure of a traced patient. */
export const tracedFigure = (patientId: string): string => `patient-${patientId}`;

/** Names of the figures of response, in the order of the report. */
export function responseFigureNames({ courses }: Study): readonly string[] {
  const arms = ARMS.map((arm) => arm.toLowerCase());
  const withThrombus = ARMS.filter((arm) => thrombi(matchedOf(courses, arm)).length > 0);
  return [
    ...arms.map((arm) => `waterfall-${arm}`),
    ...arms.map((arm) => `spider-${arm}`),
    "swimmer",
    ...arms.map((arm) => `visits-${arm}`),
    ...withThrombus.map((arm) => `thrombus-${arm.toLowerCase()}`),
  ];
}

/** The figures of tumor response and of adverse events. */
export function responseFigures(study: Study, draw: DrawFigure, note: string): readonly ReportFigure[] {
  const { courses, traced, safety, safetyRates } = study;
  const figure = (name: string, wide: number, text: string, element: Parameters<DrawFigure>[2]): ReportFigure =>
    draw(name, wide, (options) => element({ ...options, caption: `${note} ${text}` }));
  const byArm = (of: (arm: string, own: readonly PatientCourse[], key: string) => ReportFigure[]): ReportFigure[] =>
    ARMS.flatMap((arm) => of(arm, matchedOf(courses, arm), arm.toLowerCase()));
  const count = (own: readonly PatientCourse[], is: (course: PatientCourse) => boolean): number =>
    own.filter(is).length;
  const matched = ARMS.flatMap((arm) => matchedOf(courses, arm));
  return [
    ...byArm((arm, own, key) => [
      figure(
        `waterfall-${key}`,
        WIDE,
        `Bars: lowest sum of the viable target diameters up to the first progression, that visit included, against baseline; color: best overall response, for which new lesions, non-target lesions and thrombi count too. ${barless(own)}`,
        (options) =>
          waterfallPlot(own, { ...options, title: `Best change of the target sum, ${arm} arm, matched cohort` }),
      ),
    ]),
    ...byArm((arm, own, key) => [
      figure(
        `spider-${key}`,
        WIDE,
        `Lines: sum of the viable target diameters up to the first progression, that visit included; crosses between the lines of 20% and of −30% are progressions against the nadir, or by new lesions, non-target lesions or thrombi. ${barless(own)}`,
        (options) =>
          spiderPlot(own, { ...options, title: `Change of the target sum over time, ${arm} arm, matched cohort` }),
      ),
    ]),
    figure(
      "swimmer",
      WIDE,
      `Bars: from the start of treatment to death (n = ${count(matched, ({ death }) => death)}) or last contact (n = ${count(matched, ({ death }) => !death)}), longest first; color: best overall response. Each seed implantation has a mark.`,
      (options) =>
        swimmerPlot(
          matched.map((course) => ({
            patient: course.patient,
            group: `${course.arm} arm`,
            start: course.start,
            end: course.end,
            ongoing: !course.death,
            death: course.death ? course.end : null,
            response: course,
            events: { "Seed implantation": course.implantations },
          })),
          { ...options, title: "Response, progression and death of each patient, matched cohort", rowHeight: 9 },
        ),
    ),
    ...byArm((arm, own, key) => [
      figure(
        `visits-${key}`,
        WIDE,
        `Overall response of all ${own.length} patients at their first ${VISITS} visits after baseline; a patient who has progressed is judged again at later visits. No visit: fewer visits, by death or end of follow-up.`,
        (options) =>
          responseTransitionPlot(
            Array.from({ length: VISITS }, (_, i) => ({ name: `Visit ${i + 1}`, responses: own, visit: i + 1 })),
            { ...options, title: `Overall response from visit to visit, ${arm} arm, matched cohort` },
          ),
      ),
    ]),
    ...byArm((arm, own, key) => {
      const rows = thrombi(own);
      if (rows.length === 0) return [];
      const n = new Set(rows.map(({ patient }) => patient)).size;
      return [
        figure(
          `thrombus-${key}`,
          WIDE,
          `${n} of ${own.length} patients had a thrombus in the portal vein; the others are not shown. First visit: baseline. None: no viable thrombus. No visit: fewer visits, by death or end of follow-up.`,
          (options) =>
            thrombusLevelPlot(rows, {
              ...options,
              show: "counts",
              title: `Level of the portal vein thrombus by visit, ${arm} arm, matched cohort`,
            }),
        ),
      ];
    }),
    figure(
      "criteria",
      WIDE,
      `Best overall response of the same ${matched.length} patients by three sets of criteria.`,
      (options) =>
        responseTransitionPlot(transitionColumns(study.criteria), {
          ...options,
          title: "Best response by RECIST 1.1, by mRECIST and by the criteria of the study, matched cohort",
        }),
    ),
    figure(
      "adverse-events",
      WIDE,
      "Total cohort. Each patient counts once per term with the worst grade, events related to treatment up to 90 days after its end.",
      (options) =>
        adverseEventPlot(safety.events, { ...options, title: "Treatment-related adverse events, total cohort" }),
    ),
    figure(
      "first-severe",
      WIDE,
      "Total cohort; from the start of treatment, death without such an event competing.",
      (options) =>
        cumulativeIncidencePlot(
          { curves: ordered(safetyRates.firstSevere.incidence.curves) },
          {
            ...options,
            title: "First treatment-related adverse event of grade 3 or more, total cohort",
            grayTest: safetyRates.firstSevere.test,
          },
        ),
    ),
    ...traced.map(({ patientId, response }) =>
      draw(tracedFigure(patientId), HALF, (options) =>
        spiderPlot([response], {
          ...options,
          title: `Patient ${patientId}: sum of the viable target diameters`,
          until: "last",
          limit: 200,
        }),
      ),
    ),
  ];
}

const matchedOf = (courses: readonly PatientCourse[], arm: string): readonly PatientCourse[] =>
  courses.filter((course) => course.matched && course.arm === arm);

/** Who has neither bar nor line. */
function barless(courses: readonly PatientCourse[]): string {
  const without = courses.filter(({ visits }) =>
    visits.every(({ percentFromBaseline }) => percentFromBaseline === null),
  );
  return without.length === 0
    ? `All ${courses.length} patients are shown.`
    : `${without.length} of ${courses.length} patients have no measured change and are not shown.`;
}

const thrombi = (courses: readonly PatientCourse[]) =>
  courses.flatMap(({ patient, thrombus }) =>
    thrombus.some(({ level }) => level?.startsWith("Vp")) ? thrombus.map((visit) => ({ patient, ...visit })) : [],
  );
