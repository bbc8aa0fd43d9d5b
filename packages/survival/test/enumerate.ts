/** Numbers of subjects of each kind at successive times: `[[1, 0], [0, 2]]` is one of kind 0, then two of kind 1. */
export type Pattern = readonly (readonly number[])[];

/** Every pattern of n subjects of some kinds, up to the values of the times. */
export function* patterns(n: number, kinds: number): Generator<Pattern> {
  if (n === 0) yield [];
  for (let size = 1; size <= n; size++) {
    for (const rest of patterns(n - size, kinds)) for (const first of compositions(size, kinds)) yield [first, ...rest];
  }
}

function* compositions(size: number, kinds: number): Generator<readonly number[]> {
  if (kinds === 1) yield [size];
  else {
    for (let first = 0; first <= size; first++) {
      for (const rest of compositions(size - first, kinds - 1)) yield [first, ...rest];
    }
  }
}

/** A row for each subject of a pattern: times 1, 2, ... and the kind. */
export function subjects(pattern: Pattern): { readonly time: number[]; readonly kind: number[] } {
  const time: number[] = [];
  const kind: number[] = [];
  pattern.forEach((counts, at) => {
    counts.forEach((count, which) => {
      for (let i = 0; i < count; i++) {
        time.push(at + 1);
        kind.push(which);
      }
    });
  });
  return { time, kind };
}

/** Whether a number is the expected one but for rounding. */
export const close = (actual: number, expected: number, relative: number): boolean =>
  Math.abs(actual - expected) <= relative * Math.max(Math.abs(expected), 1e-3);

/** What does not agree, as text; the first few only. */
export function disagreements<T>(
  cases: Iterable<T>,
  differs: (one: T) => string | null,
): { count: number; found: string[] } {
  const found: string[] = [];
  let count = 0;
  for (const one of cases) {
    count++;
    const text = found.length < 5 ? differs(one) : null;
    if (text !== null) found.push(`${JSON.stringify(one)}: ${text}`);
  }
  return { count, found };
}
