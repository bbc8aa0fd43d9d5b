import type { Design, EncodedPart } from "@hcc/data";
import type { CovariateCoding } from "../score-types.js";

/** Values of a number up to which they are named. */
const FEW = 10;

/** How each term of a design entered it. */
export function covariateCoding({ terms, columns, values }: Design): readonly CovariateCoding[] {
  return terms.map(({ name, parts }, termIndex) => {
    const own = columns.flatMap((column, j) => (column.termIndex === termIndex ? [j] : []));
    const [part] = parts;
    const single = parts.length === 1 ? part! : null;
    const coding =
      single === null ? "interaction" : single.type === "number" ? numberCoding[single.transform] : single.type;
    const few = coding === "linear" ? fewValues(values[own[0]!]!) : null;
    return {
      term: name,
      coding,
      columns: own.map((j) => columns[j]!.name),
      values: few,
      reference: single?.type === "factor" ? single.reference : null,
      levels: single?.type === "factor" ? single.levels : null,
      knots: single?.type === "spline" ? single.knots : null,
      description: single === null ? `product of ${parts.map(partPhrase).join(" and ")}` : phrase(single, few),
    };
  });
}

const numberCoding = { identity: "linear", log2: "log2" } as const;

function phrase(part: EncodedPart, few: readonly number[] | null): string {
  if (part.type === "number" && few !== null && few.length > 2)
    return `linear: one slope over its ${few.length} values ${few.join(", ")}`;
  if (part.type === "number" && few !== null) return `linear: ${few.join(" and ")}, the same as a factor`;
  return partPhrase(part).slice(part.name.length + 3);
}

function partPhrase(part: EncodedPart): string {
  const { name } = part;
  switch (part.type) {
    case "factor":
      return `"${name}" factor: ${part.levels.filter((level) => level !== part.reference).join(", ")} against ${part.reference}`;
    case "spline":
      return `"${name}" restricted cubic spline with knots at ${part.knots.join(", ")}`;
    case "number":
      return `"${name}" ${part.transform === "log2" ? "linear in its base-2 logarithm: per doubling" : "linear"}`;
  }
}

/** Different values, ascending; null where there are more than a few. */
function fewValues(values: Float64Array): readonly number[] | null {
  const found: number[] = [];
  // Two in locals, because columns of 0 and 1 are long and many.
  let [first, second] = [Number.NaN, Number.NaN];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // One comparison, because which of two values comes next cannot be foreseen.
    if (Math.min(Math.abs(value - first), Math.abs(value - second)) === 0) continue;
    let k = 0;
    while (k < found.length && found[k] !== value) k++;
    if (k < found.length) continue;
    if (k === FEW) return null;
    found.push(value);
    if (found.length === 1) first = value;
    else if (found.length === 2) second = value;
  }
  return found.sort((a, b) => a - b);
}
