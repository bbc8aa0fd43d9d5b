/** Rows that are worked on at a time: with 20 columns they stay in the innermost cache. */
export const BLOCK = 128;
/** Rows that are brought to their places at a time; as many means have room. */
export const PIECE: number = 2 * BLOCK;
/** Rows of risk-set means that may come together before their product is taken. */
const MEANS = PIECE + 2;

/** Fills of an evaluation. One of: 0 value; 1 value and score; 2 value, score and information. */
export type Order = 0 | 1 | 2;

/** All arrays of one evaluation in one buffer, at addresses that the WebAssembly twin knows too. */
export interface Arena {
  readonly n: number;
  /** Columns, padded to an even number. */
  readonly q: number;
  readonly x: Float64Array;
  readonly beta: Float64Array;
  readonly eta: Float64Array;
  readonly risk: Float64Array;
  readonly weight: Float64Array;
  readonly offset: Float64Array | null;
  readonly rank: Int32Array;
  readonly event: Uint8Array;
  readonly strataEnd: Int32Array;
  readonly gain: Float64Array;
  readonly deathGain: Float64Array;
  readonly scaled: Float64Array;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
  readonly second: Float64Array;
  readonly s1: Float64Array;
  readonly d1: Float64Array;
  readonly means: Float64Array;
  readonly meanWeight: Float64Array;
  /** Of the rows of a block: risk of a survivor, 1 / S0, risk of a tied death, 1 / D0, G1 / d, and what it is (`moments`). */
  readonly survivor: Float64Array;
  readonly inverse: Float64Array;
  readonly dying: Float64Array;
  readonly inverseDead: Float64Array;
  readonly share: Float64Array;
  readonly kind: Int32Array;
  /** Factor of each row of a block in the score, and what it adds to S1. */
  readonly residual: Float64Array;
  readonly entering: Float64Array;
  readonly efron: boolean;
}

export interface ArenaShape {
  readonly n: number;
  readonly q: number;
  readonly strata: number;
  readonly offset: boolean;
  readonly efron: boolean;
}

const DOUBLES = 8;
const WORDS = 32;

/** Addresses of the arrays, in the order of the parameter block. */
function addresses({ n, q, strata, offset, efron }: ArenaShape): { words: Int32Array; bytes: number } {
  const words = new Int32Array(WORDS);
  let end = 4 * WORDS;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 16) * 16;
    return start;
  };
  words.set([n, q, strata, efron ? 1 : 0, 0]);
  words[5] = take(n * q * DOUBLES);
  words[6] = take(q * DOUBLES);
  words[7] = take(n * DOUBLES);
  words[8] = take(n * DOUBLES);
  words[9] = take(n * DOUBLES);
  words[10] = offset ? take(n * DOUBLES) : 0;
  words[11] = take(n * 4);
  words[12] = take(n);
  words[13] = take(strata * 4);
  words[14] = take(n * DOUBLES);
  words[15] = take(n * DOUBLES);
  words[16] = take(4 * MEANS * DOUBLES);
  words[17] = take(q * DOUBLES);
  words[18] = take(q * q * DOUBLES);
  words[19] = take(q * q * DOUBLES);
  words[20] = take(q * DOUBLES);
  words[21] = take(q * DOUBLES);
  words[22] = take(MEANS * q * DOUBLES);
  words[23] = take(MEANS * DOUBLES);
  for (let word = 24; word < 29; word++) words[word] = take(BLOCK * DOUBLES);
  words[29] = take(BLOCK * 4);
  words[30] = take(BLOCK * DOUBLES);
  words[31] = take(BLOCK * DOUBLES);
  return { words, bytes: end };
}

/** Where the arrays of an arena of this shape lie, and how many bytes they take. */
export interface ArenaPlan {
  readonly shape: ArenaShape;
  readonly words: Int32Array;
  readonly bytes: number;
}

let latest: ArenaPlan | null = null;

/** Plans an arena. Many small fits of one shape follow each other, so the last plan is kept. */
export function arenaPlan(shape: ArenaShape): ArenaPlan {
  if (latest === null || !isSame(latest.shape, shape)) latest = { shape, ...addresses(shape) };
  return latest;
}

function isSame(a: ArenaShape, b: ArenaShape): boolean {
  return a.n === b.n && a.q === b.q && a.strata === b.strata && a.offset === b.offset && a.efron === b.efron;
}

/** Arenas of at most so many bytes are kept with their plan; larger ones would keep their buffer alive. */
const KEEP = 1_048_576;
let kept: { readonly plan: ArenaPlan; readonly arena: Arena } | null = null;

/** Lays the arrays out in a buffer of at least the plan's bytes; they hold what the buffer held. */
export function arenaIn(buffer: ArrayBuffer, plan: ArenaPlan): Arena {
  new Int32Array(buffer, 0, WORDS).set(plan.words);
  if (kept?.plan === plan && kept.arena.x.buffer === buffer) return kept.arena;
  const arena = layOut(buffer, plan);
  kept = plan.bytes <= KEEP ? { plan, arena } : null;
  return arena;
}

function layOut(buffer: ArrayBuffer, { shape, words }: ArenaPlan): Arena {
  const { n, q, strata, offset, efron } = shape;
  const doubles = (word: number, length: number): Float64Array => new Float64Array(buffer, words[word]!, length);
  return {
    n,
    q,
    efron,
    x: doubles(5, n * q),
    beta: doubles(6, q),
    eta: doubles(7, n),
    risk: doubles(8, n),
    weight: doubles(9, n),
    offset: offset ? doubles(10, n) : null,
    rank: new Int32Array(buffer, words[11]!, n),
    event: new Uint8Array(buffer, words[12]!, n),
    strataEnd: new Int32Array(buffer, words[13]!, strata),
    gain: doubles(14, n),
    deathGain: doubles(15, n),
    scaled: doubles(16, 4 * MEANS),
    gradient: doubles(17, q),
    information: doubles(18, q * q),
    second: doubles(19, q * q),
    s1: doubles(20, q),
    d1: doubles(21, q),
    means: doubles(22, MEANS * q),
    meanWeight: doubles(23, MEANS),
    survivor: doubles(24, BLOCK),
    inverse: doubles(25, BLOCK),
    dying: doubles(26, BLOCK),
    inverseDead: doubles(27, BLOCK),
    share: doubles(28, BLOCK),
    kind: new Int32Array(buffer, words[29]!, BLOCK),
    residual: doubles(30, BLOCK),
    entering: doubles(31, BLOCK),
  };
}
