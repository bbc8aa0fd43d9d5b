import { ldl, ldlInverse } from "@hcc/numerics";
import type { CoxModel } from "../types.js";
import type { FittedRows } from "./fitted-rows.js";
import { riskSets } from "./risk-sets.js";

/** Inverse information of the coefficients with an estimate, p x p; computed again where the model's variance is robust. */
export function naiveCovariance(model: CoxModel, rows: FittedRows): Float64Array {
  const { p, columns } = rows;
  const total = new Float64Array(p * p);
  if (model.variance === "information") {
    for (let j = 0; j < p; j++) {
      for (let k = 0; k < p; k++) total[j * p + k] = model.covariance[columns[j]!]![columns[k]!]!;
    }
    return total;
  }
  riskSets(rows, model.ties, (_, information) => {
    for (let j = 0; j < total.length; j++) total[j]! += information[j]!;
  });
  return ldlInverse(ldl(total, p, 0));
}
