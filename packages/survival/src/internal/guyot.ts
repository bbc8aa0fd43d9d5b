/** Points of a curve: distinct times ascending, survival that never rises. */
export interface CurvePoints {
  readonly time: Float64Array;
  readonly survival: Float64Array;
}

/** Numbers at risk below a curve; the first at the start. */
export interface PublishedRisk {
  readonly time: Float64Array;
  readonly n: Float64Array;
}

/** Individual times that give a curve and its numbers at risk. */
export interface Individuals {
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly events: number;
  /** Number at risk at each of the published times. */
  readonly atRisk: Float64Array;
  /** Largest distance of the curve of the individuals from the points. */
  readonly error: number;
}

/** Times of `count` censorings between two times, ascending. */
export type Placement = (count: number, from: number, to: number) => Float64Array;

/** Steps of the search for a number of censorings, which as a rule needs three. */
const STEPS = 100;

/** Equal distances. */
export const evenly: Placement = (count, from, to) =>
  Float64Array.from({ length: count }, (_, j) => from + ((j + 1) * (to - from)) / (count + 1));

interface Walked {
  readonly n: number;
  readonly survival: number;
  readonly deaths: readonly number[];
  readonly events: number;
  /** Censorings for which there was still somebody. */
  readonly lost: number;
  readonly error: number;
}

/** Solves the product-limit equations interval by interval of the numbers at risk. */
export function individuals(
  points: CurvePoints,
  risk: PublishedRisk,
  events: number | null,
  place: Placement,
): Individuals {
  const { time, survival } = points;
  const last = risk.time.length - 1;
  const end = Math.max(time[time.length - 1]!, risk.time[last]!);
  const atRisk = new Float64Array(last + 1);
  const times: number[] = [];
  const marks: number[] = [];
  const add = (at: number, event: number, count: number): void => {
    for (let k = 0; k < count; k++) {
      times.push(at);
      marks.push(event);
    }
  };
  let n = risk.n[0]!;
  let level = 1;
  let dead = 0;
  let lost = 0;
  let error = 0;
  let first = 0;
  for (let i = 0; i <= last; i++) {
    atRisk[i] = n;
    const from = risk.time[i]!;
    const to = i < last ? risk.time[i + 1]! : end;
    let until = first;
    while (until < time.length && (i === last || time[until]! < to)) until++;
    const start = { n, survival: level };
    const reached = until > first ? survival[until - 1]! : level;
    const walk = (censored: Float64Array): Walked => through(points, first, until, start, censored);
    const excess = (found: Walked): number => {
      if (i < last) return found.n - risk.n[i + 1]!;
      return events === null ? 0 : dead + found.events - events;
    };
    const expected = level > 0 ? n * (reached / level) : 0;
    const guess =
      i < last ? expected - risk.n[i + 1]! : last === 0 ? 0 : (lost / (from - risk.time[0]!)) * (end - from);
    const { censored, found } = search(Math.min(rounded(guess), n), n, (count) => place(count, from, to), walk, excess);
    found.deaths.forEach((count, k) => {
      add(time[first + k]!, 1, count);
    });
    for (const at of censored.subarray(0, found.lost)) add(at, 0, 1);
    ({ n, survival: level } = found);
    dead += found.events;
    lost += found.lost;
    error = Math.max(error, found.error);
    first = until;
  }
  add(end, 0, n);
  const order = times.map((_, k) => k).sort((a, b) => times[a]! - times[b]! || marks[b]! - marks[a]!);
  return {
    time: Float64Array.from(order, (k) => times[k]!),
    event: Uint8Array.from(order, (k) => marks[k]!),
    events: dead,
    atRisk,
    error,
  };
}

/** Raises or lowers the number of censorings by what is in excess, and keeps the best; the first of equals. */
function search(
  guess: number,
  most: number,
  place: (count: number) => Float64Array,
  walk: (censored: Float64Array) => Walked,
  excess: (found: Walked) => number,
): { readonly censored: Float64Array; readonly found: Walked } {
  let count = Math.max(guess, 0);
  let best: { censored: Float64Array; found: Walked } | null = null;
  let least = Number.POSITIVE_INFINITY;
  const tried = new Set<number>();
  while (tried.size < STEPS && !tried.has(count)) {
    tried.add(count);
    const censored = place(count);
    const found = walk(censored);
    const over = excess(found);
    if (Math.abs(over) < least) {
      least = Math.abs(over);
      best = { censored, found };
    }
    count = Math.min(Math.max(count + over, 0), most);
  }
  return best!;
}

/** Events at the points of an interval: those that bring the curve from its last value to that of the point. */
function through(
  { time, survival }: CurvePoints,
  first: number,
  until: number,
  start: { readonly n: number; readonly survival: number },
  censored: Float64Array,
): Walked {
  let { n, survival: level } = start;
  let gone = 0;
  let events = 0;
  let error = 0;
  const deaths: number[] = [];
  for (let k = first; k < until; k++) {
    for (; n > 0 && gone < censored.length && censored[gone]! < time[k]!; gone++) n--;
    const count = level > 0 ? Math.min(Math.max(rounded(n * (1 - survival[k]! / level)), 0), n) : 0;
    if (count > 0) level *= (n - count) / n;
    n -= count;
    events += count;
    deaths.push(count);
    error = Math.max(error, Math.abs(level - survival[k]!));
  }
  const lost = Math.min(censored.length, gone + n);
  return { n: n - (lost - gone), survival: level, deaths, events, lost, error };
}

/** Half up. */
function rounded(value: number): number {
  return Math.floor(value + 0.5);
}
