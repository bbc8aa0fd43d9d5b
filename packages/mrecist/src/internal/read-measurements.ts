import {
  type Channel,
  column,
  type Group,
  type GroupValue,
  InputError,
  readColumn,
  readFrame,
  rereadable,
} from "@hcc/data";
import { countingOrder } from "@hcc/numerics";
import type {
  Cytology,
  LesionFinding,
  LesionRole,
  LesionSite,
  Measurement,
  ResolvedOptions,
  ThrombusLevel,
} from "../types.js";

/** Where the values of a table with one row per lesion and visit are. See `Measurement`. */
export interface MeasurementSpec<Row> {
  readonly patient: Channel<Row, GroupValue>;
  /** Day of the visit. */
  readonly day: Channel<Row, number>;
  readonly lesion: Channel<Row, GroupValue>;
  readonly role: Channel<Row, LesionRole>;
  /** Viable diameter in mm; needed by all criteria but those of total diameters. */
  readonly viable?: Channel<Row, number>;
  /** Viable diameter perpendicular to it, in mm; needed by "easl". */
  readonly perpendicular?: Channel<Row, number>;
  readonly enhancing?: Channel<Row, boolean | number>;
  /** Total diameter in mm; needed by "recist-1.1" and "irecist", and by lesions outside the liver. */
  readonly total?: Channel<Row, number>;
  /** Total diameter perpendicular to it, in mm; needed by "who". */
  readonly totalPerpendicular?: Channel<Row, number>;
  readonly shortAxis?: Channel<Row, number>;
  readonly tooSmall?: Channel<Row, boolean | number>;
  readonly fragment?: Channel<Row, GroupValue>;
  readonly mergedInto?: Channel<Row, GroupValue>;
  readonly lipiodol?: Channel<Row, boolean | number>;
  readonly modality?: Channel<Row, "CT" | "MRI">;
  /** Slice thickness in mm. */
  readonly sliceThickness?: Channel<Row, number>;
  readonly arterialPhase?: Channel<Row, boolean | number>;
  readonly cytology?: Channel<Row, Cytology>;
  readonly markerNormal?: Channel<Row, boolean | number>;
  readonly level?: Channel<Row, ThrombusLevel | (string & {})>;
  readonly site?: Channel<Row, LesionSite>;
  readonly finding?: Channel<Row, LesionFinding>;
  readonly notEvaluable?: Channel<Row, boolean | number>;
  /** Day of death, the same on every row of a patient. */
  readonly deathDay?: Channel<Row, number>;
}

type Written = { -readonly [Key in keyof Measurement]: Measurement[Key] };

const RARE_NUMBERS = ["perpendicular", "totalPerpendicular", "shortAxis", "sliceThickness"] as const;
const NUMBERS = ["viable", "total", ...RARE_NUMBERS] as const;
const FLAGS = ["enhancing", "tooSmall", "lipiodol", "arterialPhase", "markerNormal", "notEvaluable"] as const;
const TEXTS = ["fragment", "mergedInto", "modality", "cytology", "level", "site", "finding"] as const;
/** Names of the channels. */
export const MEASUREMENT_CHANNELS: readonly string[] = [
  "patient",
  "day",
  "lesion",
  "role",
  ...NUMBERS,
  ...FLAGS,
  ...TEXTS,
  "deathDay",
] satisfies readonly (keyof MeasurementSpec<never>)[];

/** The measurements of a patient, with their input rows. */
export interface PatientRows {
  readonly patient: string;
  readonly measurements: readonly Measurement[];
  readonly rows: Int32Array;
  readonly deathDay: number | null;
}

/**
 * Reads the channels of a table and parts its rows by patient, in the order of their identifiers; one patient at a time, as
 * the measurements of all would take most of the memory.
 */
