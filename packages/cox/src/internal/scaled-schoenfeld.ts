import { ldl, ldlInverse, ldlSolve } from "@hcc/numerics";
import type { CoxModel } from "../types.js";
import { covarianceFactor } from "./covariance-factor.js";
import type { FittedRows } from "./fitted-rows.js";
import { schoenfeldResiduals } from "./schoenfeld-residuals.js";
import { weightedOrthogonal } from "./weighted-orthogonal.js";

/** A combination of the columns of a fit whose coefficient may change with time. */
export interface Direction {
  /** Column numbers and what they are multiplied by. */
  readonly columns: readonly number[];
  readonly multipliers: readonly number[];
  /** Coefficient of the combination. */
  readonly estimate: number;
}

/** Directions that differ by less, relative to their information, count as one. */
const DEPENDENT = 1e-12;

/** Scaled Schoenfeld residuals of directions. */
export interface ScaledSchoenfeld {
  /** Per direction, residual + estimate of each event; NaN where the direction is constant in the event's stratum. */
  readonly values: readonly Float64Array[];
  /** Their variance, per direction. */
  readonly variance: readonly number[];
}

/** @param events sorted rows with an event, ascending. Null where the directions depend on each other. */
export function scaledSchoenfeld(
  model: CoxModel,
  rows: FittedRows,
  events: Int32Array,
  directions: readonly Direction[],
): ScaledSchoenfeld | null {
  const { p, strataEnd, weight } = rows;
  const m = directions.length;
  const { inverse } = covarianceFactor(rows, model.ties);
  // Columns A of the inverse times the directions: A'A is their information, and C C' its inverse where A C is orthonormal.
  const root = directions.map(({ columns, multipliers }) =>
    Float64Array.from({ length: p }, (_, r) =>
      columns.reduce((sum, j, k) => sum + inverse[r * p + j]! * multipliers[k]!, 0),
    ),
  );
  const information = root.map((a) => root.map((b) => a.reduce((sum, value, r) => sum + value * b[r]!, 0)));
  const factor = Array.from({ length: m }, (_, c) => Float64Array.from({ length: m }, (_, r) => (r === c ? 1 : 0)));
  if (!weightedOrthogonal(root, factor, null, DEPENDENT)) return null;

  const residuals = schoenfeldResiduals(rows, model.ties);
  const own = directions.map(({ columns, multipliers }) =>
    Float64Array.from(events, (i) => columns.reduce((sum, j, k) => sum + residuals[i * p + j]! * multipliers[k]!, 0)),
  );
  const stratum = new Int32Array(events.length);
  const count = new Float64Array(strataEnd.length);
  for (let e = 0, s = 0; e < events.length; e++) {
    while (events[e]! >= strataEnd[s]!) s++;
    stratum[e] = s;
    count[s]! += weight[events[e]!]!;
  }
  const varies = directions.map((direction) => variesIn(rows, direction));
  const all = count.reduce((sum, own) => sum + own, 0);
  const values = directions.map(() => new Float64Array(events.length).fill(Number.NaN));
  if (varies.every((strata) => count.every((own, s) => own === 0 || strata[s]))) {
    const variance = factor.map((_, j) => all * factor.reduce((sum, column) => sum + column[j]! * column[j]!, 0));
    for (let e = 0; e < events.length; e++) {
      const scores = factor.map((column) => own.reduce((sum, values, j) => sum + values[e]! * column[j]!, 0));
      values.forEach((list, j) => {
        list[e] = directions[j]!.estimate + all * factor.reduce((sum, column, c) => sum + column[j]! * scores[c]!, 0);
      });
    }
    return { values, variance };
  }
  // The mean information of an event, each element over the events that tell something about it.
  const mean = Float64Array.from({ length: m * m }, (_, at) => {
    const [j, k] = [Math.floor(at / m), at % m];
    const both = count.reduce((sum, own, s) => sum + (varies[j]![s] && varies[k]![s] ? own : 0), 0);
    return information[j]![k]! / Math.max(both, 1);
  });
  let members: number[] = [];
  let part = ldl(new Float64Array(0), 0);
  for (let e = 0; e < events.length; e++) {
    if (e === 0 || stratum[e] !== stratum[e - 1]) {
      members = directions.flatMap((_, j) => (varies[j]![stratum[e]!] ? [j] : []));
      part = ldl(Float64Array.from(members.flatMap((j) => members.map((k) => mean[j * m + k]!))), members.length);
    }
    const solved = ldlSolve(
      part,
      Float64Array.from(members, (j) => own[j]![e]!),
    );
    members.forEach((j, k) => {
      values[j]![e] = directions[j]!.estimate + solved[k]!;
    });
  }
  const variance = ldlInverse(ldl(mean, m));
  return { values, variance: directions.map((_, j) => variance[j * m + j]!) };
}

/** Whether any column of a direction has two values in the stratum. */
function variesIn({ p, x, strataEnd }: FittedRows, { columns }: Direction): boolean[] {
  let start = 0;
  return Array.from(strataEnd, (end) => {
    const first = start;
    start = end;
    return columns.some((j) => {
      for (let i = first + 1; i < end; i++) if (x[i * p + j] !== x[first * p + j]) return true;
      return false;
    });
  });
}
