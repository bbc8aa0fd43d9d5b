import type { InteractionTerm, Term } from "./term.js";

/**
 * The product of every column of one term with every column of another; the main effects are listed separately.
 *
 * Equals R's `a:b`.
 *
 * @example
 * ```ts
 * import { encodeTerms, interaction, readFrame } from "@hcc/data";
 * const rows = [{ arm: "TKI", age: 50 }, { arm: "TKI-I", age: 60 }];
 * const frame = readFrame(rows, {}, { terms: ["arm", "age", interaction("arm", "age")] });
 * encodeTerms(frame.terms, frame.n).columns.map((d) => d.name); // => ["arm=TKI-I", "age", "arm=TKI-I:age"]
 * ```
 */
export function interaction<Row>(a: Term<Row>, b: Term<Row>): InteractionTerm<Row> {
  return { type: "interaction", parts: [a, b] };
}
