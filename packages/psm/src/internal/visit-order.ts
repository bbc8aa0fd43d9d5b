import type { MatchOrder } from "../match-pairs.js";
import type { MatchProblem, SortedRows } from "./match-problem.js";
import { shuffle } from "./shuffle.js";

/** Places of the treated rows in the order in which they choose; by row where the distances decide. */
export function visitOrder({ place, sorted }: MatchProblem, order: MatchOrder, random: unknown): Int32Array {
  const { arm } = sorted;
  if (order === "smallest" || order === "largest") return byScore(sorted, (p) => arm[p] === 1, order);
  const byRow = place.filter((p) => arm[p] === 1);
  if (order === "random") shuffle(byRow, random as () => number);
  return byRow;
}

/** Chosen places by score, equal scores in row order. */
export function byScore(
  { value }: SortedRows,
  chosen: (place: number) => boolean,
  order: "largest" | "smallest",
): Int32Array {
  const n = value.length;
  const places = new Int32Array(n);
  let count = 0;
  if (order === "smallest") {
    for (let p = 0; p < n; p++) if (chosen(p)) places[count++] = p;
    return places.subarray(0, count);
  }
  for (let end = n; end > 0; ) {
    let start = end - 1;
    while (start > 0 && value[start - 1] === value[start]) start--;
    for (let p = start; p < end; p++) if (chosen(p)) places[count++] = p;
    end = start;
  }
  return places.subarray(0, count);
}
