import { InputError } from "./input-error.js";

/** What a measured value is, for the message. */
export interface QuantityPlace {
  /** The column. */
  readonly column: string;
  /** What the value is called. Default: the column. */
  readonly name?: string;
  /** Unit in which it is given, and all that it may be given in. */
  readonly unit: string;
  readonly units: readonly string[];
  /** Input row. */
  readonly row: number;
}

/**
 * Refuses a measured value that cannot be in its unit, and offers the other units.
 *
 * @param range least and greatest value that can be.
 * @throws InputError naming column and row.
 *
 * @example
 * ```ts
 * import { checkQuantity } from "@hcc/data";
 * const place = { column: "albumin", unit: "g/L", units: ["g/L", "g/dL"], row: 0 };
 * const message = (value: number): string => {
 *   try {
 *     checkQuantity(value, [10, 70], place);
 *     return "";
 *   } catch (error) {
 *     return (error as Error).message;
 *   }
 * };
 * message(39); // => ""
 * message(3.9); // => "albumin is 3.9 g/L at row 0, which cannot be (10 to 70): correct it, or give the unit \"g/dL\""
 * ```
 */
export function checkQuantity(
  value: number,
  [least, most]: readonly [number, number],
  { column, name = column, unit, units, row }: QuantityPlace,
): void {
  if (value >= least && value <= most) return;
  const others = units.filter((other) => other !== unit).map((other) => `"${other}"`);
  const remedy = others.length === 0 ? "correct it" : `correct it, or give the unit ${others.join(" or ")}`;
  throw new InputError(
    "option",
    `${name} is ${value} ${unit} at row ${row}, which cannot be (${least} to ${most}): ${remedy}`,
    { column, row },
  );
}
