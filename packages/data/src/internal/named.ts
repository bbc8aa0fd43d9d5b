import { InputError } from "../input-error.js";

/** Name of a channel that is a field; an accessor or array needs a label. */
export function named(channel: unknown, by: string): string {
  if (typeof channel === "string") return channel;
  throw new InputError("option", `${by}() of an accessor or array needs a label to name its coefficient`);
}
