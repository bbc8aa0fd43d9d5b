import {
  type Channel,
  checkLevel,
  checkOptions,
  checkSeed,
  type GroupValue,
  InputError,
  oneOf,
  type RowOf,
  readColumn,
  rereadable,
} from "@hcc/data";
import { exp, normalQuantile, randomGenerator } from "@hcc/numerics";
import { assess } from "./internal/engine.js";
import { readAssessment } from "./internal/read-assessment.js";
import {
  MEASUREMENT_CHANNELS,
  type MeasurementSpec,
  type PatientRows,
  patientsOf,
} from "./internal/read-measurements.js";
import { isControlled, isObjective } from "./internal/responses.js";
import type { AssessmentSpec, BestResponse, Measurement, TumorResponse } from "./types.js";

/** Spread of the logarithm of a diameter between readings. */
export interface MeasurementError {
  /** At baseline. Default 0.162. */
  readonly baselineLogSd?: number;
  /** At later visits. Default 0.293. */
  readonly followUpLogSd?: number;
}

/** Specification of `responseSensitivity`: that of `assessResponses` and of the errors. */
export interface ResponseSensitivitySpec<Row> extends Omit<AssessmentSpec, "trace">, MeasurementSpec<Row> {
  /** Group of each patient, the same on all rows. */
  readonly by?: Channel<Row, GroupValue>;
  /** Which response counts. Default "overall". */
  readonly component?: "overall" | "intrahepatic" | "thrombus";
  readonly error?: MeasurementError;
  /** Default 1000. */
  readonly simulations?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Share of the simulations between the limits of rates. Default 0.95. */
  readonly coverage?: number;
}

/** Shares of the simulations by response. */
export type ResponseShares<Response extends string> = Readonly<Partial<Record<Response, number>>>;

/** What errors of measurement make of the responses of a patient. */
export interface PatientSensitivity {
  readonly patient: string;
  readonly group: string | null;
  /** As measured; null = the component is not applicable. */
  readonly best: BestResponse | null;
  readonly bestShares: ResponseShares<BestResponse>;
  readonly visits: readonly {
    readonly day: number;
    readonly response: TumorResponse | null;
    readonly shares: ResponseShares<TumorResponse>;
  }[];
}

/** A rate as measured, and over the simulations. */
export interface SimulatedRate {
  readonly observed: number | null;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Result of `responseSensitivity`. */
export interface ResponseSensitivity {
  readonly kind: "response-sensitivity";
  readonly version: 1;
  readonly component: "overall" | "intrahepatic" | "thrombus";
  readonly error: Required<MeasurementError>;
  readonly simulations: number;
  readonly seed: number;
  readonly coverage: number;
  readonly patients: readonly PatientSensitivity[];
  readonly groups: readonly {
    readonly group: string | null;
    /** Patients to whom the component applies. */
    readonly n: number;
    readonly orr: SimulatedRate;
    readonly dcr: SimulatedRate;
  }[];
}

const OWN = ["criteria", "options", "strict", "by", "component", "error", "simulations", "seed", "coverage"];

/**
 * How far the responses depend on errors of measurement: every diameter is multiplied by a random factor, and all is judged anew,
 * many times.
 *
 * Factors are exp(s Z), Z standard normal, one for each lesion and visit (its diameters move together, so that a product has the factor twice); s is the spread of log
 * diameters between readers. The defaults, 0.162 at baseline and 0.293 later, were found between three readers of 93
 * patients of the public HCC-TACE-Seg collection for sums of viable diameters. A diameter of 0 stays 0: what a reader calls gone is
 * not varied, nor are levels and findings. Rates are given with the quantiles of the simulations. R has no function for it.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per lesion and visit.
 * @throws InputError as `assessResponses`, and for an error, number or seed that is none, and a patient in two groups.
 *
 * @example
 * ```ts
 * import { responseSensitivity } from "@hcc/mrecist";
 * const course = (id: string, sizes: number[]) =>
 *   sizes.map((mm, i) => ({ id, day: 56 * i, lesion: "T1", role: "target" as const, mm }));
 * const rows = [...course("P1", [40, 27]), ...course("P2", [40, 8])];
 * const { patients, groups } = responseSensitivity(rows, {
 *   patient: "id", day: "day", lesion: "lesion", role: "role", viable: "mm", criteria: "mrecist",
 *   error: { baselineLogSd: 0.05, followUpLogSd: 0.05 },
 * });
 * patients.map(({ best, bestShares }) => [best, bestShares.PR! > 0.99]); // => [["PR", false], ["PR", true]]
 * groups[0].orr.observed; // => 1
 * ```
 *
 * @see Kikinis R et al., HCC-TACE-Seg, The Cancer Imaging Archive. https://doi.org/10.7937/TCIA.5FNA-0924
 */
export function responseSensitivity<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: ResponseSensitivitySpec<RowOf<Data>>,
): ResponseSensitivity {
  checkOptions("responseSensitivity", spec, [...MEASUREMENT_CHANNELS, ...OWN]);
  const component = oneOf("component", spec.component, ["overall", "intrahepatic", "thrombus"], "overall");
  const { simulations = 1000, seed = 1, coverage = 0.95 } = spec;
  const error = readError(spec.error ?? {});
  checkLevel(coverage, "coverage");
  if (!Number.isInteger(simulations) || simulations < 1) {
    throw new InputError("option", `simulations is ${simulations}: give a whole number from 1`, {
      column: "simulations",
    });
  }
  const assessment = { ...readAssessment(spec), trace: false };
  const source = rereadable(data);
  const patients = [...patientsOf(source, spec, assessment.rules)];
  const groupOf = groupReader(source, spec.by);
  const { baselineDay } = assessment.rules;
  const judge = ({ patient, rows, deathDay }: PatientRows, measurements: readonly Measurement[]) => {
    const response = assess(patient, measurements, rows, deathDay, assessment);
    return { best: response.best[component], visits: response.visits.map((visit) => visit[component]), of: response };
  };
  const own = patients.map((patient) => {
    const { best, visits, of } = judge(patient, patient.measurements);
    return {
      patient,
      group: groupOf(patient),
      best,
      bestCounts: {} as Record<string, number>,
      visits: of.visits.map(({ day }, i) => ({ day, response: visits[i]!, counts: {} as Record<string, number> })),
    };
  });
  const groups = [...new Set(own.map(({ group }) => group))].sort();
  const members = groups.map((group) => own.filter((it) => it.group === group && it.best !== null));
  const rates = groups.map(() => ({ orr: new Float64Array(simulations), dcr: new Float64Array(simulations) }));
  const random = randomGenerator(checkSeed(seed));
  for (let run = 0; run < simulations; run++) {
    for (const it of own) {
      const { best, visits } = judge(it.patient, perturbed(it.patient, baselineDay, error, random));
      if (best === null) continue;
      it.bestCounts[best] = (it.bestCounts[best] ?? 0) + 1;
      visits.forEach((response, i) => {
        const { counts } = it.visits[i]!;
        if (response !== null) counts[response] = (counts[response] ?? 0) + 1;
      });
      const rate = rates[groups.indexOf(it.group)]!;
      if (isObjective(best)) rate.orr[run]!++;
      if (isControlled(best)) rate.dcr[run]!++;
    }
  }
  const shares = (counts: Record<string, number>): Record<string, number> =>
    Object.fromEntries(Object.entries(counts).map(([response, count]) => [response, count / simulations]));
  return {
    kind: "response-sensitivity",
    version: 1,
    component,
    error,
    simulations,
    seed,
    coverage,
    patients: own.map(({ patient, group, best, bestCounts, visits }) => ({
      patient: patient.patient,
      group,
      best,
      bestShares: shares(bestCounts),
      visits: visits.map(({ day, response, counts }) => ({ day, response, shares: shares(counts) })),
    })),
    groups: groups.map((group, g) => {
      const n = members[g]!.length;
      const observed = (yes: (best: BestResponse) => boolean): number =>
        members[g]!.filter(({ best }) => yes(best!)).length;
      return {
        group,
        n,
        orr: rateOf(rates[g]!.orr, observed(isObjective), n, coverage),
        dcr: rateOf(rates[g]!.dcr, observed(isControlled), n, coverage),
      };
    }),
  };
}

