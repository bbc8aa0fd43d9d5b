import { checkSeed, InputError } from "@hcc/data";
import type { QuantileRule, SurvivalCurve } from "../types.js";
import { crossing } from "./crossing.js";

/** Default number of bootstrap samples. */
const REPLICATES = 1999;

/** An array holds them. */
const MOST_REPLICATES = 1e8;

/** How bootstrap samples were drawn. */
export interface BootstrapSettings {
  readonly seed: number;
  readonly replicates: number;
}

/** Seed and number of samples with their defaults, checked. */
export function bootstrapSettings(
  spec: { readonly seed?: number; readonly replicates?: number },
  usual: number = REPLICATES,
): BootstrapSettings {
  const { seed = 1, replicates = usual } = spec;
  checkSeed(seed);
  if (!(Number.isInteger(replicates) && replicates >= Math.min(usual, 1) && replicates <= MOST_REPLICATES)) {
    throw new InputError(
      "option",
      `replicates is ${String(replicates)}: give a whole number, such as ${REPLICATES}, up to ${MOST_REPLICATES}`,
      { column: "replicates" },
    );
  }
  return { seed, replicates };
}

type Counts = Pick<SurvivalCurve, "n" | "time" | "nRisk" | "nEvent" | "nCensor">;

/**
 * Times at which curves of resampled subjects cross the target; infinite where one does not.
 *
 * The counts of a curve say how many subjects have which time and event, so that drawing n of them with replacement is
 * drawing rows.
 */
export function bootstrapQuantiles(
  curve: Counts,
  target: number,
  rule: QuantileRule,
  replicates: number,
  random: () => number,
): Float64Array {
  const { time } = curve;
  const subjects = subjectCells(curve);
  const n = subjects.length;
  const drawn = new Int32Array(2 * time.length);
  const survival = new Float64Array(time.length);
  const quantiles = new Float64Array(replicates);
  for (let b = 0; b < replicates; b++) {
    drawn.fill(0);
    for (let i = 0; i < n; i++) drawn[subjects[Math.floor(random() * n)]!]!++;
    let left = n;
    let probability = 1;
    let k = 0;
    for (; left > 0; k++) {
      const deaths = drawn[2 * k]!;
      if (deaths > 0) probability *= (left - deaths) / left;
      left -= deaths + drawn[2 * k + 1]!;
      survival[k] = probability;
    }
    quantiles[b] = crossing(time, survival, target, rule, k) ?? Number.POSITIVE_INFINITY;
  }
  return quantiles;
}

/** Refuses the settings of a bootstrap for an interval of another kind. */
export function refuseBootstrapSettings(spec: Partial<BootstrapSettings>, interval: string): void {
  if (spec.seed === undefined && spec.replicates === undefined) return;
  throw new InputError("option", `seed and replicates are of interval "bootstrap", not "${interval}": leave them out`, {
    column: spec.seed === undefined ? "replicates" : "seed",
  });
}

/** Of each subject twice the position of its time, plus 1 when it is censored. */
function subjectCells({ n, time, nRisk, nEvent, nCensor }: Counts): Int32Array {
  const cells = new Int32Array(Number.isInteger(n) ? n : 0);
  let first = 0;
  for (let k = 0; k < time.length; k++) {
    const [deaths, censored] = [nEvent[k]!, nCensor[k]!];
    if (!(Number.isInteger(deaths) && Number.isInteger(censored)) || nRisk[k] !== n - first) break;
    cells.fill(2 * k, first, first + deaths);
    cells.fill(2 * k + 1, first + deaths, first + deaths + censored);
    first += deaths + censored;
  }
  if (first === n && n > 0) return cells;
  throw new InputError(
    "option",
    "the bootstrap draws subjects from the counts of a curve, and these are not of whole subjects from a common start: use another interval",
    { column: "interval" },
  );
}

/** Order statistics at the places (R + 1) (1 -+ level) / 2, outward; null where they are infinite or outside. */
export function percentileLimits(
  low: Float64Array,
  high: Float64Array,
  level: number,
): { readonly lower: number | null; readonly upper: number | null } {
  const places = low.length + 1;
  const down = Math.floor(((1 - level) / 2) * places + 1e-9);
  const up = Math.ceil(((1 + level) / 2) * places - 1e-9);
  const at = (values: Float64Array, place: number): number | null => {
    const value = values.slice().sort()[place - 1];
    return value !== undefined && Number.isFinite(value) ? value : null;
  };
  return { lower: at(low, down), upper: at(high, up) };
}
