import { checkOptions, InputError } from "@hcc/data";
import { log, normalQuantile } from "@hcc/numerics";

/** Error rates and allocation that every plan of a trial of two arms has. */
export interface TrialDesign {
  /** Hazard of the treated arm over that of the control arm. */
  readonly hazardRatio: number;
  /** Type I error of the test. Default 0.05. */
  readonly alpha?: number;
  /** Tails of the test: 2 (default) or 1. */
  readonly sides?: 1 | 2;
  /** Treated patients per control patient. Default 1. */
  readonly allocation?: number;
}

/** How patients come, how long they are followed, and who is lost; all times in one unit. */
export interface TrialTimes {
  /** Median time to the event in the control arm, exponential. */
  readonly controlMedian: number;
  /** Patients enter evenly over this time; 0 when all enter at once. */
  readonly accrual: number;
  /** Time from the last patient's entry to the analysis. */
  readonly followUp: number;
  /** Share of the patients lost to follow-up by a time, exponential and the same in both arms. Default: none. */
  readonly dropout?: { readonly share: number; readonly by: number };
}

/** The number, or an error that says what it should have been. */
export function checkNumber(name: string, value: unknown, low: number, high: number, what: string): number {
  if (typeof value === "number" && value >= low && value <= high) return value;
  throw new InputError("option", `${name} is ${String(value)}: give ${what}`, { column: name });
}

/** Products and squares of numbers between them can be represented. */
const LEAST = 1e-100;
const MOST = 1e100;

export function checkDesign(spec: TrialDesign): Required<TrialDesign> {
  const { alpha = 0.05, sides = 2, allocation = 1 } = spec;
  if (sides !== 1 && sides !== 2) {
    throw new InputError("option", `sides is ${String(sides)}: give 1 or 2`, { column: "sides" });
  }
  return {
    hazardRatio: checkNumber("hazardRatio", spec.hazardRatio, LEAST, MOST, "a ratio above 0, such as 0.7"),
    alpha: checkNumber("alpha", alpha, 1e-15, 0.5, "a probability above 0 and at most 0.5"),
    sides,
    allocation: checkNumber("allocation", allocation, LEAST, MOST, "treated patients per control patient, such as 1"),
  };
}

/** Hazards per unit of time and the checked times. */
export function checkTrialTimes(spec: TrialTimes): {
  readonly hazard: number;
  readonly accrual: number;
  readonly followUp: number;
  readonly lossHazard: number;
} {
  const median = checkNumber("controlMedian", spec.controlMedian, LEAST, MOST, "a time above 0");
  const accrual = checkNumber("accrual", spec.accrual, 0, MOST, "a time of 0 or more");
  const followUp = checkNumber("followUp", spec.followUp, 0, MOST, "a time of 0 or more");
  if (accrual + followUp === 0) {
    throw new InputError("option", "accrual and followUp are both 0: nobody would be observed", { column: "followUp" });
  }
  let lossHazard = 0;
  if (spec.dropout !== undefined) {
    checkOptions("dropout", spec.dropout, ["share", "by"]);
    const share = checkNumber("dropout.share", spec.dropout.share, 0, 1 - 1e-15, "a share of 0 or more, below 1");
    lossHazard = -log(1 - share) / checkNumber("dropout.by", spec.dropout.by, LEAST, MOST, "a time above 0");
  }
  return { hazard: log(2) / median, accrual, followUp, lossHazard };
}

/** z of the test plus z of the power. */
export function sumOfQuantiles(alpha: number, sides: 1 | 2, power: number): number {
  return normalQuantile(power) - normalQuantile(alpha / sides);
}
