import { InputError, type TermColumn } from "@hcc/data";
import { log2 } from "@hcc/numerics";

/** A variable, or the indicator of a level, to be compared between the groups. */
export interface BalanceColumn {
  readonly name: string;
  readonly term: string;
  readonly level: string | null;
  readonly type: "binary" | "continuous";
  readonly values: Float64Array;
}

/** Squares of numbers, products of two variables, or both. */
export type BalanceProducts = "none" | "squares" | "products" | "both";

/**
 * Columns behind the terms: numbers as they are, every level of a factor, products for interactions. Then squares and
 * products of those that are no interactions; the product of two levels of a factor is always 0.
 */
export function balanceColumns(terms: readonly TermColumn[], n: number, products: BalanceProducts): BalanceColumn[] {
  const main: BalanceColumn[] = [];
  const byPosition = new Map<number, TermColumn[]>();
  for (const term of terms) byPosition.set(term.position, [...(byPosition.get(term.position) ?? []), term]);
  const columns = [...byPosition.values()].flatMap((parts) => {
    const [first, second] = parts.map((part) => plainColumns(part, n));
    if (second !== undefined) return first!.flatMap((a) => second.map((b) => product(a, b, ":")));
    main.push(...first!);
    return first!;
  });
  if (products === "squares" || products === "both") {
    const numbers = main.filter(({ type }) => type === "continuous");
    columns.push(...numbers.map((a) => ({ ...product(a, a, "^"), name: `${a.name}^2`, term: `${a.term}^2` })));
  }
  if (products === "products" || products === "both") {
    const later = (i: number): BalanceColumn[] => main.slice(i + 1).filter(({ term }) => term !== main[i]!.term);
    columns.push(...main.flatMap((a, i) => later(i).map((b) => product(a, b, " x "))));
  }
  return columns;
}

function product(a: BalanceColumn, b: BalanceColumn, sign: string): BalanceColumn {
  const levels = [a.level, b.level].filter((level) => level !== null);
  const name = `${a.name}${sign}${b.name}`;
  const values = a.values.map((value, i) => value * b.values[i]!);
  if (!values.every(Number.isFinite)) {
    throw new InputError("not-finite", `"${name}" is beyond the largest number: take a larger unit`, {
      column: a.term,
    });
  }
  return columnOf(name, `${a.term}${sign}${b.term}`, levels.length === 0 ? null : levels.join(":"), values);
}

function plainColumns({ name, values, transform }: TermColumn, n: number): BalanceColumn[] {
  if (!(values instanceof Float64Array)) {
    return values.levels.map((level, code) =>
      columnOf(
        `${name}=${level}`,
        name,
        level,
        Float64Array.from({ length: n }, (_, i) => (values.codes[i] === code ? 1 : 0)),
      ),
    );
  }
  return [columnOf(name, name, null, transform === "log2" ? values.map(log2) : values)];
}

function columnOf(name: string, term: string, level: string | null, values: Float64Array): BalanceColumn {
  const type = values.every((value) => value === 0 || value === 1) ? "binary" : "continuous";
  return { name, term, level, type, values };
}
