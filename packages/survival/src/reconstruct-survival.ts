import { type Channel, checkOptions, column, InputError, type RowOf, readFrame, type Warning } from "@hcc/data";
import { randomGenerator } from "@hcc/numerics";
import { bootstrapSettings } from "./internal/bootstrap-quantile.js";
import { checkTime } from "./internal/check-time.js";
import { type CurvePoints, evenly, individuals, type Placement, type PublishedRisk } from "./internal/guyot.js";

/** Channels and options of `reconstructSurvival`. */
export interface ReconstructSurvivalSpec<Row> {
  /** Time of each point read off the curve, 0 or more, in any order. */
  readonly time: Channel<Row, number>;
  /** Survival at the point, in [0, 1]. */
  readonly survival: Channel<Row, number>;
  /** The numbers at risk printed below the curve; the first is the number of subjects, at the start. */
  readonly atRisk: readonly { readonly time: number; readonly n: number }[];
  /** Total number of events of the group, when the publication has it. */
  readonly events?: number;
  /** How far a survival read off may be from the printed one. Used by the replicates alone. Default 0.005. */
  readonly precision?: number;
  /** Number of replicates. Default 0. */
  readonly replicates?: number;
  /** Whole number from 0 to 4294967295 that decides the replicates. Default 1. */
  readonly seed?: number;
}

/** Individual times, ready as data; ascending. */
export interface ReconstructedColumns {
  readonly time: Float64Array;
  readonly event: Uint8Array;
}

/** Result of `reconstructSurvival`. */
export interface ReconstructedSurvival {
  readonly kind: "reconstructed-survival";
  readonly version: 1;
  readonly columns: ReconstructedColumns;
  /** Number of subjects. */
  readonly n: number;
  readonly events: number;
  /** Numbers at risk as given and as the individual times have them. */
  readonly atRisk: readonly { readonly time: number; readonly published: number; readonly reconstructed: number }[];
  /** Largest distance of the curve of the individual times from the points given. */
  readonly largestError: number;
  /** Other individual times that the publication is compatible with; empty without `replicates`. */
  readonly replicates: readonly ReconstructedColumns[];
  readonly precision: number;
  readonly seed: number;
  /** "at-risk-differs", "events-differ": what no individual times could be found for. */
  readonly warnings: readonly Warning[];
}

/**
 * Individual times behind a published Kaplan-Meier curve, from its points and the numbers at risk (Guyot's algorithm).
 *
 * Between two published numbers at risk, c censorings lie at equal distances; at a point with survival S the number of events is
 * d = round(n (1 - S / S')), with n at risk and S' the reconstructed survival before it; c is raised and lowered until the
 * number at risk at the end is the published one, starting from n S_end / S' less that number. After the last of the numbers
 * censoring goes on at its average rate, or, with `events`, so that the total of events is met. Subjects left are censored
 * at the last time.
 *
 * Events are placed at the point at which the curve is first seen lower, so points belong at the steps of the curve. They are put
 * in order of time, and one above an earlier one is lowered to it; the last of several at a time is the lowest.
 *
 * What the answer does not know it can show: each of `replicates` draws the survival of every point evenly from within
 * `precision` of that given (0 and 1 stay), and the times of the censorings at random, and reconstructs again. A statistic over the replicates has the
 * spread that comes from reading the figure, beside that of its own standard error.
 *
 * @param data the points: rows, an object of columns, or an Arrow-like table.
 * @param spec channels and options; times in one unit.
 * @throws InputError for a survival outside [0, 1], numbers at risk that rise or are not whole, times out of order,
 * a point before the first number at risk.
 *
 * @example
 * ```ts
 * import { kaplanMeier, reconstructSurvival } from "@hcc/survival";
 * const points = [
 *   { months: 2, survival: 0.9 }, { months: 5, survival: 0.794 }, { months: 9, survival: 0.662 }, { months: 14, survival: 0.441 },
 * ];
 * const atRisk = [{ time: 0, n: 20 }, { time: 6, n: 14 }, { time: 12, n: 9 }];
 * const found = reconstructSurvival(points, { time: "months", survival: "survival", atRisk });
 * [found.n, found.events]; // => [20, 9]
 * found.atRisk.map((at) => at.reconstructed); // => [20, 14, 9]
 * kaplanMeier(found.columns, { time: "time", event: "event" }).curves[0]!.median.estimate; // => 14
 * ```
 *
 * @see Guyot P, Ades AE, Ouwens MJ, Welton NJ. Enhanced secondary analysis of survival data: reconstructing the data from published Kaplan-Meier survival curves. BMC Med Res Methodol 2012;12:9. https://doi.org/10.1186/1471-2288-12-9
 */
