import { formatNumber, type Table } from "@hcc/tables";
import type { ComparedValue, Comparison } from "../../compare/comparison.js";

/** Published figures beside ours, one table per section; a line holds the groups side by side. */
export function comparisonTables(comparisons: readonly Comparison[]): Table[] {
  const sections = [...new Set(comparisons.map(({ section }) => section))];
  return sections.map((section) => {
    const lines = comparisons.filter((line) => line.section === section);
    return {
      kind: "table",
      version: 1,
      title: section,
      columns: [
        { key: "item", label: "", align: "left" },
        { key: "of", label: "Of", align: "left" },
        { key: "published", label: "Published", align: "right" },
        { key: "ours", label: "Ours", align: "right" },
        { key: "difference", label: "Difference", align: "right" },
      ],
      rows: lines.flatMap(({ item, groups }) =>
        groups.map(({ label, values }, i) => ({
          cells: [
            i === 0 ? item : "",
            label,
            interval(values.map(({ publishedText }) => publishedText)),
            interval(values.map(({ oursText }) => oursText)),
            values.every(({ agrees }) => agrees) ? "" : interval(values.map(differenceOf)),
          ],
          level: 0,
        })),
      ),
      notes: [],
    };
  });
}

/** One text, or an estimate with its limits (or a median with its range). */
function interval([estimate, lower, upper]: readonly string[]): string {
  return lower === undefined ? estimate! : `${estimate} (${lower} to ${upper})`;
}

function differenceOf({ published, ours, publishedText, agrees }: ComparedValue): string {
  if (agrees) return "0";
  if (typeof published !== "number" || ours === null) return "differs";
  const digits = publishedText.split(".")[1]?.length ?? 0;
  const difference = ours - published;
  return `${difference > 0 ? "+" : "−"}${formatNumber(Math.abs(difference), Math.max(digits, 1) + 1)}`;
}
