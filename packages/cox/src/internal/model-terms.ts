import { type AnyTerm, type EncodedPart, factor, interaction, log2Term, spline, type TermColumn } from "@hcc/data";
import type { CoxModel } from "../types.js";

/** The terms of a model as covariates of new data whose fields have the names of the terms. */
export function modelTerms(model: CoxModel): AnyTerm[] {
  return model.terms.map(({ parts }) => {
    const [first, second] = parts.map(partTerm);
    return second === undefined ? first! : interaction(first!, second);
  });
}

/** Whether columns that were read are those behind the terms of the model. */
export function sameTerms(model: CoxModel, columns: readonly TermColumn[]): boolean {
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

function partTerm(part: EncodedPart): AnyTerm {
  const { name } = part;
  if (part.type === "factor") return factor(name, { levels: part.levels, reference: part.reference, label: name });
  if (part.type === "spline") return spline(name, { knots: part.knots });
  if (part.transform === "log2") return log2Term(/^log2\((.*)\)$/.exec(name)?.[1] ?? name, { label: name });
  return name;
}
