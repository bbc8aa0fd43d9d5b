import { csvParseRows } from "d3-dsv";
import * as v from "valibot";
import type { RecordProblem } from "./records-error.js";
import type { Columns } from "./tables.js";

/** A row as far as its cells could be read (a bad cell is absent), with the line it starts on. */
export interface ParsedRow<Row> {
  readonly line: number;
  readonly row: Partial<Row>;
  /** Reports a fault of one cell of this row. */
  readonly report: (property: keyof Row, found: string, remedy: string) => void;
}

/** A file's rows and the columns that were not read. */
export interface ParsedTable<Row> {
  readonly rows: readonly ParsedRow<Row>[];
  readonly ignored: readonly string[];
}

/** Reads one CSV file by its schema; every fault goes to `problems`. */
export function parseTable<Row>(
  file: string,
  text: string | undefined,
  columns: Columns<Row>,
  problems: RecordProblem[],
  mayHaveNoRows = false,
): ParsedTable<Row> {
  const nothing = { rows: [], ignored: [] };
  const properties = Object.keys(columns) as (keyof Row)[];
  const headers = properties.map((property) => columns[property][0]);
  const expected = `the header row is ${headers.join(",")}`;
  const wholeFile = (found: string, remedy: string, line: number | null = null): typeof nothing => {
    problems.push({ file, line, column: null, value: null, found, remedy });
    return nothing;
  };
  if (text === undefined) return wholeFile("the file is missing", `add ${file}; ${expected}`);
  const clean = text.replace(/^\uFEFF/, "");
  if (clean.trim() === "") return wholeFile("the file is empty", expected);
  if ((clean.split('"').length - 1) % 2 === 1)
    return wholeFile(
      "the file has an opening quote without a closing one",
      "write quotes in pairs, a quote inside as two",
    );

  const [header = [], ...body] = csvParseRows(clean);
  const found = header.map((cell) => cell.trim());
  if (found.length === 1 && /[;\t]/.test(found[0] ?? ""))
    return wholeFile("the columns are not separated by commas", "save the file as comma-separated values", 1);
  const unknown = found.filter((name) => !headers.includes(name));
  for (const name of new Set(found.filter((name, i) => found.indexOf(name) !== i)))
    problems.push({
      file,
      line: 1,
      column: name,
      value: name,
      found: "stands twice in the header",
      remedy: "keep one",
    });
  for (const name of headers.filter((name) => !found.includes(name))) {
    const near = unknown.find((other) => letters(other) === letters(name));
    const remedy = near === undefined ? expected : `rename the column ${JSON.stringify(near)} to ${name}`;
    problems.push({ file, line: 1, column: name, value: null, found: "the column is missing", remedy });
  }
  if (!mayHaveNoRows && !body.some((cells) => !isBlank(cells)))
    wholeFile("the file has no rows below the header", "add the records");

  const rows: ParsedRow<Row>[] = [];
  let line = 1 + lineBreaks(header);
  for (const cells of body) {
    const start = line + 1;
    line = start + lineBreaks(cells);
    if (isBlank(cells)) continue;
    if (cells.length !== found.length) {
      const value = cells.join(",");
      const text = `has ${cells.length} cells where the header has ${found.length} columns`;
      const remedy = "write one cell per column; put a cell that holds a comma in double quotes";
      problems.push({ file, line: start, column: null, value, found: text, remedy });
      continue;
    }
    const row: Partial<Row> = {};
    const raw = (property: keyof Row): string | null => cells[found.indexOf(columns[property][0])]?.trim() ?? null;
    const report = (property: keyof Row, found: string, remedy: string): void => {
      problems.push({ file, line: start, column: columns[property][0], value: raw(property), found, remedy });
    };
    for (const property of properties) {
      const value = raw(property);
      if (value === null) continue;
      const cell = columns[property][1];
      const result = v.safeParse(cell.schema, value);
      if (result.success) row[property] = result.output;
      else report(property, result.issues[0].message, cell.remedy(value));
    }
    rows.push({ line: start, row, report });
  }
  return { rows, ignored: unknown };
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === "");

const lineBreaks = (cells: readonly string[]): number =>
  cells.reduce((n, cell) => n + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);

const letters = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
