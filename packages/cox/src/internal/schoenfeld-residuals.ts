import type { CoxTies } from "../types.js";
import type { FittedRows } from "./fitted-rows.js";
import { forEachRow } from "./for-each-row.js";
import { riskSets } from "./risk-sets.js";

/** Covariates of each event less their mean over its risk set, sorted rows x columns; NaN for rows without event. */
export function schoenfeldResiduals(rows: FittedRows, ties: CoxTies): Float64Array {
  const { n, p, x } = rows;
  const sets = riskSets(rows, ties);
  const matrix = new Float64Array(n * p).fill(Number.NaN);
  forEachRow(rows, sets, (i, { time }) => {
    if (time < 0) return;
    for (let j = 0; j < p; j++) matrix[i * p + j] = x[i * p + j]! - sets.average[time * p + j]!;
  });
  return matrix;
}
