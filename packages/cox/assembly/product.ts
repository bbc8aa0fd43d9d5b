/**
 * target += X' diag(weight) X over `rows` rows, in tiles of the lower triangle.
 *
 * The scaled columns of a row of tiles are copied to `scaled` first. Eight sums, their six factors and one product are
 * what the registers hold; with one more the compiler keeps a sum in memory, which halves the speed.
 */
export function product(target: i32, x: i32, weight: i32, rows: i32, q: i32, scaled: i32): void {
  const step = q << 3;
  let j = 0;
  for (; j + 4 <= q; j += 4) {
    const end = scaled + (rows << 5);
    let from = x + (j << 3);
    let w = weight;
    for (let to = scaled; to < end; to += 32) {
      const scale = v128.load64_splat(w);
      v128.store(to, f64x2.mul(scale, v128.load(from)));
      v128.store(to, f64x2.mul(scale, v128.load(from, 16)), 16);
      w += 8;
      from += step;
    }
    for (let k = 0; k <= j; k += 4) tile4(target + ((j * q + k) << 3), x + (k << 3), step, scaled, end);
  }
  if (j < q) {
    const end = scaled + (rows << 4);
    let from = x + (j << 3);
    let w = weight;
    for (let to = scaled; to < end; to += 16) {
      v128.store(to, f64x2.mul(v128.load64_splat(w), v128.load(from)));
      w += 8;
      from += step;
    }
    let k = 0;
    for (; k + 8 <= q; k += 8) tile8(target + ((j * q + k) << 3), x + (k << 3), step, scaled, end);
    for (; k <= j; k += 2) tile2(target + ((j * q + k) << 3), x + (k << 3), step, scaled, end);
  }
}

function add(to: i32, a: v128, b: v128): void {
  v128.store(to, f64x2.add(v128.load(to), a));
  v128.store(to, f64x2.add(v128.load(to, 16), b), 16);
}

/** 4 scaled columns by 4. */
function tile4(target: i32, right: i32, step: i32, left: i32, end: i32): void {
  let a0 = f64x2.splat(0),
    a1 = a0,
    b0 = a0,
    b1 = a0,
    c0 = a0,
    c1 = a0,
    d0 = a0,
    d1 = a0;
  for (; left < end; left += 32) {
    const x0 = v128.load(right);
    const x1 = v128.load(right, 16);
    let y = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(y, x0));
    a1 = f64x2.add(a1, f64x2.mul(y, x1));
    y = v128.load64_splat(left, 8);
    b0 = f64x2.add(b0, f64x2.mul(y, x0));
    b1 = f64x2.add(b1, f64x2.mul(y, x1));
    y = v128.load64_splat(left, 16);
    c0 = f64x2.add(c0, f64x2.mul(y, x0));
    c1 = f64x2.add(c1, f64x2.mul(y, x1));
    y = v128.load64_splat(left, 24);
    d0 = f64x2.add(d0, f64x2.mul(y, x0));
    d1 = f64x2.add(d1, f64x2.mul(y, x1));
    right += step;
  }
  add(target, a0, a1);
  add(target + step, b0, b1);
  add(target + 2 * step, c0, c1);
  add(target + 3 * step, d0, d1);
}

/** 2 scaled columns by 8. */
function tile8(target: i32, right: i32, step: i32, left: i32, end: i32): void {
  let a0 = f64x2.splat(0),
    a1 = a0,
    a2 = a0,
    a3 = a0,
    b0 = a0,
    b1 = a0,
    b2 = a0,
    b3 = a0;
  for (; left < end; left += 16) {
    const y = v128.load64_splat(left);
    const z = v128.load64_splat(left, 8);
    let x = v128.load(right);
    a0 = f64x2.add(a0, f64x2.mul(y, x));
    b0 = f64x2.add(b0, f64x2.mul(z, x));
    x = v128.load(right, 16);
    a1 = f64x2.add(a1, f64x2.mul(y, x));
    b1 = f64x2.add(b1, f64x2.mul(z, x));
    x = v128.load(right, 32);
    a2 = f64x2.add(a2, f64x2.mul(y, x));
    b2 = f64x2.add(b2, f64x2.mul(z, x));
    x = v128.load(right, 48);
    a3 = f64x2.add(a3, f64x2.mul(y, x));
    b3 = f64x2.add(b3, f64x2.mul(z, x));
    right += step;
  }
  add(target, a0, a1);
  add(target + 32, a2, a3);
  add(target + step, b0, b1);
  add(target + step + 32, b2, b3);
}

/** 2 scaled columns by 2. */
function tile2(target: i32, right: i32, step: i32, left: i32, end: i32): void {
  let a = f64x2.splat(0),
    b = a;
  for (; left < end; left += 16) {
    const x = v128.load(right);
    a = f64x2.add(a, f64x2.mul(v128.load64_splat(left), x));
    b = f64x2.add(b, f64x2.mul(v128.load64_splat(left, 8), x));
    right += step;
  }
  v128.store(target, f64x2.add(v128.load(target), a));
  v128.store(target + step, f64x2.add(v128.load(target + step), b));
}
