import { InputError } from "@hcc/data";
import { type ExactPlan, exactPlan } from "../kernel/exact-plan.js";
import type { CoxTies } from "../types.js";
import type { CoxRows } from "./read-rows.js";
import { sortRows } from "./sort-rows.js";

/** What exact ties take. */
export interface ExactCost {
  /** About how many multiplications one evaluation of the likelihood takes, beside those of its untied times. */
  readonly operations: number;
  /** The event time that takes most on its own; null where no times are tied. */
  readonly largest: ExactTie | null;
}

/** A tied event time. */
export interface ExactTie {
  /** Name of the stratum, or null without strata. */
  readonly stratum: string | null;
  readonly time: number;
  readonly deaths: number;
  readonly atRisk: number;
}

/** Cost of the exact likelihood of p columns. */
export function exactCost(rows: CoxRows, p: number): ExactCost {
  const { time, rank, event, stratum, entryRank, frame } = rows;
  const sorted = sortRows(rank, event, stratum, entryRank);
  const { order } = sorted;
  const weight = Float64Array.from(order, (row) => (frame.weights === null ? 1 : frame.weights[row]!));
  const { cells, largest }: ExactPlan = exactPlan({ ...sorted, weight }, 2);
  const operations = cells * (3 + 2 * p + (3 * p * (p + 1)) / 2);
  if (largest === null) return { operations, largest };
  const row = order[largest.first]!;
  return {
    operations,
    largest: {
      stratum: stratum === null ? null : frame.columns.strata!.levels[stratum[row]!]!,
      time: time[row]!,
      deaths: largest.deaths,
      atRisk: largest.atRisk,
    },
  };
}

/** Refuses exact ties that would take more than the limit, before anything is computed. */
export function checkExact(
  rows: CoxRows,
  p: number,
  { ties, exactLimit }: { readonly ties: CoxTies; readonly exactLimit: number },
): void {
  if (ties !== "exact") return;
  const { operations, largest } = exactCost(rows, p);
  if (operations <= exactLimit || largest === null) return;
  const { stratum, time, deaths, atRisk } = largest;
  throw new InputError(
    "too-costly",
    `exact ties would take ${operations.toExponential(1)} operations an evaluation, more than the limit of ${exactLimit.toExponential(1)} (the largest tie: ${deaths} events among ${atRisk} at risk at time ${time}${stratum === null ? "" : ` of stratum ${stratum}`}): use ties "efron", record finer times, or raise exactLimit`,
    { column: "ties" },
  );
}
