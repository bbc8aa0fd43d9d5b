import { type Frame, InputError } from "@hcc/data";
import type { BalanceMatching } from "../balance-types.js";

/** Who is matched with whom: rows in use of the members of each pair, or the number of the set of each row in use. */
export type MatchedRows =
  | { readonly treated: Int32Array; readonly control: Int32Array }
  | { readonly subclass: Int32Array };

/** Pairs, else sets, of the rows in use; null where the matching has neither. */
export function readMatchedRows(
  { pairs, subclass }: BalanceMatching,
  { rows, size }: Frame<unknown>,
  column: string,
): MatchedRows | null {
  if (Array.isArray(pairs)) {
    const place = new Int32Array(size).fill(-1);
    for (let i = 0; i < rows.length; i++) place[rows[i]!] = i;
    const member = (which: "treated" | "control"): Int32Array =>
      Int32Array.from(pairs as BalanceMatching["pairs"] & object, (pair) => {
        const at = place[pair[which]];
        if (at !== undefined) return at;
        throw new InputError(
          "length-mismatch",
          `${column} has a pair with row ${pair[which]}, the data have ${size} rows`,
          {
            column,
          },
        );
      });
    const [treated, control] = [member("treated"), member("control")];
    // A pair counts where both members are in use.
    const used = (_: number, i: number): boolean => treated[i]! >= 0 && control[i]! >= 0;
    return { treated: treated.filter(used), control: control.filter(used) };
  }
  if (!ArrayBuffer.isView(subclass)) return null;
  if (subclass.length !== size) {
    throw new InputError("length-mismatch", `${column} has ${subclass.length} sets, the data have ${size} rows`, {
      column,
    });
  }
  return { subclass: Int32Array.from(rows, (row) => subclass[row]!) };
}

/** Mean |treated - control| over the pairs, or over all such pairs of rows of the same set; null without any. */
export function pairDistance(
  values: Float64Array,
  order: Int32Array,
  sets: MatchedRows,
  treated: Uint8Array,
): number | null {
  let sum = 0;
  let count = 0;
  if (!("subclass" in sets)) {
    for (let i = 0; i < sets.treated.length; i++) {
      sum += Math.abs(values[sets.treated[i]!]! - values[sets.control[i]!]!);
    }
    count = sets.treated.length;
    return count === 0 ? null : sum / count;
  }
  const { subclass } = sets;
  let most = 0;
  for (const set of subclass) most = Math.max(most, set);
  // Ascending, each row meets the rows of its set below it in the other group: their number and the sum of their values,
  // counted from the least of the set so that equal values have no distance.
  const least = new Float64Array(most + 1).fill(Number.POSITIVE_INFINITY);
  const below = [0, 1].map(() => ({ number: new Float64Array(most + 1), sum: new Float64Array(most + 1) }));
  for (const row of order) {
    const set = subclass[row]!;
    if (set < 0) continue;
    least[set] = Math.min(least[set]!, values[row]!);
    const value = values[row]! - least[set]!;
    const other = below[1 - treated[row]!]!;
    sum += other.number[set]! * value - other.sum[set]!;
    count += other.number[set]!;
    const own = below[treated[row]!]!;
    own.number[set]!++;
    own.sum[set]! += value;
  }
  return count === 0 ? null : Math.max(0, sum) / count;
}
