import type { SurvivalRows } from "./read-survival.js";

/** The rows of two groups, which become groups 0 and 1; ties stay as they are among all rows. */
export function twoGroups(rows: SurvivalRows, first: number, second: number): SurvivalRows {
  const by = rows.by!;
  const place = new Int32Array(by.codes.length).fill(-1);
  const kept: number[] = [];
  for (let i = 0; i < place.length; i++) {
    const code = by.codes[i]!;
    if (code !== first && code !== second) continue;
    place[i] = kept.length;
    kept.push(i);
  }
  const ints = (values: Int32Array): Int32Array => Int32Array.from(kept, (i) => values[i]!);
  const floats = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i]!);
  const { ranks, strata, id, entry, entryRank, unit, counts } = rows;
  return {
    ...rows,
    time: floats(rows.time),
    event: Uint8Array.from(kept, (i) => rows.event[i]!),
    by: {
      levels: [by.levels[first]!, by.levels[second]!],
      codes: Int32Array.from(kept, (i) => (by.codes[i] === first ? 0 : 1)),
    },
    strata: strata && { levels: strata.levels, codes: ints(strata.codes) },
    id: id && { levels: id.levels, codes: ints(id.codes) },
    ranks: {
      ...ranks,
      ranks: ints(ranks.ranks),
      order: ranks.order.filter((i) => place[i]! >= 0).map((i) => place[i]!),
    },
    rankInOrder: rows.rankInOrder.filter((_, k) => place[ranks.order[k]!]! >= 0),
    entry: entry && floats(entry),
    entryRank: entryRank && ints(entryRank),
    next: null,
    unit: unit && ints(unit),
    counts: counts && floats(counts),
  };
}
