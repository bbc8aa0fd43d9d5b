import { pow } from "@hcc/numerics";
import { CELLS, GROUP_ROWS, PATIENTS, perCell } from "./cells.js";
import { mannWhitneyP } from "./mann-whitney-p.js";
import type { Random } from "./random.js";
import { CATEGORICAL, MORE_THAN_TEN, type PerGroup, PREVIOUS_TACE_TOTAL, QUANTITATIVE } from "./targets.js";

/** How one quantitative characteristic is drawn; integers in units of its printed precision. */
interface ValueModel {
  /** Row of {@link QUANTITATIVE}. */
  readonly row: number;
  /** Row of {@link CATEGORICAL} which counts the patients of one class of it. */
  readonly classRow: string;
  /** Whether that class is the low one. */
  readonly counted: "low" | "high";
  /** Printed units in one natural unit (10 for one decimal). */
  readonly unit: number;
  readonly low: (random: Random) => number;
  readonly high: (random: Random) => number;
  /** Patients of each group who have the largest value (the number of tumors only). */
  readonly atMaximum?: PerGroup;
  /** Sum in the two matched groups, if published. */
  readonly matchedSum?: readonly number[];
}

const MODELS: readonly ValueModel[] = [
  {
    row: 0,
    classRow: "Age",
    counted: "low",
    unit: 1,
    low: (r) => Math.min(59, Math.round(51 + 7.5 * r.normal())),
    high: (r) => Math.round(60 + 15 * r.uniform() * (0.4 + 0.6 * r.uniform())),
  },
  {
    row: 1,
    classRow: "AFP",
    counted: "high",
    unit: 10,
    low: (r) => Math.min(1999, Math.round(10 * pow(10, 0.25 + 2.05 * r.uniform()))),
    high: (r) => Math.round(10 * pow(10, 2.301 + 2.6 * r.uniform() * (0.3 + 0.7 * r.uniform()))),
  },
  {
    row: 2,
    classRow: "Number of tumors",
    counted: "high",
    unit: 1,
    low: (r) => 1 + Math.min(r.below(3), r.below(4)),
    high: (r) => 4 + Math.min(r.below(6), r.below(6)),
    atMaximum: MORE_THAN_TEN,
  },
  {
    row: 3,
    classRow: "Largest tumor size",
    counted: "high",
    unit: 10,
    low: (r) => 30 + r.below(41),
    high: (r) => Math.round(71 + 110 * r.uniform() * r.uniform()),
  },
  {
    row: 4,
    classRow: "Number of previous TACE",
    counted: "low",
    unit: 1,
    low: () => 2,
    high: (r) => 3 + Math.min(r.below(6), r.below(6), r.below(7)),
    matchedSum: PREVIOUS_TACE_TOTAL,
  },
];

/**
 * Draws the values of the five quantitative characteristics for every designated cell so that classes, medians, ranges and
 * sums are the published ones, and moves them until the Mann-Whitney P values come near the printed ones.
 *
 * @returns one array per row of {@link QUANTITATIVE}, in printed units, patients in the order of the cells.
 */
export function drawValues(random: Random): readonly Int32Array[] {
  return MODELS.map((model) => drawOne(model, random));
}

