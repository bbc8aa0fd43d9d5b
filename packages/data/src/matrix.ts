import { checkOptions } from "./check-options.js";
import { InputError } from "./input-error.js";
import type { MatrixTerm } from "./term.js";

/** A matrix known by its shape and elements, for example a `Matrix` of ml-matrix. */
export interface MatrixLike {
  readonly rows: number;
  readonly columns: number;
  /** The element of a row and a column, both from 0. */
  get(row: number, column: number): number;
}

/**
 * Terms from a ready-made matrix with one row per row of the data, for example a `Matrix` of ml-matrix.
 *
 * @throws InputError when the number of names is not the number of columns.
 *
 * @example
 * ```ts
 * import { matrix } from "@hcc/data";
 * matrix({ rows: 2, columns: 1, get: (i) => i }, { names: ["x"] }).names; // => ["x"]
 * ```
 */
export function matrix(values: MatrixLike, options: { readonly names: readonly string[] }): MatrixTerm {
  checkOptions("matrix", options, ["names"]);
  const { names } = options;
  if (!Array.isArray(names) || typeof values?.get !== "function") {
    throw new InputError(
      "option",
      "matrix() needs an object with rows, columns and get(row, column), and { names: [...] }",
    );
  }
  if (names.length !== values.columns) {
    throw new InputError(
      "length-mismatch",
      `the matrix has ${values.columns} columns but ${names.length} names: name every column`,
    );
  }
  const columns = names.map((_, j) => Float64Array.from({ length: values.rows }, (_, i) => values.get(i, j)));
  return { type: "matrix", names, columns };
}
