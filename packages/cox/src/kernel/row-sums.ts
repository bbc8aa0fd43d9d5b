import { type Arena, BLOCK } from "./arena.js";
import { predictor } from "./plain-predictor.js";
import { addRowProduct, product } from "./plain-product.js";
import { combine } from "./plain-score.js";
import type { Code } from "./wasm-instance.js";

/** Sums over all rows of an arena, by either engine. */
export interface RowSums {
  /** Fills `eta` with the linear predictors at `beta`; whether all are finite. */
  readonly predict: () => boolean;
  /** Fills `gradient` with X' factor, the factors being in `risk`. */
  readonly score: () => void;
  /** Fills `information` with the lower triangle of X' diag(factor) X. */
  readonly product: () => void;
  /** Adds the product of the first `filled` means to `second`. */
  readonly addMeans: (filled: number) => void;
}

/** In TypeScript, or in WebAssembly where `code` works on the arena. */
export function rowSums(arena: Arena, code: Code | null): RowSums {
  return code === null
    ? plainRowSums(arena)
    : {
        predict: () => Boolean(code.predict()),
        score: code.rowScore,
        product: code.rowProduct,
        addMeans: code.meanProduct,
      };
}

function plainRowSums(arena: Arena): RowSums {
  const { n, q, risk, gradient, information, second, means, meanWeight, scaled } = arena;
  const blocks = (visit: (start: number, end: number) => void): void => {
    for (let start = 0; start < n; start += BLOCK) visit(start, Math.min(start + BLOCK, n));
  };
  return {
    predict: () => {
      let finite = true;
      blocks((start, end) => {
        if (predictor(arena, start, end) === null) finite = false;
      });
      return finite;
    },
    score: () => {
      gradient.fill(0);
      blocks((start, end) => combine(arena, gradient, risk.subarray(start, end), start, end));
    },
    product: () => {
      information.fill(0);
      addRowProduct(arena);
    },
    addMeans: (filled) => product(second, means, meanWeight, 0, filled, q, scaled),
  };
}
