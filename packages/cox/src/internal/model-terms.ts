import {
  type AnyTerm,
  type EncodedPart,
  type EncodedTerm,
  factor,
  type GroupValue,
  interaction,
  log2Term,
  spline,
  type TermColumn,
} from "@hcc/data";
import type { CoxModel } from "../types.js";

/** The terms of a model as covariates of new data whose fields have the names of the terms. */
export function modelTerms(model: Pick<CoxModel, "terms">): AnyTerm[] {
  return model.terms.map((term) => termOf(term, (part) => partTerm(part)));
}

/** A term of a model, its parts made by `of`. */
export function termOf({ parts }: EncodedTerm, of: (part: EncodedPart) => AnyTerm): AnyTerm {
  const [first, second] = parts.map(of);
  return second === undefined ? first! : interaction(first!, second);
}

/** Whether columns that were read are those behind the terms of the model. */
export function sameTerms(model: Pick<CoxModel, "terms">, columns: readonly TermColumn[]): boolean {
  const parts = model.terms.flatMap((term, position) =>
    term.parts.map((part) => ({
      position,
      name: part.name,
      transform: part.type === "spline" ? "spline" : part.type === "number" ? part.transform : "identity",
    })),
  );
  return (
    parts.length === columns.length &&
    columns.every(({ position, name, transform }, k) => {
      const part = parts[k]!;
      return part.position === position && part.name === name && part.transform === transform;
    })
  );
}

/** One part of a term as a term; its values come from `channel`, by default from the field of its name. */
export function partTerm(part: EncodedPart, channel?: Float64Array | readonly GroupValue[]): AnyTerm {
  const { name } = part;
  if (part.type === "factor") {
    const own = (channel as readonly GroupValue[] | undefined) ?? name;
    return factor(own, { levels: part.levels, reference: part.reference, label: name });
  }
  const own = channel as Float64Array | undefined;
  if (part.type === "spline") return spline(own ?? name, { knots: part.knots, label: name });
  if (part.transform === "log2") return log2Term(own ?? /^log2\((.*)\)$/.exec(name)?.[1] ?? name, { label: name });
  return own === undefined ? name : { [name]: own };
}

/** How many columns of the design a part has. */
export function columnCount(part: EncodedPart): number {
  if (part.type === "factor") return part.levels.length - 1;
  return part.type === "spline" ? part.knots.length - 1 : 1;
}
