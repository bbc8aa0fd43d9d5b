export {
  type BalanceTableFigure,
  type BalanceTableFigures,
  type BalanceTableInput,
  type BalanceTableOptions,
  type BalanceTableSize,
  balanceTable,
} from "./balance-table.js";
export {
  type BaselineCells,
  type BaselineCohort,
  type BaselineTableOptions,
  type BaselineTest,
  type BaselineVariable,
  baselineTable,
} from "./baseline-table.js";
export { formatCountPercent } from "./format-count-percent.js";
export { type FormatIntervalOptions, formatInterval } from "./format-interval.js";
export { formatNumber } from "./format-number.js";
export { formatP } from "./format-p.js";
export { formatRatio, type Ratio } from "./format-ratio.js";
export { type IncidenceTableEndpoint, type IncidenceTableOptions, incidenceTable } from "./incidence-table.js";
export { type PatientLesionTableOptions, patientLesionTable } from "./patient-lesion-table.js";
export { type PatientResponseTableOptions, patientResponseTable } from "./patient-response-table.js";
export {
  type RegressionInput,
  type RegressionModel,
  type RegressionTableOptions,
  regressionTable,
} from "./regression-table.js";
export { type ResponseTableOptions, type ResponseTableRates, responseTable } from "./response-table.js";
export { type SafetyTableOptions, safetyTable } from "./safety-table.js";
export { type SurvivalTableEndpoint, type SurvivalTableOptions, survivalTable } from "./survival-table.js";
export type { Table, TableColumn, TableRow } from "./table.js";
export { tableCss } from "./table-css.js";
export { toCsv } from "./to-csv.js";
export { toHtml } from "./to-html.js";
export { toMarkdown } from "./to-markdown.js";
