/** Any of JavaScript's typed arrays of numbers. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Uint8ClampedArray;

/** Element of a column: of an array, a typed array, or anything indexed by number. */
type ElementOf<Column> = Column extends ArrayLike<infer Value> ? Value : unknown;

/** What one row of `Data` is: the element of an iterable, or one value of each column of an object of columns. */
export type RowOf<Data> =
  Data extends Iterable<infer Row>
    ? Row
    : Data extends {
          /** The column of a name, of an Arrow-like table. */
          getChild(name: string): unknown;
        }
      ? Record<string, unknown>
      : { [Name in keyof Data]: ElementOf<Data[Name]> };

/**
 * Names of the fields of `Row` that hold a `Value`, null or undefined: any string where the row's fields are unknown.
 */
export type FieldsOf<Row, Value> = unknown extends Row
  ? string
  : string extends keyof Row
    ? string
    : {
        [Name in keyof Row & string]-?: Row[Name] extends Value | null | undefined ? Name : never;
      }[keyof Row & string];

/**
 * Where the values of a variable come from. One of:
 * - the name of a field that holds such values;
 * - an accessor `(row, index) => value`;
 * - an array or typed array with one value per row.
 */
export type Channel<Row, Value> =
  | FieldsOf<Row, Value>
  | ((row: Row, index: number) => Value | null | undefined)
  | readonly (Value | null | undefined)[]
  | NumericArray;

/** An event indicator: true or 1 for an event, false or 0 for a censored time. Other numbers are rejected at run time. */
export type EventValue = boolean | number;

/** A value that names a group. */
export type GroupValue = string | number | boolean;

/** What weights mean: how often a row was seen, or the inverse of a sampling (or treatment) probability. */
export type WeightType = "frequency" | "sampling";

/** What every function that reads rows accepts beside its own channels. */
export interface RowOptions<Row> {
  /** Keeps the rows where it is true; rows left out are counted as excluded. Default: every row. */
  readonly where?: Channel<Row, boolean>;
  /** What a missing value (null, undefined, NaN) does. One of "error" (default) and "omit" (listwise, counted). */
  readonly missing?: "error" | "omit";
}

/** Case weights of the rows. */
export interface WeightOptions<Row> {
  /** Weight of each row, 0 or more, frequencies whole; a row of weight 0 is left out and counted. */
  readonly weights?: Channel<Row, number>;
  /** Required with `weights`. */
  readonly weightType?: WeightType;
}

/** Rows left out because a value was missing. */
export interface Omitted {
  readonly count: number;
  /** Input row numbers, ascending from 0. */
  readonly rows: readonly number[];
}

/** An estimate with its confidence limits; null where the data do not determine it. */
export interface Interval {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Confidence level, for example 0.95. */
  readonly level: number;
  /** Name of the interval's method. */
  readonly method: string;
}

/** A finding about the data or the fit that does not prevent an answer. */
export interface Warning {
  readonly code: string;
  /** Term or column that it is about. */
  readonly term?: string;
  readonly message: string;
}
