import { InputError } from "@hcc/data";

/** Checks a time at which a curve is read. */
export function checkTime(time: number, name = "times"): number {
  if (typeof time === "number" && time >= 0 && Number.isFinite(time)) return time;
  throw new InputError("negative-value", `${name} holds ${String(time)}: give finite times of 0 or more`, {
    column: name,
  });
}