export function* patientsOf<Row>(
  data: Iterable<unknown> | object,
  spec: MeasurementSpec<Row>,
  rules: ResolvedOptions,
): Generator<PatientRows, void> {
  checkNeeded(rules.name, rules.measure, spec);
  const rows = rereadable(data);
  const named = <Value>(read: () => Value): Value => {
    try {
      return read();
    } catch (error) {
      throw placed(error as Error, rows, spec);
    }
  };
  const { columns } = named(() =>
    readFrame(
      rows,
      {
        patient: column("group", spec.patient),
        day: column("number", spec.day),
        lesion: column("group", spec.lesion),
        role: column("group", spec.role),
      },
      { missing: "refuse" },
    ),
  );
  const numbersOf = (name: (typeof NUMBERS)[number]): Float64Array | null => {
    const channel = spec[name];
    return channel === undefined ? null : named(() => readColumn(rows, "number", channel, name));
  };
  const viable = numbersOf("viable");
  const total = numbersOf("total");
  // Only the channels that are given: a table may have millions of rows.
  const setters: ((measurement: Written, row: number) => void)[] = [];
  for (const name of RARE_NUMBERS) {
    const values = numbersOf(name);
    if (values === null) continue;
    setters.push((it, row) => {
      it[name] = values[row]!;
    });
  }
  for (const name of FLAGS) {
    if (spec[name] === undefined) continue;
    const codes = named(() => readColumn(rows, "event", spec[name]!, name));
    setters.push((it, row) => {
      it[name] = codes[row] === -1 ? null : codes[row] === 1;
    });
  }
  for (const name of TEXTS) {
    if (spec[name] === undefined) continue;
    const group = named(() => readColumn(rows, "group", spec[name]!, name));
    setters.push((it, row) => {
      (it as Record<typeof name, string | null>)[name] = textAt(group, row);
    });
  }
  const measurementAt = (row: number): Measurement => {
    const measurement: Written = {
      day: columns.day[row]!,
      lesion: textAt(columns.lesion, row)!,
      role: textAt(columns.role, row) as LesionRole,
      viable: viable?.[row] ?? null,
      total: total?.[row] ?? null,
    };
    for (const set of setters) set(measurement, row);
    return measurement;
  };
  const { deathDay } = spec;
  const deathDays = deathDay === undefined ? null : named(() => readColumn(rows, "number", deathDay, "deathDay"));

  const { levels, codes } = columns.patient;
  const order = countingOrder(codes, levels.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    const code = codes[order[start]!]!;
    while (end < order.length && codes[order[end]!] === code) end++;
    const own = order.subarray(start, end);
    const measurements = new Array<Measurement>(own.length);
    for (let i = 0; i < own.length; i++) measurements[i] = measurementAt(own[i]!);
    const patient = levels[code]!;
    yield { patient, measurements, rows: own, deathDay: deathDayOf(patient, own, deathDays) };
  }
}

/** An error of a column with the patient and the visit of its row, where these can be read. */
function placed<Row>(error: Error, rows: Iterable<unknown> | object, spec: MeasurementSpec<Row>): Error {
  if (!(error instanceof InputError) || error.row === undefined) return error;
  const { code, column: name, row } = error;
  const at = <Value>(read: () => Value): Value | null => {
    try {
      return read();
    } catch {
      return null;
    }
  };
  const patient = at(() => textAt(readColumn(rows, "group", spec.patient, "patient"), row));
  if (patient === null) return error;
  const day = at(() => readColumn(rows, "number", spec.day, "day")[row]!);
  // What is read as 0 and 1 is no event here.
  const text =
    code === "event-code"
      ? error.message
          .replace(/^event/, "column")
          .replace(/: code it as .*$/, ": give true or 1, false or 0, or nothing")
      : error.message;
  const visit = day === null || Number.isNaN(day) ? "" : ` on day ${day}`;
  return new InputError(
    code,
    `patient "${patient}"${visit}: ${text}`,
    name === undefined ? { row } : { column: name, row },
  );
}

function checkNeeded(
  name: string,
  measure: ResolvedOptions["measure"],
  spec: Pick<MeasurementSpec<never>, "viable" | "perpendicular" | "total" | "totalPerpendicular">,
): void {
  const needed = {
    total: ["total"],
    viable: ["viable"],
    "viable-product": ["viable", "perpendicular"],
    "total-product": ["total", "totalPerpendicular"],
  } as const;
  for (const channel of needed[measure]) {
    if (spec[channel] !== undefined) continue;
    throw new InputError("option", `criteria "${name}" need the channel ${channel}: say where the diameter is`, {
      column: channel,
    });
  }
}

function deathDayOf(patient: string, rows: Int32Array, days: Float64Array | null): number | null {
  if (days === null) return null;
  let deathDay: number | null = null;
  for (const row of rows) {
    const day = days[row]!;
    if (Number.isNaN(day)) continue;
    if (!Number.isInteger(day)) {
      throw new InputError("date", `deathDay of patient "${patient}" is ${day} at row ${row}: give whole days`, {
        column: "deathDay",
        row,
      });
    }
    if (deathDay !== null && day !== deathDay) {
      throw new InputError(
        "option",
        `deathDay of patient "${patient}" is ${day} at row ${row}, but ${deathDay} before: keep one`,
        {
          column: "deathDay",
          row,
        },
      );
    }
    deathDay = day;
  }
  return deathDay;
}

function textAt(group: Group, row: number): string | null {
  const code = group.codes[row]!;
  return code < 0 ? null : group.levels[code]!;
}
