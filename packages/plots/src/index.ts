export type { FigureOptions } from "./figure-options.js";
export { type ForestPlotOptions, type ForestRow, forestPlot } from "./forest-plot.js";
export { type SurvivalPlotCurve, type SurvivalPlotOptions, survivalPlot } from "./survival-plot.js";
export { toSvgString } from "./to-svg-string.js";
