import { InputError } from "@hcc/data";

/** Refuses what is no curve, above all the whole result of `kaplanMeier`. */
export function checkCurve(curve: unknown): void {
  if (typeof curve === "object" && curve !== null && ArrayBuffer.isView((curve as { time?: unknown }).time)) return;
  throw new InputError("option", "this is no survival curve: give one of the curves, as kaplanMeier(...).curves[0]", {
    column: "curve",
  });
}

/** Refuses a single number or a text for the list of times. */
export function checkTimes(times: unknown): void {
  if (typeof times === "object" && times !== null && Symbol.iterator in times) return;
  const found = times === null ? "null" : `a ${typeof times}`;
  throw new InputError("option", `times is ${found}: give a list, as [12, 36, 60]`, { column: "times" });
}
