import type { NumericArray } from "../types.js";
import { readChannel, unknownColumn } from "./read-channel.js";
import type { Source } from "./source.js";

/** Values of some rows. */
export type SliceValues = NumericArray | readonly unknown[];

interface Piece {
  readonly start: number;
  readonly values: SliceValues;
}

/** Rows whose values one step asks for: each may call an accessor. */
export const ROWS_PER_STEP = 256;
/** Rows of a piece of such values. */
const ROWS_PER_PIECE = 16_384;
/** Elements of a typed array in one step. */
const ELEMENTS_PER_STEP = 65_536;

/**
 * Values of a channel, one per input row, in steps: a piece or null each. An accessor is called
 * where `where` is 1 (default: everywhere).
 */
export function channelPieces(
  source: Source,
  channel: unknown,
  role: string,
  where: Uint8Array | null,
): Generator<Piece | null> {
  if (typeof channel === "function") {
    const accessor = channel as (row: unknown, index: number) => unknown;
    return valuePieces(source.size, (row) => (where?.[row] === 0 ? undefined : accessor(source.row(row), row)));
  }
  const cells = typeof channel === "string" ? source.cells?.(channel) : undefined;
  if (cells !== undefined) return fieldPieces(source, channel as string, role);
  const list = readChannel(source, channel, role);
  return ArrayBuffer.isView(list) ? views(list as NumericArray) : valuePieces(list.length, (row) => list[row]);
}

function* fieldPieces(source: Source, name: string, role: string): Generator<Piece | null> {
  const { has, value } = source.cells!(name)!;
  let found = false;
  yield* valuePieces(source.size, (row) => {
    found ||= has(row);
    return value(row);
  });
  if (!found) throw unknownColumn(source, name, role);
}

function* valuePieces(size: number, at: (row: number) => unknown): Generator<Piece | null> {
  for (let start = 0; start < size; start += ROWS_PER_PIECE) {
    const length = Math.min(ROWS_PER_PIECE, size - start);
    const numbers = new Float64Array(length);
    let values: unknown[] | null = null;
    for (let i = 0; i < length; i++) {
      if (i > 0 && i % ROWS_PER_STEP === 0) yield null;
      const value = portable(at(start + i));
      if (values === null) {
        if (typeof value === "number") numbers[i] = value;
        else if (value === null || value === undefined) numbers[i] = Number.NaN;
        else values = Array.from(numbers.subarray(0, i));
      }
      values?.push(value);
    }
    yield { start, values: values ?? numbers };
  }
}

/** What is no value of any column has no copy in another thread; its type is what messages need. */
function portable(value: unknown): unknown {
  const type = typeof value;
  return (type === "object" && value !== null) || type === "function" || type === "symbol" ? {} : value;
}

function* views(list: NumericArray): Generator<Piece> {
  for (let start = 0; start < list.length; start += ELEMENTS_PER_STEP) {
    yield { start, values: list.subarray(start, start + ELEMENTS_PER_STEP) };
  }
}
