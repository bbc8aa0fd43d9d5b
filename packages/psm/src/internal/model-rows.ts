/** Rows of a block: what is computed of them fits into the innermost cache. */
export const BLOCK = 128;

/** Rows of a model: an intercept, standardized columns, and a column of 0 where that makes their number even. */
export interface ModelRows {
  readonly n: number;
  /** Parameters, the intercept first. */
  readonly k: number;
  /** Numbers a row takes in `x`, which has no column for the intercept: k - 1, or k where that is odd. */
  readonly q: number;
  /** n x q, row-major. */
  readonly x: Float64Array;
  /** 1 treated, 0 control. */
  readonly y: Uint8Array;
  /** Largest absolute value of what each parameter is multiplied with. */
  readonly largest: Float64Array;
}

/** Calls `take` for the rows from `from` to `to` of every block. */
export function forBlocks(n: number, take: (from: number, to: number) => void): void {
  for (let from = 0; from < n; from += BLOCK) take(from, Math.min(from + BLOCK, n));
}

/** Parameters, with a 0 for the column that makes their number even. */
export function padded({ k, q }: ModelRows, b: Float64Array): Float64Array {
  if (k === q + 1) return b;
  const even = new Float64Array(q + 1);
  even.set(b);
  return even;
}

/** x b of the rows from `from` to `to`, into the first places of `eta`; `b` is `padded`. */
export function predictBlock({ q, x }: ModelRows, b: Float64Array, eta: Float64Array, from: number, to: number): void {
  for (let i = 0, cell = from * q; i < to - from; i++) {
    let even = b[0]!;
    let odd = 0;
    for (let j = 1; j < q; j += 2, cell += 2) {
      even += b[j]! * x[cell]!;
      odd += b[j + 1]! * x[cell + 1]!;
    }
    eta[i] = even + odd;
  }
}

/** x b of every row. */
export function predict(rows: ModelRows, b: Float64Array): Float64Array {
  const all = new Float64Array(rows.n);
  predictBlock(rows, padded(rows, b), all, 0, rows.n);
  return all;
}

/** Most that x b is in any row. */
export function mostOf({ largest }: ModelRows, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < b.length; j++) sum += largest[j]! * Math.abs(b[j]!);
  return sum;
}

/** target += X' r over the rows from `from` to `to`; r begins with the first of them, target has q + 1 numbers. */
export function addProduct({ q, x }: ModelRows, r: Float64Array, target: Float64Array, from: number, to: number): void {
  const rows = to - from;
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += r[i]!;
  target[0]! += sum;
  for (let a = 0; a < q; a += 2) {
    let g0 = 0;
    let g1 = 0;
    for (let i = 0, left = from * q + a; i < rows; i++, left += q) {
      const value = r[i]!;
      g0 += value * x[left]!;
      g1 += value * x[left + 1]!;
    }
    target[a + 1]! += g0;
    target[a + 2]! += g1;
  }
}

/**
 * target += X' r and the lower triangle of cross += X' diag(w) X over rows of one block, two columns by two; r and w begin
 * with the first of them, cross is (q + 1) x (q + 1).
 *
 * @param weighted room for two numbers a row.
 */