export function reconstructSurvival<D extends Iterable<unknown> | object>(
  data: D,
  spec: ReconstructSurvivalSpec<RowOf<D>>,
): ReconstructedSurvival {
  checkOptions("reconstructSurvival", spec, [
    "time",
    "survival",
    "atRisk",
    "events",
    "precision",
    "replicates",
    "seed",
  ]);
  const { precision = 0.005, events = null } = spec;
  if (!(typeof precision === "number" && precision >= 0 && precision < 1)) {
    throw new InputError(
      "option",
      `precision is ${String(precision)}: give a number from 0 to below 1, such as 0.005`,
      {
        column: "precision",
      },
    );
  }
  const { replicates, seed } = bootstrapSettings(spec, 0);
  const risk = readRisk(spec.atRisk);
  const n = risk.n[0]!;
  if (events !== null && !(Number.isInteger(events) && events >= 0 && events <= n)) {
    throw new InputError("option", `events is ${events}: give a whole number from 0 to the ${n} subjects`, {
      column: "events",
    });
  }
  const points = readPoints(data, spec);
  if (points.time[0]! < risk.time[0]!) {
    throw new InputError(
      "option",
      `atRisk begins at time ${risk.time[0]}, after a point of the curve at ${points.time[0]}: give the number at the start`,
      { column: "atRisk" },
    );
  }
  const found = individuals(points, risk, events, evenly);
  const random = randomGenerator(seed);
  const anywhere: Placement = (count, from, to) =>
    Float64Array.from({ length: count }, () => from + random() * (to - from)).sort();
  const draw = (): ReconstructedColumns => {
    // Sorted, not cut to the lowest so far, which would lower the curve.
    const survival = points.survival
      .map((s) => (s === 0 || s === 1 ? s : Math.min(Math.max(s + (2 * random() - 1) * precision, 0), 1)))
      .sort()
      .reverse();
    const other = individuals({ time: points.time, survival }, risk, events, anywhere);
    return { time: other.time, event: other.event };
  };
  const atRisk = Array.from(risk.time, (at, i) => ({
    time: at,
    published: risk.n[i]!,
    reconstructed: found.atRisk[i]!,
  }));
  return {
    kind: "reconstructed-survival",
    version: 1,
    columns: { time: found.time, event: found.event },
    n,
    events: found.events,
    atRisk,
    largestError: found.error,
    replicates: Array.from({ length: replicates }, draw),
    precision,
    seed,
    warnings: warningsOf(atRisk, found.events, events),
  };
}

/** Each of them is one row of the answer. */
const MOST_SUBJECTS = 1e7;

function readRisk(atRisk: ReconstructSurvivalSpec<never>["atRisk"] | undefined): PublishedRisk {
  if (!Array.isArray(atRisk) || atRisk.length === 0) {
    throw new InputError("option", "atRisk is no list: give the numbers at risk, as [{ time: 0, n: 120 }]", {
      column: "atRisk",
    });
  }
  const time = Float64Array.from(atRisk, (at) => checkTime(at?.time, "atRisk"));
  const n = Float64Array.from(atRisk, ({ n: count }, i) => {
    if (Number.isInteger(count) && count >= (i === 0 ? 1 : 0) && count <= MOST_SUBJECTS) return count;
    throw new InputError(
      "option",
      `atRisk has n ${String(count)} at time ${time[i]}: give whole numbers of subjects, up to ${MOST_SUBJECTS}`,
      { column: "atRisk" },
    );
  });
  n.forEach((count, i) => {
    if (i > 0 && !(time[i]! > time[i - 1]! && count <= n[i - 1]!)) {
      throw new InputError(
        "option",
        `atRisk goes from ${n[i - 1]} at time ${time[i - 1]} to ${count} at time ${time[i]}: times must rise and numbers must not`,
        { column: "atRisk" },
      );
    }
  });
  return { time, n };
}

function readPoints(data: unknown, spec: { readonly time: unknown; readonly survival: unknown }): CurvePoints {
  const frame = readFrame(data, { time: column("time", spec.time), survival: column("number", spec.survival) }, {});
  const { time, survival } = frame.columns;
  survival.forEach((s, i) => {
    if (s >= 0 && s <= 1) return;
    const row = frame.rows[i]!;
    throw new InputError("option", `survival is ${s} at row ${row}: give shares from 0 to 1, not per cent`, {
      column: "survival",
      row,
    });
  });
  return falling(time, survival);
}

/** Points in order, none above an earlier one, the lowest of each time. */
function falling(time: Float64Array, survival: Float64Array): CurvePoints {
  const order = time.map((_, i) => i).sort((a, b) => time[a]! - time[b]!);
  const times: number[] = [];
  const values: number[] = [];
  let lowest = 1;
  for (const i of order) {
    lowest = Math.min(lowest, survival[i]!);
    if (times[times.length - 1] === time[i]) values[values.length - 1] = lowest;
    else {
      times.push(time[i]!);
      values.push(lowest);
    }
  }
  return { time: Float64Array.from(times), survival: Float64Array.from(values) };
}

function warningsOf(atRisk: ReconstructedSurvival["atRisk"], found: number, events: number | null): Warning[] {
  const warnings: Warning[] = [];
  const different = atRisk.filter(({ published, reconstructed }) => published !== reconstructed);
  if (different.length > 0) {
    const [{ time, published, reconstructed }] = different as [(typeof different)[number]];
    const message = `${different.length} of the numbers at risk differ, the first at time ${time}: ${reconstructed} instead of ${published}`;
    warnings.push({ code: "at-risk-differs", message });
  }
  if (events !== null && found !== events) {
    warnings.push({ code: "events-differ", message: `there are ${found} events instead of ${events}` });
  }
  return warnings;
}
