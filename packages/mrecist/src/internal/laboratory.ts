import {
  type Channel,
  type ColumnRequest,
  checkQuantity,
  column,
  InputError,
  type Omitted,
  type RowOptions,
  readFrame,
  type Warning,
} from "@hcc/data";

/** A measured quantity: where its values are, and their unit. */
export interface Quantity<Row, Unit extends string> {
  readonly channel: Channel<Row, number>;
  readonly unit: Unit;
}

interface Scale {
  /** Factor to the first unit of the quantity. */
  readonly factor: number;
  /** Values outside cannot be. */
  readonly least: number;
  readonly most: number;
  /** A median outside is most likely of another unit. */
  readonly usual: readonly [number, number];
}

type Name = "bilirubin" | "albumin" | "afp" | "inr" | "prothrombinProlongation" | "largestTumor";

/** Units of each quantity, the one that formulas use first. */
const QUANTITIES: Readonly<Record<Name, Readonly<Record<string, Scale>>>> = {
  bilirubin: {
    "umol/L": { factor: 1, least: 1, most: 1500, usual: [4, 400] },
    "mg/dL": { factor: 17.1, least: 0.05, most: 90, usual: [0.2, 20] },
  },
  albumin: {
    "g/L": { factor: 1, least: 10, most: 70, usual: [20, 60] },
    "g/dL": { factor: 10, least: 1, most: 7, usual: [2, 6] },
  },
  afp: {
    "ug/L": { factor: 1, least: 0, most: 1e8, usual: [0, 1e7] },
    "ng/mL": { factor: 1, least: 0, most: 1e8, usual: [0, 1e7] },
  },
  inr: { ratio: { factor: 1, least: 0.5, most: 20, usual: [0.7, 5] } },
  prothrombinProlongation: { s: { factor: 1, least: -10, most: 120, usual: [-5, 30] } },
  largestTumor: {
    cm: { factor: 1, least: 0.1, most: 50, usual: [0.5, 25] },
    mm: { factor: 0.1, least: 1, most: 500, usual: [5, 250] },
  },
};

/** Values of a quantity in the unit in which they came, with the factor to the unit of the formulas. */
export interface Values {
  readonly values: Float64Array;
  readonly unit: string;
  readonly factor: number;
}

/** What became of the rows of a table. */
export interface ScoredRows {
  /** Rows in use. */
  readonly n: number;
  readonly warnings: readonly Warning[];
  /** Rows left out because a value is missing. */
  readonly omitted: Omitted;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/** The rows in use of a table with quantities and other columns. */
export interface LaboratoryFrame<Other> {
  readonly size: number;
  readonly rows: Int32Array;
  readonly quantities: Readonly<Partial<Record<Name, Values>>>;
  readonly columns: Other;
  readonly scored: ScoredRows;
}

type Columns<Requests> = {
  readonly [Key in keyof Requests]: Requests[Key] extends ColumnRequest<infer Value> ? Value : never;
};

/** Reads quantities with their units, checked for what they can be, and the other columns of a score. */
export function readLaboratory<Requests extends Readonly<Record<string, ColumnRequest<unknown>>>>(
  data: unknown,
  quantities: Readonly<Partial<Record<Name, unknown>>>,
  others: Requests,
  { where, missing = "error" }: Pick<RowOptions<unknown>, "missing"> & { readonly where?: unknown },
): LaboratoryFrame<Columns<Requests>> {
  const given = Object.entries(quantities).filter(([, quantity]) => quantity !== undefined) as [Name, unknown][];
  const scales = new Map(given.map(([name, quantity]) => [name, scaleOf(name, quantity)]));
  const requests = Object.fromEntries(
    given.map(([name, quantity]) => [name, column("number", (quantity as { channel: unknown }).channel)]),
  );
  const frame = readFrame(
    data as Iterable<unknown>,
    { ...requests, ...others },
    {
      where,
      missing,
    },
  );
  const columns = frame.columns as unknown as Record<string, Float64Array> & Columns<Requests>;
  const warnings: Warning[] = [];
  const read: Partial<Record<Name, Values>> = {};
  for (const [name, { unit, units, scale }] of scales) {
    const values = columns[name]!;
    values.forEach((value, i) => {
      checkQuantity(value, [scale.least, scale.most], { column: name, unit, units, row: frame.rows[i]! });
    });
    const median = Float64Array.from(values).sort()[values.length >> 1];
    if (median !== undefined && (median < scale.usual[0] || median > scale.usual[1])) {
      const message = `the median of ${name} is ${median} ${unit}, which is unusual: check the unit`;
      warnings.push({ code: "unusual-unit", term: name, message });
    }
    read[name] = { values, unit, factor: scale.factor };
  }
  const { size, n, rows, omitted, excluded } = frame;
  return { size, rows, quantities: read, columns, scored: { n, warnings, omitted, excluded } };
}

function scaleOf(name: Name, quantity: unknown): { unit: string; units: readonly string[]; scale: Scale } {
  const scales = QUANTITIES[name];
  const units = Object.keys(scales);
  const known = units.map((unit) => `"${unit}"`).join(" or ");
  const { unit, channel } = (quantity ?? {}) as { unit?: unknown; channel?: unknown };
  if (typeof quantity !== "object" || channel === undefined) {
    throw new InputError("option", `${name} is no quantity: give { channel, unit: ${known} }`, { column: name });
  }
  if (typeof unit !== "string" || !Object.hasOwn(scales, unit)) {
    throw new InputError("option", `the unit of ${name} is ${JSON.stringify(unit)}: give ${known}`, { column: name });
  }
  return { unit, units, scale: scales[unit]! };
}

/** One value per input row, in input order; null for a row left out. */
export function perRow<Value>(
  { size, rows }: { readonly size: number; readonly rows: Int32Array },
  of: (i: number) => Value,
): (Value | null)[] {
  const values = new Array<Value | null>(size).fill(null);
  rows.forEach((row, i) => {
    values[row] = of(i);
  });
  return values;
}
