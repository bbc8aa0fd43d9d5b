import type { ColumnRequest, FrameOptions } from "./frame.js";
import { InputError } from "./input-error.js";
import { planColumns } from "./internal/plan-columns.js";
import { whereValue } from "./internal/select-rows.js";
import { channelPieces, ROWS_PER_STEP, type SliceValues } from "./internal/slices.js";
import { rowsSource, type Source, sourceOf } from "./internal/source.js";
import { oneOf } from "./one-of.js";

/** Values of one channel from one row on. */
export interface ColumnPiece {
  /** The channel as the call gave it. */
  readonly channel: unknown;
  /** Name of its field, or the role it plays. */
  readonly name: string;
  /** First row of the piece. */
  readonly start: number;
  /** Number of input rows. */
  readonly size: number;
  /**
   * Values of the rows from `start` on. Of a typed array a view on it; else doubles where all are numbers or missing (NaN),
   * as in rows that `where` leaves out, whose accessors are not called.
   */
  readonly values: SliceValues;
  /** Channels that are complete with this piece, and how many there are. */
  readonly done: number;
  readonly of: number;
}

/** What `readInSlices` returns when all is read. */
export interface SlicedRows {
  /** Number of input rows. */
  readonly size: number;
  /** 1 where `where` is true, else 0; null without `where`. */
  readonly where: Uint8Array | null;
}

/**
 * Reads what `readFrame` would read, a small step at a time: the thread can do other things between two steps, and columns
 * can go to another thread, where `readFrame` reads them in its turn. No step reads more than 256 rows (65 536 elements of a
 * typed array). The data must stay unchanged until the last step.
 *
 * A channel that occurs twice is read once. What is wrong before values are looked at is an error here, the same as of
 * `readFrame`; values are not converted.
 *
 * @returns an iterator: each step gives a piece of a column or null, the last one `size` and `where`.
 * @throws InputError naming the column, the row and the remedy.
 *
 * @example
 * ```ts
 * import { column, readInSlices } from "@hcc/data";
 * const steps = readInSlices([{ t: 3 }, { t: null }], { time: column("time", "t") });
 * const pieces = [...steps].filter((piece) => piece !== null);
 * pieces.map(({ name, start, done, of }) => `${name} from row ${start}: ${done} of ${of}`); // => ["t from row 0: 1 of 1"]
 * Array.from(pieces[0]!.values); // => [3, NaN]
 * ```
 */
export function* readInSlices(
  data: unknown,
  requests: Readonly<Record<string, ColumnRequest<unknown>>>,
  options: FrameOptions = {},
): Generator<ColumnPiece | null, SlicedRows> {
  oneOf("missing", options.missing, ["error", "omit", "refuse"], "error");
  const source = yield* slicedSource(data);
  const { size } = source;
  if (size === 0) throw new InputError("empty-data", "the data have no rows: check the file or the filter before");
  let where: Uint8Array | null = null;
  if (options.where !== undefined) {
    where = new Uint8Array(size);
    let kept = 0;
    for (const step of channelPieces(source, options.where, "where", null)) {
      yield null;
      if (step === null) continue;
      const { start, values } = step;
      for (let from = 0; from < values.length; from += ROWS_PER_STEP) {
        const end = Math.min(from + ROWS_PER_STEP, values.length);
        for (let i = from; i < end; i++) kept += where[start + i] = whereValue(values[i], start + i) ? 1 : 0;
        yield null;
      }
    }
    if (kept === 0) throw new InputError("empty-data", "where leaves no row: check the condition", { column: "where" });
  }
  const { columns } = planColumns(requests, options);
  const channels = new Map<unknown, string>();
  for (const { request, role } of columns) if (!channels.has(request.channel)) channels.set(request.channel, role);
  let done = 0;
  for (const [channel, role] of channels) {
    const name = typeof channel === "string" ? channel : role;
    for (const step of channelPieces(source, channel, role, where)) {
      if (step === null) {
        yield null;
        continue;
      }
      if (step.start + step.values.length === size) done++;
      yield { channel, name, size, ...step, done, of: channels.size };
    }
  }
  return { size, where };
}

/** Rows of an iterable are gathered step by step, and an array is used where it is. */
function* slicedSource(data: unknown): Generator<null, Source> {
  if (Array.isArray(data)) return rowsSource(data);
  if (typeof data !== "object" || data === null || !(Symbol.iterator in data) || "getChild" in data) {
    return sourceOf(data);
  }
  const rows: unknown[] = [];
  for (const row of data as Iterable<unknown>) {
    rows.push(row);
    if (rows.length % ROWS_PER_STEP === 0) yield null;
  }
  return rowsSource(rows);
}
