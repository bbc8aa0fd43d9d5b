import { encodeTerms, type Group, InputError, type TermColumn } from "@hcc/data";
import type { CoxModel } from "../types.js";
import type { FittedRows } from "./fitted-rows.js";

/** The rows of a fit with the treatment set to one level. */
export interface Scenario {
  readonly level: string;
  /** Sorted rows x columns less the reference of the stratum. */
  readonly x: Float64Array;
  /** Linear predictor. */
  readonly eta: Float64Array;
  /** Position of the stratum whose hazard applies, per sorted row. */
  readonly stratum: Int32Array;
}

/** What the treatment is set to, and what each row has. */
export interface Scenarios {
  /** Control first. */
  readonly scenarios: readonly Scenario[];
  /** Position of each sorted row's own level. */
  readonly own: Int32Array;
}

/**
 * Sets the treatment of every row to each of its levels.
 *
 * @param treatment name of a term of the model, wherever it occurs; or of the field that the strata are.
 */
export function scenariosOf(
  call: string,
  rows: FittedRows,
  model: CoxModel,
  treatment: string,
  { strata, control }: { readonly strata: unknown; readonly control: unknown },
): Scenarios {
  const { frame, stratum: codes } = rows.read;
  const parts = frame.terms.filter(({ name }) => name === treatment);
  const asStratum = parts.length === 0 && strata === treatment;
  if (parts.length === 0 && !asStratum) {
    const names = [...new Set(model.terms.flatMap((term) => term.parts.map(({ name }) => name)))];
    throw new InputError(
      "unknown-column",
      `${call}: treatment is "${String(treatment)}", but the terms of the model are ${names.join(", ")}: name one of them, or the field of its strata`,
      { column: "treatment" },
    );
  }
  const group: Group = asStratum ? frame.columns.strata! : groupOf(call, parts[0]!);
  const used = new Set(asStratum ? codes! : group.codes);
  const present = group.levels.map((name, code) => ({ name, code })).filter(({ code }) => used.has(code));
  const reference = asStratum ? undefined : referenceOf(model, treatment);
  const first = control === undefined ? (reference ?? present[0]!.name) : String(control);
  const from = present.find(({ name }) => name === first);
  if (from === undefined && control !== undefined) {
    const names = present.map(({ name }) => name).join(", ");
    throw new InputError("unknown-level", `control is "${first}", but the levels of the treatment are ${names}`, {
      column: "control",
    });
  }
  const levels = from === undefined ? present : [from, ...present.filter((level) => level !== from)];
  if (levels.length < 2) {
    throw new InputError("too-few-groups", `${call}: the treatment has the one level "${first}": nothing to compare`, {
      column: "treatment",
    });
  }
  const position = new Map(levels.map(({ code }, a) => [code, a]));
  return {
    scenarios: levels.map(({ name, code }) => scenario(rows, model, treatment, name, asStratum ? code : null)),
    own: rows.order.map((row) => position.get(group.codes[row]!)!),
  };
}

function referenceOf(model: CoxModel, treatment: string): string | undefined {
  const part = model.terms.flatMap(({ parts }) => parts).find(({ name }) => name === treatment);
  return part?.type === "factor" ? part.reference : undefined;
}

/** A number counts as a treatment when it has two values. */
function groupOf(call: string, { name, values }: TermColumn): Group {
  if (!(values instanceof Float64Array)) return values;
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  if (distinct.length > 2) {
    throw new InputError(
      "option",
      `${call}: the treatment "${name}" is a number with ${distinct.length} values: use factor(), or a yes/no variable`,
      { column: name },
    );
  }
  return { codes: Int32Array.from(values, (value) => distinct.indexOf(value)), levels: distinct.map(String) };
}

function scenario(
  rows: FittedRows,
  model: CoxModel,
  treatment: string,
  level: string,
  stratumCode: number | null,
): Scenario {
  const { read, n, p, order, columns, beta, reference, referenceOffset, strataEnd } = rows;
  const { frame } = read;
  const design = encodeTerms(
    stratumCode === null
      ? frame.terms.map((term) => (term.name === treatment ? fixed(term, level) : term))
      : frame.terms,
    frame.n,
    model.terms,
  );
  const x = new Float64Array(n * p);
  const eta = new Float64Array(n);
  const stratum = new Int32Array(n);
  const ends = [...strataEnd];
  const target = stratumCode === null ? -1 : ends.findIndex((end) => read.stratum![order[end - 1]!] === stratumCode);
  for (let i = 0, s = 0, at = 0; i < n; i++) {
    while (i >= ends[s]!) s++;
    stratum[i] = target < 0 ? s : target;
    if (read.offset !== null) eta[i] = read.offset[order[i]!]! - referenceOffset[stratum[i]!]!;
    for (let j = 0; j < p; j++, at++) {
      x[at] = design.matrix[order[i]! * design.p + columns[j]!]! - reference[stratum[i]! * p + j]!;
      eta[i]! += beta[j]! * x[at]!;
    }
  }
  return { level, x, eta, stratum };
}

function fixed(term: TermColumn, level: string): TermColumn {
  const { values } = term;
  if (values instanceof Float64Array) return { ...term, values: new Float64Array(values.length).fill(Number(level)) };
  const code = values.levels.indexOf(level);
  return { ...term, values: { levels: values.levels, codes: new Int32Array(values.codes.length).fill(code) } };
}
