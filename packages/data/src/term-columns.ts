import type { ColumnKind, Group } from "./frame.js";
import { InputError } from "./input-error.js";
import { named } from "./internal/named.js";
import type { AnyTerm, SplineOptions } from "./term.js";

/** One column behind a term, as `readFrame` reads it; an interaction has its parts as columns of their own. */
export interface TermColumn {
  /** Unique key of the column within the call. */
  readonly key: string;
  /** Position of the term in the list of covariates. */
  readonly position: number;
  /** Position of the part within an interaction, else 0. */
  readonly part: number;
  /** Name of the term (or of the part). */
  readonly name: string;
  readonly transform: "identity" | "log2" | "spline";
  /** How the knots are placed, with transform "spline". */
  readonly spline?: Pick<SplineOptions, "knots" | "boundary">;
  readonly kind: ColumnKind;
  readonly channel: unknown;
  readonly levels?: readonly string[];
  readonly reference?: string;
  /** How often each row counts in the quantiles at which knots are placed; absent: once. */
  readonly frequencies?: Float64Array;
  /** Values of the rows in use. */
  readonly values: Float64Array | Group;
}

type Plain = Omit<TermColumn, "values" | "frequencies" | "key" | "position" | "part">;

/** Columns behind a list of terms, before their values are read. */
export function termColumns(terms: readonly AnyTerm[]): Omit<TermColumn, "values">[] {
  if (!Array.isArray(terms)) {
    throw new InputError("option", 'the terms are no list: give an array, as ["age", "sex"]');
  }
  const columns: Omit<TermColumn, "values">[] = [];
  let position = 0;
  for (const term of terms as readonly AnyTerm[]) {
    if (typeof term === "string") {
      columns.push({
        name: term,
        transform: "identity",
        kind: "covariate",
        channel: term,
        position: position++,
        part: 0,
        key: `term:${columns.length}:${term}`,
      });
      continue;
    }
    const parts = typeof term === "object" && term?.type === "interaction" ? term.parts : null;
    if (parts === null) {
      for (const plain of plainColumns(term)) {
        columns.push({ ...plain, position, part: 0, key: `term:${columns.length}:${plain.name}` });
        position++;
      }
      continue;
    }
    (parts as readonly AnyTerm[]).forEach((side, part) => {
      const plain = plainColumns(side);
      if (plain.length !== 1) {
        throw new InputError("option", "an interaction takes two single terms: write one interaction() per pair");
      }
      columns.push({ ...plain[0]!, position, part: part + 1, key: `term:${columns.length}:${plain[0]!.name}` });
    });
    position++;
  }
  return columns;
}

function plainColumns(term: AnyTerm): Plain[] {
  if (typeof term === "string") return [{ name: term, transform: "identity", kind: "covariate", channel: term }];
  if (typeof term !== "object" || term === null || Array.isArray(term) || Object.keys(term).length === 0) {
    const empty = typeof term === "object" && term !== null ? "an empty object" : `a ${typeof term}`;
    const found = term === null ? "null" : Array.isArray(term) ? "an array" : empty;
    throw new InputError(
      "option",
      `a term is ${found}: give a field name, { name: channel }, factor() or interaction()`,
    );
  }
  switch (term.type) {
    case "factor": {
      const { levels, reference, label } = term.options;
      const name = label ?? named(term.channel, "factor");
      return [
        {
          name,
          transform: "identity",
          kind: "group",
          channel: term.channel,
          ...(levels && { levels: levels.map(String) }),
          ...(reference !== undefined && { reference: String(reference) }),
        },
      ];
    }
    case "log2":
      return [
        {
          name: term.label ?? `log2(${named(term.channel, "log2Term")})`,
          transform: "log2",
          kind: "number",
          channel: term.channel,
        },
      ];
    case "spline": {
      const { label, ...placed } = term.options;
      const name = label ?? named(term.channel, "spline");
      return [{ name, transform: "spline", spline: placed, kind: "number", channel: term.channel }];
    }
    case "interaction":
      throw new InputError(
        "option",
        "an interaction of an interaction is not supported: write a product as an accessor",
      );
    case "matrix":
      return term.names.map((name, j) => ({ name, transform: "identity", kind: "number", channel: term.columns[j] }));
    default:
      return Object.entries(term).map(([name, channel]) => ({
        name,
        transform: "identity",
        kind: "covariate",
        channel,
      }));
  }
}
