import { readFileSync } from "node:fs";

interface Data {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly by: readonly string[];
  readonly strata: readonly number[];
}
interface Found {
  readonly statistic: number;
  readonly df: number;
  readonly logP: number;
}
interface Ratios {
  readonly estimate: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly error: readonly number[];
}
type Named<Value> = Readonly<Record<string, Value>>;

interface Reference {
  readonly entry: {
    readonly data: Named<Data & { readonly entry: readonly number[]; readonly id: readonly number[] }>;
    readonly tests: Named<{
      readonly exactScore: number | null;
      readonly exactScoreStratified: number | null;
      readonly byDefinition: Named<number>;
    }>;
  };
  readonly robust: {
    readonly data: Named<
      Data & {
        readonly entry?: readonly number[];
        readonly cluster: readonly number[];
        readonly weight: readonly number[];
      }
    >;
    readonly tests: Named<
      readonly (Found & { readonly weights: boolean; readonly cluster: boolean; readonly stratified: boolean })[]
    >;
  };
  readonly paired: {
    readonly data: { readonly time: number[]; readonly event: number[]; readonly by: number[]; readonly id: number[] };
    readonly statistic: number;
    readonly logP: number;
    readonly observed: readonly number[];
    readonly expected: readonly number[];
  };
  readonly combo: {
    readonly data: Named<Data>;
    readonly tests: Named<
      readonly {
        readonly stratified: boolean;
        readonly z: readonly number[];
        readonly correlation: readonly (readonly number[])[];
        readonly twoLogP: readonly number[];
        readonly three: number;
        readonly four: number | null;
        readonly fourError: number | null;
      }[]
    >;
  };
  readonly groups: {
    readonly data: Named<Data>;
    readonly pairs: Named<{
      readonly first: readonly string[];
      readonly second: readonly string[];
      readonly statistic: readonly number[];
      readonly rho1Stratified: readonly number[];
      readonly logP: readonly number[];
      readonly adjusted: Named<readonly number[]>;
    } | null>;
    readonly ratios: Named<{ readonly peto: Ratios; readonly pike: Ratios }>;
    readonly trend: Named<{ readonly exactScore: number; readonly gehan: number; readonly rho1gamma1: number } | null>;
  };
  readonly permutation: {
    readonly data: Named<Data>;
    readonly tests: Named<
      readonly {
        readonly stratified: boolean;
        readonly z: number | null;
        readonly chisq: number;
        readonly asymptotic: number;
        readonly exact: number | null;
        readonly scores: readonly number[];
      }[]
    >;
  };
}

/** What validation/survival-tests.R wrote. */
export const testsReference: Reference = JSON.parse(
  readFileSync(new URL("../../../validation/survival-tests.json", import.meta.url), "utf8"),
);