function readError(error: MeasurementError): Required<MeasurementError> {
  checkOptions("error", error, ["baselineLogSd", "followUpLogSd"]);
  const { baselineLogSd = 0.162, followUpLogSd = 0.293 } = error;
  for (const [name, value] of Object.entries({ baselineLogSd, followUpLogSd })) {
    if (typeof value === "number" && value >= 0 && value <= 2) continue;
    throw new InputError("option", `${name} is ${String(value)}: give a standard deviation from 0 to 2`, {
      column: name,
    });
  }
  return { baselineLogSd, followUpLogSd };
}

function groupReader(data: unknown, by: unknown): (patient: PatientRows) => string | null {
  if (by === undefined) return () => null;
  const group = readColumn(data as Iterable<unknown>, "group", by, "by");
  return ({ patient, rows }) => {
    const code = group.codes[rows[0]!]!;
    const other = rows.find((row) => group.codes[row] !== code);
    if (other !== undefined || code < 0) {
      const row = other ?? rows[0]!;
      const text = code < 0 ? "has no group" : "has another group";
      throw new InputError("option", `patient "${patient}" ${text} at row ${row}: give one on all rows of a patient`, {
        column: "by",
        row,
      });
    }
    return group.levels[code]!;
  };
}

const DIAMETERS = ["viable", "perpendicular", "total", "totalPerpendicular", "shortAxis"] as const;

/** The measurements with errors, in tenths of mm. At baseline 3 mm stay, without which there is no target lesion. */
function perturbed(
  { measurements }: PatientRows,
  baselineDay: number | null,
  { baselineLogSd, followUpLogSd }: Required<MeasurementError>,
  random: () => number,
): Measurement[] {
  const first = measurements.reduce((day, it) => Math.min(day, it.day), Number.POSITIVE_INFINITY);
  return measurements.map((measurement) => {
    const atBaseline = measurement.day <= (baselineDay ?? first);
    const factor = exp((atBaseline ? baselineLogSd : followUpLogSd) * normalQuantile(random()));
    const changed: Record<string, unknown> = { ...measurement };
    for (const name of DIAMETERS) {
      const value = measurement[name];
      if (value === null || value === undefined || !(value > 0)) continue;
      const least = atBaseline ? Math.min(value, 3) : 0.1;
      changed[name] = Math.min(500, Math.max(least, Math.round(value * factor * 10) / 10));
    }
    return changed as unknown as Measurement;
  });
}

/** Counts over simulations as a rate; quantiles by the inverse of their distribution function. */
function rateOf(counts: Float64Array, observed: number, n: number, coverage: number): SimulatedRate {
  if (n === 0) return { observed: null, mean: null, lower: null, upper: null };
  const sorted = counts.slice().sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]! / n;
  const mean = counts.reduce((sum, count) => sum + count, 0) / (n * counts.length);
  return { observed: observed / n, mean, lower: at((1 - coverage) / 2), upper: at((1 + coverage) / 2) };
}
