import type { Design } from "@hcc/data";
import { meanAndSquares, powerOfTwo } from "@hcc/numerics";

/** A column whose mean weights shall move, in standard deviations of all rows in use. */
export interface BalanceConstraint {
  /** "age", "childPugh=B", "age^2". */
  readonly name: string;
  readonly term: string;
  readonly power: number;
  /** The power of the standardized column. */
  readonly values: Float64Array;
  /** A value of the first power on the column's own scale. */
  readonly plain: (value: number) => number;
}

/**
 * Columns of a design that vary, powers of them up to `moments`, and the reference levels of factors: these follow from
 * the other levels, but a level that a group does not have can be named by itself.
 */
export function balanceConstraints({ n, columns, values, terms }: Design, moments: number): BalanceConstraint[] {
  const named = columns.map(({ name, term }, j) => ({ name, term, raw: values[j]! }));
  for (const { name, parts } of terms) {
    const [part, more] = parts;
    if (part?.type !== "factor" || more !== undefined) continue;
    const raw = new Float64Array(n).fill(1);
    columns.forEach(({ term }, j) => {
      if (term === name) for (let i = 0; i < n; i++) raw[i]! -= values[j]![i]!;
    });
    named.push({ name: `${name}=${part.reference}`, term: name, raw });
  }
  return named.flatMap(({ name, term, raw }) => {
    const { standard, plain } = standardColumn(raw);
    if (standard === null) return [];
    const highest = raw.every((value) => value === 0 || value === 1) ? 1 : moments;
    return Array.from({ length: highest }, (_, m): BalanceConstraint => {
      const power = m + 1;
      const powered = standard.map((value) =>
        power === 1 ? value : power === 2 ? value * value : value * value * value,
      );
      return { name: power === 1 ? name : `${name}^${power}`, term, power, values: powered, plain };
    });
  });
}

/** (x - mean) / SD with divisor n; null where the column is constant. */
function standardColumn(raw: Float64Array): {
  standard: Float64Array | null;
  plain: (value: number) => number;
} {
  let low = raw[0]!;
  let high = low;
  for (const value of raw) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // In units of a power of two, which round nothing, the squares stay within the range of numbers.
  const unit = powerOfTwo(Math.max(high - low, 1e-307));
  const moved = raw.map((value) => (value - low) / unit);
  const { mean, squares } = meanAndSquares(moved);
  const deviation = Math.sqrt(squares / raw.length);
  return {
    standard: low === high ? null : moved.map((value) => (value - mean) / deviation),
    plain: (value) => low + (mean + deviation * value) * unit,
  };
}
