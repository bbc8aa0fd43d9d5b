export { calendarDate } from "./calendar-date.js";
export { checkLevel } from "./check-level.js";
export { checkOptions } from "./check-options.js";
export { checkQuantity, type QuantityPlace } from "./check-quantity.js";
export { checkSeed } from "./check-seed.js";
export { dayNumber } from "./day-number.js";
export { type Design, type DesignColumn, type EncodedPart, type EncodedTerm, encodeTerms } from "./encode-terms.js";
export { expand } from "./expand.js";
export { factor } from "./factor.js";
export { fingerprint } from "./fingerprint.js";
export {
  type ColumnKind,
  type ColumnOf,
  type ColumnRequest,
  column,
  type Frame,
  type FrameOptions,
  type Group,
  optionalColumn,
  readFrame,
} from "./frame.js";
export { fromJson } from "./from-json.js";
export { InputError, type InputErrorCode, type InputErrorPlace } from "./input-error.js";
export { interaction } from "./interaction.js";
export { log2Term } from "./log2-term.js";
export { type MatrixLike, matrix } from "./matrix.js";
export { oneOf } from "./one-of.js";
export { type CauseChannel, type CauseLists, readCauses } from "./read-causes.js";
export { type NullableColumnOf, readColumn } from "./read-column.js";
export { type DateColumn, type DateValue, readDates } from "./read-dates.js";
export { type ColumnPiece, readInSlices, type SlicedRows } from "./read-in-slices.js";
export { rereadable } from "./rereadable.js";
export { spline } from "./spline.js";
export type {
  AnyTerm,
  FactorOptions,
  FactorTerm,
  InteractionTerm,
  Log2Term,
  MatrixTerm,
  NamedTerm,
  SplineOptions,
  SplineTerm,
  Term,
} from "./term.js";
export type { TermColumn } from "./term-columns.js";
export { toJson } from "./to-json.js";
export type {
  Channel,
  EventValue,
  FieldsOf,
  GroupValue,
  Interval,
  NumericArray,
  Omitted,
  RowOf,
  RowOptions,
  Warning,
  WeightOptions,
  WeightType,
} from "./types.js";
