import { type Channel, checkOptions, type GroupValue, InputError, oneOf, type RowOf } from "@hcc/data";

/** Where the patients, times and values of a table of measurements are. */
export interface MeasuredSpec<Row, Value extends Channel<Row, GroupValue>> {
  /** Patient of each visit, named as in the table of patients. */
  readonly id: Channel<Row, GroupValue>;
  /** Time of each visit, from the same origin and in the same unit as the follow-up; negative before it. */
  readonly time: Channel<Row, number>;
  /** What was measured; the texts "true" and "false" are read as booleans. For the number of visits so far: `value: () => 1` with `rule: "sum"`. */
  readonly value: Value;
  /**
   * The value after a visit. One of:
   * - "last" (default): that of the visit, until the next;
   * - "sum": the sum of the values so far (numbers only).
   */
  readonly rule?: "last" | "sum";
  /** Value before the first visit. Default: null (missing) with "last", 0 with "sum". */
  readonly initial?: ValueOf<Row, Value>;
  /** What a visit without a value, time or patient does. One of "error" (default) and "omit" (left out, counted). */
  readonly missing?: "error" | "omit";
}

/** The type of the values of a channel: number, string or boolean. */
export type ValueOf<Row, Of> = Of extends keyof Row
  ? Widened<Row[Of]>
  : Of extends (...row: never) => infer Value
    ? Widened<Value>
    : Of extends ArrayLike<infer Value>
      ? Of extends string
        ? GroupValue
        : Widened<Value>
      : GroupValue;

type Widened<Value> = unknown extends Value
  ? GroupValue
  : Value extends number
    ? number
    : Value extends string
      ? string
      : Value extends boolean
        ? boolean
        : never;

/** A table of measurements over time, to be joined with patients. Made by `measured`. */
export interface Measured<Value extends GroupValue> {
  readonly type: "measured";
  readonly data: unknown;
  readonly id: unknown;
  readonly time: unknown;
  readonly value: unknown;
  readonly rule: "last" | "sum";
  readonly initial: Value | null;
  readonly missing: "error" | "omit";
}

/**
 * A table with one row per visit (patient, time, value), as a covariate that changes with time for `startStopRows`.
 *
 * @typeParam Value the channel of the value.
 * @param data the visits, in any order, of these patients and of others.
 * @throws InputError for an unknown option.
 *
 * @example
 * ```ts
 * import { measured } from "@hcc/survival";
 * const visits = [{ patient: 1, month: 0, afp: 400 }, { patient: 1, month: 6, afp: 35 }];
 * measured(visits, { id: "patient", time: "month", value: "afp" }).rule; // => "last"
 * ```
 */
export function measured<Data extends Iterable<unknown> | object, const Value extends Channel<RowOf<Data>, GroupValue>>(
  data: Data,
  spec: MeasuredSpec<RowOf<Data>, Value>,
): Measured<ValueOf<RowOf<Data>, Value>> {
  checkOptions("measured", spec, ["id", "time", "value", "rule", "initial", "missing"]);
  const { id, time, value } = spec;
  const rule = oneOf("rule", spec.rule, ["last", "sum"], "last");
  const initial: GroupValue | null = spec.initial ?? (rule === "sum" ? 0 : null);
  if (rule === "sum" && !(typeof initial === "number" && Number.isFinite(initial))) {
    throw new InputError("option", `initial is ${JSON.stringify(initial)}: a sum starts with a number`, {
      column: "initial",
    });
  }
  const missing = oneOf("missing", spec.missing, ["error", "omit"], "error");
  return { type: "measured", data, id, time, value, rule, initial: initial as never, missing };
}
