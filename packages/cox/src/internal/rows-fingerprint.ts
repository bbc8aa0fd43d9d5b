import { type Design, fingerprint } from "@hcc/data";
import type { CoxRows } from "./read-rows.js";

const none = new Float64Array(0);

/** Fingerprint of what a fit depends on. */
export function rowsFingerprint({ time, event, stratum, entry, offset, frame }: CoxRows, { values }: Design): string {
  return fingerprint([
    time,
    event,
    ...values,
    stratum ?? new Int32Array(0),
    frame.weights ?? none,
    ...(entry === null && offset === null ? [] : [entry ?? none, offset ?? none]),
  ]);
}
