import type { Table } from "./table.js";

/**
 * A table as CSV (RFC 4180: commas, quotes doubled, CRLF), one head line, levels indented by two spaces; title and notes
 * are left out. The typographic minus sign becomes "-", so that negative numbers can be read as numbers.
 *
 * @param options `byteOrderMark` starts the text with U+FEFF, by which Excel knows UTF-8. Default false.
 *
 * @example
 * ```ts
 * import { toCsv } from "@hcc/tables";
 * toCsv({
 *   kind: "table", version: 1, notes: [],
 *   columns: [{ key: "name", label: "", align: "left" }, { key: "n", label: "TKI, n (%)", align: "right" }],
 *   rows: [{ cells: ["Male", "57 (89.1)"], level: 1 }],
 * }); // => ",\"TKI, n (%)\"\r\n  Male,57 (89.1)\r\n"
 * ```
 */
export function toCsv(table: Table, options: { readonly byteOrderMark?: boolean } = {}): string {
  const head = table.columns.map(({ label, group }) => (group === undefined ? label : `${group}: ${label}`));
  const body = table.rows.map(({ cells, level }) =>
    table.columns.map((_, i) => (i === 0 ? "  ".repeat(level) : "") + (cells[i] ?? "")),
  );
  const lines = [head, ...body].map((cells) => cells.map(quote).join(","));
  return `${options.byteOrderMark ? "\ufeff" : ""}${lines.join("\r\n")}\r\n`;
}

function quote(text: string): string {
  const plain = text.replaceAll("−", "-").replaceAll("\n", " ");
  return /[",\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