function drawOne(model: ValueModel, random: Random): Int32Array {
  const target = QUANTITATIVE[model.row]!;
  const counts = perCell(CATEGORICAL.find((row) => row.name === model.classRow)!.counts);
  const values = new Int32Array(PATIENTS);
  const isLow = new Uint8Array(PATIENTS);
  const pinned = new Uint8Array(PATIENTS);
  const printed = (x: number): number => Math.round(x * model.unit);
  const atMaximum = model.atMaximum && perCell(model.atMaximum);
  const draw = (i: number, cell: number): number => {
    const group = cell < 2 ? 0 : 1;
    const range = cell % 2 === 0 ? group + 2 : group;
    for (;;) {
      const v = isLow[i] ? model.low(random) : model.high(random);
      if (v > printed(target.minimum[range]!) && v < printed(target.maximum[range]!)) return v;
      if (isLow[i] && model.unit === 1 && v === printed(target.minimum[range]!)) return v;
    }
  };

  CELLS.forEach(([from, to], cell) => {
    const size = to - from;
    const low = model.counted === "low" ? counts[cell]! : size - counts[cell]!;
    for (let i = from; i < to; i++) isLow[i] = i - from < low ? 1 : 0;
    const group = cell < 2 ? 0 : 1;
    const matched = cell % 2 === 0;
    const pin = (i: number, v: number): void => {
      values[i] = v;
      pinned[i] = 1;
    };
    const range = matched ? group + 2 : group;
    if (matched || target.minimum[group] !== target.minimum[group + 2]) pin(from, printed(target.minimum[range]!));
    if (matched || target.maximum[group] !== target.maximum[group + 2]) pin(to - 1, printed(target.maximum[range]!));
    for (let k = 0; k < (atMaximum?.[cell] ?? 0); k++) pin(to - 1 - k, printed(target.maximum[range]!));
    for (let i = from; i < to; i++) if (!pinned[i]) values[i] = draw(i, cell);
  });

  const cellOf = (i: number): number => CELLS.findIndex(([, to]) => i < to);
  let current = valuesCost(model.row, values);
  const steps = 120_000;
  for (let step = 0; step < steps && current > 0; step++) {
    const temperature = 0.5 * (1 - step / steps) * (1 - step / steps) + 1e-4;
    const i = random.below(PATIENTS);
    const other = random.below(PATIENTS);
    if (pinned[i]) continue;
    const cell = cellOf(i);
    const old = values[i]!;
    const oldOther = values[other]!;
    const kind = random.uniform();
    if (kind < 0.4) values[i] = draw(i, cell);
    else if (kind < 0.45) {
      const g = (cell < 2 ? 0 : 1) + (cell % 2 === 0 && random.uniform() < 0.5 ? 2 : 0);
      const rows = GROUP_ROWS[g]!;
      const sorted = values.slice(rows[0], rows[1]).sort();
      const middle = sorted.length / 2;
      values[i] = printed(2 * target.median[g]!) - sorted[random.uniform() < 0.5 ? middle : middle - 1]!;
    } else if (kind < 0.7) {
      const width = Math.max(1, Math.round(0.1 * old));
      values[i] = old + random.below(2 * width + 1) - width;
    } else {
      if (other === i || pinned[other] || cellOf(other) !== cell) continue;
      values[i] = old + 1;
      values[other] = oldOther - 1;
    }
    const allowed = sameClass(model.row, old, values[i]!) && sameClass(model.row, oldOther, values[other]!);
    const next = allowed ? valuesCost(model.row, values) : Number.POSITIVE_INFINITY;
    if (next <= current || random.uniform() < 1 / (1 + (next - current) / temperature) - 0.5) current = next;
    else {
      values[other] = oldOther;
      values[i] = old;
    }
  }
  return values;
}

/**
 * How far the values of one characteristic are from the published median, range, sum and Mann-Whitney P: 0 when all agree
 * at the printed precision, at least 5 when a median or range is missed.
 */
export function valuesCost(row: number, values: Int32Array): number {
  const model = MODELS[row]!;
  const target = QUANTITATIVE[row]!;
  const printed = (x: number): number => Math.round(x * model.unit);
  let total = 0;
  GROUP_ROWS.forEach(([from, to], g) => {
    const sorted = values.slice(from, to).sort();
    const n = sorted.length;
    const miss = Math.abs(sorted[n / 2 - 1]! + sorted[n / 2]! - printed(2 * target.median[g]!));
    if (miss > 0) total += 5 + Math.min(20, (50 * miss) / printed(target.median[g]!));
    if (sorted[0] !== printed(target.minimum[g]!) || sorted[n - 1] !== printed(target.maximum[g]!)) total += 50;
    const wanted = g < 2 ? undefined : model.matchedSum?.[g - 2];
    if (wanted !== undefined) total += 2 * Math.abs(wanted - sorted.reduce((s, v) => s + v, 0));
  });
  if (row === 2) {
    CELLS.forEach(([from, to], cell) => {
      const single = values.subarray(from, to).filter((v) => v === 1).length;
      total += 5 * Math.max(0, single - (to - from - BILOBAR[cell]!));
    });
  }
  for (const c of [0, 1] as const) {
    const [x, y] = [GROUP_ROWS[2 * c]!, GROUP_ROWS[2 * c + 1]!];
    const p = mannWhitneyP(values.slice(x[0], x[1]), values.slice(y[0], y[1]));
    const off = Math.abs(p - target.p[c]!);
    total += off < 0.0005 ? 0 : 20 * off + 0.05;
  }
  return total;
}

/** Whether a value may replace another without changing a count of Table 1. */
export function sameClass(row: number, before: number, after: number): boolean {
  if (row === 2 && (before === 10) !== after >= 10) return false;
  const limit = LAST_LOW[row]!;
  return before <= limit === after <= limit;
}

/** Patients with bilobar disease per cell: a single tumor is in one lobe. */
const BILOBAR = perCell(CATEGORICAL.find((r) => r.name === "Tumor distribution")!.counts);

/** Last value, in printed units, of the low class of each row of {@link QUANTITATIVE}. */
const LAST_LOW = [59, 1999, 3, 70, 2];
