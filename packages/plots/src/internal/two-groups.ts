import { InputError } from "@hcc/data";
import { ascendingOrder } from "@hcc/numerics";
import type { FigureOptions } from "../figure-options.js";
import { checkFigureOptions, checkPair, type Sheet, sheetOf } from "./figure.js";

/** One number per patient in each array. */
interface GroupInput {
  readonly numbers: ArrayLike<number>;
  readonly treatment: ArrayLike<number | boolean>;
  readonly weights: ArrayLike<number> | undefined;
}

/** Values of positive weight, ascending, and their weights. */
export interface WeightedValues {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
}

/** What figures of two groups have in common. */
interface TwoGroupOptions extends FigureOptions {
  readonly groups?: readonly [string, string];
  readonly stages?: readonly [string, string];
}

/** Checked options, with the names of the groups and of the samples. */
export function twoGroupSheet(
  call: string,
  options: TwoGroupOptions,
  own: readonly string[],
): { readonly sheet: Sheet; readonly groups: readonly [string, string]; readonly stages: readonly [string, string] } {
  checkFigureOptions(call, options, ["groups", "stages", ...own]);
  const { groups = ["Treated", "Control"], stages = ["Before matching", "After matching"] } = options;
  const sheet = sheetOf(options);
  checkPair("groups", groups);
  checkPair("stages", stages);
  return { sheet, groups, stages };
}

/** Treated, then controls. */
export type TwoGroups = readonly [WeightedValues, WeightedValues];

/**
 * The two groups before and, where there are weights, after; rows whose number is NaN are in neither, rows whose weight is
 * 0 or NaN not in the second.
 */
export function readTwoGroups(
  column: string,
  { numbers, treatment, weights }: GroupInput,
  check?: (value: number, row: number) => void,
): TwoGroups[] {
  const n = numbers?.length;
  for (const [name, list] of Object.entries({ [column]: numbers, treatment, weights })) {
    if (name === "weights" && list === undefined) continue;
    if (typeof list?.length !== "number" || typeof list === "string") {
      const message = `${name} is ${list === null ? "null" : typeof list}: give an array, one entry per patient`;
      throw new InputError("option", message, { column: name });
    }
    if (list.length === n) continue;
    const message = `there are ${n} ${column === "score" ? "scores" : column}: give as many treatments and weights, not ${list.length}`;
    throw new InputError("length-mismatch", message, { column: name });
  }
  const used: number[] = [];
  const side = new Uint8Array(n);
  for (let row = 0; row < n; row++) {
    const value = numbers[row]!;
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) {
      const message = `${column} is ${String(value)} at row ${row}: give finite numbers, NaN for a patient to leave out`;
      throw new InputError("not-finite", message, { column, row });
    }
    check?.(value, row);
    side[row] = sideOf(treatment[row], row);
    if (weights !== undefined) checkWeight(weights[row]!, row);
    used.push(row);
  }
  const { order } = ascendingOrder(Float64Array.from(used, (row) => numbers[row]!));
  const sorted = Uint32Array.from(order, (position) => used[position]!);
  const group = (wanted: 0 | 1, given: ArrayLike<number> | undefined): WeightedValues => {
    const rows = sorted.filter((row) => side[row] === wanted && (given === undefined || given[row]! > 0));
    const weight = Float64Array.from(rows, (row) => (given === undefined ? 1 : given[row]!));
    return {
      values: Float64Array.from(rows, (row) => numbers[row]!),
      weights: weight,
      total: weight.reduce((sum, w) => sum + w, 0),
    };
  };
  const stages = weights === undefined ? [undefined] : [undefined, weights];
  return stages.map((given) => [group(1, given), group(0, given)] as const);
}

/** Throws where a group has fewer patients than a figure needs. */
export function needPatients(stages: readonly TwoGroups[], least: number, what: string): void {
  stages.forEach((sides, stage) => {
    sides.forEach(({ values }, side) => {
      if (values.length >= least) return;
      const group = side === 0 ? "treated" : "control";
      const weighted = stage === 1 ? " with a weight above 0" : "";
      const message = `the ${group} group has ${values.length} patient${values.length === 1 ? "" : "s"}${weighted}: ${what} needs ${least}`;
      throw new InputError("empty-data", message, { column: stage === 1 ? "weights" : "treatment" });
    });
  });
}

function sideOf(treatment: unknown, row: number): 0 | 1 {
  if (treatment === 1 || treatment === true) return 1;
  if (treatment === 0 || treatment === false) return 0;
  const message = `the treatment is ${String(treatment)} at row ${row}: give 1 or true for the treated, 0 or false for controls`;
  throw new InputError("event-code", message, { column: "treatment", row });
}

function checkWeight(weight: number, row: number): void {
  if (Number.isNaN(weight) || (weight >= 0 && weight < Number.POSITIVE_INFINITY)) return;
  const message = `the weight is ${String(weight)} at row ${row}: weights are finite and 0 or more`;
  throw new InputError("weight", message, { column: "weights", row });
}

/** Smallest and largest value, with a share of their distance on both sides. */
export function widen(stages: readonly TwoGroups[], share: number): [number, number] {
  const ends = stages.flatMap((sides) => sides.flatMap(({ values }) => [values[0]!, values[values.length - 1]!]));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = high > low ? share * (high - low) : 0.1 * Math.abs(low) || 1;
  return [low - room, high + room];
}
