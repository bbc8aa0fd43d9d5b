import fc from "fast-check";
import json from "../../../validation/stats-strata.json" with { type: "json" };

type Numbers = readonly (number | null)[];
type Table = readonly (readonly number[])[];

/** What validation/stats-strata.R wrote; null is R's NA, NaN or Inf. */
export const strata = json as unknown as {
  readonly mantel: readonly {
    readonly name: string;
    readonly tables: readonly Table[];
    /** Statistic and P. */
    readonly corrected: readonly [number, number];
    readonly uncorrected: readonly [number, number];
    /** Estimate, 95 % limits, 90 % limits. */
    readonly odds: Numbers;
    readonly exactP: number;
    /** Estimate and limits by bisection, and as R prints them. */
    readonly exactOdds: Numbers;
    readonly printed: Numbers;
    /** Breslow-Day, df, P, Tarone, P. */
    readonly breslowDay: Numbers;
  }[];
  readonly pairs: readonly {
    readonly name: string;
    readonly table: Table;
    readonly corrected: Numbers;
    readonly uncorrected: Numbers;
    readonly binomTest: number;
    readonly midP: number;
    readonly odds: Numbers;
    readonly odds90: Numbers;
  }[];
  readonly squares: readonly {
    readonly name: string;
    readonly table: Table;
    readonly bowker: Numbers;
    /** Estimate, SE, SE under chance, z, P, observed, expected. */
    readonly none: readonly number[];
    readonly linear: readonly number[];
    readonly quadratic: readonly number[];
  }[];
  readonly layered: readonly {
    readonly name: string;
    readonly tables: readonly Table[];
    readonly rowScores: readonly number[];
    readonly columnScores: readonly number[];
    readonly df: number;
    /** Statistic and P. */
    readonly association: readonly [number, number];
    readonly meanScores: readonly [number, number];
    readonly correlation: readonly [number, number];
  }[];
  readonly fleiss: Readonly<
    Record<
      "diagnoses" | "judges",
      {
        readonly counts: Table;
        /** Estimate, SE, SE under chance, P. */
        readonly overall: readonly number[];
        readonly categories: Numbers;
        readonly categoryError: number;
      }
    >
  >;
};

export const square = fc
  .integer({ min: 2, max: 5 })
  .chain((k) => fc.array(fc.array(fc.nat(20), { minLength: k, maxLength: k }), { minLength: k, maxLength: k }))
  .filter((table) => table.filter((row) => row.some((count) => count > 0)).length > 1)
  .filter((table) => table[0]!.filter((_, j) => table.some((row) => row[j]! > 0)).length > 1);
