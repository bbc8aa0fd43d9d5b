import { log2 } from "@hcc/numerics";
import type { Group } from "./frame.js";
import { InputError } from "./input-error.js";
import { splineKnots, splineValue } from "./internal/spline-columns.js";
import type { TermColumn } from "./term-columns.js";

/** One factor, number or spline within an encoded term. */
export type EncodedPart =
  | { readonly type: "number"; readonly name: string; readonly transform: "identity" | "log2" }
  | { readonly type: "spline"; readonly name: string; readonly knots: readonly number[] }
  | { readonly type: "factor"; readonly name: string; readonly levels: readonly string[]; readonly reference: string };

/** How a term was coded: enough to code new data the same way. One part, or two for an interaction. */
export interface EncodedTerm {
  /** Name of the term, for example "childPugh" or "arm:age". */
  readonly name: string;
  readonly parts: readonly EncodedPart[];
}

/** A column of the design matrix. */
export interface DesignColumn {
  /** Unique name, for example "age", "childPugh=B", "arm=TKI:age". */
  readonly name: string;
  /** Name of the term. */
  readonly term: string;
  /** Level that the column marks, null for a number. */
  readonly level: string | null;
  /** Position of the term. */
  readonly termIndex: number;
}

/** A design matrix without intercept. */
export interface Design {
  readonly n: number;
  readonly p: number;
  /** Its columns, p arrays of n; numbers that were given as doubles are used where they are. */
  readonly values: readonly Float64Array[];
  /** n x p, row-major; made when it is first asked for. */
  readonly matrix: Float64Array;
  readonly columns: readonly DesignColumn[];
  readonly terms: readonly EncodedTerm[];
}

interface Coded {
  readonly part: EncodedPart;
  readonly columns: readonly {
    readonly name: string;
    readonly level: string | null;
    readonly at: (row: number) => number;
    /** The values of `at`, where they are an array already. */
    readonly values?: Float64Array;
  }[];
}

/** A factor of more levels names patients or dates; its n x levels design matrix may not fit into memory. */
const MOST_LEVELS = 500;

/**
 * Codes the terms of a frame into a design matrix: numbers as they are, factors by treatment coding, splines by their
 * basis.
 *
 * @param columns `terms` of the frame.
 * @param n `n` of the frame.
 * @param known terms of an earlier coding (a model's): its levels, references and knots are kept, an unknown level is an error.
 * @throws InputError for a factor with one level only or more than 500, an unknown level or reference, two columns of one name, and a
 * logarithm of a value that is not positive.
 *
 * @example
 * ```ts
 * import { encodeTerms, readFrame } from "@hcc/data";
 * const frame = readFrame([{ age: 61, sex: "male" }, { age: 48, sex: "female" }], {}, { terms: ["age", "sex"] });
 * const design = encodeTerms(frame.terms, frame.n);
 * Array.from(design.matrix); // => [61, 1, 48, 0]
 * design.columns[1].name; // => "sex=male"
 * ```
 */
export function encodeTerms(columns: readonly TermColumn[], n: number, known?: readonly EncodedTerm[]): Design {
  const byPosition = new Map<number, TermColumn[]>();
  for (const column of columns) byPosition.set(column.position, [...(byPosition.get(column.position) ?? []), column]);
  const terms: EncodedTerm[] = [];
  const design: DesignColumn[] = [];
  const values: Float64Array[] = [];
  for (const [termIndex, group] of [...byPosition.values()].entries()) {
    const before = known?.[termIndex];
    const coded = group.map((column, i) => code(column, before?.parts[i]));
    const name = coded.map(({ part }) => part.name).join(":");
    terms.push({ name, parts: coded.map(({ part }) => part) });
    const [a, b] = coded;
    for (const first of a!.columns) {
      if (b === undefined) {
        design.push({ name: first.name, term: name, level: first.level, termIndex });
        values.push(first.values ?? columnOf(first.at, n));
        continue;
      }
      for (const second of b.columns) {
        const levels = [first.level, second.level].filter((level) => level !== null);
        const level = levels.length === 0 ? null : levels.join(":");
        design.push({ name: `${first.name}:${second.name}`, term: name, level, termIndex });
        values.push(columnOf((row) => first.at(row) * second.at(row), n));
      }
    }
  }
  const seen = new Set<string>();
  for (const { name } of design) {
    if (seen.has(name))
      throw new InputError("duplicate", `two coefficients are called "${name}": list the term once`, { column: name });
    seen.add(name);
  }
  let matrix: Float64Array | undefined;
  return {
    n,
    p: design.length,
    values,
    get matrix() {
      matrix ??= rowMajor(values, n);
      return matrix;
    },
    columns: design,
    terms,
  };
}

