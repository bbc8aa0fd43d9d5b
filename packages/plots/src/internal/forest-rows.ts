import { type CoxModel, type FineGrayModel, hazardRatioRows, type SubgroupHazardRatios } from "@hcc/cox";
import type { ForestPlotOptions, ForestRow } from "../forest-plot.js";

/** Rows of a forest plot, and what its heads are when they are not given. */
export interface ForestInput {
  readonly rows: readonly ForestRow[];
  readonly rowsLabel: string;
  readonly armLabels: readonly string[];
  readonly level: number;
}

type Labels = Pick<ForestPlotOptions, "labels" | "levelLabels">;

/** The rows of a result; rows that are given stay as they are. */
export function forestRows(
  input: readonly ForestRow[] | CoxModel | FineGrayModel | SubgroupHazardRatios,
  labels: Labels,
): ForestInput {
  switch ((input as { kind?: unknown } | null | undefined)?.kind) {
    case "cox-model":
    case "fine-gray-model":
      return ofModel(input as CoxModel, labels);
    case "subgroup-hazard-ratios":
      return ofSubgroups(input as SubgroupHazardRatios, labels);
    default:
      return { rows: input as readonly ForestRow[], rowsLabel: "Subgroup", armLabels: [], level: 0.95 };
  }
}

/** A heading for a factor of several levels; other terms in one row. The columns of a spline say nothing one by one. */
function ofModel(model: CoxModel, { labels = {}, levelLabels = {} }: Labels): ForestInput {
  const all = hazardRatioRows(model);
  const rows = model.terms.flatMap(({ name, parts }): ForestRow[] => {
    if (parts.some(({ type }) => type === "spline")) return [];
    const own = all.filter(({ term }) => term === name);
    const text = labels[name] ?? name;
    const levelOf = (level: string): string => levelLabels[name]?.[level] ?? level;
    const factor = own[0] !== undefined && own[0].reference !== null;
    const shown = own.map((row): ForestRow => {
      const compared = `${levelOf(row.level ?? "")} vs ${levelOf(row.reference ?? "")}`;
      const single = labels[row.name] ?? (row.name === name ? text : row.name);
      return {
        label: !factor ? single : own.length === 1 ? `${text}: ${compared}` : compared,
        level: factor && own.length > 1 ? 1 : 0,
        ratio: row.hazardRatio,
        lower: row.lower,
        upper: row.upper,
      };
    });
    return factor && own.length > 1 ? [{ label: text }, ...shown] : shown;
  });
  return { rows, rowsLabel: "Variable", armLabels: [], level: model.level };
}

function ofSubgroups(result: SubgroupHazardRatios, { labels = {}, levelLabels = {} }: Labels): ForestInput {
  const { arms, overall, rows: levels, interactions, level } = result;
  const shown = ({ hazardRatio: ratio, lower, upper, arms: [control, treated] }: typeof overall) => ({
    ratio,
    lower,
    upper,
    arms: [treated, control].map(({ events, n }) => `${events}/${n}`),
  });
  const rows = interactions.flatMap(({ subgroup, test }): ForestRow[] => [
    { label: labels[subgroup] ?? subgroup, pInteraction: test?.pValue ?? null },
    ...levels
      .filter((row) => row.subgroup === subgroup)
      .map((row) => ({
        label: levelLabels[subgroup]?.[row.level!] ?? row.level!,
        level: 1,
        ...shown(row),
        weight: row.events,
      })),
  ]);
  return {
    rows: [{ label: "All patients", ...shown(overall), summary: true }, ...rows],
    rowsLabel: "Subgroup",
    armLabels: [arms[1], arms[0]],
    level,
  };
}
