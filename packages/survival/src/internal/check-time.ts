import { InputError } from "@hcc/data";

/** Sums and squares of times up to this can be represented. */
export const LATEST = 1e150;

/** Checks a time at which a curve is read. */
export function checkTime(time: number, name = "times"): number {
  if (typeof time === "number" && time >= 0 && time <= LATEST) return time;
  throw new InputError(
    "negative-value",
    `${name} holds ${String(time)}: give finite times of 0 or more, up to ${LATEST}`,
    {
      column: name,
    },
  );
}