export function addBothProducts(
  { q, x }: ModelRows,
  r: Float64Array,
  target: Float64Array,
  w: Float64Array,
  cross: Float64Array,
  from: number,
  to: number,
  weighted: Float64Array,
): void {
  const end = 2 * (to - from);
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < to - from; i++) {
    sum += r[i]!;
    weight += w[i]!;
  }
  target[0]! += sum;
  cross[0]! += weight;
  for (let a = 0; a < q; a += 2) {
    let g0 = 0;
    let g1 = 0;
    let w0 = 0;
    let w1 = 0;
    for (let i = 0, at = 0, left = from * q + a; at < end; i++, at += 2, left += q) {
      const x0 = x[left]!;
      const x1 = x[left + 1]!;
      g0 += r[i]! * x0;
      g1 += r[i]! * x1;
      const z0 = w[i]! * x0;
      const z1 = w[i]! * x1;
      weighted[at] = z0;
      weighted[at + 1] = z1;
      w0 += z0;
      w1 += z1;
    }
    const line = (a + 1) * (q + 1);
    cross[line]! += w0;
    cross[line + q + 1]! += w1;
    target[a + 1]! += g0;
    target[a + 2]! += g1;
    for (let b = 0; b <= a; b += 2) {
      let a0 = 0;
      let a1 = 0;
      let b0 = 0;
      let b1 = 0;
      for (let left = 0, right = from * q + b; left < end; left += 2, right += q) {
        const y0 = weighted[left]!;
        const y1 = weighted[left + 1]!;
        const x0 = x[right]!;
        const x1 = x[right + 1]!;
        a0 += y0 * x0;
        a1 += y0 * x1;
        b0 += y1 * x0;
        b1 += y1 * x1;
      }
      const at = line + b + 1;
      cross[at]! += a0;
      cross[at + 1]! += a1;
      cross[at + q + 1]! += b0;
      cross[at + q + 2]! += b1;
    }
  }
}

/** The k x k matrix whose lower triangle is that of a (q + 1) x (q + 1) one. */
export function symmetric(
  { k, q }: ModelRows,
  cross: Float64Array,
  target: Float64Array = new Float64Array(k * k),
): Float64Array {
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      const value = cross[a * (q + 1) + b]!;
      target[a * k + b] = value;
      target[b * k + a] = value;
    }
  }
  return target;
}

/** X' diag(w) X over all rows or the first ones; `weigh` gives the weight of a row. */
export function crossProduct(rows: ModelRows, weigh: (row: number) => number, until: number = rows.n): Float64Array {
  const { q } = rows;
  const cross = new Float64Array((q + 1) * (q + 1));
  const w = new Float64Array(BLOCK);
  const room = new Float64Array(2 * BLOCK);
  const none = new Float64Array(q + 1);
  forBlocks(Math.min(until, rows.n), (from, to) => {
    for (let i = from; i < to; i++) w[i - from] = weigh(i);
    addBothProducts(rows, w, none, w, cross, from, to, room);
  });
  return symmetric(rows, cross);
}

/** |U x|^2 of the rows from `from` to `to`, into the first places of `squares`; U is k x k and lower triangular. */
export function squaredLengths(
  { k, q, x }: ModelRows,
  root: Float64Array,
  squares: Float64Array,
  from: number,
  to: number,
): void {
  // Lines of q + 1 numbers; of an odd number of parameters one more line of 0.
  const width = q + 1;
  const lines = k + (k % 2);
  const u = new Float64Array(lines * width);
  for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) u[a * width + b] = root[a * k + b]!;
  // Two rows by two lines of U; the last of an odd number of rows twice.
  for (let i = from; i < to; i += 2) {
    const first = i * q - 1;
    const second = Math.min(i + 1, to - 1) * q - 1;
    let one = 0;
    let two = 0;
    for (let a = 0; a < lines; a += 2) {
      let s0 = u[a * width]!;
      let s1 = u[(a + 1) * width]!;
      let t0 = s0;
      let t1 = s1;
      for (let b = 1, line = a * width + 1, last = Math.min(a + 1, q); b <= last; b++, line++) {
        const u0 = u[line]!;
        const u1 = u[line + width]!;
        const x0 = x[first + b]!;
        const x1 = x[second + b]!;
        s0 += u0 * x0;
        s1 += u1 * x0;
        t0 += u0 * x1;
        t1 += u1 * x1;
      }
      one += s0 * s0 + s1 * s1;
      two += t0 * t0 + t1 * t1;
    }
    squares[i - from] = one;
    if (i + 1 < to) squares[i + 1 - from] = two;
  }
}

/** Some of the rows. */
export function someRows({ k, q, x, y, largest }: ModelRows, chosen: readonly number[]): ModelRows {
  const some = new Float64Array(chosen.length * q);
  for (const [i, row] of chosen.entries()) some.set(x.subarray(row * q, row * q + q), i * q);
  return { n: chosen.length, k, q, x: some, y: Uint8Array.from(chosen, (row) => y[row]!), largest };
}
