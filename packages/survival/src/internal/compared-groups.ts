import { type Group, type GroupValue, InputError } from "@hcc/data";
import type { Confidence } from "../types.js";
import { checkBy, comparedLevels } from "./check-by.js";
import { countGroups } from "./count-groups.js";
import { type GroupTable, groupTables } from "./group-tables.js";
import { type CurveNumber, type GroupCurve, type JointValues, jointValues } from "./joint-values.js";
import { logSurvivalGains, productLimit } from "./product-limit.js";
import { readSurvival, type SurvivalRows } from "./read-survival.js";
import { refuseRepeatedEvents } from "./repeated-event.js";
import { unitCount } from "./units.js";

/** One of the groups that are compared. */
interface CurveGroup {
  readonly level: string;
  readonly n: number;
  readonly events: number;
  /** One per stratum. */
  readonly curves: readonly GroupCurve["curve"][];
}

/** Groups of right-censored rows, control first. */
export interface ComparedGroups {
  readonly rows: SurvivalRows;
  readonly groups: readonly CurveGroup[];
  /** Their risk tables, one per stratum. */
  readonly tables: readonly (readonly GroupTable[])[];
  /** A number of all groups, control first. */
  readonly joint: (number: CurveNumber) => JointValues;
  /** Whether variances are the infinitesimal jackknife's. */
  readonly robust: boolean;
  readonly strata: readonly { readonly level: string; readonly share: number }[] | null;
  /** Latest time at which every curve is known; infinite when all fall to 0. */
  readonly limit: number;
  /** Last observed time. */
  readonly last: number;
}

/** Combinations grow with the square of the number of groups; more of them are a mistake in `by`. */
const MOST_GROUPS = 500;

interface ComparedSpec {
  readonly time: unknown;
  readonly event: unknown;
  readonly by: unknown;
  readonly strata?: unknown;
  readonly entry?: unknown;
  readonly id?: unknown;
  readonly cluster?: unknown;
  readonly control?: GroupValue;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
  readonly weights?: unknown;
  readonly weightType?: "frequency" | "sampling";
}

/**
 * Reads the rows and makes one curve per group and stratum.
 *
 * @param pointwise whether the limits of the curves themselves are needed; `joint` has its variances without them.
 */
export function comparedGroups(
  data: unknown,
  spec: ComparedSpec,
  confidence: Confidence,
  pointwise: boolean,
): ComparedGroups {
  checkBy(spec.by);
  const { control, ...channels } = spec;
  const rows = readSurvival(data, channels, true);
  refuseRepeatedEvents(rows);
  const levels = comparedLevels(rows.by!, MOST_GROUPS);
  const first = control === undefined ? 0 : levels.indexOf(String(control));
  if (first < 0) {
    throw new InputError("unknown-level", `control is "${String(control)}": give one of ${levels.join(", ")}`, {
      column: "control",
    });
  }
  const order = [first, ...levels.keys()].filter((g, i) => i === 0 || g !== first);
  const strata = rows.strata?.levels ?? [""];
  const robust = rows.clustered || rows.weightType === "sampling";
  const cells = groupTables({ ...rows, by: cellsOf(rows, levels, strata) }, null, robust);
  const tables = order.map((g) => cells.slice(g * strata.length, (g + 1) * strata.length));
  const curves = tables.map((own, i) =>
    own.map((table): GroupCurve => {
      const jackknife = table.robust;
      const group = levels[order[i]!]!;
      const curve = productLimit({ ...table, group, robust: pointwise ? jackknife : null }, confidence);
      return { curve, robust: jackknife && { jackknife, gains: logSurvivalGains(table.table) } };
    }),
  );
  const shares = rows.strata === null ? [1] : sharesOf(rows, strata.length);
  const { n, events } = countGroups(rows, levels.length);
  let limit = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { curve } of curves.flat()) {
    const end = curve.time[curve.time.length - 1]!;
    last = Math.max(last, end);
    if (curve.survival[curve.time.length - 1]! > 0) limit = Math.min(limit, end);
  }
  return {
    rows,
    groups: order.map((g, i) => ({
      level: levels[g]!,
      n: n[g]!,
      events: events[g]!,
      curves: curves[i]!.map(({ curve }) => curve),
    })),
    tables,
    joint: (number) => jointValues(curves, shares, unitCount(rows), number),
    robust,
    strata: rows.strata === null ? null : strata.map((level, s) => ({ level, share: shares[s]! })),
    limit,
    last,
  };
}

/** Each combination of a group and a stratum, all of which have rows. */
function cellsOf(rows: SurvivalRows, levels: readonly string[], strata: readonly string[]): Group {
  const by = rows.by!;
  if (rows.strata === null) return by;
  const codes = by.codes.map((g, i) => g * strata.length + rows.strata!.codes[i]!);
  const seen = new Uint8Array(levels.length * strata.length);
  for (const cell of codes) seen[cell] = 1;
  const empty = seen.indexOf(0);
  if (empty >= 0) {
    const [group, stratum] = [levels[Math.floor(empty / strata.length)], strata[empty % strata.length]];
    throw new InputError(
      "too-few-groups",
      `stratum "${stratum}" has no row of group "${group}": every stratum needs rows of all groups`,
      { column: "strata" },
    );
  }
  return { codes, levels: levels.flatMap((group) => strata.map((stratum) => `${group}/${stratum}`)) };
}

/** Shares of the strata among the subjects by their weights, each subject in the stratum of its first row. */
function sharesOf({ strata, counts, next }: SurvivalRows, k: number): number[] {
  const sums = new Array<number>(k).fill(0);
  const later = new Uint8Array(next?.length ?? 0);
  for (const row of next ?? []) if (row >= 0) later[row] = 1;
  let total = 0;
  strata!.codes.forEach((stratum, row) => {
    if (later[row] === 1) return;
    const weight = counts === null ? 1 : counts[row]!;
    sums[stratum]! += weight;
    total += weight;
  });
  return sums.map((sum) => sum / total);
}
