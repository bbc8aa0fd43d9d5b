import { param } from "./memory";

/** Rows that are brought to their places at a time. */
const PIECE: i32 = 256;

/**
 * Writes a piece of rows, centered and scaled, to their places in X, and widens the range of each column by them.
 *
 * The piece lies column by column where the means will be, the places of its rows (-1: none) where the risks of survivors
 * will be; centers in beta, factors in the score, largest absolute values in S1.
 */
export function place(rows: i32): void {
  const size = param(1) << 3;
  const x = param(5);
  const center = param(6);
  const factor = param(17);
  const widest = param(20);
  const piece = param(22);
  const to = param(24);
  for (let i = 0; i < rows; i++) {
    const target = load<i32>(to + (i << 2));
    if (target < 0) continue;
    const row = x + target * size;
    let from = piece + (i << 3);
    for (let j = 0; j < size; j += 16, from += PIECE * 16) {
      const raw = v128.load64_lane(from + PIECE * 8, v128.load64_zero(from), 1);
      const value = f64x2.mul(f64x2.sub(raw, v128.load(center + j)), v128.load(factor + j));
      v128.store(row + j, value);
      v128.store(widest + j, f64x2.pmax(v128.load(widest + j), f64x2.abs(value)));
    }
  }
}
