import { InputError } from "@hcc/data";
import { intervalTables } from "./interval-tables.js";
import { type Increments, jackknifeVariance } from "./jackknife.js";
import type { SurvivalRows } from "./read-survival.js";
import { type RiskTable, riskTables } from "./risk-table.js";

/** What an estimator needs of one group. */
export interface GroupTable {
  readonly group: string | null;
  readonly table: RiskTable;
  /** The robust variance of an estimate, where it is asked for. */
  readonly robust: ((gains: Increments) => Float64Array) | null;
}

/** The risk table of each group, in the form that its rows ask for. */
export function groupTables(rows: SurvivalRows, start: number | null, robust: boolean): GroupTable[] {
  const name = (index: number): string | null => (rows.by === null ? null : rows.by.levels[index]!);
  if (!robust && start === null && rows.entryRank === null && rows.id === null) {
    return riskTables(rows).map((table, index) => ({ group: name(index), table, robust: null }));
  }
  return intervalTables(rows, start).map((table, index) => {
    const group = name(index);
    if (table.time.length === 0) {
      const who = group === null ? "nobody" : `nobody of group "${group}"`;
      throw new InputError("empty-data", `${who} is followed beyond start ${start}: give an earlier one`, {
        column: "start",
      });
    }
    return { group, table, robust: robust ? (gains) => jackknifeVariance(table, rows, gains) : null };
  });
}
