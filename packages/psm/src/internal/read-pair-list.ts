import { type GroupValue, InputError, readColumn } from "@hcc/data";
import type { RowPairs } from "./match-problem.js";
import type { ReadMatchProblem } from "./read-match-problem.js";

/** Rows that share a match id but are no pair. */
export interface IncompletePair {
  readonly id: string;
  /** Input rows. */
  readonly rows: readonly number[];
  /** "several" = more than one treated row or control. */
  readonly found: "treated-alone" | "control-alone" | "several";
}

/** Pairs as they are given, by place among the rows in use. */
export interface ReadPairs {
  readonly list: RowPairs;
  readonly incomplete: readonly IncompletePair[];
  /** Match id of each pair, where there are such. */
  readonly ids: readonly string[] | null;
}

export function readPairList(data: unknown, read: ReadMatchProblem, pairs: unknown, matchId: unknown): ReadPairs {
  if ((pairs === undefined) === (matchId === undefined)) {
    throw new InputError("option", "give the pairs or the channel of their match ids, one of them", {
      column: "pairs",
    });
  }
  const places = new Int32Array(read.frame.size).fill(-1);
  for (let i = 0; i < read.frame.n; i++) places[read.frame.rows[i]!] = i;
  return pairs === undefined ? fromIds(data, read, matchId, places) : fromList(read, pairs, places);
}

function fromList({ problem }: ReadMatchProblem, pairs: unknown, places: Int32Array): ReadPairs {
  const fail = (text: string, row?: number): never => {
    throw new InputError("option", text, { column: "pairs", ...(row !== undefined && { row }) });
  };
  if (!Array.isArray(pairs))
    return fail("pairs is no list: give [treated row, control row] or { treated, control } each");
  const treated = new Int32Array(pairs.length);
  const control = new Int32Array(pairs.length);
  pairs.forEach((pair: unknown, i) => {
    const [t, c]: readonly unknown[] = Array.isArray(pair)
      ? pair
      : [(pair as { treated?: unknown } | null)?.treated, (pair as { control?: unknown } | null)?.control];
    for (const [row, arm, into] of [
      [t, 1, treated],
      [c, 0, control],
    ] as const) {
      if (!(Number.isInteger(row) && (row as number) >= 0 && (row as number) < places.length)) {
        fail(`pair ${i} has the row ${String(row)}: give input rows from 0 to ${places.length - 1}`);
      }
      const place = places[row as number]!;
      if (place < 0)
        fail(`pair ${i} has the row ${row}, which is left out by where or has a missing value`, row as number);
      if (problem.treated[place] !== arm) {
        fail(`pair ${i} has the row ${row} as ${arm === 1 ? "treated" : "control"}, which it is not`, row as number);
      }
      into[i] = place;
    }
  });
  return { list: { treated, control }, incomplete: [], ids: null };
}

function fromIds(data: unknown, { problem, frame }: ReadMatchProblem, matchId: unknown, places: Int32Array): ReadPairs {
  const group = readColumn(data as Iterable<GroupValue>, "group", matchId, "matchId");
  const members: number[][] = group.levels.map(() => []);
  for (const row of frame.rows) if (group.codes[row]! >= 0) members[group.codes[row]!]!.push(row);
  const incomplete: IncompletePair[] = [];
  const treated: number[] = [];
  const control: number[] = [];
  const ids: string[] = [];
  members.forEach((rows, code) => {
    if (rows.length === 0) return;
    const cases = rows.filter((row) => problem.treated[places[row]!] === 1);
    const controls = rows.filter((row) => problem.treated[places[row]!] === 0);
    const id = group.levels[code]!;
    if (cases.length === 1 && controls.length === 1) {
      treated.push(places[cases[0]!]!);
      control.push(places[controls[0]!]!);
      ids.push(id);
      return;
    }
    const alone = rows.length > 1 ? "several" : cases.length === 1 ? "treated-alone" : "control-alone";
    incomplete.push({ id, rows, found: alone });
  });
  return { list: { treated: Int32Array.from(treated), control: Int32Array.from(control) }, incomplete, ids };
}
