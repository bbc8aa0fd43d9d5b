import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { matchesLiteral } from "./matches-literal.js";

/** A deliberate difference from R, as `docs/where-we-differ-from-r.md` lists it. All values are literals: they are read there. */
export interface Difference {
  /** Our function. */
  readonly where: string;
  /** What is right: the title of the test. */
  readonly ours: string;
  /** What R does. */
  readonly r: string;
  readonly why: string;
  /** Where it is shown or derived. */
  readonly source: string;
  /** One number of each, asserted by the test at the digits shown. */
  readonly size: Size;
}

/** What the same question is answered with. */
export interface Size {
  readonly question: string;
  readonly r: number | string;
  readonly ours: number | string;
}

/** What R answered, by `validation/differences.R`. */
export const measured: {
  readonly plain: { readonly time: number[]; readonly event: number[]; readonly x: number[] };
  readonly alone: { readonly without: number; readonly x1e6: readonly [number, number] };
  readonly far: { readonly first: number | null; readonly last: number };
  readonly collinear: { readonly estimates: readonly (number | null)[]; readonly loglik: number };
  readonly last: { readonly iterations: number };
  readonly separated: { readonly estimate: number; readonly standardError: number };
  readonly wald: { readonly printed: number; readonly exact: number };
  readonly exact: { readonly class: string; readonly refusal: string; readonly zph: number };
  readonly concordance: { readonly weighted: number; readonly repeated: number };
  readonly fineGray: {
    readonly data: Readonly<Record<"time" | "x" | "group" | "status", number[]>>;
    readonly estimate: number;
    readonly standardError: number;
    readonly jackknife: number;
  };
  readonly tinyTimes: number;
  readonly median: { readonly print: number; readonly quantile: number };
  readonly upper: { readonly print: number; readonly quantile: number };
  readonly plateau: number | null;
  readonly beyond: number;
  readonly start: { readonly lower: number | null };
  readonly apart: string;
  readonly frequencies: { readonly events: number; readonly weights: number };
  readonly oddsRatio: number;
} = JSON.parse(readFileSync(new URL("../validation/differences.json", import.meta.url), "utf8"));

/** A test that proves a deliberate difference from R, and lists it in the documentation. */
export function differsFromR(difference: Difference, body: (size: Size) => void): void {
  test(`${difference.where}: ${difference.ours} (differs from R)`, () => body(difference.size));
}

/** Expects what the documentation shows, at its digits; R's NA is null. */
export function expectShown(actual: unknown, shown: number | string): void {
  if (typeof shown === "string") expect(actual === null ? "NA" : String(actual)).toBe(shown);
  else expect(matchesLiteral(actual, shown, String(shown)), `${actual} is shown as ${shown}`).toBe(true);
}
