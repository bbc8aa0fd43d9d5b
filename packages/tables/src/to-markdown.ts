import type { Table } from "./table.js";

/**
 * A table as Markdown (GitHub's pipe tables): title in bold above, notes below, column groups in front of the column
 * names, levels indented by em spaces. Characters that mean something in Markdown or HTML are escaped.
 *
 * @example
 * ```ts
 * import { toMarkdown } from "@hcc/tables";
 * toMarkdown({
 *   kind: "table", version: 1, notes: [],
 *   columns: [{ key: "name", label: "", align: "left" }, { key: "p", label: "P", align: "right" }],
 *   rows: [{ cells: ["Age", "0.398"], level: 0 }],
 * }); // => "|  | P |\n| :--- | ---: |\n| Age | 0.398 |\n"
 * ```
 */
export function toMarkdown(table: Table): string {
  const lines: string[] = [];
  if (table.title !== undefined) lines.push(`**${escapeMarkdown(table.title)}**`, "");
  const heads = table.columns.map(({ label, group }) =>
    escapeMarkdown(group === undefined ? label : `${group}: ${label}`),
  );
  const rules = table.columns.map(({ align }) => ({ left: ":---", center: ":---:", right: "---:" })[align]);
  lines.push(`| ${heads.join(" | ")} |`, `| ${rules.join(" | ")} |`);
  for (const { cells, level, header } of table.rows) {
    const texts = table.columns.map((_, i) => escapeMarkdown(cells[i] ?? ""));
    texts[0] = "\u2003".repeat(level) + (header && texts[0] !== "" ? `**${texts[0]}**` : texts[0]!);
    lines.push(`| ${texts.join(" | ")} |`);
  }
  for (const note of table.notes) lines.push("", escapeMarkdown(note));
  return `${lines.join("\n")}\n`;
}

function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]/g, "\\$&")
    .replace(/&(?=[#\w]+;)/g, "&amp;")
    .replace(/<(?=[a-z/!?])/gi, "&lt;")
    .replace(/\s*\n\s*/g, " ");
}
