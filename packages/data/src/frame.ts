import { InputError } from "./input-error.js";
import { checkPositive, convertColumn } from "./internal/convert-column.js";
import { CASE_WEIGHTS, planColumns } from "./internal/plan-columns.js";
import { channelName, readChannel } from "./internal/read-channel.js";
import { areFinite, completeRows, type RawColumn, weightedRows, whereRows } from "./internal/select-rows.js";
import { sourceOf } from "./internal/source.js";
import { oneOf } from "./one-of.js";
import type { AnyTerm } from "./term.js";
import type { TermColumn } from "./term-columns.js";
import type { Omitted, WeightType } from "./types.js";

/** A categorical column: level number of each row, and the levels in their order. */
export interface Group {
  /** Index into `levels`, one per used row. */
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/**
 * What a column must be. One of:
 * - "number": finite numbers;
 * - "time": finite numbers that are not negative;
 * - "event": 0/1 or booleans, read as 0 and 1;
 * - "group": text, numbers or booleans that name groups;
 * - "covariate": numbers stay numbers, text and booleans become a group.
 */
export type ColumnKind = "number" | "time" | "event" | "group" | "covariate";

/** What a column of a kind is read as. */
export type ColumnOf<Kind extends ColumnKind> = Kind extends "group"
  ? Group
  : Kind extends "event"
    ? Uint8Array
    : Kind extends "covariate"
      ? Float64Array | Group
      : Float64Array;

/** A column that `readFrame` shall read. Made by `column` and `optionalColumn`. */
export interface ColumnRequest<Value> {
  readonly kind: ColumnKind;
  readonly channel: unknown;
  readonly levels?: readonly string[];
  readonly required: boolean;
  /** Carries the type only. */
  readonly value?: Value;
}

/** Options of `readFrame`; the channels of a spec, untyped because they were typed where the spec was. */
export interface FrameOptions {
  readonly where?: unknown;
  /** "refuse" = "error" of a function that has no option to leave rows out. */
  readonly missing?: "error" | "omit" | "refuse";
  readonly weights?: unknown;
  readonly weightType?: WeightType;
  readonly terms?: readonly AnyTerm[];
}

/** Columns of the rows in use, and what became of the other rows. */
export interface Frame<Columns> {
  /** Number of input rows. */
  readonly size: number;
  /** Number of rows in use. */
  readonly n: number;
  /** Input row of each row in use, ascending. */
  readonly rows: Int32Array;
  /** One entry per requested column, one value per row in use. */
  readonly columns: Columns;
  /** Columns behind the terms, in their order. */
  readonly terms: readonly TermColumn[];
  /** Case weights, or null without weights. */
  readonly weights: Float64Array | null;
  readonly weightType: WeightType | null;
  /** Rows left out because a value was missing. */
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
  /** Rows left out because their weight is 0. */
  readonly zeroWeight: number;
}

/**
 * Asks `readFrame` for a column that must be there.
 *
 * @param levels for a group: its levels in order; a value outside them is an error.
 *
 * @example
 * ```ts
 * import { column, readFrame } from "@hcc/data";
 * const frame = readFrame([{ t: 3 }, { t: 5 }], { time: column("time", "t") });
 * Array.from(frame.columns.time); // => [3, 5]
 * ```
 */
export function column<Kind extends ColumnKind>(
  kind: Kind,
  channel: unknown,
  levels?: readonly string[],
): ColumnRequest<ColumnOf<Kind>> {
  return request(kind, channel, true, levels);
}

/**
 * Asks `readFrame` for a column that may be absent: null when the channel is undefined.
 *
 * @example
 * ```ts
 * import { optionalColumn, readFrame } from "@hcc/data";
 * readFrame([{ t: 3 }], { by: optionalColumn("group", undefined) }).columns.by; // => null
 * ```
 */
export function optionalColumn<Kind extends ColumnKind>(
  kind: Kind,
  channel: unknown,
  levels?: readonly string[],
): ColumnRequest<ColumnOf<Kind> | null> {
  return request(kind, channel, false, levels);
}

function request<Value>(
  kind: ColumnKind,
  channel: unknown,
  required: boolean,
  levels: readonly string[] | undefined,
): ColumnRequest<Value> {
  return levels === undefined ? { kind, channel, required } : { kind, channel, required, levels };
}

type Read<Requests> = {
  readonly [Name in keyof Requests]: Requests[Name] extends ColumnRequest<infer Value> ? Value : never;
};

/**
 * Reads the channels of a call into plain columns of the rows in use.
 *
 * Rows are left out in this order, each counted: `where` is not true; a value of any column, term or weight is missing
 * and `missing` is "omit"; the weight is 0. Accessors are not called for rows that `where` leaves out. Inputs are not changed. A function of this family reads its data through here
 * once and then works on the columns; `rows` leads back to the input.
 *
 * @param data rows, an object of equally long columns, or an Arrow-like table.
 * @param requests a column request for each name.
 * @throws InputError naming the column, the row and the remedy.
 *
 * @example
 * ```ts
 * import { column, readFrame } from "@hcc/data";
 * const rows = [{ t: 3, d: 1 }, { t: null, d: 0 }, { t: 5, d: 0 }];
 * const frame = readFrame(rows, { time: column("time", "t"), event: column("event", "d") }, { missing: "omit" });
 * Array.from(frame.rows); // => [0, 2]
 * frame.omitted; // => { count: 1, rows: [1] }
 * ```
 */
export function readFrame<Requests extends Record<string, ColumnRequest<unknown>>>(
  data: unknown,
  requests: Requests,
  options: FrameOptions = {},
): Frame<Read<Requests>> {
  const missing = oneOf("missing", options.missing, ["error", "omit", "refuse"], "error");
  const source = sourceOf(data);
  if (source.size === 0)
    throw new InputError("empty-data", "the data have no rows: check the file or the filter before");
  const kept = whereRows(source, options.where);
  if (kept.length === 0)
    throw new InputError("empty-data", "where leaves no row: check the condition", { column: "where" });

  const plan = planColumns(requests, options);
  const wanted: (RawColumn & { readonly request: ColumnRequest<unknown> })[] = plan.columns.map(
    ({ key, role, request }) => {
      const raw = readChannel(source, request.channel, role, kept);
      return { key, name: channelName(request.channel, role), raw, finite: areFinite(raw), request };
    },
  );
  const { weights, weightType = null } = options;

  const { complete, omitted } = completeRows(kept, wanted, missing);
  const caseWeights = wanted.find(({ key }) => key === CASE_WEIGHTS)?.raw;
  const { rows, zeroWeight } =
    caseWeights === undefined ? { rows: complete, zeroWeight: 0 } : weightedRows(complete, caseWeights, weightType!);
  const converted: Record<string, unknown> = {};
  for (const one of wanted) converted[one.key] = convertColumn(one, rows, one.request);
  // Those of the terms are not among them: a frame may outlive its terms.
  const columns: Record<string, unknown> = {};
  for (const name of Object.keys(requests)) columns[name] = converted[name] ?? null;
  for (const term of plan.terms) {
    if (term.transform === "log2") checkPositive(converted[term.key] as Float64Array, rows, term);
  }
  const caseColumn = (converted[CASE_WEIGHTS] as Float64Array | undefined) ?? null;
  const repeated = weightType === "frequency" && caseColumn !== null ? { frequencies: caseColumn } : {};
  return {
    size: source.size,
    n: rows.length,
    rows,
    columns: columns as Read<Requests>,
    terms: plan.terms.map((term) =>
      Object.assign(term, repeated, { values: converted[term.key] as Float64Array | Group }),
    ),
    weights: caseColumn,
    weightType: weights === undefined ? null : weightType,
    omitted,
    excluded: source.size - kept.length,
    zeroWeight,
  };
}
