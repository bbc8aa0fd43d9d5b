import type { Table, TableColumn } from "../table.js";

/** A run of neighbouring columns with the same group, or one column without. */
export interface ColumnRun {
  readonly group: string | undefined;
  readonly columns: readonly TableColumn[];
}

export function columnRuns(table: Table): ColumnRun[] {
  const runs: { group: string | undefined; columns: TableColumn[] }[] = [];
  for (const column of table.columns) {
    const last = runs[runs.length - 1];
    if (column.group !== undefined && last?.group === column.group) last.columns.push(column);
    else runs.push({ group: column.group, columns: [column] });
  }
  return runs;
}
