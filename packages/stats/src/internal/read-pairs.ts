import { column, InputError, type Omitted, readFrame } from "@hcc/data";
import { checkValues, type Values } from "./read-values.js";

/** Two values of each subject; a pair of which one is missing is left out as a whole. */
export function readPairs(
  x: Values,
  y: Values,
  missing: "error" | "omit" = "error",
): { x: Float64Array; y: Float64Array; omitted: Omitted } {
  checkValues(x, "x");
  checkValues(y, "y");
  if (x.length !== y.length) {
    throw new InputError(
      "length-mismatch",
      `x has ${x.length} values and y ${y.length}: give pairs, in the same order`,
      {
        column: "y",
      },
    );
  }
  const frame = readFrame({ x, y }, { x: column("number", "x"), y: column("number", "y") }, { missing });
  return { ...frame.columns, omitted: frame.omitted };
}
