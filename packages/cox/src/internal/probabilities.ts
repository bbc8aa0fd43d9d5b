import { type ColumnRequest, column, InputError } from "@hcc/data";
import type { SurvivalPrediction } from "../predict-survival.js";

/** Predicted survival probabilities of the rows of a data set. */
export interface Probabilities {
  /** Times as given. */
  readonly times: Float64Array;
  /** One column of probabilities per time, named "survival at <time>". */
  readonly requests: Record<string, ColumnRequest<Float64Array>>;
  readonly names: readonly string[];
}

/** Channels of survival probabilities, one per time: from a prediction, or as given. */
export function readProbabilities(
  call: string,
  survival: SurvivalPrediction | readonly unknown[],
  times: Iterable<number> | undefined,
): Probabilities {
  const prediction = isPrediction(survival) ? survival : null;
  if (prediction === null && !Array.isArray(survival)) {
    throw new InputError(
      "option",
      `${call}: survival is no prediction: give the result of predictSurvival, or a list with one channel per time`,
      { column: "survival" },
    );
  }
  const wanted = checkTimes(times ?? prediction?.times);
  const channels = prediction === null ? (survival as readonly unknown[]) : predicted(prediction, wanted);
  if (channels.length !== wanted.length) {
    throw new InputError(
      "option",
      `${call}: survival has ${channels.length} columns but there are ${wanted.length} times: give one for each`,
      { column: "survival" },
    );
  }
  const names = Array.from(wanted, (time) => `survival at ${time}`);
  return {
    times: wanted,
    names,
    requests: Object.fromEntries(names.map((name, k) => [name, column("number", channels[k])])),
  };
}

/** Refuses what is no probability. */
export function checkProbabilities(values: Float64Array, rows: Int32Array, name: string): void {
  values.forEach((value, i) => {
    if (value >= 0 && value <= 1) return;
    throw new InputError("option", `${name} is ${value} at row ${rows[i]}: probabilities are between 0 and 1`, {
      column: "survival",
      row: rows[i]!,
    });
  });
}

function isPrediction(survival: unknown): survival is SurvivalPrediction {
  return (survival as SurvivalPrediction | undefined)?.kind === "cox-survival-prediction";
}

function predicted({ times, curves }: SurvivalPrediction, wanted: Float64Array): Float64Array[] {
  return Array.from(wanted, (time) => {
    const at = times.indexOf(time);
    if (at >= 0) return Float64Array.from(curves, ({ survival }) => survival[at]!);
    throw new InputError("option", `times holds ${time}, for which nothing is predicted: predict survival at it`, {
      column: "times",
    });
  });
}

function checkTimes(times: Iterable<number> | undefined): Float64Array {
  const list = typeof times === "object" && times !== null && Symbol.iterator in times ? [...times] : [];
  if (list.length === 0) {
    throw new InputError("option", "times is no list of times: give those of the probabilities", { column: "times" });
  }
  list.forEach((time, k) => {
    if (!(typeof time === "number" && Number.isFinite(time) && time >= 0)) {
      throw new InputError("option", `times holds ${String(time)}: give finite times of 0 or more`, {
        column: "times",
      });
    }
    if (k > 0 && !(time > list[k - 1]!)) {
      throw new InputError("option", `times ${list[k - 1]}, ${time} do not ascend: list them from early to late`, {
        column: "times",
      });
    }
  });
  return Float64Array.from(list);
}
