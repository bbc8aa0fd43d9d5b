import type { MatchedPair, Matching, UnmatchedRow } from "../match-pairs.js";

/** A matching whose lists of rows are typed arrays: these go to another thread without a copy, objects one by one. */
export interface PackedMatching {
  /** With empty lists in their places. */
  readonly matching: Matching;
  readonly pairs: { readonly [Name in keyof Required<MatchedPair>]: Int32Array | Float64Array | null };
  readonly unmatched: { readonly [Name in keyof Required<UnmatchedRow>]: Int32Array | Uint8Array };
  readonly omitted: Int32Array;
}

const REASONS = [
  "no-candidate-in-caliper",
  "outcompeted",
  "exact-stratum-empty",
  "discarded-support",
  "missing-value",
] as const satisfies readonly UnmatchedRow["reason"][];
/** Rows between two looks at the clock. */
const ROWS_PER_STEP = 256;

export function packMatching(matching: Matching): PackedMatching {
  const { pairs, unmatched, omitted } = matching;
  const metric = pairs[0]?.mahalanobis !== undefined;
  const packed = {
    treated: new Int32Array(pairs.length),
    control: new Int32Array(pairs.length),
    distance: new Float64Array(pairs.length),
    mahalanobis: metric ? new Float64Array(pairs.length) : null,
  };
  for (let i = 0; i < pairs.length; i++) {
    const { treated, control, distance, mahalanobis } = pairs[i]!;
    packed.treated[i] = treated;
    packed.control[i] = control;
    packed.distance[i] = distance;
    if (packed.mahalanobis !== null) packed.mahalanobis[i] = mahalanobis!;
  }
  const rows = {
    row: new Int32Array(unmatched.length),
    reason: new Uint8Array(unmatched.length),
    rival: new Int32Array(unmatched.length),
  };
  for (let i = 0; i < unmatched.length; i++) {
    const { row, reason, rival = -1 } = unmatched[i]!;
    rows.row[i] = row;
    rows.reason[i] = REASONS.indexOf(reason);
    rows.rival[i] = rival;
  }
  return {
    matching: { ...matching, pairs: [], unmatched: [], omitted: { count: omitted.count, rows: [] } },
    pairs: packed,
    unmatched: rows,
    omitted: Int32Array.from(omitted.rows),
  };
}

/** Buffers of a packed matching that may be handed over. */
export function buffersOf({ matching, pairs, unmatched, omitted }: PackedMatching): ArrayBuffer[] {
  const { weights, subclass } = matching;
  return [weights, subclass, ...Object.values(pairs), ...Object.values(unmatched), omitted].flatMap((values) =>
    values === null ? [] : [values.buffer as ArrayBuffer],
  );
}

/** Makes the matching again, a small step at a time. */
export function* unpackMatching({ matching, pairs, unmatched, omitted }: PackedMatching): Generator<null, Matching> {
  const { treated, control, distance, mahalanobis } = pairs as { readonly [Name in keyof typeof pairs]: Float64Array };
  const { row, reason, rival } = unmatched;
  return {
    ...matching,
    pairs: yield* inSteps<MatchedPair>(treated.length, (i) =>
      mahalanobis === null
        ? { treated: treated[i]!, control: control[i]!, distance: distance[i]! }
        : { treated: treated[i]!, control: control[i]!, distance: distance[i]!, mahalanobis: mahalanobis[i]! },
    ),
    unmatched: yield* inSteps<UnmatchedRow>(row.length, (i) =>
      rival[i]! < 0
        ? { row: row[i]!, reason: REASONS[reason[i]!]! }
        : { row: row[i]!, reason: REASONS[reason[i]!]!, rival: rival[i]! },
    ),
    omitted: { count: matching.omitted.count, rows: yield* inSteps<number>(omitted.length, (i) => omitted[i]!) },
  };
}

function* inSteps<Row>(size: number, at: (i: number) => Row): Generator<null, Row[]> {
  const rows: Row[] = [];
  for (let i = 0; i < size; i++) {
    if (i % ROWS_PER_STEP === 0) yield null;
    rows.push(at(i));
  }
  return rows;
}
