import { formatNumber, type Table } from "@hcc/tables";
import type { ComparedValue, Comparison } from "../../compare/comparison.js";

/** Published figures beside ours, one table per section. */
export function comparisonTables(comparisons: readonly Comparison[]): Table[] {
  const sections = [...new Set(comparisons.map(({ section }) => section))];
  return sections.map((section) => ({
    ...compared(
      comparisons.filter((line) => line.section === section),
      ({ item }) => item,
    ),
    title: section,
  }));
}

/** The lines that differ from print, of all sections. */
export function differenceTable(differing: readonly Comparison[]): Table {
  return {
    ...compared(differing, ({ section, item }) => `${item}; ${section}`),
    title: "Figures that differ from print",
    notes: ["Estimates with their interval. A difference is ours minus published, before rounding."],
  };
}

function compared(lines: readonly Comparison[], name: (line: Comparison) => string): Table {
  return {
    kind: "table",
    version: 1,
    columns: [
      { key: "item", label: "Figure", align: "left" },
      { key: "of", label: "Of", align: "left" },
      { key: "published", label: "Published", align: "right" },
      { key: "ours", label: "Ours", align: "right" },
      { key: "difference", label: "Difference", align: "right" },
    ],
    rows: lines.flatMap((line) =>
      line.groups.map(({ label, values }, i) => ({
        cells: [
          i === 0 ? name(line) : "",
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
