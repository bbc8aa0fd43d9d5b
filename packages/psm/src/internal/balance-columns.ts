import type { TermColumn } from "@hcc/data";
import { log2 } from "@hcc/numerics";

/** A variable, or the indicator of a level, to be compared between the groups. */
export interface BalanceColumn {
  readonly name: string;
  readonly term: string;
  readonly level: string | null;
  readonly type: "binary" | "continuous";
  readonly values: Float64Array;
}

/** Columns behind the terms: numbers as they are, every level of a factor, products for interactions. */
export function balanceColumns(terms: readonly TermColumn[], n: number): BalanceColumn[] {
  const byPosition = new Map<number, TermColumn[]>();
  for (const term of terms) byPosition.set(term.position, [...(byPosition.get(term.position) ?? []), term]);
  return [...byPosition.values()].flatMap((parts) => {
    const [first, second] = parts.map((part) => plainColumns(part, n));
    if (second === undefined) return first!;
    return first!.flatMap((a) =>
      second.map((b) => {
        const levels = [a.level, b.level].filter((level) => level !== null);
        return columnOf(
          `${a.name}:${b.name}`,
          `${a.term}:${b.term}`,
          levels.length === 0 ? null : levels.join(":"),
          a.values.map((value, i) => value * b.values[i]!),
        );
      }),
    );
  });
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
