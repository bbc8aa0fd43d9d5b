import { InputError } from "./input-error.js";
import { isMissing, isNumericText, toEvent, toNumber } from "./internal/convert.js";
import { channelName, readChannel } from "./internal/read-channel.js";
import { type Source, sourceOf } from "./internal/source.js";
import { toGroup } from "./internal/to-group.js";
import { oneOf } from "./one-of.js";
import type { AnyTerm } from "./term.js";
import { type TermColumn, termColumns } from "./term-columns.js";
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
  readonly missing?: "error" | "omit";
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
  return { kind, channel, required: true, ...(levels && { levels }) };
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
  return { kind, channel, required: false, ...(levels && { levels }) };
}

/** Key of the case weights among the columns; no request can have it by accident. */
const CASE_WEIGHTS = "term:-1:weights";

type Read<Requests> = {
  readonly [Name in keyof Requests]: Requests[Name] extends ColumnRequest<infer Value> ? Value : never;
};

/**
 * Reads the channels of a call into plain columns of the rows in use.
 *
 * Rows are left out in this order, each counted: `where` is not true; a value of any column, term or weight is missing
 * and `missing` is "omit"; the weight is 0. Inputs are not changed. A function of this family reads its data through here
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
  const missing = oneOf("missing", options.missing, ["error", "omit"], "error");
  const source = sourceOf(data);
  if (source.size === 0)
    throw new InputError("empty-data", "the data have no rows: check the file or the filter before");
  const kept = whereRows(source, options.where);
  if (kept.length === 0)
    throw new InputError("empty-data", "where leaves no row: check the condition", { column: "where" });

  const wanted: { name: string; request: ColumnRequest<unknown>; raw: ArrayLike<unknown> }[] = [];
  for (const [name, request] of Object.entries(requests)) {
    if (request.channel === undefined && !request.required) continue;
    wanted.push({ name, request, raw: readChannel(source, request.channel, name) });
  }
  const terms = termColumns(options.terms ?? []);
  for (const term of terms) {
    const request = {
      kind: term.kind,
      channel: term.channel,
      required: true,
      ...(term.levels && { levels: term.levels }),
    };
    wanted.push({ name: term.key, request, raw: readChannel(source, term.channel, term.name) });
  }
  const weightChannel = options.weights;
  const weightType: string | undefined = options.weightType;
  if (weightChannel !== undefined && weightType !== "frequency" && weightType !== "sampling") {
    const found = weightType === undefined ? "not given" : `"${weightType}"`;
    throw new InputError("weight", `weightType is ${found}: weights need "frequency" or "sampling"`, {
      column: "weightType",
    });
  }
  if (weightChannel !== undefined) {
    wanted.push({
      name: CASE_WEIGHTS,
      request: { kind: "number", channel: weightChannel, required: true },
      raw: readChannel(source, weightChannel, "weights"),
    });
  }

  const { complete, omitted } = completeRows(kept, wanted, missing);
  const { rows, zeroWeight } = weightedRows(complete, wanted, weightType);
  const columns: Record<string, unknown> = {};
  for (const name of Object.keys(requests)) columns[name] = null;
  for (const { name, request, raw } of wanted) {
    columns[name] = convert(raw, rows, request, channelName(request.channel, name.replace(/^term:\d+:/, "")));
  }
  for (const term of terms) if (term.transform === "log2") checkPositive(columns[term.key] as Float64Array, rows, term);
  return {
    size: source.size,
    n: rows.length,
    rows,
    columns: columns as Read<Requests>,
    terms: terms.map((term) => ({ ...term, values: columns[term.key] as Float64Array | Group })),
    weights: (columns[CASE_WEIGHTS] as Float64Array | undefined) ?? null,
    weightType: weightChannel === undefined ? null : options.weightType!,
    omitted,
    excluded: source.size - kept.length,
    zeroWeight,
  };
}

function whereRows(source: Source, where: unknown): Int32Array {
  if (where === undefined) return Int32Array.from({ length: source.size }, (_, row) => row);
  const values = readChannel(source, where, "where");
  const kept: number[] = [];
  for (let row = 0; row < source.size; row++) {
    const value = values[row];
    if (value === true || value === 1) kept.push(row);
    else if (!(value === false || value === 0 || isMissing(value))) {
      throw new InputError("option", `where is ${String(value)} at row ${row}: give true or false`, {
        column: "where",
        row,
      });
    }
  }
  return Int32Array.from(kept);
}

function completeRows(
  kept: Int32Array,
  wanted: readonly { name: string; request: ColumnRequest<unknown>; raw: ArrayLike<unknown> }[],
  missing: "error" | "omit",
): { complete: Int32Array; omitted: Omitted } {
  const holes = new Set<number>();
  const found: string[] = [];
  let place: { column: string; row: number } | undefined;
  for (const { name, request, raw } of wanted) {
    if (ArrayBuffer.isView(raw) && !(raw instanceof Float64Array || raw instanceof Float32Array)) continue;
    const rows: number[] = [];
    for (let i = 0; i < kept.length; i++) if (isMissing(raw[kept[i]!])) rows.push(kept[i]!);
    if (rows.length === 0) continue;
    const column = channelName(request.channel, name.replace(/^term:\d+:/, ""));
    place ??= { column, row: rows[0]! };
    const first = rows.slice(0, 5).join(", ") + (rows.length > 5 ? ", ..." : "");
    found.push(`column "${column}" is missing in ${rows.length} ${rows.length === 1 ? "row" : "rows"} (${first})`);
    for (const row of rows) holes.add(row);
  }
  if (holes.size > 0 && missing === "error") {
    throw new InputError(
      "missing-value",
      `${found.join("; ")}: complete the data, or leave such rows out with missing: "omit"`,
      place,
    );
  }
  const complete = holes.size === 0 ? kept : kept.filter((row) => !holes.has(row));
  if (complete.length === 0) {
    throw new InputError(
      "empty-data",
      `no row is complete: ${found.join("; ")}: complete the data, or leave a column out`,
      place,
    );
  }
  return { complete, omitted: { count: holes.size, rows: [...holes].sort((a, b) => a - b) } };
}

function weightedRows(
  complete: Int32Array,
  wanted: readonly { name: string; raw: ArrayLike<unknown> }[],
  weightType: string | undefined,
): { rows: Int32Array; zeroWeight: number } {
  const raw = wanted.find(({ name }) => name === CASE_WEIGHTS)?.raw;
  if (raw === undefined) return { rows: complete, zeroWeight: 0 };
  for (const row of complete) {
    const weight = toNumber(raw[row], "weights", row);
    const fail = (message: string): never => {
      throw new InputError("weight", message, { column: "weights", row });
    };
    if (weight < 0) fail(`the weight is ${weight} at row ${row}: weights are 0 or more`);
    if (weightType === "frequency" && !Number.isInteger(weight)) {
      fail(
        `the frequency weight is ${weight} at row ${row}: frequency weights are whole numbers; inverse probabilities are weightType "sampling"`,
      );
    }
  }
  const rows = complete.filter((row) => Number(raw[row]) > 0);
  if (rows.length === 0)
    throw new InputError("weight", "every weight is 0 and no row is left: check the weights", { column: "weights" });
  return { rows, zeroWeight: complete.length - rows.length };
}

function convert(raw: ArrayLike<unknown>, rows: Int32Array, request: ColumnRequest<unknown>, name: string): unknown {
  switch (request.kind) {
    case "group":
      return toGroup(raw, rows, name, request.levels);
    case "event":
      return Uint8Array.from(rows, (row) => toEvent(raw[row], name, row));
    case "covariate": {
      const first = raw[rows[0]!];
      if (typeof first !== "string" && typeof first !== "boolean" && request.levels === undefined) {
        return numbers(raw, rows, name, false);
      }
      const group = toGroup(raw, rows, name, request.levels);
      if (request.levels === undefined && typeof first === "string" && group.levels.every(isNumericText)) {
        throw new InputError(
          "numbers-as-text",
          `column "${name}" holds numbers as text ("${first}" at row ${rows[0]}): convert it to numbers, or wrap it in factor() if it names categories`,
          { column: name, row: rows[0]! },
        );
      }
      return group;
    }
    default:
      return numbers(raw, rows, name, request.kind === "time");
  }
}

function numbers(raw: ArrayLike<unknown>, rows: Int32Array, name: string, time: boolean): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const value = raw[row];
    if (typeof value === "string" || (typeof value === "boolean" && !time)) mixed(raw, rows, name, row);
    const number = toNumber(value, name, row);
    if (time && number < 0) {
      throw new InputError("negative-value", `time "${name}" is ${number} at row ${row}: times are 0 or more`, {
        column: name,
        row,
      });
    }
    values[i] = number;
  }
  return values;
}

function checkPositive(
  values: Float64Array,
  rows: Int32Array,
  { name, channel }: Pick<TermColumn, "name" | "channel">,
): void {
  const at = values.findIndex((value) => !(value > 0));
  if (at < 0) return;
  const row = rows[at]!;
  throw new InputError(
    "not-finite",
    `${name} needs positive values but one is ${values[at]} at row ${row}: add an offset in an accessor`,
    { column: channelName(channel, name), row },
  );
}

function mixed(raw: ArrayLike<unknown>, rows: Int32Array, name: string, row: number): void {
  if (!rows.some((other) => typeof raw[other] === "number")) return;
  throw new InputError(
    "mixed-types",
    `column "${name}" mixes numbers with ${typeof raw[row] === "string" ? JSON.stringify(raw[row]) : raw[row]} (row ${row}): convert the column to one type`,
    { column: name, row },
  );
}
