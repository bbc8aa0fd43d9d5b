import {
  type Channel,
  type ColumnKind,
  type ColumnRequest,
  column,
  InputError,
  type Omitted,
  readFrame,
} from "@hcc/data";

/** Values of both members of the pairs: one channel with `pairs`, or one channel for each member where a row is a pair. */
export type PairChannel<Row, Value> =
  | Channel<Row, Value>
  | { readonly treated: Channel<Row, Value>; readonly control: Channel<Row, Value> };

/** Input rows of the members of a pair. */
export interface PairRows {
  readonly treated: number;
  readonly control: number;
}

/** Columns of the two members, one value per pair in use. */
export interface PairedOutcome {
  readonly treated: { readonly [name: string]: Float64Array | Uint8Array };
  readonly control: { readonly [name: string]: Float64Array | Uint8Array };
  /** Pairs in use. */
  readonly pairs: number;
  /** Pairs left out for a missing value of either member. */
  readonly incomplete: number;
  readonly omitted: Omitted;
}

type Values = Float64Array | Uint8Array;

export function readPairedOutcome(
  data: unknown,
  channels: { readonly [name: string]: { readonly kind: ColumnKind; readonly channel: unknown } },
  pairs: readonly PairRows[] | undefined,
  missing: "error" | "omit" | undefined,
): PairedOutcome {
  const options = missing === undefined ? {} : { missing };
  const used = pairs === undefined ? null : checkPairs(pairs);
  const requests: Record<string, ColumnRequest<unknown>> = {};
  for (const [name, { kind, channel }] of Object.entries(channels)) {
    if (used === null && isTwo(channel)) {
      requests[`${name}:treated`] = column(kind, channel.treated);
      requests[`${name}:control`] = column(kind, channel.control);
    } else if (used === null) {
      const remedy = `give pairs, or ${name}: { treated, control } where each row is a pair`;
      throw new InputError("option", `pairs is not given: ${remedy}`, { column: "pairs" });
    } else if (isTwo(channel)) {
      const remedy = "with pairs, give one channel for all rows";
      throw new InputError("option", `${name} has a channel for each member: ${remedy}`, { column: name });
    } else requests[name] = column(kind, channel);
  }
  const where = used === null ? {} : { where: (_row: unknown, index: number): boolean => used.has(index) };
  const frame = readFrame(data, requests, { ...options, ...where });
  const columns = frame.columns as { readonly [name: string]: Values };
  const members = (valuesOf: (name: string, which: "treated" | "control") => Values) => {
    const one = (which: "treated" | "control"): { readonly [name: string]: Values } =>
      Object.fromEntries(Object.keys(channels).map((name) => [name, valuesOf(name, which)]));
    return { treated: one("treated"), control: one("control"), omitted: frame.omitted };
  };
  if (pairs === undefined) {
    const { n, omitted } = frame;
    return { ...members((name, which) => columns[`${name}:${which}`]!), pairs: n, incomplete: omitted.count };
  }
  const place = new Int32Array(frame.size).fill(-1);
  for (let i = 0; i < frame.n; i++) place[frame.rows[i]!] = i;
  for (const row of used!) {
    if (row < frame.size) continue;
    const found = `pairs names row ${row}, but the data have ${frame.size} rows`;
    throw new InputError("option", `${found}: give the data that were matched`, { column: "pairs", row });
  }
  const kept = pairs.filter(({ treated, control }) => place[treated]! >= 0 && place[control]! >= 0);
  return {
    ...members((name, which) => Float64Array.from(kept, (pair) => columns[name]![place[pair[which]]!]!)),
    pairs: kept.length,
    incomplete: pairs.length - kept.length,
  };
}

function isTwo(channel: unknown): channel is { readonly treated: unknown; readonly control: unknown } {
  return typeof channel === "object" && channel !== null && "treated" in channel && "control" in channel;
}

function checkPairs(pairs: unknown): Set<number> {
  if (!Array.isArray(pairs) || pairs.length === 0) {
    const found = Array.isArray(pairs) ? "empty" : "no list";
    throw new InputError("option", `pairs is ${found}: give the pairs of matchPairs, or [{ treated, control }]`, {
      column: "pairs",
    });
  }
  const used = new Set<number>();
  for (const pair of pairs as (PairRows | null)[]) {
    for (const row of [pair?.treated, pair?.control]) {
      if (!(typeof row === "number" && Number.isInteger(row) && row >= 0)) {
        throw new InputError("option", `pairs has the row ${String(row)}: give row numbers from 0`, {
          column: "pairs",
        });
      }
      if (used.has(row)) {
        const remedy = "match one to one without replacement";
        throw new InputError("duplicate", `row ${row} is in two pairs: ${remedy}`, { column: "pairs", row });
      }
      used.add(row);
    }
  }
  return used;
}
