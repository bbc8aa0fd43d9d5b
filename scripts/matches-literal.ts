/** Whether a value equals a literal of a doc example, numbers at the digits that the literal's text shows. */
export function matchesLiteral(actual: unknown, expected: unknown, shown: string): boolean {
  if (typeof expected === "number") {
    if (typeof actual !== "number") return false;
    if (Object.is(actual, expected)) return true;
    if (!Number.isFinite(expected) || !Number.isFinite(actual)) return false;
    const tolerance = /e/i.test(String(expected))
      ? 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(expected))) - significant(expected) + 1)
      : Number.isInteger(expected)
        ? 1e-9 * Math.max(1, Math.abs(expected))
        : 0.5 * 10 ** -decimals(expected);
    return Math.abs(actual - expected) <= tolerance * (1 + 1e-9);
  }
  if (ArrayBuffer.isView(expected) || Array.isArray(expected)) {
    if (!(ArrayBuffer.isView(actual) || Array.isArray(actual)) || actual.constructor !== expected.constructor)
      return false;
    const a = Array.from(actual as ArrayLike<unknown>);
    const e = Array.from(expected as ArrayLike<unknown>);
    return a.length === e.length && e.every((item, index) => matchesLiteral(a[index], item, shown));
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null) return false;
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(actual).length &&
      keys.every((key) =>
        matchesLiteral((actual as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key], shown),
      )
    );
  }
  return Object.is(actual, expected);
}

const decimals = (x: number): number => (String(x).split(".")[1] ?? "").length;
const significant = (x: number): number => String(x).split("e")[0]!.replace(/[-.]/g, "").length;
