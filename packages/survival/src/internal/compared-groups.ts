import { type GroupValue, InputError } from "@hcc/data";
import type { Confidence, SurvivalCurve } from "../types.js";
import { checkBy, comparedLevels } from "./check-by.js";
import type { Valued } from "./curve-values.js";
import { productLimit } from "./product-limit.js";
import { readSurvival, type SurvivalRows } from "./read-survival.js";
import { type RiskTable, riskTables } from "./risk-table.js";

/** One of the groups that are compared. */
interface CurveGroup {
  readonly level: string;
  readonly n: number;
  readonly events: number;
  /** One per stratum. */
  readonly curves: readonly Omit<SurvivalCurve, "median">[];
  /** Value of a functional of the curve; with strata the average over their curves. */
  readonly value: (of: (curve: Omit<SurvivalCurve, "median">) => Valued) => Valued;
}

/** Groups of right-censored rows, control first. */
export interface ComparedGroups {
  readonly rows: SurvivalRows;
  readonly groups: readonly CurveGroup[];
  readonly strata: readonly { readonly level: string; readonly share: number }[] | null;
  /** Latest time at which every curve is known; infinite when all fall to 0. */
  readonly limit: number;
  /** Last observed time. */
  readonly last: number;
}

interface ComparedSpec {
  readonly time: unknown;
  readonly event: unknown;
  readonly by: unknown;
  readonly strata?: unknown;
  readonly control?: GroupValue;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
  readonly weights?: unknown;
  readonly weightType?: "frequency" | "sampling";
}

/** Reads the rows and makes one curve per group and stratum. */
export function comparedGroups(
  call: string,
  data: unknown,
  spec: ComparedSpec,
  confidence: Confidence,
): ComparedGroups {
  checkBy(spec.by);
  if (spec.weightType === "sampling") {
    throw new InputError(
      "weight",
      `${call} has frequency weights only: for sampling weights see weightedSurvival of @hcc/cox`,
      {
        column: "weightType",
      },
    );
  }
  const { control, ...channels } = spec;
  const rows = readSurvival(data, channels);
  const { codes } = rows.by!;
  const levels = comparedLevels(rows.by!);
  const first = control === undefined ? 0 : levels.indexOf(String(control));
  if (first < 0) {
    throw new InputError("unknown-level", `control is "${String(control)}": give one of ${levels.join(", ")}`, {
      column: "control",
    });
  }
  const order = [first, ...levels.keys()].filter((g, i) => i === 0 || g !== first);
  const strata = rows.strata?.levels ?? [""];
  const cells = rows.strata === null ? codes : codes.map((g, i) => g * strata.length + rows.strata!.codes[i]!);
  const names = levels.flatMap((group) => strata.map((stratum) => `${group}/${stratum}`));
  const tables = riskTables({ ...rows, by: { codes: cells, levels: names } });
  const empty = tables.findIndex(({ n }) => n === 0);
  if (empty >= 0) {
    const [group, stratum] = [levels[Math.floor(empty / strata.length)], strata[empty % strata.length]];
    throw new InputError(
      "too-few-groups",
      `stratum "${stratum}" has no row of group "${group}": every stratum needs rows of all groups`,
      { column: "strata" },
    );
  }
  const total = tables.reduce((sum, { n }) => sum + n, 0);
  const shares = strata.map(
    (_, s) => tables.reduce((sum, { n }, i) => (i % strata.length === s ? sum + n : sum), 0) / total,
  );
  let limit = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { time, nRisk, nEvent } of tables) {
    const end = time.length - 1;
    last = Math.max(last, time[end]!);
    if (nEvent[end]! < nRisk[end]!) limit = Math.min(limit, time[end]!);
  }
  return {
    rows,
    groups: order.map((g) =>
      curveGroup(levels[g]!, tables.slice(g * strata.length, (g + 1) * strata.length), shares, confidence),
    ),
    strata: rows.strata === null ? null : strata.map((level, s) => ({ level, share: shares[s]! })),
    limit,
    last,
  };
}

function curveGroup(
  level: string,
  tables: readonly RiskTable[],
  shares: readonly number[],
  confidence: Confidence,
): CurveGroup {
  const curves = tables.map((table) => productLimit({ group: level, table, robust: null }, confidence));
  const sum = (of: (table: RiskTable) => number): number => tables.reduce((total, table) => total + of(table), 0);
  return {
    level,
    n: sum(({ n }) => n),
    events: sum(({ events }) => events),
    curves,
    value: (of) => {
      if (curves.length === 1) return of(curves[0]!);
      let estimate = 0;
      let variance = 0;
      curves.forEach((curve, s) => {
        const own = of(curve);
        estimate += shares[s]! * own.estimate;
        variance += shares[s]! * shares[s]! * own.variance;
      });
      return { estimate, variance };
    },
  };
}
