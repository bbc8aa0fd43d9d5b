import { InputError } from "@hcc/data";
import { intervalTables, type Members } from "./interval-tables.js";
import { addInfluence, type Increments, type JackknifeSums, jackknifeSums } from "./jackknife.js";
import type { SurvivalRows } from "./read-survival.js";
import { type RiskTable, riskTables } from "./risk-table.js";

/** The infinitesimal jackknife of the rows of one group. */
export interface Jackknife {
  /** Variance at each time of a functional that is the relative change of a curve, and of the mean of the curve. */
  readonly sums: (gains: Increments, survival: Float64Array) => JackknifeSums;
  /** Adds to each unit what it gives to a value that has these slopes in the functional. */
  readonly influence: (gains: Increments, slopes: Float64Array, share: number, parts: Float64Array) => void;
}

/** What an estimator needs of one group. */
export interface GroupTable {
  readonly group: string | null;
  readonly table: RiskTable;
  /** Its rows; null where all are at risk from the start and depend on no other. */
  readonly members: Members | null;
  /** For the robust variance, where it is asked for. */
  readonly robust: Jackknife | null;
}

/** The risk table of each group, in the form that its rows ask for. */
export function groupTables(rows: SurvivalRows, start: number | null, robust: boolean): GroupTable[] {
  const name = (index: number): string | null => (rows.by === null ? null : rows.by.levels[index]!);
  if (!robust && start === null && rows.entryRank === null && rows.id === null) {
    return riskTables(rows).map((table, index) => ({ group: name(index), table, members: null, robust: null }));
  }
  return intervalTables(rows, start).map((table, index) => {
    const group = name(index);
    if (table.time.length === 0) {
      const who = group === null ? "nobody" : `nobody of group "${group}"`;
      throw new InputError("empty-data", `${who} is followed beyond start ${start}: give an earlier one`, {
        column: "start",
      });
    }
    const jackknife: Jackknife = {
      sums: (gains, survival) => jackknifeSums(table, rows, gains, survival),
      influence: (gains, slopes, share, parts) => addInfluence(table, rows, gains, slopes, share, parts),
    };
    return { group, table, members: table.members, robust: robust ? jackknife : null };
  });
}
