/** A report table: plain data, to be written by `toHtml`, `toMarkdown` or `toCsv`. The first column names the rows. */
export interface Table {
  readonly kind: "table";
  readonly version: 1;
  readonly title?: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** Footnotes: abbreviations, methods, warnings. */
  readonly notes: readonly string[];
}

/** One column of a table. */
export interface TableColumn {
  /** Unique name, for programs. */
  readonly key: string;
  /** Heading; a line break is "\n". */
  readonly label: string;
  readonly align: "left" | "center" | "right";
  /** Heading over neighbouring columns with the same group. */
  readonly group?: string;
}

/** One row of a table. */
export interface TableRow {
  /** One text per column; "" = empty. */
  readonly cells: readonly string[];
  /** Indent of the first cell: 0 for a variable, 1 for a level of it. */
  readonly level: number;
  /** The row names a block; the rows below belong to it. */
  readonly header?: boolean;
}
