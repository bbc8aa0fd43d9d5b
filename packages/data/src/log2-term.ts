import { checkOptions } from "./check-options.js";
import type { Log2Term } from "./term.js";
import type { Channel } from "./types.js";

/**
 * A positive numeric term entered as its base-2 logarithm: its hazard or odds ratio is per doubling.
 *
 * A value that is not positive is an error when the data are read.
 *
 * @param options `label` names the term; default "log2(field)".
 * @throws InputError for an unknown option.
 *
 * @example
 * ```ts
 * import { encodeTerms, log2Term, readFrame } from "@hcc/data";
 * const frame = readFrame([{ afp: 8 }, { afp: 400 }], {}, { terms: [log2Term("afp")] });
 * encodeTerms(frame.terms, frame.n).matrix[0]; // => 3
 * ```
 */
export function log2Term<Row>(channel: Channel<Row, number>, options: { readonly label?: string } = {}): Log2Term<Row> {
  checkOptions("log2Term", options, ["label"]);
  return { type: "log2", channel, ...options };
}
