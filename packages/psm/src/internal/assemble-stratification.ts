import type { Warning } from "@hcc/data";
import { countingOrder } from "@hcc/numerics";
import type { DroppedRow, Stratification, StratumEstimand, StratumValue } from "../stratification.js";
import { exactStrata } from "./exact-strata.js";
import { sampleSizes } from "./moments.js";
import type { Arms } from "./read-arms.js";
import { stratumSizes, stratumWeights } from "./stratum-weights.js";

/** A variable that makes strata: the code of each row in use, and the value of each code. */
export interface StratumVariable {
  readonly name: string;
  readonly codes: Int32Array;
  readonly levels: ArrayLike<StratumValue>;
}

/** What the function that makes the strata knows of the result. */
export interface StratificationParts {
  readonly method: Stratification["method"];
  readonly estimand: StratumEstimand;
  readonly moved: Stratification["moved"];
  readonly warnings: readonly Warning[];
}

/** The result of a stratification by the cross of some variables. */
export function assembleStratification(
  { frame, treated, treatedCount, controlCount }: Arms<unknown>,
  variables: readonly StratumVariable[],
  { method, estimand, moved, warnings }: StratificationParts,
): Stratification {
  const { rows, n, omitted } = frame;
  const { stratum: cell, strata: cells } = exactStrata(variables, n);
  const cellSizes = stratumSizes(cell, treated, cells);
  const exampleOf = new Int32Array(cells);
  for (let i = 0; i < n; i++) exampleOf[cell[i]!] = i;
  const kept: number[] = [];
  for (let c = 0; c < cells; c++) if (cellSizes[0][c]! > 0 && cellSizes[1][c]! > 0) kept.push(c);
  const ordered = orderByValues(kept, exampleOf, variables);
  const numberOf = new Int32Array(cells).fill(-1);
  for (let s = 0; s < ordered.length; s++) numberOf[ordered[s]!] = s;

  const stratum = cell.map((c) => numberOf[c]!);
  const sizes = stratumSizes(stratum, treated, ordered.length);
  const own = stratumWeights(stratum, treated, sizes, estimand);
  const size = sampleSizes(own, treated);
  const subclass = new Int32Array(frame.size).fill(-1);
  const weights = new Float64Array(frame.size);
  const dropped: DroppedRow[] = omitted.rows.map((row) => ({ row, reason: "missing-value" }));
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    subclass[row] = stratum[i]!;
    weights[row] = own[i]!;
    if (stratum[i]! >= 0) continue;
    dropped.push({ row, reason: treated[i] === 1 ? "no-control-in-stratum" : "no-treated-in-stratum" });
  }
  if (omitted.count > 0) dropped.sort((a, b) => a.row - b.row);
  const none: Warning = { code: "no-strata", message: "no stratum has both treated rows and controls" };
  return {
    kind: "stratification",
    version: 1,
    method,
    estimand,
    subclass,
    weights,
    strata: Array.from(ordered, (c, s) => ({
      treated: sizes[1][s]!,
      control: sizes[0][s]!,
      values: Object.fromEntries(variables.map(({ name, codes, levels }) => [name, levels[codes[exampleOf[c]!]!]!])),
    })),
    dropped,
    moved,
    counts: {
      treated: treatedCount,
      control: controlCount,
      matchedTreated: size.treated,
      matchedControl: size.control,
    },
    effectiveSampleSize: { treated: size.effectiveTreated, control: size.effectiveControl },
    warnings: ordered.length === 0 ? [...warnings, none] : warnings,
    omitted,
    excluded: frame.excluded,
  };
}

/** Cells in the order of their values, the first variable first. */
function orderByValues(
  cells: readonly number[],
  exampleOf: Int32Array,
  variables: readonly StratumVariable[],
): Int32Array {
  let order: Int32Array | undefined;
  for (let v = variables.length - 1; v >= 0; v--) {
    const { codes, levels } = variables[v]!;
    const ofCell = Int32Array.from(cells, (c) => codes[exampleOf[c]!]!);
    order = countingOrder(ofCell, levels.length, order);
  }
  return (order ?? new Int32Array(0)).map((position) => cells[position]!);
}
