import type { Arena } from "./arena.js";

/** Sum of the hazards of the event times whose first row is in a block, and the same with that of a death for the latest. */
export interface BlockHazard {
  readonly hazard: number;
  readonly dying: number;
}

/**
 * Residual of every row of a block: its events less its risk times those of the block's hazards that it was at risk at;
 * and what it adds to S1, which tied deaths of a time that goes on before the block are apart from. Twin of
 * assembly/score.ts.
 *
 * @param open end of the rows of such a time.
 */
export function residuals(
  { risk, weight, event, gain, deathGain, survivor, kind, residual, entering }: Arena,
  from: number,
  to: number,
  open: number,
): BlockHazard {
  let hazard = 0;
  let dying = 0;
  for (let i = from, k = 0; i < to; i++, k++) {
    if ((kind[k]! & 1) !== 0) {
      dying = hazard + deathGain[i]!;
      hazard += gain[i]!;
    }
    const r = risk[i]!;
    residual[k] = event[i] === 1 ? weight[i]! - r * dying : 0 - r * hazard;
    entering[k] = i < open ? survivor[k]! : r;
  }
  return { hazard, dying };
}

/** Takes the rows of a block into the score; S1 and D1 are those of the rows after the block. */
export function takeScore(arena: Arena, from: number, to: number, hazards: BlockHazard): void {
  takeHazards(arena, hazards);
  combine(arena, arena.gradient, arena.residual, from, to);
}

/**
 * The same, and takes the rows into S1 and D1.
 *
 * @param closed whether a time of the block has its first row there: then no death is apart any more.
 * @param open end of the rows of a time that goes on before the block and whose deaths are apart.
 */
export function takeScoreAndSums(
  arena: Arena,
  from: number,
  to: number,
  hazards: BlockHazard,
  closed: boolean,
  open: number,
): void {
  const { q, s1, d1, gradient, residual, entering, dying } = arena;
  takeHazards(arena, hazards);
  if (closed) {
    for (let j = 0; j < q; j++) s1[j]! += d1[j]!;
    d1.fill(0);
  }
  combine(arena, gradient, residual, from, to);
  combine(arena, s1, entering, from, to);
  if (open > from) combine(arena, d1, dying, from, Math.min(open, to));
}

/** The block's hazards act on all later rows. */
function takeHazards({ q, gradient, s1, d1 }: Arena, { hazard, dying }: BlockHazard): void {
  for (let j = 0; j < q; j++) gradient[j]! -= hazard * s1[j]! + dying * d1[j]!;
}

/** target += X' factor over the rows of a block. */
export function combine({ x, q }: Arena, target: Float64Array, factor: Float64Array, from: number, to: number): void {
  for (let j = 0; j < q; j++) {
    let sum = 0;
    for (let k = 0, cell = from * q + j; k < to - from; k++, cell += q) sum += factor[k]! * x[cell]!;
    target[j]! += sum;
  }
}
