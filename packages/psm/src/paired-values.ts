import { type Channel, checkOptions, type Omitted, type RowOf } from "@hcc/data";
import { type PairRows, readPairedOutcome } from "./internal/read-paired-outcome.js";

/** Options of `pairedValues`. */
export interface PairedValuesOptions {
  /** What a missing value does. One of "error" (default) and "omit" (the pair is left out and counted). */
  readonly missing?: "error" | "omit";
}

/** Result of `pairedValues`. */
export interface PairedValues {
  readonly kind: "paired-values";
  readonly version: 1;
  /** Of the treated member of each pair, in the order of the pairs. */
  readonly treated: Float64Array;
  /** Of the control of the same pair, at the same place. */
  readonly control: Float64Array;
  /** Pairs left out because a value is missing. */
  readonly incomplete: number;
  /** Rows with a missing value. */
  readonly omitted: Omitted;
}

/**
 * The values of a variable in the two members of each pair, side by side, for the paired tests of `@hcc/stats`.
 *
 * A yes-or-no variable is given as 1 and 0. Censored times need no such columns: among the rows that were matched (`where`)
 * `logRank` takes `matching.subclass` as `strata`, `coxph` as `strata` or as `cluster`. R: `merge` of the rows of
 * `match_data` by `subclass`.
 *
 * @param data what `matchPairs` was given.
 * @param matching its result, or any object with such `pairs`.
 * @throws InputError for no pairs, a row in two pairs (matching with replacement or several controls: no paired test fits), a
 * row that the data do not have, and a missing value (by default).
 *
 * @example
 * ```ts
 * import { matchPairs, pairedValues } from "@hcc/psm";
 * const patients = { tki: [1, 1, 0, 0, 0], ps: [0.6, 0.5, 0.52, 0.2, 0.59], months: [14, 9, 6, 3, 8] };
 * const matching = matchPairs(patients, { treatment: "tki", score: "ps" });
 * const { treated, control } = pairedValues(patients, matching, "months");
 * [Array.from(treated), Array.from(control)]; // => [[14, 9], [8, 6]]
 * ```
 *
 * @see Austin PC (2011), paired analyses after matching, https://doi.org/10.1002/sim.3984
 */
export function pairedValues<D extends Iterable<unknown> | object>(
  data: D,
  matching: { readonly pairs: readonly PairRows[] },
  channel: Channel<RowOf<D>, number>,
  options: PairedValuesOptions = {},
): PairedValues {
  checkOptions("pairedValues", options, ["missing"]);
  const value = { kind: "number", channel } as const;
  const { treated, control, incomplete, omitted } = readPairedOutcome(
    data,
    { value },
    matching?.pairs ?? [],
    options.missing,
  );
  return {
    kind: "paired-values",
    version: 1,
    treated: treated["value"] as Float64Array,
    control: control["value"] as Float64Array,
    incomplete,
    omitted,
  };
}
