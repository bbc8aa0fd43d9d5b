import {
  adjustedSurvival,
  baselineHazard,
  calibration,
  coxph,
  hazardRatioCurve,
  predictSurvival,
  proportionalHazardsTest,
  schoenfeldSmooth,
  subgroupHazardRatios,
} from "@hcc/cox";
import { interaction, spline } from "@hcc/data";
import { type Balance, balance, balancingWeights, matchPairs, propensityScore } from "@hcc/psm";
import { confidenceBand, cumulativeIncidence, grayTest, intervalSurvival, kaplanMeier, logRank } from "@hcc/survival";
import {
  adverseEventPlot,
  calibrationPlot,
  cumulativeIncidencePlot,
  ecdfPlot,
  type FigureOptions,
  flowDiagram,
  forestPlot,
  hazardRatioPlot,
  lovePlot,
  propensityPlot,
  qqPlot,
  responseTransitionPlot,
  schoenfeldPlot,
  spiderPlot,
  survivalPlot,
  swimmerPlot,
  thrombusLevelPlot,
  waterfallPlot,
} from "../src/index.js";
import { courses, events, responses, thrombi, transitions } from "./response-data.js";

// One figure of each kind, drawn by the tests in Node and in the browser.
export const patients = Object.freeze(
  Array.from({ length: 24 }, (_, i) => ({
    arm: i % 2 === 0 ? "TKI-I" : "TKI",
    months: ((i * 7) % 24) + (i % 2 === 0 ? 9 : 2),
    death: i % 3 === 0 ? 0 : 1,
    age: 40 + ((i * 11) % 30),
    childPugh: i % 5 === 0 ? "B" : "A",
  })),
);
export const spec = { time: "months", event: "death", by: "arm" } as const;
export const survival = kaplanMeier(patients, spec);
const bands = survival.curves.map((curve) => confidenceBand(curve, { type: "equal-precision" }));
const logRankTest = logRank(patients, spec);
const covariates = ["age", "childPugh"] as const;
const treatment = patients.map(({ arm }) => (arm === "TKI-I" ? 1 : 0));
const { score } = propensityScore(patients, { treatment, covariates });
const matching = matchPairs(patients, { treatment, score, caliper: { width: 0.2, scale: "logit", unit: "sd" } });
export const balanced: Balance = balance(patients, { treatment, covariates, matching });
const overlap = balancingWeights(patients, { treatment, covariates, estimand: "overlap" });
const weighted = balance(patients, { treatment, covariates, weights: overlap.weights, binary: "raw" });
/** Several adjusted samples, a raw difference and an infinite one. */
export const adjustedRows = weighted.rows.map((row, i) => ({
  ...row,
  after: null,
  samples: {
    "Nearest neighbor, caliper 0.2 SD": balanced.rows[i]!.after!,
    "Overlap weights": row.after!,
    "Nobody alike": { smd: i === 0 ? Number.NEGATIVE_INFINITY : 0.3 },
  },
}));
const ages = patients.map((patient) => patient.age);
export const forest = [
  { label: "All patients", ratio: 0.45, lower: 0.28, upper: 0.71, arms: ["30/48", "35/48"], weight: 65, summary: true },
  { label: "Child-Pugh class", pInteraction: 0.41 },
  { label: "A", level: 1, ratio: 0.42, lower: 0.25, upper: 0.71, arms: ["26/43", "32/45"], weight: 58 },
  { label: "B", level: 1, ratio: 0.65, lower: 0.001, upper: 390, arms: ["4/5", "3/3"], weight: 7 },
  { label: "C", level: 1, ratio: null, lower: null, upper: null, arms: ["0/1", "0/2"] },
];
export const steps = [
  {
    label: "Screened",
    n: 167,
    excluded: { label: "Excluded", n: 35, details: [{ label: "Extrahepatic spread", n: 35 }] },
  },
  { label: "Included", n: 132 },
  {
    arms: [
      { label: "TKI-I", n: 68 },
      { label: "TKI", n: 64 },
    ],
  },
  {
    arms: [
      { label: "Matched", n: 48 },
      { label: "Matched", n: 48 },
    ],
  },
];

