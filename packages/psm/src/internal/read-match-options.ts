import { checkOptions, InputError } from "@hcc/data";
import type { MatchPairsSpec } from "../match-pairs.js";

type Names = "method" | "order" | "ratio" | "replace" | "objective";

/** How to match, checked; defaults filled in. */
export type MatchOptions = Required<Pick<MatchPairsSpec<unknown>, Names>>;

const ORDERS = ["largest", "smallest", "data", "random", "closest", "farthest"];

export function readMatchOptions(spec: Pick<MatchPairsSpec<unknown>, Names | "random">): MatchOptions {
  const { method = "nearest", order = "largest", ratio = 1, replace = false, objective = "total" } = spec;
  if (method !== "nearest" && method !== "optimal") {
    fail(`method is "${method}": give "nearest" or "optimal"`, "method");
  }
  if (!ORDERS.includes(order)) {
    const known = ORDERS.slice(0, -1).map((name) => `"${name}"`);
    fail(`order is "${order}": give ${known.join(", ")} or "farthest"`, "order");
  }
  if (typeof replace !== "boolean") fail(`replace is ${String(replace)}: give true or false`, "replace");
  checkRatio(ratio, method, replace);
  if (objective !== "total" && objective !== "maximum") {
    fail(`objective is "${objective}": give "total" or "maximum"`, "objective");
  }
  if (method === "nearest" && spec.objective !== undefined) {
    fail('an objective is for optimal matching: give method "optimal" too', "objective");
  }
  if (method === "optimal" && replace) {
    fail('matching with replacement is optimal already: use method "nearest"', "replace");
  }
  if (method === "nearest" && order === "random" && !replace && typeof spec.random !== "function") {
    fail("order random needs random: give a seeded generator of numbers in [0, 1)", "random");
  }
  return { method, order, ratio, replace, objective };
}

function checkRatio(ratio: MatchOptions["ratio"], method: MatchOptions["method"], replace: boolean): void {
  if (typeof ratio !== "object" || ratio === null) {
    if (!Number.isInteger(ratio) || ratio < 1) fail(`ratio is ${ratio}: give a whole number of controls`, "ratio");
    return;
  }
  checkOptions("ratio", ratio, ["min", "max", "mean"]);
  const { min, max, mean } = ratio;
  if (!Number.isInteger(min) || min < 1) fail(`ratio min is ${min}: give a whole number from 1`, "ratio");
  if (!Number.isInteger(max) || max <= min) fail(`ratio max is ${max}: give a whole number above min ${min}`, "ratio");
  if (!(typeof mean === "number" && mean > min && mean < max)) {
    fail(`ratio mean is ${String(mean)}: give the mean number of controls, between min ${min} and max ${max}`, "ratio");
  }
  if (method === "optimal")
    fail('optimal matching takes a fixed ratio: give a whole number, or method "nearest"', "ratio");
  if (replace) fail("matching with replacement takes a fixed ratio: give a whole number of controls", "ratio");
}

function fail(message: string, column: string): never {
  throw new InputError("option", message, { column });
}
