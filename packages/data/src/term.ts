import type { Channel, GroupValue } from "./types.js";

/** A categorical term. Made by `factor`. */
export interface FactorTerm<Row> {
  readonly type: "factor";
  readonly channel: Channel<Row, GroupValue>;
  readonly options: FactorOptions;
}

/** Options of `factor`. */
export interface FactorOptions {
  /** Levels in order, the first is the reference unless `reference` says otherwise. Default: the sorted values. */
  readonly levels?: readonly GroupValue[];
  /** The level that the others are compared with. Default: the first. */
  readonly reference?: GroupValue;
  /** Name of the term. Default: the field's name. */
  readonly label?: string;
}

/** A numeric term on the scale of its base-2 logarithm. Made by `log2Term`. */
export interface Log2Term<Row> {
  readonly type: "log2";
  readonly channel: Channel<Row, number>;
  readonly label?: string;
}

/** Options of `spline`. */
export interface SplineOptions {
  /** Number of knots, 3 to 7, placed at quantiles of the rows in use; or the knots themselves, ascending, 3 or more. */
  readonly knots: number | readonly number[];
  /** The two outer knots, beyond which the curve is straight; `knots` are then those between, or the number of all. */
  readonly boundary?: readonly [number, number];
  /** Name of the term. Default: the field's name. */
  readonly label?: string;
}

/** A number entered as a restricted cubic spline. Made by `spline`. */
export interface SplineTerm<Row> {
  readonly type: "spline";
  readonly channel: Channel<Row, number>;
  readonly options: SplineOptions;
}

/** The product of two terms. Made by `interaction`. */
export interface InteractionTerm<Row> {
  readonly type: "interaction";
  readonly parts: readonly [Term<Row>, Term<Row>];
}

/** Columns of a ready-made matrix. Made by `matrix`. */
export interface MatrixTerm {
  readonly type: "matrix";
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** Named channels: each entry is one term. Text and booleans become factors. */
export type NamedTerm<Row> = { readonly [name: string]: Channel<Row, GroupValue> };

/**
 * A covariate. One of: a field's name, `{ name: channel }`, `factor()`, `log2Term()`, `spline()`, `interaction()`,
 * `matrix()`.
 */
export type Term<Row> =
  | (Channel<Row, GroupValue> & string)
  | FactorTerm<Row>
  | Log2Term<Row>
  | SplineTerm<Row>
  | InteractionTerm<Row>
  | MatrixTerm
  | (NamedTerm<Row> & { readonly type?: never });

/** A term after its row type has been checked. */
// biome-ignore lint/suspicious/noExplicitAny: the row type was checked where the term was written
export type AnyTerm = Term<any>;