/** A larger cohort for models. */
export const cohort = Object.freeze(
  Array.from({ length: 180 }, (_, i) => ({
    arm: i % 2 === 0 ? "TKI-I" : "TKI",
    months: 1 + ((i * 37) % 181) / (3 + (i % 2) + (i % 40) / 20),
    death: i % 4 === 0 ? 0 : 1,
    age: 40 + (i % 40),
    stage: ["A", "B", "C"][(i * 5) % 3]!,
  })),
);
export const coxSpec = { time: "months", event: "death", covariates: ["arm", "stage", "age"] } as const;
export const cox = coxph(cohort, coxSpec);
export const smooth = schoenfeldSmooth(cox, cohort, coxSpec);
export const phTest = proportionalHazardsTest(cox, cohort, coxSpec);
const age = spline<(typeof cohort)[number]>("age", { knots: 4 });
export const splineModel = coxph(cohort, { ...coxSpec, covariates: ["arm", age, interaction("arm", age)] });
export const curves = ["TKI", "TKI-I"].map((arm) =>
  hazardRatioCurve(splineModel, { term: "age", reference: 60, at: { arm } }),
);
export const subgroups = subgroupHazardRatios(cohort, {
  time: "months",
  event: "death",
  treatment: "arm",
  subgroups: ["stage", { older: (d) => (d.age > 60 ? "yes" : "no") }],
});
const predicted = predictSurvival(cox, baselineHazard(cox, cohort, coxSpec), cohort, { times: [12] });
const everyMonth = Array.from({ length: 37 }, (_, month) => month);
export const adjusted = adjustedSurvival(cox, cohort, { ...coxSpec, treatment: "arm", times: everyMonth });
export const threePatients = predictSurvival(cox, baselineHazard(cox, cohort, coxSpec), cohort.slice(0, 3), {
  times: everyMonth,
});
export const calibrated = calibration(cohort, {
  time: "months",
  event: "death",
  survival: predicted,
  horizon: 12,
  groups: 5,
});

const cause = { channel: "end", event: ["progression"], competing: ["death"], censored: ["none"] } as const;
export const competing = cohort.map((d, i) => ({
  arm: d.arm,
  months: d.months,
  end: d.death === 0 ? "none" : i % 3 === 0 ? "death" : "progression",
}));
export const incidence = cumulativeIncidence(competing, { time: "months", cause, by: "arm" });
const gray = grayTest(competing, { time: "months", cause, by: "arm" });
/** Progression as visits every 3 months find it. */
const visits = cohort.map(({ arm, months, death }) => ({
  arm,
  free: 3 * Math.floor(months / 3),
  found: death === 1 ? 3 * Math.floor(months / 3) + 3 : null,
}));
const intervals = intervalSurvival(visits, { left: "free", right: "found", by: "arm" });
const atVisits = kaplanMeier(visits, { time: (d) => d.found ?? d.free, event: (d) => d.found !== null, by: "arm" });

export const figures: Record<string, (options: FigureOptions) => SVGSVGElement> = {
  survivalPlot: (options) => survivalPlot(survival, { ...options, logRank: logRankTest, medianLines: true }),
  "survivalPlot with simultaneous bands": (options) => survivalPlot(survival, { ...options, band: bands }),
  "survivalPlot with intervals": (options) => survivalPlot(atVisits, { ...options, band: false, overlay: intervals }),
  cumulativeIncidencePlot: (options) => cumulativeIncidencePlot(incidence, { ...options, grayTest: gray }),
  forestPlot: (options) => forestPlot(forest, { ...options, armLabels: ["TKI-I", "TKI"], favours: ["TKI-I", "TKI"] }),
  "survivalPlot of an effect": (options) => survivalPlot(adjusted, options),
  "survivalPlot of predictions": (options) => survivalPlot(threePatients, { ...options, band: false }),
  "forestPlot of a model": (options) => forestPlot(cox, { ...options, labels: { stage: "Tumor stage" } }),
  "forestPlot of subgroups": (options) => forestPlot(subgroups, options),
  schoenfeldPlot: (options) => schoenfeldPlot(smooth, { ...options, test: phTest, labels: { age: "Age (per year)" } }),
  hazardRatioPlot: (options) => hazardRatioPlot(curves, { ...options, rug: cohort.map((d) => d.age) }),
  calibrationPlot: (options) => calibrationPlot(calibrated, options),
  lovePlot: (options) => lovePlot(balanced, options),
  propensityPlot: (options) => propensityPlot({ score, treatment, weights: matching.weights }, options),
  "lovePlot of several samples": (options) =>
    lovePlot({ rows: adjustedRows }, { ...options, threshold: [0.1, 0.25], sort: "after" }),
  "propensityPlot of densities": (options) =>
    propensityPlot({ score, treatment, weights: overlap.weights }, { ...options, shape: "density" }),
  ecdfPlot: (options) => ecdfPlot({ values: ages, treatment, weights: matching.weights }, options),
  qqPlot: (options) =>
    qqPlot(
      { values: ages.map((age) => 1000 * age), treatment, weights: overlap.weights },
      { ...options, label: "Age (thousandths of a year)", groups: ["TKI plus iodine-125 seeds", "TKI"] },
    ),
  waterfallPlot: (options) => waterfallPlot(responses, options),
  spiderPlot: (options) => spiderPlot(responses, { ...options, until: "last" }),
  swimmerPlot: (options) => swimmerPlot(courses, options),
  responseTransitionPlot: (options) => responseTransitionPlot(transitions, options),
  "responseTransitionPlot of visits": (options) =>
    responseTransitionPlot(
      [1, 2, 3, 4].map((visit) => ({ name: `Visit ${visit}`, responses, visit })),
      options,
    ),
  thrombusLevelPlot: (options) => thrombusLevelPlot(thrombi, options),
  "thrombusLevelPlot of counts": (options) => thrombusLevelPlot(thrombi, { ...options, show: "counts", visits: 3 }),
  adverseEventPlot: (options) => adverseEventPlot(events, options),
  flowDiagram: (options) => flowDiagram(steps, options),
};
