import type { InputErrorCode } from "@hcc/data";

const ABSURD = 500;

/**
 * A diameter in mm as an integer number of tenths, so that thresholds are compared exactly: in floating point
 * (9.8 - 14) / 14 * 100 <= -30 is false. Rounding noise of a unit conversion (up to 1e-6 mm) is accepted.
 */
export function tenths(
  value: number | null | undefined,
  column: string,
  fail: (code: InputErrorCode, text: string, column: string) => never,
): number | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (typeof value !== "number") {
    const found = typeof value === "string" ? JSON.stringify(value) : `a ${typeof value}`;
    return fail("not-a-number", `${column} is ${found}: give millimeters as a number`, column);
  }
  if (!Number.isFinite(value)) return fail("not-finite", `${column} is ${value}: give millimeters`, column);
  if (value < 0) return fail("negative-value", `${column} is ${value} mm: correct it, diameters are 0 or more`, column);
  if (value > ABSURD) {
    return fail("option", `${column} is ${value} mm, more than a body measures: give millimeters`, column);
  }
  const rounded = Math.round(value * 10);
  if (Math.abs(value * 10 - rounded) > 1e-5) {
    return fail("option", `${column} is ${value} mm: give at most one decimal, rounded by a rule of your own`, column);
  }
  return rounded;
}
