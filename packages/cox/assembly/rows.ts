// Sums over all rows, for kernels whose risk sets are made elsewhere; the factor of each row lies where risks do.
import { BLOCK, param } from "./memory";
import { predictor } from "./predictor";
import { product } from "./product";
import { combine } from "./score";

/** Linear predictors; whether all are finite. */
export function predict(): bool {
  let finite = true;
  for (let start = 0; start < param(0); start += BLOCK) {
    if (!predictor(start, min(start + BLOCK, param(0)), false)) finite = false;
  }
  return finite;
}

/** X' factor where the score goes. */
export function rowScore(): void {
  memory.fill(param(17), 0, param(1) << 3);
  for (let start = 0; start < param(0); start += BLOCK) {
    combine(param(17), param(8) + (start << 3), start, min(start + BLOCK, param(0)));
  }
}

/** X' diag(factor) X where the first product goes. */
export function rowProduct(): void {
  memory.fill(param(18), 0, (param(1) * param(1)) << 3);
  addRowProduct();
}

/** Adds it. */
export function addRowProduct(): void {
  const n = param(0);
  const q = param(1);
  const size = q << 3;
  for (let start = 0; start < n; start += BLOCK) {
    const rows = min(BLOCK, n - start);
    product(param(18), param(5) + start * size, param(8) + (start << 3), rows, q, param(16));
  }
}

/** Adds the product of the first `filled` means to the second. */
export function meanProduct(filled: i32): void {
  product(param(19), param(22), param(23), filled, param(1), param(16));
}
