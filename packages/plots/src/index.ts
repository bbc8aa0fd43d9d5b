export {
  type AdverseEventPlotInput,
  type AdverseEventPlotOptions,
  type AdverseEventPlotRow,
  adverseEventPlot,
} from "./adverse-event-plot.js";
export { type CalibrationPlotOptions, type CalibrationPlotResult, calibrationPlot } from "./calibration-plot.js";
export {
  type CumulativeIncidencePlotOptions,
  cumulativeIncidencePlot,
  type IncidencePlotCurve,
} from "./cumulative-incidence-plot.js";
export { type EcdfPlotOptions, ecdfPlot, type GroupedValues } from "./ecdf-plot.js";
export type { FigureOptions } from "./figure-options.js";
export {
  type FlowBox,
  type FlowCount,
  type FlowStep,
  flowDiagram,
} from "./flow-diagram.js";
export { type ForestPlotOptions, type ForestRow, forestPlot } from "./forest-plot.js";
export { type HazardRatioPlotCurve, type HazardRatioPlotOptions, hazardRatioPlot } from "./hazard-ratio-plot.js";
export { type LovePlotOptions, type LovePlotRow, lovePlot } from "./love-plot.js";
export { type PropensityPlotInput, type PropensityPlotOptions, propensityPlot } from "./propensity-plot.js";
export { type QqPlotOptions, qqPlot } from "./qq-plot.js";
export type { ResponsePlotPatient, ResponsePlotResponse, ResponsePlotVisit } from "./response-plot-patient.js";
export {
  type ResponseTransitionColumn,
  type ResponseTransitionPatient,
  type ResponseTransitionPlotOptions,
  responseTransitionPlot,
} from "./response-transition-plot.js";
export { type SchoenfeldPlotOptions, type SchoenfeldPlotResult, schoenfeldPlot } from "./schoenfeld-plot.js";
export { type SpiderPlotOptions, spiderPlot } from "./spider-plot.js";
export {
  type SurvivalPlotBand,
  type SurvivalPlotCurve,
  type SurvivalPlotOptions,
  type SurvivalPlotOverlay,
  survivalPlot,
} from "./survival-plot.js";
export {
  type SwimmerPlotOptions,
  type SwimmerPlotPatient,
  type SwimmerPlotResponse,
  swimmerPlot,
} from "./swimmer-plot.js";
export { type ThrombusLevelPlotOptions, type ThrombusLevelPlotRow, thrombusLevelPlot } from "./thrombus-level-plot.js";
export { toSvgString } from "./to-svg-string.js";
export { type WaterfallPlotOptions, waterfallPlot } from "./waterfall-plot.js";
