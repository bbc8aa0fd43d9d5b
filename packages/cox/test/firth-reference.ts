import { readFileSync } from "node:fs";
import type { ProfileCase } from "./profile-reference.js";
import type { Columns } from "./reference.js";

interface ChiSquare {
  readonly statistic: number;
  readonly df: number;
  readonly logP: number;
}
export interface FirthCase extends Omit<ProfileCase, "tests"> {
  readonly loglik: [number, number];
  readonly penalized: [number, number];
  readonly lr: ChiSquare;
  readonly wald: number;
  readonly tests: readonly ChiSquare[];
  readonly terms_tests: readonly (ChiSquare & { readonly wald: number })[];
}
export const firth: { readonly data: Record<string, Columns>; readonly cases: readonly FirthCase[] } = JSON.parse(
  readFileSync(new URL("../../../validation/cox-firth.json", import.meta.url), "utf8"),
);
