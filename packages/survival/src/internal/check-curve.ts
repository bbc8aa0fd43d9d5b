import { InputError } from "@hcc/data";

/**
 * Refuses what is no curve of `call`, such as its whole result or a curve of another kind, which has `lower` and `upper` too.
 *
 * @param column what such curves have and others have not.
 */
export function checkCurve(curve: unknown, call = "kaplanMeier", column = "start"): void {
  if (typeof curve === "object" && curve !== null && column in curve) {
    const { time, left = time } = curve as { time?: unknown; left?: unknown };
    if (ArrayBuffer.isView(left)) return;
  }
  throw new InputError("option", `this is no curve of ${call}: give one of its curves, as ${call}(...).curves[0]`, {
    column: "curve",
  });
}

/** Refuses what has no curves, such as one of them. */
export function checkCurves(result: unknown): void {
  if (typeof result === "object" && result !== null && Array.isArray((result as { curves?: unknown }).curves)) return;
  throw new InputError("option", "there are no curves: give the result of kaplanMeier, or { curves: [curve] }", {
    column: "curves",
  });
}

/** Refuses a single number or a text for the list of times. */
export function checkTimes(times: unknown): void {
  if (typeof times === "object" && times !== null && Symbol.iterator in times) return;
  const found = times === null ? "null" : `a ${typeof times}`;
  throw new InputError("option", `times is ${found}: give a list, as [12, 36, 60]`, { column: "times" });
}
