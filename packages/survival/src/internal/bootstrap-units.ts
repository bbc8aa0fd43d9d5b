import type { QuantileRule } from "../types.js";
import type { ComparedGroups } from "./compared-groups.js";
import { crossing } from "./crossing.js";
import type { GroupTable } from "./group-tables.js";
import type { SurvivalRows } from "./read-survival.js";
import { sharedUnit, unitCount } from "./units.js";

/**
 * Quantiles of the groups in samples of units, which bring all their rows with their weights; infinite where one is not reached.
 *
 * Units are drawn within each group, or from all together when one has rows in two groups: the quantiles of a sample then
 * vary together.
 */
export function bootstrapUnits(
  { rows, tables }: ComparedGroups,
  target: number,
  rule: QuantileRule,
  replicates: number,
  random: () => number,
): Float64Array[] {
  const { counts, unit } = rows;
  const unitOf = (row: number): number => (unit === null ? row : unit[row]!);
  // Copies of a subject are drawn one by one; those of a row within a cluster stay together.
  const copies = rows.weightType === "frequency" && !rows.clustered;
  const groups = tables.map((own) => own[0]!);
  const urnOf = (own: readonly GroupTable[]): Int32Array => {
    const urn: number[] = [];
    const seen = new Set<number>();
    for (const { members } of own) {
      for (const row of members!.row) {
        if (seen.has(unitOf(row))) continue;
        seen.add(unitOf(row));
        for (let copy = copies ? counts![row]! : 1; copy > 0; copy--) urn.push(unitOf(row));
      }
    }
    return Int32Array.from(urn);
  };
  const urns = sharedUnit(rows) === null ? groups.map((group) => urnOf([group])) : [urnOf(groups)];
  const drawn = new Int32Array(unitCount(rows));
  const quantileOf = groups.map((group) => drawnQuantile(group, rows, copies, drawn, unitOf, target, rule));
  const quantiles = groups.map(() => new Float64Array(replicates));
  for (let b = 0; b < replicates; b++) {
    drawn.fill(0);
    for (const urn of urns) for (let i = 0; i < urn.length; i++) drawn[urn[Math.floor(random() * urn.length)]!]!++;
    for (let g = 0; g < groups.length; g++) quantiles[g]![b] = quantileOf[g]!();
  }
  return quantiles;
}

/** The quantile of a group when each unit was drawn as often as `drawn` says. */
function drawnQuantile(
  { table, members }: GroupTable,
  { counts, event }: SurvivalRows,
  copies: boolean,
  drawn: Int32Array,
  unitOf: (row: number) => number,
  target: number,
  rule: QuantileRule,
): () => number {
  const { row, from, to } = members!;
  const { time } = table;
  const weights = Float64Array.from(row, (one) => (copies || counts === null ? 1 : counts[one]!));
  const units = Int32Array.from(row, unitOf);
  const entering = new Float64Array(time.length);
  const leaving = new Float64Array(time.length);
  const deaths = new Float64Array(time.length);
  const survival = new Float64Array(time.length);
  return () => {
    entering.fill(0);
    leaving.fill(0);
    deaths.fill(0);
    let end = 0;
    for (let i = 0; i < row.length; i++) {
      const times = drawn[units[i]!]!;
      if (times === 0 || from[i]! > to[i]!) continue;
      const weight = times * weights[i]!;
      entering[from[i]!]! += weight;
      leaving[to[i]!]! += weight;
      if (event[row[i]!] === 1) deaths[to[i]!]! += weight;
      end = Math.max(end, to[i]! + 1);
    }
    let atRisk = 0;
    let probability = 1;
    for (let k = 0; k < end; k++) {
      atRisk += entering[k]!;
      if (deaths[k]! > 0) probability *= 1 - deaths[k]! / atRisk;
      survival[k] = probability;
      atRisk -= leaving[k]!;
    }
    return crossing(time, survival, target, rule, end) ?? Number.POSITIVE_INFINITY;
  };
}
