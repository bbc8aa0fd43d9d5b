import { columnRuns } from "./internal/heading.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/**
 * A table as HTML: a `figure` with `table`, `caption`, heads with `scope`, and the notes below. All text is escaped.
 *
 * Classes start with `hcc-table`; `tableCss` styles them. Numbers have the class `hcc-table-center` or `hcc-table-right`.
 *
 * @example
 * ```ts
 * import { toHtml } from "@hcc/tables";
 * const html = toHtml({
 *   kind: "table", version: 1, notes: [],
 *   columns: [{ key: "name", label: "", align: "left" }, { key: "p", label: "P", align: "right" }],
 *   rows: [{ cells: ["Age < 60", "<0.001"], level: 0 }],
 * });
 * html.includes("<th scope=\"row\">Age &lt; 60</th>"); // => true
 * ```
 */
export function toHtml(table: Table): string {
  const lines: string[] = ['<figure class="hcc-table">'];
  const name = escapeHtml(table.title ?? "Table");
  lines.push(`<div class="hcc-table-scroll" role="region" aria-label="${name}" tabindex="0">`, "<table>");
  if (table.title !== undefined) lines.push(`<caption><span>${escapeHtml(table.title)}</span></caption>`);
  lines.push("<thead>", ...headLines(table), "</thead>", "<tbody>");
  for (const row of table.rows) lines.push(rowLine(row, table.columns));
  lines.push("</tbody>", "</table>", "</div>");
  if (table.notes.length > 0) {
    lines.push('<figcaption class="hcc-table-notes">');
    for (const note of table.notes) lines.push(`<p>${escapeHtml(note)}</p>`);
    lines.push("</figcaption>");
  }
  lines.push("</figure>");
  return `${lines.join("\n")}\n`;
}

function headLines(table: Table): string[] {
  const grouped = table.columns.some(({ group }) => group !== undefined);
  let over = "";
  let under = "";
  for (const { group, columns } of columnRuns(table)) {
    for (const column of columns) {
      const span = grouped && group === undefined ? ' rowspan="2"' : "";
      const cell = `<th scope="col"${span}${classOf(column)}>${escapeHtml(column.label)}</th>`;
      if (grouped && group !== undefined) under += cell;
      else over += cell;
    }
    if (group !== undefined) over += `<th scope="colgroup" colspan="${columns.length}">${escapeHtml(group)}</th>`;
  }
  return grouped ? [`<tr>${over}</tr>`, `<tr>${under}</tr>`] : [`<tr>${over}</tr>`];
}

function rowLine({ cells, level, header }: TableRow, columns: readonly TableColumn[]): string {
  const classes = [...(header ? ["hcc-table-header"] : []), ...(level > 0 ? [`hcc-table-level-${level}`] : [])];
  const attribute = classes.length > 0 ? ` class="${classes.join(" ")}"` : "";
  const rest = columns.slice(1).map((column, i) => `<td${classOf(column)}>${escapeHtml(cells[i + 1] ?? "")}</td>`);
  return `<tr${attribute}><th scope="row">${escapeHtml(cells[0] ?? "")}</th>${rest.join("")}</tr>`;
}

function classOf({ align }: TableColumn): string {
  return align === "left" ? "" : ` class="hcc-table-${align}"`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replaceAll("\n", "<br>");
}
