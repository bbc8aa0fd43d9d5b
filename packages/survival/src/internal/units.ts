import { InputError } from "@hcc/data";
import type { SurvivalRows } from "./read-survival.js";

/** Number of units of the robust variance and of the bootstrap: clusters, else subjects, else rows. */
export function unitCount({ unit, time }: SurvivalRows): number {
  return unit === null ? time.length : unit.reduce((most, one) => Math.max(most, one + 1), 0);
}

/** Two rows of a unit in different groups; null where no unit has such. */
export function sharedUnit(rows: SurvivalRows): readonly [first: number, second: number] | null {
  const { unit, by } = rows;
  if (unit === null) return null;
  const first = new Int32Array(unitCount(rows)).fill(-1);
  for (let row = 0; row < unit.length; row++) {
    const known = first[unit[row]!]!;
    if (known < 0) first[unit[row]!] = row;
    else if (by!.codes[known] !== by!.codes[row]) return [known, row];
  }
  return null;
}

/** Refuses units with rows in two groups, whose distances of curves from a target are not independent. */
export function refuseSharedUnits(rows: SurvivalRows): void {
  const shared = sharedUnit(rows);
  if (shared === null) return;
  const [first, second] = shared.map((row) => rows.by!.levels[rows.by!.codes[row]!]!);
  const at = rows.frame.rows[shared[1]]!;
  const unit = rows.clustered ? "cluster" : "subject";
  throw new InputError(
    "option",
    `interval "su-wei" is of independent groups, and the ${unit} of row ${at} has rows in "${first}" and "${second}": give interval: "bootstrap", which draws whole ${unit}s`,
    { column: "interval", row: at },
  );
}
