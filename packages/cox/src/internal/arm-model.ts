import { type Design, InputError, type Warning } from "@hcc/data";
import { exp } from "@hcc/numerics";
import { coxph } from "../coxph.js";
import type { CoxModel, CoxSpec, CoxTies } from "../types.js";
import type { EffectRows } from "./effect-rows.js";

/** A hazard that the rows of one arm gave, for rows of any arm. */
export interface ArmHazard {
  /** Step of the baseline hazard at each rank of time. */
  readonly step: Float64Array;
  /** exp(x'b) of every row, in the scale of the steps. */
  readonly risk: Float64Array;
  readonly warnings: readonly Warning[];
  readonly fit: ArmFit;
}

/** The Cox model of one arm, with the rows it was fitted to as columns. */
interface ArmFit {
  readonly model: CoxModel;
  /** Positions of the rows of the arm. */
  readonly members: readonly number[];
  /** Time is the rank; for censoring twice the rank, and 1 more for the censored. */
  readonly data: { readonly time: Float64Array; readonly event: Uint8Array };
  readonly spec: CoxSpec<{ readonly time: number; readonly event: number }>;
}

/** How the hazard of an arm is modeled. */
interface ArmModelOptions {
  readonly ties: CoxTies;
  /** The hazard of censoring: its events are the censored times, and those who die at a time have left before its censorings. */
  readonly censoring: boolean;
}

function fitArm(rows: EffectRows, arm: 0 | 1, design: Design, { ties, censoring }: ArmModelOptions): ArmFit {
  const { rank, frame, weight } = rows;
  const members = [...rank.keys()].filter((i) => rows.arm[i] === arm);
  // Twice the rank leaves a place between a death and a censoring at one time.
  const key = (i: number): number => 2 * rank[i]! + (rows.event[i] === 1 ? 0 : 1);
  const time = Float64Array.from(members, (i) => (censoring ? key(i) : rank[i]!));
  const event = Uint8Array.from(members, (i) => ((rows.event[i] === 1) !== censoring ? 1 : 0));
  const data = { time, event };
  const spec: ArmFit["spec"] = {
    time,
    event,
    covariates:
      design.p === 0
        ? []
        : [
            {
              type: "matrix",
              names: design.columns.map(({ name }) => name),
              columns: design.columns.map((_, j) =>
                Float64Array.from(members, (i) => design.matrix[i * design.p + j]!),
              ),
            },
          ],
    ties,
    ...(frame.weights !== null && {
      weights: Float64Array.from(members, (i) => weight[i]!),
      weightType: frame.weightType!,
    }),
  };
  return { model: coxph(data, spec), members, data, spec };
}

/**
 * Fits a Cox model to the rows of an arm.
 *
 * @throws InputError when a coefficient is infinite.
 */
export function armHazard(
  call: string,
  rows: EffectRows,
  arm: 0 | 1,
  design: Design,
  options: ArmModelOptions,
): ArmHazard {
  const { ties, censoring } = options;
  const { n, rank, distinct, weight, names } = rows;
  const fit = fitArm(rows, arm, design, options);
  const { model, members } = fit;
  const counted = (i: number): boolean => (rows.event[i] === 1) !== censoring;
  const what = `the model of ${censoring ? "censoring" : "survival"} in the arm "${names[arm]}"`;
  const beta = model.coefficients.map(({ name, status, estimate }) => {
    if (status === "infinite") {
      throw new InputError(
        "option",
        `${call}: in ${what} the coefficient "${name}" is infinite: leave its term out, or join levels`,
        { column: name },
      );
    }
    return estimate ?? 0;
  });
  const eta = Float64Array.from({ length: n }, (_, i) =>
    beta.reduce((sum, value, j) => sum + value * design.matrix[i * design.p + j]!, 0),
  );
  const top = members.reduce((most, i) => Math.max(most, eta[i]!), Number.NEGATIVE_INFINITY);
  const risk = eta.map((value) => exp(value - top));
  const size = distinct.length;
  const dead = new Float64Array(size);
  const deadRisk = new Float64Array(size);
  const deaths = new Float64Array(size);
  const others = new Float64Array(size);
  const leaving = new Float64Array(size);
  for (const i of members) {
    const k = rank[i]!;
    const own = weight[i]! * risk[i]!;
    if (counted(i)) {
      dead[k]! += weight[i]!;
      deadRisk[k]! += own;
      deaths[k]!++;
    } else if (censoring) leaving[k]! += own;
    else others[k]! += own;
  }
  const step = new Float64Array(size);
  let later = 0;
  for (let k = size - 1; k >= 0; k--) {
    later += others[k]!;
    const steps = ties === "breslow" ? Math.min(deaths[k]!, 1) : deaths[k]!;
    for (let l = 0; l < steps; l++) step[k]! += dead[k]! / steps / (later + (1 - l / steps) * deadRisk[k]!);
    later += deadRisk[k]! + leaving[k]!;
  }
  return {
    step,
    risk,
    warnings: model.warnings.map((warning) => ({ ...warning, message: `${what}: ${warning.message}` })),
    fit,
  };
}

/** Kaplan-Meier probability of not being censored before each rank, in one arm; those who die at a time have left before. */
export function uncensored({ n, rank, arm, event, weight, distinct }: EffectRows, of: 0 | 1): Float64Array {
  const size = distinct.length;
  const censored = new Float64Array(size);
  const dead = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    if (arm[i] !== of) continue;
    const sum = event[i] === 1 ? dead : censored;
    sum[rank[i]!]! += weight[i]!;
  }
  const left = new Float64Array(size);
  let later = 0;
  for (let k = size - 1; k >= 0; k--) {
    left[k] = later;
    later += censored[k]! + dead[k]!;
  }
  const before = new Float64Array(size);
  let probability = 1;
  for (let k = 0; k < size; k++) {
    before[k] = probability;
    if (censored[k]! > 0) probability *= left[k]! / (left[k]! + censored[k]!);
  }
  return before;
}

/** Probability that a row is not censored before a rank of time: one for all rows, or by their hazard of censoring. */
export function stillFollowed(before: Float64Array | ArmHazard): (row: number, rank: number) => number {
  if (before instanceof Float64Array) return (_, k) => before[k]!;
  let sum = 0;
  const cumulative = before.step.map((value) => {
    sum += value;
    return sum;
  });
  return (i, k) => (k === 0 ? 1 : exp(-cumulative[k - 1]! * before.risk[i]!));
}