function columnOf(at: (row: number) => number, n: number): Float64Array {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = at(i);
  return values;
}

function rowMajor(values: readonly Float64Array[], n: number): Float64Array {
  const p = values.length;
  const matrix = new Float64Array(n * p);
  // A column at a time, in blocks of rows that stay in the cache.
  for (let start = 0; start < n; start += 64) {
    const end = Math.min(start + 64, n);
    for (let j = 0; j < p; j++) {
      const column = values[j]!;
      for (let i = start; i < end; i++) matrix[i * p + j] = column[i]!;
    }
  }
  return matrix;
}

function code(column: TermColumn, known: EncodedPart | undefined): Coded {
  const { name, values, transform, channel } = column;
  if (values instanceof Float64Array) {
    if (known?.type === "factor") {
      throw new InputError("mixed-types", `column "${name}" is a number here but was a factor in the model`, {
        column: name,
      });
    }
    if (transform === "spline") {
      const knots = known?.type === "spline" ? known.knots : splineKnots(column);
      return {
        part: { type: "spline", name, knots },
        columns: knots.slice(1).map((_, j) => ({
          name: name + "'".repeat(j),
          level: null,
          at: (row): number => splineValue(values[row]!, knots, j),
          ...(j === 0 && { values }),
        })),
      };
    }
    const at =
      transform === "log2" ? (row: number): number => log2(values[row]!) : (row: number): number => values[row]!;
    return {
      part: { type: "number", name, transform },
      columns: [{ name, level: null, at, ...(transform === "identity" && { values }) }],
    };
  }
  if (known !== undefined && known.type !== "factor") {
    throw new InputError("mixed-types", `column "${name}" is categorical here but was a number in the model`, {
      column: name,
    });
  }
  const levels = known?.levels ?? values.levels;
  const reference = known?.reference ?? column.reference ?? levels[0]!;
  const place = { column: typeof channel === "string" ? channel : name };
  if (levels.length < 2) {
    throw new InputError(
      "too-few-groups",
      `column "${name}" has the one level "${levels[0]}": leave the term out, or check the rows in use`,
      place,
    );
  }
  if (levels.length > MOST_LEVELS) {
    throw new InputError(
      "option",
      `column "${name}" has ${levels.length} levels, more than ${MOST_LEVELS}: does it name patients or dates? leave it out or group it`,
      place,
    );
  }
  if (!levels.includes(reference)) {
    throw new InputError(
      "unknown-level",
      `the reference "${reference}" is none of the levels ${levels.join(", ")} of "${name}"`,
      place,
    );
  }
  const codes = recode(values, levels, name);
  const others = levels.filter((level) => level !== reference);
  return {
    part: { type: "factor", name, levels, reference },
    columns: others.map((level) => {
      const wanted = levels.indexOf(level);
      return { name: `${name}=${level}`, level, at: (row): number => (codes[row] === wanted ? 1 : 0) };
    }),
  };
}

function recode(group: Group, levels: readonly string[], name: string): Int32Array {
  if (group.levels === levels) return group.codes;
  const target = group.levels.map((level) => levels.indexOf(level));
  const unknown = target.indexOf(-1);
  if (unknown >= 0) {
    throw new InputError(
      "unknown-level",
      `column "${name}" holds "${group.levels[unknown]}", which the model does not know (${levels.join(", ")}): leave such rows out`,
      { column: name },
    );
  }
  return group.codes.map((value) => target[value]!);
}
