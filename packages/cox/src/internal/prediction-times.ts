import { InputError } from "@hcc/data";

/** Checked times of a prediction. */
export function readTimes(times: Iterable<number>): Float64Array {
  if (typeof times !== "object" || times === null || !(Symbol.iterator in times)) {
    throw new InputError("option", "times is not a list: give the times to predict at", { column: "times" });
  }
  return Float64Array.from(times, (time) => {
    if (typeof time === "number" && time >= 0 && Number.isFinite(time)) return time;
    throw new InputError("negative-value", `times holds ${String(time)}: give finite times of 0 or more`, {
      column: "times",
    });
  });
}
