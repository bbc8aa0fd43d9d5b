import type { KernelTies } from "./types.js";

/** Sums over the d steps of one event time; step l has S0_l = others + (1 - l/d) dead. Breslow: one step. */
export interface StepSums {
  /** Sum of share / S0_l. */
  hazard: number;
  /** Sum of share (1 - l/d) / S0_l. */
  deathHazard: number;
  /** Sum of share / S0_l^2. */
  square: number;
  /** Sums of what `hazard`, `deathHazard` and 1/d are sums of, times the deaths' share (1 - l/d) dead / S0_l. */
  hazardShift: number;
  deathShift: number;
  meanShift: number;
  /** Sum of share x the two shares of S0_l: others and deaths. */
  between: number;
}

/** Efron's or Breslow's steps of an event time at which deaths of total case weight `weight` happen. */
export function efronSteps(
  ties: KernelTies,
  { others, dead, deaths, weight }: Readonly<Record<"others" | "dead" | "deaths" | "weight", number>>,
): StepSums {
  const steps = ties === "efron" ? deaths : 1;
  const share = weight / steps;
  const sums: StepSums = {
    hazard: 0,
    deathHazard: 0,
    square: 0,
    hazardShift: 0,
    deathShift: 0,
    meanShift: 0,
    between: 0,
  };
  for (let l = 0; l < steps; l++) {
    const left = 1 - l / steps;
    const total = others + left * dead;
    const part = (left * dead) / total;
    const gain = share / total;
    sums.hazard += gain;
    sums.deathHazard += gain * left;
    sums.square += gain / total;
    sums.hazardShift += gain * part;
    sums.deathShift += gain * left * part;
    sums.meanShift += part / steps;
    sums.between += share * (others / total) * part;
  }
  return sums;
}
