import type { KernelTies } from "../kernel/types.js";
import type { CoxTies } from "../types.js";

/** The treatment of ties in baseline hazards: with exact ties it is Breslow's. */
export function hazardTies(ties: CoxTies): KernelTies {
  return ties === "efron" ? "efron" : "breslow";
}
