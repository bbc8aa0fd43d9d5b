import { InputError } from "@hcc/data";

/** Refuses sampling weights; `what` is the subject of the sentence, with its verb. */
export function refuseSampling(weightType: unknown, what: string): void {
  if (weightType !== "sampling") return;
  throw new InputError("weight", `weightType is "sampling": ${what} frequency weights only`, { column: "weightType" });
}
