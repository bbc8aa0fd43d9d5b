import { InputError } from "@hcc/data";

/** A ratio with the confidence limits that are known. */
export interface Ratio {
  readonly estimate: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Checks a ratio and its limits: positive, in order. */
export function readRatio(effect: unknown): Ratio {
  if (typeof effect !== "object" || effect === null) {
    throw new InputError("option", `the effect is ${String(effect)}: give { estimate, lower, upper }`, {
      column: "estimate",
    });
  }
  const { estimate, lower = null, upper = null } = effect as { [name: string]: unknown };
  const fail = (name: string, found: unknown, remedy: string): never => {
    throw new InputError("option", `${name} is ${String(found)}: ${remedy}`, { column: name });
  };
  if (!(typeof estimate === "number" && estimate > 0 && Number.isFinite(estimate))) {
    return fail("estimate", estimate, "give a ratio, a positive number");
  }
  if (lower !== null && !(typeof lower === "number" && lower >= 0 && lower <= estimate)) {
    return fail("lower", lower, `give a limit from 0 to the estimate ${estimate}, not a logarithm`);
  }
  if (upper !== null && !(typeof upper === "number" && upper >= estimate)) {
    return fail("upper", upper, `give a limit from the estimate ${estimate} up, not a logarithm`);
  }
  return { estimate, lower: lower as number | null, upper: upper as number | null };
}

/** Checks the ratio that the truth is supposed to be. */
export function readReference(reference: unknown): number {
  if (typeof reference === "number" && reference > 0 && Number.isFinite(reference)) return reference;
  throw new InputError("option", `reference is ${String(reference)}: give a ratio, a positive number; no effect is 1`, {
    column: "reference",
  });
}

/** The limit nearer the reference; the reference itself where the interval covers it, null where the limit is not known. */
export function nearerLimit({ estimate, lower, upper }: Ratio, reference: number): number | null {
  if (estimate === reference) return reference;
  const limit = estimate > reference ? lower : upper;
  if (limit === null) return null;
  return estimate > reference ? Math.max(limit, reference) : Math.min(limit, reference);
}
