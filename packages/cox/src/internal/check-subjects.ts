import { InputError } from "@hcc/data";
import type { CoxRows } from "./read-rows.js";
import { stratifiedOrder } from "./stratified-order.js";

/** Refuses subjects who are at risk twice at one time, or whose frequency weight changes. */
export function checkSubjects({ frame, subject, rank, entryRank }: Omit<CoxRows, "mergedTimes">): void {
  const name = (code: number): string => frame.columns.id!.levels[code]!;
  const order = stratifiedOrder(rank, subject);
  for (let i = 1; i < order.length; i++) {
    const before = order[i - 1]!;
    const row = order[i]!;
    if (subject![row] !== subject![before]) continue;
    if (entryRank === null || entryRank[row]! < rank[before]!) {
      const [a, b] = [frame.rows[before]!, frame.rows[row]!].sort((p, q) => p - q);
      const remedy =
        entryRank === null
          ? "give entry so that its rows follow each other, or cluster instead of id for repeated measurements"
          : "correct entry or time, or give cluster instead of id";
      throw new InputError(
        "duplicate",
        `id "${name(subject![row]!)}" is at risk twice at one time, in rows ${a} and ${b}: ${remedy}`,
        { column: "id", row: b! },
      );
    }
    if (frame.weightType === "frequency" && frame.weights![row] !== frame.weights![before]) {
      throw new InputError(
        "weight",
        `id "${name(subject![row]!)}" has the frequency weights ${frame.weights![before]} and ${frame.weights![row]}, in rows ${frame.rows[before]} and ${frame.rows[row]}: all rows of a subject need one frequency`,
        { column: "weights", row: frame.rows[row]! },
      );
    }
  }
}
