import { type Channel, column, InputError, type RowOptions } from "@hcc/data";
import { type LaboratoryFrame, type Quantity, readLaboratory } from "./laboratory.js";

/** Size and number of the tumors. */
export interface TumorBurdenSpec<Row> extends RowOptions<Row> {
  /** Diameter of the largest tumor. */
  readonly largestTumor: Quantity<Row, "cm" | "mm">;
  /** Number of tumors, a whole number from 1. */
  readonly tumorNumber: Channel<Row, number>;
}

/** The rows in use, with the sum of the largest diameter in cm and the number of tumors. */
export interface TumorBurden {
  readonly frame: LaboratoryFrame<unknown>;
  readonly sum: Float64Array;
}

export function readTumorBurden<Row>(data: unknown, spec: TumorBurdenSpec<Row>): TumorBurden {
  const others = { tumorNumber: column("number", spec.tumorNumber) };
  const frame = readLaboratory(data, { largestTumor: spec.largestTumor }, others, spec);
  const { tumorNumber } = frame.columns;
  checkTumorNumber(tumorNumber, frame.rows);
  return { frame, sum: centimeters(frame).map((size, i) => roundOff(size + tumorNumber[i]!)) };
}

export function checkTumorNumber(numbers: Float64Array, rows: Int32Array): void {
  numbers.forEach((number, i) => {
    if (Number.isInteger(number) && number >= 1) return;
    const row = rows[i]!;
    throw new InputError("option", `tumorNumber is ${number} at row ${row}: give a whole number from 1`, {
      column: "tumorNumber",
      row,
    });
  });
}

/** Largest diameter in cm. */
export function centimeters({ quantities }: LaboratoryFrame<unknown>): Float64Array {
  const { values, unit } = quantities.largestTumor!;
  return unit === "cm" ? values : values.map((value) => value / 10);
}

/** Without the rounding of binary fractions, which could pass a limit. */
const roundOff = (value: number): number => Math.round(value * 1e6) / 1e6;
