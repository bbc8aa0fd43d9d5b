import { BLOCK, param, put } from "./memory";
import { product } from "./product";

/** X'X where the first product goes; uses the room of the risks. */
export function crossProduct(): void {
  const n = param(0);
  const q = param(1);
  const one = param(8);
  const size = q << 3;
  memory.fill(param(18), 0, q * size);
  for (let i = 0; i < n; i++) put(one, i, 1);
  for (let start = 0; start < n; start += BLOCK) {
    product(param(18), param(5) + start * size, one + (start << 3), min(BLOCK, n - start), q, param(16));
  }
}
