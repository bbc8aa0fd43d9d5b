import { checkOptions } from "./check-options.js";
import type { FactorOptions, FactorTerm } from "./term.js";
import type { Channel, GroupValue } from "./types.js";

/**
 * A categorical term: one column per level but the reference, 1 in rows of that level and 0 elsewhere (treatment coding).
 *
 * Equals R's `relevel(factor(x, levels), ref)` under `contr.treatment`. A value outside `levels` is an error when the data
 * are read.
 *
 * @throws InputError for an unknown option.
 *
 * @example
 * ```ts
 * import { encodeTerms, factor, readFrame } from "@hcc/data";
 * const rows = [{ childPugh: "A" }, { childPugh: "B" }];
 * const frame = readFrame(rows, {}, { terms: [factor("childPugh", { reference: "B" })] });
 * encodeTerms(frame.terms, frame.n).columns.map((d) => d.name); // => ["childPugh=A"]
 * ```
 */
export function factor<Row>(channel: Channel<Row, GroupValue>, options: FactorOptions = {}): FactorTerm<Row> {
  checkOptions("factor", options, ["levels", "reference", "label"]);
  return { type: "factor", channel, options };
}
